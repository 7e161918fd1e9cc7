"""Chair and secretary of an announced meeting are handed on: seats, letters, pages, and who may."""

import email
import email.policy
from dataclasses import replace

import pytest
from django.urls import reverse

from rooms.invitations.actions import outbox
from rooms.invitations.actions.change import change_and_tell
from rooms.invitations.models import Delivery
from rooms.journal import queries as journal
from rooms.meetings import actions, queries
from rooms.meetings.changes.rules import Change
from rooms.meetings.models import Meeting, Seat
from rooms.meetings.refusals import BadPlan, NotNow, NotTheChair, NotTheSecretary
from rooms.meetings.rules import Fault
from rooms.people.models import Role
from tests.factories.invitations import CLOCK, an_invited_meeting
from tests.factories.meetings import NOW, START, doer
from tests.factories.people import a_person
from tests.factories.series import an_invited_series
from tests.rooms.meetings.test_series_pages import as_role, typed

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting():
    return an_invited_meeting()


@pytest.fixture
def huy():
    return a_person("Đỗ Quang Huy", "huy@phutho.example", position="Phó Chủ tịch")


def changed(meeting, *, role="secretary", from_here_on=False, **what):
    plan = replace(queries.plan_of(Meeting.objects.get(pk=meeting.pk)), **what)
    return change_and_tell(meeting.pk, Change(plan, from_here_on), by=doer(meeting, role), now=NOW)


def list_of(meeting):
    return [(seat.number, seat.name, seat.role) for seat in queries.seats_of(meeting.pk)][:3]


def letters(**which):
    return {(one.recipient, one.method) for one in Delivery.objects.filter(**which)}


def words(raw):
    return email.message_from_bytes(raw, policy=email.policy.default).get_body(("plain",)).get_content()


def told(meeting):
    entries = journal.entries_after(meeting.pk, 1)
    return [(entry.kind, entry.payload.get("name"), entry.payload.get("role")) for entry in entries]


def test_a_new_chair_has_the_first_place_the_rights_and_an_invitation_the_old_one_a_withdrawal(meeting, huy):
    minh, before = doer(meeting, "chair"), set(Delivery.objects.values_list("pk", flat=True))
    changed(meeting, chair_id=huy.pk)
    assert list_of(meeting)[0] == (1, "Đỗ Quang Huy", "chair")
    assert [kind for kind in told(meeting) if kind[0].startswith("seat.")] == [
        ("seat.withdrawn", "Trần Quang Minh", None),
        ("seat.added", "Đỗ Quang Huy", "chair"),
    ]
    sent = Delivery.objects.exclude(pk__in=before)
    by_recipient = {one.recipient: one for one in sent}
    assert by_recipient["huy@phutho.example"].method == "REQUEST"
    assert by_recipient[Seat.everywhere.get(pk=minh.seat_id).person.email].method == "CANCEL"
    assert len(sent) == 5
    assert actions.open_meeting(meeting.pk, by=doer(meeting, "chair"), now=START).state == "open"
    assert queries.doer_of(meeting, Seat.everywhere.get(pk=minh.seat_id).person).hats == frozenset()


def test_every_letter_names_the_new_chair_and_who_it_was(meeting, huy):
    outbox.work(CLOCK)
    changed(meeting, chair_id=huy.pk)
    assert Delivery.objects.get(recipient="huy@phutho.example").contents["attendee"]["role"] == "CHAIR"
    outbox.work(CLOCK)
    bodies = {one.recipient: bytes(one.raw) for one in Delivery.objects.filter(method="REQUEST").order_by("pk")}
    hall = words(bodies["tamduong@phutho.example"])
    assert "Chủ trì: Đỗ Quang Huy, Phó Chủ tịch" in hall
    assert "- trước đây: Trần Quang Minh" in hall
    assert "Chương trình, đầu mối liên hệ được cập nhật" not in hall
    assert "trước đây" not in words(bodies["huy@phutho.example"])


def test_the_next_change_says_nothing_more_of_the_former_chair(meeting, huy):
    changed(meeting, chair_id=huy.pk)
    changed(meeting, title="Họp chống bão")
    last = Delivery.objects.order_by("-pk").first()
    assert [change["what"] for change in last.contents["telling"]["changes"]] == ["Tên cuộc họp"]


def test_a_delegate_who_takes_the_chair_and_a_chair_who_stays_change_places(meeting, huy):
    changed(meeting, person_ids=[huy.pk])
    minh = meeting.seats.get(role="chair")
    changed(meeting, chair_id=huy.pk, person_ids=[minh.person_id])
    rows = {seat.name: (seat.number, seat.role) for seat in queries.seats_of(meeting.pk)}
    assert rows["Đỗ Quang Huy"] == (1, "chair")
    assert rows["Trần Quang Minh"] == (5, "delegate")
    assert [kind for kind in told(meeting) if kind[0] == "seat.appointed"] == [
        ("seat.appointed", "Trần Quang Minh", "delegate"),
        ("seat.appointed", "Đỗ Quang Huy", "chair"),
    ]
    with pytest.raises(NotTheChair):
        actions.open_meeting(meeting.pk, by=queries.doer_in_seat(Seat.objects.get(pk=minh.pk)), now=START)


