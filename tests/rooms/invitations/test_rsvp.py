import re
from datetime import timedelta

import pytest
from django.apps import apps
from django.urls import reverse

from rooms.invitations import links
from rooms.invitations.actions import invite, outbox, substitute
from rooms.invitations.actions.reply_addresses import reply_address_of
from rooms.invitations.models import Invitation, Proposal, Proposed
from rooms.invitations.rules import Funnel
from rooms.invitations.urls import urlpatterns
from rooms.invitations.views import rsvp
from rooms.meetings import actions as meetings
from rooms.meetings.models import Seat
from tests.factories.directory import a_site, the_committee
from tests.factories.invitations import CLOCK, LATER, a_move, an_invited_meeting, invitation_of
from tests.factories.meetings import NOW, START, a_plan, doer
from tests.factories.people import an_official, the_chair, the_secretary

pytestmark = pytest.mark.django_db


class Hour:
    """The made clock of the pages."""

    now = LATER


@pytest.fixture
def hour(monkeypatch):
    made = Hour()
    monkeypatch.setattr(rsvp.clock, "now", lambda: made.now)
    return made


@pytest.fixture
def invitation(hour):
    """Phạm Thu Hà, an official, is invited."""
    agency, chair, secretary = the_committee(), the_chair(), the_secretary()
    plan = a_plan(agency, chair, secretary, person_ids=[an_official().pk])
    meeting = meetings.plan_meeting(plan, by=secretary, now=NOW)
    invite.announce_and_invite(meeting.pk, by=doer(meeting, "secretary"), now=NOW)
    outbox.work(CLOCK)
    return invitation_of(meeting, "delegate")


def link(invitation, name="rsvp"):
    return reverse(name, args=[links.token_for(invitation.seat)])


def state_of(invitation):
    return Invitation.objects.get(pk=invitation.pk).state


def test_the_page_names_the_guest_and_the_hour_and_keeps_the_link_to_itself(client, invitation):
    page = client.get(link(invitation))
    text = page.content.decode()
    assert page.status_code == 200
    assert "Phạm Thu Hà" in text
    assert "08 giờ 30 phút, thứ Sáu, ngày 27 tháng 11 năm 2026" in text
    assert "h•••a@vinhphuc.example" in text
    assert page["Cache-Control"] == "no-store"
    assert page["Referrer-Policy"] == "strict-origin"


def every_row():
    """The whole database as values; a session is no answer, and none is made by looking either."""
    return {model._meta.label: sorted(map(str, model._base_manager.values_list())) for model in apps.get_models()}


PAGES = [entry.name for entry in urlpatterns if entry.name.startswith("rsvp")]


@pytest.mark.parametrize("role", ["delegate", "site"])
@pytest.mark.parametrize("name", PAGES)
def test_looking_changes_nothing_at_any_address(client, invitation, name, role):
    seat = invitation.seat if role == "delegate" else a_hall(invitation.seat.meeting)
    address = reverse(name, args=[links.token_for(seat)])
    before = every_row()
    for look in (client.get, client.head):
        look(address, {"answer": "accepted"})
    assert every_row() == before


def a_hall(meeting):
    seat = Seat.objects.create(meeting=meeting, site=a_site(meeting.agency), role="site", number=9)
    row, _token = reply_address_of(seat)
    Invitation.objects.create(seat=seat, reply_address=row, uid="x", dtstamp=NOW, state_at=NOW)
    return seat


@pytest.mark.parametrize("answer", ["accepted", "tentative"])
def test_one_button_answers_and_the_answer_may_change(client, invitation, answer):
    assert client.post(link(invitation), {"answer": "tentative"}).status_code == 302
    client.post(link(invitation), {"answer": answer})
    assert state_of(invitation) == answer
    assert "Đã trả lời" in client.get(link(invitation)).content.decode()


def test_declining_keeps_the_reason(client, invitation):
    client.post(link(invitation, "rsvp_decline"), {"comment": "Đi công tác Hà Nội"})
    kept = Invitation.objects.get(pk=invitation.pk)
    assert (kept.state, kept.comment) == (Funnel.DECLINED, "Đi công tác Hà Nội")


SUBSTITUTE = {"name": "Dương Thị Hải Yến", "position": "Phó Chủ tịch", "address": "Yen@vinhphuc.example", "comment": ""}


