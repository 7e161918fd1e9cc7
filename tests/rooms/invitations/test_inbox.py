from datetime import timedelta

import pytest

from rooms.invitations.actions import inbox, outbox
from rooms.invitations.actions.answer import Said, answer_on_web
from rooms.invitations.itip.reply import Answer
from rooms.invitations.models import Delivery, Filed, Invitation, Received, Reply, Stage
from rooms.invitations.queries import incoming
from rooms.invitations.rules import Funnel
from rooms.journal import queries as journal
from tests.factories.invitations import (
    CLOCK,
    DOMAIN,
    LATER,
    a_calendar_reply,
    a_move,
    a_reply_mail,
    a_report,
    an_invited_meeting,
    answer_address,
    invitation_of,
)

pytestmark = pytest.mark.django_db
SOON = LATER + timedelta(minutes=5)


@pytest.fixture
def site():
    meeting = an_invited_meeting()
    outbox.work(CLOCK)
    return invitation_of(meeting, "site")


def receive(raw: bytes, recipient: str, now=SOON, sender="a@client.example") -> Received:
    (pk,) = inbox.keep(raw, sender, [recipient], now)
    inbox.work(lambda: now)
    return Received.objects.get(pk=pk)


def answer(invitation: Invitation, calendar: str, now=SOON, **headers) -> Received:
    return receive(a_reply_mail(invitation, calendar, **headers), answer_address(invitation), now)


def state_of(invitation: Invitation) -> str:
    return Invitation.objects.get(pk=invitation.pk).state


def test_an_accepted_reply_moves_the_funnel_and_tells_the_desk(site):
    received = answer(site, a_calendar_reply(site))
    assert (received.filed, state_of(site)) == (Filed.APPLIED, Funnel.ACCEPTED)
    entry = journal.entries_after(site.seat.meeting_id, 0)[-1]
    assert (entry.kind, entry.audience, entry.payload["via"]) == ("invitation.answered", "desk", "mail")


@pytest.mark.parametrize(
    ("partstat", "state"),
    [("ACCEPTED", Funnel.ACCEPTED), ("TENTATIVE", Funnel.TENTATIVE), ("DECLINED", Funnel.DECLINED)],
)
def test_each_answer_has_its_state(site, partstat, state):
    answer(site, a_calendar_reply(site, partstat, extra="COMMENT:Chờ lịch tiếp dân"))
    assert state_of(site) == state
    assert Invitation.objects.get(pk=site.pk).comment == "Chờ lịch tiếp dân"


def test_exchange_leaves_out_organizer_and_others_sequence_and_dtstamp(site):
    answer(site, a_calendar_reply(site, DTSTAMP=None, SEQUENCE=None))
    assert state_of(site) == Funnel.ACCEPTED


def test_a_doubled_mail_is_kept_and_counted_once(site):
    raw = a_reply_mail(site, a_calendar_reply(site))
    receive(raw, answer_address(site))
    receive(b"Received: from relay.example\r\n" + raw, answer_address(site))
    assert (Received.objects.count(), Reply.objects.count()) == (1, 1)


def test_a_late_reply_does_not_undo_a_newer_one(site):
    answer(site, a_calendar_reply(site, "DECLINED"))
    earlier = f"DTSTAMP:{LATER - timedelta(minutes=9):%Y%m%dT%H%M%SZ}"
    received = answer(site, a_calendar_reply(site, DTSTAMP=earlier), message_id="<old@client.example>")
    assert (received.reason, state_of(site)) == ("older_answer", Funnel.DECLINED)


def test_an_answer_to_the_old_time_is_stale(site):
    reply = a_calendar_reply(site)
    a_move(site.seat.meeting, timedelta(minutes=30))
    outbox.work(CLOCK)
    received = answer(site, reply)
    assert (received.reason, state_of(site)) == ("stale", Funnel.SENT)


def test_a_client_whose_clock_runs_ahead_cannot_outrank_the_next_answer(site):
    answer(site, a_calendar_reply(site, DTSTAMP="DTSTAMP:20990101T000000Z"))
    answer_on_web(site.pk, Said(Answer.DECLINED), now=SOON)
    assert state_of(site) == Funnel.DECLINED
    later = f"DTSTAMP:{SOON + timedelta(minutes=2):%Y%m%dT%H%M%SZ}"
    again = a_calendar_reply(site, "TENTATIVE", DTSTAMP=later)
    answer(site, again, now=SOON + timedelta(minutes=3), message_id="<m3@client.example>")
    assert state_of(site) == Funnel.TENTATIVE


def test_delegation_becomes_a_proposed_substitute(site):
    chair = invitation_of(site.seat.meeting, "chair")
    who = chair.seat.address
    lines = (
        f'ATTENDEE;PARTSTAT=DELEGATED;DELEGATED-TO="mailto:yen@phutho.example":MAILTO:{who}\r\n'
        f'ATTENDEE;CN=Dương Thị Hải Yến;PARTSTAT=NEEDS-ACTION;DELEGATED-FROM="mailto:{who}":mailto:yen@phutho.example'
    )
    answer(chair, a_calendar_reply(chair, ATTENDEE=lines))
    invitation = Invitation.objects.get(pk=chair.pk)
    assert (invitation.state, invitation.substitute_email, invitation.substitute_name) == (
        Funnel.SUBSTITUTE_PROPOSED,
        "yen@phutho.example",
        "Dương Thị Hải Yến",
    )


