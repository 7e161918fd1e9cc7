"""Loops, hidden answers and floods: each ends in a state that says what it is, and nothing is sent back."""

import pytest

from rooms.invitations import receiving
from rooms.invitations.actions import inbox, outbox
from rooms.invitations.models import Delivery, Filed, Invitation, Received
from rooms.invitations.queries import incoming
from rooms.invitations.rules import Funnel
from tests.factories.invitations import (
    CLOCK,
    DOMAIN,
    LATER,
    a_calendar_reply,
    a_reply_mail,
    an_invited_meeting,
    answer_address,
    invitation_of,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def site():
    meeting = an_invited_meeting()
    outbox.work(CLOCK)
    return invitation_of(meeting, "site")


def receive(raw: bytes, recipient: str, sender="a@client.example") -> Received:
    (pk,) = inbox.keep(raw, sender, [recipient], LATER)
    inbox.work(lambda: LATER)
    return Received.objects.get(pk=pk)


def state_of(invitation: Invitation) -> str:
    return Invitation.objects.get(pk=invitation.pk).state


def test_our_own_letter_that_comes_back_is_recognised(site):
    letter = bytes(Delivery.objects.get(invitation=site).raw)
    received = receive(b"Received: from a.relay\r\n" + letter, answer_address(site))
    assert (received.filed, received.reason) == (Filed.IGNORED, "our_own")
    renamed = letter.replace(b"\r\nFrom: ", b"\r\nFrom: x@relay.example\r\nX-From: ")
    assert receive(renamed, answer_address(site)).reason == "our_own"


def test_a_mail_in_the_name_of_one_of_our_addresses_is_a_loop(site):
    raw = a_reply_mail(site, a_calendar_reply(site)).replace(
        site.seat.address.encode(), f"hop+{'a' * 26}@{DOMAIN}".encode()
    )
    assert receive(raw, answer_address(site)).reason == "our_own"


def test_an_automatic_answer_that_carries_a_calendar_reply_counts(site):
    raw = a_reply_mail(site, a_calendar_reply(site), Auto_Submitted="auto-replied")
    assert receive(raw, answer_address(site), sender="").filed == Filed.APPLIED
    assert state_of(site) == Funnel.ACCEPTED


@pytest.mark.parametrize("head", ["List-Id: <x.y>", "Precedence: list", "Auto-Submitted: auto-generated"])
def test_what_programs_write_is_dropped_and_nothing_is_answered(site, head, mailoutbox):
    sent = len(mailoutbox)
    received = receive(f"{head}\r\nSubject: Nghỉ phép\r\n\r\nTôi đi vắng".encode(), answer_address(site), sender="")
    assert (received.filed, received.reason) == (Filed.IGNORED, "auto_reply")
    outbox.work(CLOCK)
    assert len(mailoutbox) == sent


@pytest.mark.parametrize(
    ("headers", "sender", "copies"),
    [({}, "a@client.example", 1), ({"Auto_Submitted": "auto-generated"}, "a@client.example", 0), ({}, "", 0)],
)
def test_a_program_or_an_empty_sender_that_asks_for_a_copy_gets_none_by_itself(site, headers, sender, copies):
    raw = a_reply_mail(site, a_calendar_reply(site, METHOD="METHOD:REFRESH"), **headers)
    received = receive(raw, answer_address(site), sender=sender)
    assert received.reason == "copy_asked"
    assert (received.filed == Filed.NEEDS_PERSON) is (copies == 0)
    assert site.deliveries.count() == 1 + copies


def a_winmail(invitation: Invitation, references: str = "") -> bytes:
    head = f"In-Reply-To: {references}\r\n" if references else ""
    return f"{head}Content-Type: application/ms-tnef; name=winmail.dat\r\n\r\nx".encode()


def test_winmail_waits_for_a_person_at_the_meeting_it_answers(site):
    received = receive(a_winmail(site, site.deliveries.get().message_id), answer_address(site))
    assert (received.filed, received.reason, received.invitation_id) == (Filed.NEEDS_PERSON, "winmail", site.pk)
    assert incoming.for_a_person(site.seat.meeting_id) == [received]
    assert state_of(site) == Funnel.SENT


def test_winmail_that_refers_to_nothing_is_about_the_only_open_meeting(site):
    assert receive(a_winmail(site), answer_address(site)).invitation_id == site.pk
    Invitation.objects.filter(pk=site.pk).update(reply_address=invitation_of(site.seat.meeting, "chair").reply_address)
    assert receive(a_winmail(site) + b"2", answer_address(site)).invitation is None


def test_a_reference_to_the_letter_of_another_is_not_followed(site):
    other = invitation_of(site.seat.meeting, "chair").deliveries.get().message_id
    assert receive(a_winmail(site, other), answer_address(site)).invitation_id == site.pk


def test_a_forwarded_reply_is_never_applied_by_itself(site):
    inner = a_reply_mail(site, a_calendar_reply(site))
    raw = (
        b"Content-Type: multipart/mixed; boundary=f\r\n\r\n--f\r\nContent-Type: message/rfc822\r\n\r\n"
        + inner
        + b"\r\n--f--"
    )
    received = receive(raw, answer_address(site))
    assert (received.filed, received.reason, state_of(site)) == (Filed.NEEDS_PERSON, "forwarded", Funnel.SENT)


def test_a_program_that_quotes_our_letter_bothers_nobody(site):
    letter = bytes(Delivery.objects.get(invitation=site).raw)
    head = b"Auto-Submitted: auto-replied\r\nContent-Type: message/rfc822\r\n\r\n"
    assert receive(head + letter, answer_address(site), sender="").reason == "auto_reply"


def test_a_nul_anywhere_is_kept_and_read(site):
    raw = a_reply_mail(site, a_calendar_reply(site)).replace(b"Message-ID: <", b"Message-ID: <\x00\x07")
    received = receive(raw, answer_address(site), sender="a\x00@b")
    assert "\x00" not in received.message_id + received.envelope_from
    assert (bytes(received.raw), received.filed) == (raw, Filed.APPLIED)


def test_more_mails_than_the_house_can_read_are_put_off_not_refused(site, monkeypatch):
    monkeypatch.setattr(inbox, "MAILS_AN_HOUR_IN_ALL", 2)
    monkeypatch.setattr(receiving.clock, "now", lambda: LATER)
    monkeypatch.setattr(receiving, "close_old_connections", lambda: None)
    assert receiving._judge_recipient(answer_address(site)).startswith("250")
    inbox.keep(b"a", "", [answer_address(site)], LATER)
    inbox.keep(b"b", "", [answer_address(site)], LATER)
    assert receiving._judge_recipient(answer_address(site)).startswith("451")
    assert receiving._judge_recipient(f"hop+{'a' * 26}@{DOMAIN}").startswith("550")