def test_a_substitute_is_proposed_and_waits(client, invitation):
    client.post(link(invitation, "rsvp_substitute"), SUBSTITUTE)
    kept = Invitation.objects.get(pk=invitation.pk)
    assert (kept.state, kept.substitute_name, kept.substitute_email) == (
        Funnel.SUBSTITUTE_PROPOSED,
        "Dương Thị Hải Yến",
        "yen@vinhphuc.example",
    )
    assert Seat.objects.get(pk=invitation.seat_id).person.full_name == "Phạm Thu Hà"


@pytest.mark.parametrize(
    "wrong", [{"name": ""}, {"name": "x" * 121}, {"name": "a\u202eb"}, {"address": "không phải"}, {"address": ""}]
)
def test_a_substitute_with_faults_is_refused_beside_the_field(client, invitation, wrong):
    page = client.post(link(invitation, "rsvp_substitute"), {**SUBSTITUTE, **wrong})
    assert page.status_code == 400
    assert "dc-fault" in page.content.decode()
    assert state_of(invitation) == Funnel.SENT


def test_an_approved_substitute_takes_the_seat_and_the_old_link_ends(client, invitation):
    client.post(link(invitation, "rsvp_substitute"), SUBSTITUTE)
    old = link(invitation)
    secretary = doer(invitation.seat.meeting, "secretary")
    substitute.approve_substitute(invitation.pk, by=secretary, now=LATER)
    outbox.work(CLOCK if False else lambda: LATER)
    taken = Invitation.objects.select_related("seat__person", "seat__meeting").get(pk=invitation.pk)
    assert (taken.seat.name, taken.seat.stands_in_for, taken.state) == ("Dương Thị Hải Yến", "Phạm Thu Hà", Funnel.SENT)
    assert client.get(old).status_code == 410
    assert client.get(link(taken)).status_code == 200
    methods = list(taken.deliveries.order_by("pk").values_list("method", "recipient"))
    assert methods[1:] == [("CANCEL", "ha@vinhphuc.example"), ("REQUEST", "yen@vinhphuc.example")]


def test_a_refused_substitute_leaves_the_seat_and_asks_anew(client, invitation):
    client.post(link(invitation, "rsvp_substitute"), SUBSTITUTE)
    substitute.refuse_substitute(invitation.pk, by=doer(invitation.seat.meeting, "secretary"), now=LATER)
    assert state_of(invitation) == Funnel.QUEUED
    assert client.get(link(invitation)).status_code == 200


@pytest.mark.parametrize("token", ["x", "a" * 300, "WyJhIl0:1abcde:zzzz"])
def test_a_wrong_link_is_told_in_words(client, invitation, token):
    page = client.get(reverse("rsvp", args=[token]))
    assert page.status_code == 404
    assert "thư ký" in page.content.decode()


def test_an_expired_link_and_a_cancelled_meeting_are_gone(client, invitation, hour):
    address = link(invitation)
    hour.now = START + timedelta(days=9)
    assert client.get(address).status_code == 410
    hour.now = LATER
    meeting = invitation.seat.meeting
    invite.cancel_and_tell(meeting.pk, "Bão số 12", by=doer(meeting, "secretary"), now=LATER)
    assert client.get(address).status_code == 410
    assert client.post(address, {"answer": "accepted"}).status_code == 410


def test_after_the_end_the_page_still_shows_but_takes_no_answer(client, invitation, hour):
    hour.now = START + timedelta(hours=3)
    assert 'name="answer"' not in client.get(link(invitation)).content.decode()
    assert client.post(link(invitation), {"answer": "accepted"}).status_code == 409
    assert state_of(invitation) == Funnel.SENT


def test_an_unknown_answer_is_refused(client, invitation):
    assert client.post(link(invitation), {"answer": "perhaps"}).status_code == 400


def test_a_link_that_answers_too_often_is_stopped_for_an_hour(client, invitation, hour):
    for _again in range(20):
        client.post(link(invitation), {"answer": "accepted"})
    assert client.post(link(invitation), {"answer": "tentative"}).status_code == 409
    hour.now = LATER + timedelta(hours=1, seconds=1)
    assert client.post(link(invitation), {"answer": "tentative"}).status_code == 302