def test_another_address_with_a_right_token_waits_for_a_person(site):
    other = "ATTENDEE;PARTSTAT=ACCEPTED:mailto:somebody@else.example"
    received = answer(site, a_calendar_reply(site, ATTENDEE=other))
    assert (received.filed, received.reason, state_of(site)) == ("needs_person", "another_address", Funnel.SENT)
    assert incoming.for_a_person(site.seat.meeting_id) == [received]


def test_a_proposed_time_waits_for_a_person(site):
    reply = a_calendar_reply(site, METHOD="METHOD:COUNTER", extra="DTSTART:20261127T020000Z")
    received = answer(site, reply)
    assert (received.filed, received.reason) == ("needs_person", "other_time")
    assert received.proposals.get().ends_at - received.proposals.get().starts_at == timedelta(hours=2)


def test_a_mail_that_failed_dmarc_at_our_server_waits_for_a_person(site):
    received = answer(site, a_calendar_reply(site), Authentication_Results=f"{DOMAIN}; dmarc=fail")
    assert (received.reason, state_of(site)) == ("dmarc_failed", Funnel.SENT)


@pytest.mark.parametrize(
    ("raw", "filed", "reason"),
    [
        (b"Subject: xin nghi\r\n\r\nToi khong den duoc", Filed.NEEDS_PERSON, "in_words"),
        (b"Auto-Submitted: auto-replied\r\n\r\nDang di cong tac", Filed.IGNORED, "auto_reply"),
        (
            b"Content-Type: text/calendar\r\n\r\nBEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n",
            Filed.NEEDS_PERSON,
            "broken_calendar",
        ),
        (b"Content-Type: text/calendar\r\n\r\n" + b"BEGIN:VCALENDAR\r\n" * 600, Filed.NEEDS_PERSON, "broken_calendar"),
        (
            b"Content-Type: text/calendar\r\n\r\nBEGIN:VCALENDAR\r\nX:" + b"x" * 1_100_000,
            Filed.NEEDS_PERSON,
            "broken_calendar",
        ),
        (b"", Filed.NEEDS_PERSON, "in_words"),
        (b"\xff\xfe\x00" * 500, Filed.NEEDS_PERSON, "in_words"),
    ],
)
def test_a_mail_that_cannot_be_an_answer_ends_in_a_clear_state(site, raw, filed, reason):
    received = receive(raw, answer_address(site))
    assert (received.filed, received.reason, bytes(received.raw)) == (filed, reason, raw)
    assert state_of(site) == Funnel.SENT


def test_three_thousand_nested_parts_are_kept_and_set_aside(site):
    bomb = b"".join(
        b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n' % (depth, depth) for depth in range(3000)
    )
    assert receive(bomb, answer_address(site)).reason == "broken_mail"


def test_a_zone_used_as_a_file_name_is_never_looked_up(site):
    evil = "DTSTART;TZID=../../../../etc/passwd:20261127T083000\r\nRRULE:FREQ=SECONDLY"
    assert answer(site, a_calendar_reply(site, extra=evil)).filed == Filed.APPLIED


def test_an_answer_after_the_end_changes_nothing(site):
    received = answer(site, a_calendar_reply(site), now=site.seat.meeting.ends_at)
    assert (received.reason, state_of(site)) == ("meeting_over", Funnel.SENT)


def test_a_mail_that_stops_its_reader_three_times_is_set_aside(site, monkeypatch):
    monkeypatch.setattr(inbox, "open_mail", lambda *_args: 1 / 0)
    inbox.keep(a_reply_mail(site, a_calendar_reply(site)), "", [answer_address(site)], SOON)
    for _try in range(4):
        inbox.work(lambda: SOON)
    received = Received.objects.get()
    assert (received.filed, received.tries) == (Filed.SET_ASIDE, 3)


@pytest.mark.parametrize(
    ("action", "status", "state"), [("failed", "5.1.1", Funnel.BOUNCED), ("delayed", "4.4.1", Funnel.DELAYED)]
)
def test_a_report_of_a_mail_server_moves_the_funnel(site, action, status, state):
    delivery = Delivery.objects.get(invitation=site)
    received = receive(a_report(delivery, action, status), f"bounce+{delivery.return_token}@{DOMAIN}", sender="")
    invitation = Invitation.objects.get(pk=site.pk)
    assert (received.filed, invitation.state) == (Filed.APPLIED, state)
    assert invitation.fault == f"{status} 550 no such box"


def test_a_report_settles_a_letter_that_was_in_doubt(site):
    delivery = Delivery.objects.get(invitation=site)
    Delivery.objects.filter(pk=delivery.pk).update(stage=Stage.UNKNOWN, next_at=SOON)
    receive(a_report(delivery, "delivered", "2.0.0"), f"bounce+{delivery.return_token}@{DOMAIN}", sender="")
    assert Delivery.objects.get(pk=delivery.pk).stage == Stage.SENT
    assert outbox.work(lambda: SOON) == 0


def test_only_addresses_whose_token_somebody_holds_are_known(site):
    assert inbox.address_known(answer_address(site).upper())
    assert inbox.address_known(f"bounce+{Delivery.objects.first().return_token}@{DOMAIN}")
    for stranger in (f"hop+{'a' * 26}@{DOMAIN}", f"bounce+{'a' * 26}@{DOMAIN}", "hop+x@y", "an@vinhphuc.example"):
        assert inbox.address_known(stranger) is None


def test_a_flood_to_one_address_is_put_off(site):
    address = answer_address(site)
    for number in range(inbox.MAILS_AN_HOUR):
        inbox.keep(b"x%d" % number, "", [address], SOON)
    assert not inbox.may_come(address, SOON)
    assert inbox.may_come(address, SOON + timedelta(hours=1, seconds=1))