def test_chair_and_secretary_may_change_places(meeting):
    plan = queries.plan_of(meeting)
    before = list_of(meeting)
    changed(meeting, chair_id=plan.secretary_id, secretary_id=plan.chair_id)
    (one, minh, _), (two, hoa, _) = before[:2]
    assert list_of(meeting)[:2] == [(one, hoa, "chair"), (two, minh, "secretary")]


def test_a_secretary_hands_the_desk_on_leaves_and_may_come_back_as_a_delegate(meeting, huy):
    hoa = meeting.seats.get(role="secretary").person
    changed(meeting, secretary_id=huy.pk)
    assert list_of(meeting)[1] == (2, "Đỗ Quang Huy", "secretary")
    assert letters(method="CANCEL") == {(hoa.email, "CANCEL")}
    changed(meeting, person_ids=[hoa.pk])
    assert Seat.objects.get(meeting=meeting, person=hoa).role == "delegate"
    assert meeting.seats.filter(role="secretary").count() == 1


def test_nobody_holds_both_roles_and_a_stranger_to_the_desk_names_nobody(meeting, huy):
    plan = queries.plan_of(meeting)
    with pytest.raises(BadPlan) as refused:
        changed(meeting, chair_id=plan.secretary_id)
    assert refused.value.faults == (Fault.CHAIR_IS_SECRETARY,)
    with pytest.raises(NotTheSecretary):
        changed(meeting, role="site", chair_id=huy.pk)
    actions.open_meeting(meeting.pk, by=doer(meeting, "chair"), now=START)
    with pytest.raises(NotNow):
        changed(meeting, chair_id=huy.pk)
    assert [row[2] for row in list_of(meeting)[:2]] == ["chair", "secretary"]


def test_of_a_series_one_meeting_or_all_that_follow_get_another_chair(huy):
    rows = an_invited_series()
    mai = a_person("Lý Thị Mai", "mai@phutho.example")
    changed(rows[3], chair_id=mai.pk)
    changed(rows[1], from_here_on=True, chair_id=huy.pk)
    names = [row.seats.get(role="chair").name for row in rows]
    assert names == ["Trần Quang Minh", *["Đỗ Quang Huy"] * 5]
    assert rows[3].seats.get(person=mai).role == "delegate"  # who chaired that one alone stays expected
    assert {row.seats.filter(role="secretary").count() for row in rows} == {1}


def test_a_series_gets_no_chair_who_minutes_one_of_its_meetings(huy):
    rows = an_invited_series()
    changed(rows[3], secretary_id=huy.pk)
    with pytest.raises(BadPlan):
        changed(rows[1], from_here_on=True, chair_id=huy.pk)
    assert rows[1].seats.get(role="chair").name == "Trần Quang Minh"


def test_the_page_says_who_takes_the_desk_and_that_one_leaves(client, meeting, huy):
    as_role(client, meeting)
    page = reverse("meeting_change", args=[meeting.slug])
    wish = typed(meeting, chair=huy.pk, secretary=a_person("Lý Thị Mai", "mai@phutho.example").pk)
    asked = client.post(page, {**wish, "step": "check"}).content.decode()
    for words in ("Đổi chủ trì", "Đỗ Quang Huy", "Thư ký mới: Lý Thị Mai.", "Bạn sẽ thôi dự cuộc họp này"):
        assert words in asked
    answer = client.post(page, {**wish, "step": "send"})
    assert answer["Location"] == reverse("home")
    assert client.get(reverse("meeting_page", args=[meeting.slug])).status_code == 404
    as_role(client, meeting)
    shown = client.get(reverse("meeting_page", args=[meeting.slug])).content.decode()
    for words in ("Đổi chủ trì", "Đỗ Quang Huy làm chủ trì", "Lý Thị Mai làm thư ký", "Rút giấy mời Trần Quang Minh"):
        assert words in shown


def test_whoever_was_ticked_as_a_delegate_needs_no_other_click_to_take_the_chair(client, meeting, huy):
    changed(meeting, person_ids=[huy.pk])
    as_role(client, meeting)
    page = reverse("meeting_change", args=[meeting.slug])
    client.post(page, typed(meeting, chair=huy.pk, persons=[huy.pk], step="send"))
    assert meeting.seats.get(role="chair").person == huy


def test_an_empty_chair_is_no_change(client, meeting):
    as_role(client, meeting)
    page = reverse("meeting_change", args=[meeting.slug])
    answer = client.post(page, typed(meeting, chair="", step="send"))
    assert (answer.status_code, "Chưa chọn." in answer.content.decode()) == (400, True)
    assert meeting.seats.filter(role="chair").count() == 1


def test_who_may_plan_elsewhere_may_not_take_the_chair_here(client, meeting):
    stranger = a_person("Bùi Thị Xuân", "xuan@vinhphuc.example", Role.SECRETARY)
    client.force_login(stranger)
    page = reverse("meeting_change", args=[meeting.slug])
    assert client.post(page, typed(meeting, chair=stranger.pk, step="send")).status_code == 404
    assert meeting.seats.get(role="chair").person != stranger
