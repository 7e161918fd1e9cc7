"""What a hall sends beforehand: number and names, by its own link alone, until the meeting opens."""

import csv
import io

import pytest
from django.urls import reverse

from rooms.invitations import links
from rooms.journal import queries as journal
from rooms.meetings import actions as meetings
from rooms.meetings import queries
from rooms.meetings.models import HallList
from rooms.meetings.refusals import ListClosed, NotYourHall
from rooms.people.models import Role
from tests.factories.invitations import LATER, an_invited_meeting, invitation_of
from tests.factories.meetings import START, doer
from tests.factories.people import a_person

pytestmark = pytest.mark.django_db

NAMES = "1\tLê Thị Mai Phương\tChủ tịch UBND xã\n2\tVũ Đức Long\tKế toán"


@pytest.fixture
def meeting(monkeypatch):
    monkeypatch.setattr("rooms.clock.now", lambda: LATER)
    return an_invited_meeting()


def page_of(meeting, role="site"):
    return reverse("rsvp_list", args=[links.token_for(invitation_of(meeting, role).seat)])


def send(client, meeting, **fields):
    return client.post(page_of(meeting), {"headcount": "", "names": "", **fields})


def kept(meeting):
    return queries.hall_list(invitation_of(meeting, "site").seat_id)


def test_names_are_kept_counted_and_shown_again(client, meeting):
    assert send(client, meeting, names=NAMES).status_code == 302
    assert [(one.name, one.position) for one in kept(meeting).named] == [
        ("Lê Thị Mai Phương", "Chủ tịch UBND xã"),
        ("Vũ Đức Long", "Kế toán"),
    ]
    assert kept(meeting).headcount == 2
    page = client.get(page_of(meeting)).content.decode()
    assert "2 người dự" in page
    assert "Lê Thị Mai Phương\tChủ tịch UBND xã" in page


def test_a_number_alone_is_enough_and_a_later_list_replaces_the_former(client, meeting):
    send(client, meeting, headcount="24")
    assert (kept(meeting).headcount, kept(meeting).named) == (24, ())
    send(client, meeting, headcount="30", names=NAMES)
    assert (kept(meeting).headcount, len(kept(meeting).named)) == (30, 2)
    assert HallList.objects.count() == 1
    told = journal.entries_of_kinds(meeting.pk, ["hall.listed"])
    assert [(one.payload["headcount"], one.payload["named"], one.audience) for one in told] == [
        (24, 0, "desk"),
        (30, 2, "desk"),
    ]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, "Xin nhập số người dự hoặc danh sách."),
        ({"headcount": "1", "names": NAMES}, "Danh sách có 2 người, nhiều hơn số đã nhập."),
        ({"headcount": "0"}, "dc-fault"),
        ({"headcount": "nhiều"}, "dc-fault"),
        ({"names": "Vũ Đức Long\n, Kế toán"}, "Dòng 2 thiếu họ và tên."),
        ({"names": "\n".join(f"Người {n}" for n in range(301))}, "quá 300 người"),
    ],
)
def test_faults_are_told_beside_the_field_and_nothing_is_kept(client, meeting, fields, words):
    page = send(client, meeting, **fields)
    assert (page.status_code, words in page.content.decode()) == (400, True)
    assert 'role="alert"' in page.content.decode()
    assert kept(meeting) is None


def test_what_was_typed_stays_when_it_is_refused(client, meeting):
    page = send(client, meeting, headcount="1", names=NAMES).content.decode()
    assert "Lê Thị Mai Phương\tChủ tịch UBND xã" in page


def test_a_hall_that_expects_more_than_it_seats_is_warned_and_the_desk_sees_it(client, meeting):
    site = invitation_of(meeting, "site").seat.site
    site.capacity = 20
    site.save()
    send(client, meeting, headcount="24")
    assert "Hội trường có 20 chỗ ngồi" in client.get(page_of(meeting)).content.decode()
    client.force_login(meeting.seats.get(role="secretary").person)
    for name in ("invitations_page", "meeting_page"):
        page = client.get(reverse(name, args=[meeting.slug])).content.decode()
        assert "24 người dự" in page
        assert "quá sức chứa 20 chỗ" in page


def test_the_roll_shows_the_names_of_the_hall(client, meeting):
    send(client, meeting, names=NAMES)
    client.force_login(meeting.seats.get(role="secretary").person)
    page = client.get(reverse("attendance_page", args=[meeting.slug])).content.decode()
    assert "Lê Thị Mai Phương, Chủ tịch UBND xã" in page


def test_after_the_opening_the_list_stands_as_it_is(client, meeting):
    send(client, meeting, names=NAMES)
    meetings.open_meeting(meeting.pk, by=doer(meeting, "chair"), now=START)
    assert send(client, meeting, headcount="50").status_code == 409
    page = client.get(page_of(meeting)).content.decode()
    assert "không nhận danh sách nữa" in page
    assert "<textarea" not in page
    assert kept(meeting).headcount == 2


def test_only_the_hall_itself_sends_its_list(meeting):
    hall, other = meeting.seats.filter(role="site")
    by = queries.doer_in_seat(other)
    for doer_in in (by, doer(meeting, "chair"), doer(meeting, "secretary")):
        with pytest.raises(NotYourHall):
            meetings.send_list(hall.pk, 5, (), by=doer_in, now=LATER)
    person = meeting.seats.get(role="chair")
    with pytest.raises(NotYourHall):
        meetings.send_list(person.pk, 5, (), by=queries.doer_in_seat(person), now=LATER)
    with pytest.raises(ListClosed):
        meetings.send_list(hall.pk, 5, (), by=queries.doer_in_seat(hall), now=meeting.ends_at)


def test_a_persons_link_has_no_such_page_and_anothers_token_writes_only_there(client, meeting):
    assert client.get(page_of(meeting, "chair")).status_code == 400
    assert client.post(page_of(meeting, "chair"), {"headcount": "5"}).status_code == 400
    second = list(meeting.seats.filter(role="site"))[1]
    client.post(reverse("rsvp_list", args=[links.token_for(second)]), {"headcount": "7"})
    assert kept(meeting) is None
    assert queries.hall_list(second.pk).headcount == 7


def test_the_desk_takes_the_lists_down_as_a_sheet_that_runs_no_formula(client, meeting):
    send(client, meeting, headcount="9", names='=HYPERLINK("x")\tChủ tịch\nVũ Đức Long')
    secretary = meeting.seats.get(role="secretary").person
    client.force_login(secretary)
    answer = client.get(reverse("halls_csv", args=[meeting.slug]))
    text = answer.content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert rows[0] == ["Điểm cầu", "Số người dự", "STT", "Họ và tên", "Chức vụ"]
    assert rows[1][:3] == ["Điểm cầu Tam Dương", "9", "1"]
    assert rows[1][3].startswith("'=HYPERLINK")
    client.force_login(a_person("Bùi Thị Xuân", "xuan@vinhphuc.example", Role.SECRETARY))
    assert client.get(reverse("halls_csv", args=[meeting.slug])).status_code == 404