def test_the_beacon_marks_the_page_as_opened_but_never_undoes_an_answer(client, invitation):
    assert client.post(link(invitation, "rsvp_opened")).status_code == 204
    assert state_of(invitation) == Funnel.OPENED
    client.post(link(invitation), {"answer": "accepted"})
    client.post(link(invitation, "rsvp_opened"))
    assert state_of(invitation) == Funnel.ACCEPTED


def test_the_calendar_file_is_the_invitation(client, invitation):
    page = client.get(link(invitation, "rsvp_calendar"))
    assert page["Content-Type"].startswith("text/calendar")
    assert invitation.uid.encode() in page.content


def test_the_link_leads_into_the_room_from_an_hour_before(client, invitation, hour):
    assert client.post(link(invitation, "rsvp_enter")).status_code == 409
    hour.now = START - timedelta(minutes=59)
    assert "Vào phòng họp" in client.get(link(invitation)).content.decode()
    entered = client.post(link(invitation, "rsvp_enter"))
    assert entered.status_code == 302
    meeting_id = str(invitation.seat.meeting_id)
    assert client.session["seats"] == {meeting_id: [str(invitation.seat_id), invitation.seat.epoch]}


def test_a_hall_has_no_substitute(client, hour):
    meeting = an_invited_meeting()
    site = invitation_of(meeting, "site")
    assert client.get(link(site, "rsvp_substitute")).status_code == 400
    assert "Điểm cầu tham dự" in client.get(link(site)).content.decode()


def test_a_changed_hour_is_told_with_the_former_one_and_asks_for_the_answer_again(client, invitation):
    client.post(link(invitation), {"answer": "accepted"})
    old = link(invitation)
    a_move(invitation.seat.meeting, timedelta(days=30), LATER)
    page = client.get(old).content.decode()
    assert "Đổi giờ" in page
    assert "Trước: 08 giờ 30 phút, thứ Sáu, ngày 27 tháng 11 năm 2026" in page
    assert "08 giờ 30 phút, Chủ nhật, ngày 27 tháng 12 năm 2026" in page
    assert "câu trả lời trước không còn tính" in page


def test_the_link_of_the_first_letter_lives_as_long_as_the_moved_meeting(client, invitation, hour):
    old, meeting = link(invitation), invitation.seat.meeting
    meeting.starts_at, meeting.ends_at = START + timedelta(days=30), START + timedelta(days=30, hours=2)
    meeting.save()
    hour.now = START + timedelta(days=29)
    assert client.post(old, {"answer": "accepted"}).status_code == 302
    hour.now = START + timedelta(days=39)
    assert client.get(old).status_code == 410


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"epoch": 1}, "Hãy dùng đường dẫn trong thư mời mới nhất"),
        ({"epoch": 1, "stands_in_for": "Phạm Thu Hà"}, "Người dự thay đã nhận giấy mời với đường dẫn riêng"),
        ({"withdrawn_at": LATER}, "Cuộc họp vẫn được tổ chức"),
    ],
)
def test_a_link_that_ended_says_why_and_what_to_do(client, invitation, change, words):
    address = link(invitation)
    Seat.objects.filter(pk=invitation.seat_id).update(**change)
    for name in ("rsvp", "rsvp_decline", "rsvp_substitute", "rsvp_calendar"):
        page = client.get(address if name == "rsvp" else link(invitation, name))
        assert (page.status_code, words in page.content.decode()) == (410, True)
    assert client.post(address, {"answer": "accepted"}).status_code == 410


def test_what_was_answered_when_is_shown_and_of_a_substitute_only_their_own(client, invitation):
    client.post(link(invitation), {"answer": "tentative"})
    client.post(link(invitation), {"answer": "accepted"})
    page = client.get(link(invitation)).content.decode()
    assert "Các câu trả lời đã gửi" in page
    assert page.count("22/11/2026, 09:00") == 3
    client.post(link(invitation, "rsvp_substitute"), SUBSTITUTE)
    substitute.approve_substitute(invitation.pk, by=doer(invitation.seat.meeting, "secretary"), now=LATER)
    taken = Invitation.objects.select_related("seat__meeting").get(pk=invitation.pk)
    shown = client.get(link(taken)).content.decode()
    assert "Các câu trả lời đã gửi" not in shown
    assert "Đã trả lời" not in shown


