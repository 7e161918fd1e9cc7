"""A hall ticks by name who of its list is there; the heads follow, unless a number is given."""

import pytest
from django.test import Client
from django.urls import reverse

from rooms.attendance import actions, queries
from rooms.journal import queries as journal
from rooms.meetings import actions as meetings
from rooms.meetings.name_list import Named
from rooms.meetings.queries import doer_in_seat, plan_of
from rooms.meetings.refusals import NotNow, NotYourHall
from rooms.refusals import NotFound
from tests.factories.live import the_seat
from tests.factories.meetings import NOW, START, an_announced_meeting, an_open_meeting, doer

pytestmark = pytest.mark.django_db

PEOPLE = (Named("Lý Thị Mai", "Chủ tịch UBND xã"), Named("Hà Văn Sơn", ""), Named("Lý Thị Mai", "Kế toán"))


@pytest.fixture
def hall():
    """Tam Dương, which expects four and named three; the meeting is open."""
    meeting = an_announced_meeting()
    seat = the_seat(meeting, "site")
    meetings.send_list(seat.pk, 4, PEOPLE, by=doer_in_seat(seat), now=NOW)
    meetings.open_meeting(meeting.pk, by=doer(meeting, "chair"), now=START)
    return the_seat(meeting, "site")


def page(hall):
    return reverse("hall_roll", args=[hall.meeting.slug, hall.pk])


def technician_of(hall, client=None):
    client = client or Client()
    client.force_login(hall.site.technicians.first())
    return client


def roll_of(hall):
    return queries.hall_rolls(hall.meeting_id)[hall.pk]


def test_a_hall_ticks_by_name_and_the_desk_sees_how_many_and_who(hall, client):
    technician = technician_of(hall)
    assert technician.get(page(hall)).content.decode().count('name="here"') == 3
    assert technician.post(page(hall), {"here": ["1", "3"], "heads": ""}).status_code == 302
    assert (roll_of(hall).heads, roll_of(hall).ticked) == (2, frozenset({1, 3}))
    shown = technician.get(page(hall)).content.decode()
    assert shown.count("checked") == 2
    assert "2 người có mặt" in shown
    client.force_login(hall.meeting.seats.get(role="secretary").person)
    ledger = client.get(reverse("attendance_page", args=[hall.meeting.slug])).content.decode()
    assert "2 người có mặt" in ledger
    assert "Người có mặt tại điểm cầu" in ledger


def test_a_number_given_by_hand_stands_until_it_is_taken_back(hall):
    actions.count_hall(hall.pk, [1], 12, by=doer_in_seat(hall), now=START)
    assert (roll_of(hall).heads, roll_of(hall).by_hand) == (12, 12)
    actions.count_hall(hall.pk, [1, 2], None, by=doer(hall.meeting, "secretary"), now=START)
    assert (roll_of(hall).heads, roll_of(hall).by_hand) == (2, None)
    actions.count_hall(hall.pk, [], 0, by=doer_in_seat(hall), now=START)
    assert (roll_of(hall).heads, roll_of(hall).ticked) == (0, frozenset())
    told = [entry.payload["heads"] for entry in journal.entries_of_kinds(hall.meeting_id, ["hall.counted"])]
    assert told == [12, 2, 0]


def test_nobody_counts_another_hall_and_a_person_is_no_hall(hall):
    other = the_seat(hall.meeting, "site", 1)
    technician = technician_of(other)
    assert technician.get(page(hall)).status_code == 404
    assert technician.post(page(hall), {"here": ["1"]}).status_code == 404
    with pytest.raises(NotYourHall):
        actions.count_hall(hall.pk, [1], None, by=doer_in_seat(other), now=START)
    secretary = the_seat(hall.meeting, "secretary")
    with pytest.raises(NotYourHall):
        actions.count_hall(secretary.pk, [], 1, by=doer_in_seat(secretary), now=START)
    technician.force_login(secretary.person)
    assert technician.get(page(secretary)).status_code == 404
    assert queries.hall_rolls(hall.meeting_id) == {}


def test_the_desk_of_one_meeting_counts_no_hall_of_another(hall):
    secretary = the_seat(hall.meeting, "secretary").person
    another = meetings.plan_meeting(plan_of(hall.meeting), by=secretary, now=NOW)
    client = Client()
    client.force_login(secretary)
    assert client.get(reverse("hall_roll", args=[another.slug, hall.pk])).status_code == 404


def test_the_halls_personal_link_opens_its_roll_and_no_other(hall):
    client = Client()
    session = client.session
    session["seats"] = {str(hall.meeting_id): [str(hall.pk), hall.epoch]}
    session.save()
    assert client.get(page(hall)).status_code == 200
    assert client.post(page(hall), {"here": ["2"]}).status_code == 302
    assert roll_of(hall).ticked == {2}
    assert client.get(page(the_seat(hall.meeting, "site", 1))).status_code == 302
    session["seats"] = {str(hall.meeting_id): [str(hall.pk), hall.epoch + 1]}
    session.save()
    assert client.get(page(hall)).status_code == 302


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"here": ["9"]}, "tải lại trang"),
        ({"here": ["x"]}, "tải lại trang"),
        ({"heads": "-1"}, "0"),
        ({"heads": "10001"}, "10000"),
        ({"heads": "mười"}, "aria-invalid"),
    ],
)
def test_bad_input_is_said_and_counts_nothing(hall, said, words):
    answer = technician_of(hall).post(page(hall), said)
    assert (answer.status_code, words in answer.content.decode()) == (400, True)
    assert queries.hall_rolls(hall.meeting_id) == {}


def test_after_the_closing_the_roll_is_shut_and_readable(hall):
    actions.count_hall(hall.pk, [1], None, by=doer_in_seat(hall), now=START)
    meetings.close_meeting(hall.meeting_id, by=doer(hall.meeting, "chair"), now=START)
    client = technician_of(hall)
    assert "điểm danh đã khóa" in client.get(page(hall)).content.decode()
    assert client.post(page(hall), {"here": ["1", "2"]}).status_code == 409
    with pytest.raises(NotNow):
        actions.count_hall(hall.pk, [1, 2], None, by=doer_in_seat(hall), now=START)
    assert roll_of(hall).ticked == {1}


def test_a_hall_without_a_list_gives_a_number(client):
    meeting = an_open_meeting()
    hall = the_seat(meeting, "site")
    technician_of(hall, client)
    assert "chưa gửi danh sách tên" in client.get(page(hall)).content.decode()
    client.post(page(hall), {"heads": "7"})
    assert roll_of(hall).heads == 7


def test_a_list_sent_anew_begins_without_ticks():
    meeting = an_announced_meeting()
    seat = the_seat(meeting, "site")
    meetings.send_list(seat.pk, 3, PEOPLE, by=doer_in_seat(seat), now=NOW)
    actions.count_hall(seat.pk, [1, 2], None, by=doer_in_seat(seat), now=NOW)
    meetings.send_list(seat.pk, 3, PEOPLE[1:], by=doer_in_seat(seat), now=NOW)
    assert queries.hall_rolls(meeting.pk)[seat.pk].ticked == frozenset()


def test_a_hall_withdrawn_is_counted_no_more(hall):
    actions.count_hall(hall.pk, [1], 5, by=doer_in_seat(hall), now=START)
    type(hall).objects.filter(pk=hall.pk).update(withdrawn_at=START)
    assert queries.hall_rolls(hall.meeting_id) == {}
    with pytest.raises(NotFound):
        actions.count_hall(hall.pk, [1], 5, by=doer(hall.meeting, "secretary"), now=START)