def test_the_link_to_another_houses_calendar_carries_no_token(client, invitation):
    page = client.get(link(invitation)).content.decode()
    address = re.search(r'href="(https://calendar.google.com[^"]+)"', page)[1]
    assert "tra-loi" not in address
    assert links.token_for(invitation.seat) not in address
    assert "20261127T013000Z%2F20261127T033000Z" in address


def test_a_substitute_who_has_a_seat_already_is_refused_beside_the_field(client, invitation):
    page = client.post(link(invitation, "rsvp_substitute"), {**SUBSTITUTE, "address": "minh@vinhphuc.example"})
    assert page.status_code == 400
    assert "Người được cử đã có tên trong thành phần dự họp." in page.content.decode()
    assert 'aria-describedby="id_address_error"' in page.content.decode()


def test_another_time_is_proposed_for_the_desk_and_the_answer_stands(client, invitation):
    client.post(link(invitation), {"answer": "accepted"})
    asked = {"day": "2026-11-30", "hour": "14:00", "comment": "Trùng họp Ban Thường vụ"}
    assert client.post(link(invitation, "rsvp_time"), asked).status_code == 302
    client.post(link(invitation, "rsvp_time"), {**asked, "hour": "15:00"})
    waiting, outdone = Proposal.objects.order_by("-pk")
    assert (waiting.state, outdone.state) == (Proposed.WAITING, Proposed.OUTDONE)
    assert waiting.starts_at == START.replace(day=30, hour=8, minute=0)
    assert waiting.ends_at - waiting.starts_at == timedelta(hours=2)
    assert state_of(invitation) == Funnel.ACCEPTED
    assert "Đã đề nghị dời sang 15 giờ 00 phút" in client.get(link(invitation)).content.decode()


@pytest.mark.parametrize(
    ("wrong", "status"),
    [
        ({"day": "2026-11-21"}, 400),
        ({"day": "2026-11-27", "hour": "08:30"}, 400),
        ({"day": ""}, 400),
        ({"hour": "25:61"}, 400),
        ({"day": "9999-12-31", "hour": "23:00"}, 400),
    ],
)
def test_a_time_that_cannot_be_is_refused_beside_the_field(client, invitation, wrong, status):
    asked = {"day": "2026-11-30", "hour": "14:00", "comment": "", **wrong}
    page = client.post(link(invitation, "rsvp_time"), asked)
    assert (page.status_code, "dc-fault" in page.content.decode()) == (status, True)
    assert not Proposal.objects.exists()


def test_times_are_proposed_no_oftener_than_a_person_reads_them(client, invitation):
    for hour in range(5):
        client.post(link(invitation, "rsvp_time"), {"day": "2026-11-30", "hour": f"{hour + 9}:00"})
    assert client.post(link(invitation, "rsvp_time"), {"day": "2026-11-30", "hour": "15:00"}).status_code == 409


def test_one_answer_may_stand_for_all_that_is_to_come_of_a_series(client, invitation):
    Invitation.objects.filter(pk=invitation.pk).update(uid="series@x", recurrence="20261127T013000Z")
    later = another_instance(invitation)
    page = client.get(link(invitation)).content.decode()
    assert "Trả lời cho cả 2 phiên còn lại" in page
    client.post(link(invitation), {"answer": "tentative"})
    assert (state_of(invitation), state_of(later)) == (Funnel.TENTATIVE, Funnel.SENT)
    client.post(link(invitation, "rsvp_decline"), {"comment": "Nghỉ chế độ", "all": "1"})
    assert (state_of(invitation), state_of(later)) == (Funnel.DECLINED, Funnel.DECLINED)


def another_instance(invitation):
    """The same person's seat a week later, invited under the same name in calendars."""
    meeting = meetings.plan_meeting(
        a_plan(
            invitation.seat.meeting.agency,
            invitation.seat.meeting.seats.get(role="chair").person,
            invitation.seat.meeting.seats.get(role="secretary").person,
            person_ids=[invitation.seat.person_id],
            starts_at=START + timedelta(days=7),
            ends_at=START + timedelta(days=7, hours=2),
        ),
        by=invitation.seat.meeting.seats.get(role="secretary").person,
        now=NOW,
    )
    invite.announce_and_invite(meeting.pk, by=doer(meeting, "secretary"), now=NOW)
    outbox.work(CLOCK)
    later = invitation_of(meeting, "delegate")
    Invitation.objects.filter(pk=later.pk).update(uid="series@x", recurrence="20261204T013000Z")
    return later
