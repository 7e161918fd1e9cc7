import asyncio
import smtplib
import socket

import pytest
from asgiref.sync import async_to_sync, sync_to_async

from rooms.invitations import receiving
from rooms.invitations.actions import outbox
from rooms.invitations.models import Invitation, Received
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

pytestmark = pytest.mark.django_db(transaction=True)  # the door lets go of old connections


@pytest.fixture
def site(monkeypatch):
    monkeypatch.setattr(receiving.clock, "now", lambda: LATER)
    meeting = an_invited_meeting()
    outbox.work(CLOCK)
    return invitation_of(meeting, "site")


def at_the_door(talk):
    """Open the real door, talk to it in a thread, wait until all is read, and answer what was said."""

    async def story():
        opened = asyncio.get_running_loop().create_future()
        door = asyncio.create_task(receiving.serve("127.0.0.1", 0, opened.set_result))
        said = await asyncio.to_thread(talk, await opened)
        await reading_done()
        door.cancel()
        await asyncio.wait([door])
        return said

    return async_to_sync(story)()


async def reading_done():
    """The door reads on the thread that we share with it, so by our turn it has read one more."""
    for _turn in range(100):
        if not await sync_to_async(incoming.unread)():
            return
    raise AssertionError("kept mails stay unread")


def handing_over(raw, *recipients):
    def talk(port):
        with smtplib.LMTP("127.0.0.1", port) as lmtp:
            return lmtp.sendmail("", list(recipients), raw)

    return talk


def test_a_reply_handed_over_by_lmtp_moves_the_funnel(site):
    raw = a_reply_mail(site, a_calendar_reply(site))
    assert at_the_door(handing_over(raw, answer_address(site))) == {}
    assert Invitation.objects.get(pk=site.pk).state == Funnel.ACCEPTED


def test_a_sender_whose_address_is_not_of_ascii_is_heard(site):
    raw = a_reply_mail(site, a_calendar_reply(site))

    def talk(port):
        with smtplib.LMTP("127.0.0.1", port) as lmtp:
            return lmtp.sendmail("văn-thư@phú-thọ.example", [answer_address(site)], raw, mail_options=["SMTPUTF8"])

    assert at_the_door(talk) == {}
    received = Received.objects.get()
    assert (received.envelope_from, received.filed) == ("văn-thư@phú-thọ.example", "applied")


def test_a_sender_of_rubbish_is_kept_as_far_as_it_can_be_read(site):
    raw = a_reply_mail(site, a_calendar_reply(site))
    (received,) = Received.objects.filter(
        pk__in=receiving.inbox.keep(raw, "\udcff\x00a@x", [answer_address(site)], LATER)
    )
    assert received.envelope_from == "a@x"


@pytest.mark.parametrize(
    "line",
    [
        b"MAIL FROM:<\xff@x> SMTPUTF8",
        b"RCPT TO:<\xff\x00@x>",
        b"\xff\xfe",
        b"LHLO \x00",
        b"MAIL FROM:<" + b"a" * 70_000,
    ],
)
def test_a_line_of_rubbish_leaves_the_door_open(site, line):
    def talk(port):
        with socket.create_connection(("127.0.0.1", port), timeout=10) as there, there.makefile("rwb") as file:
            file.readline()
            file.write(b"LHLO relay\r\n")
            file.flush()
            while file.readline()[3:4] == b"-":
                pass
            file.write(line + b"\r\n")
            file.flush()
            return file.readline()[:1]

    at_the_door(talk)
    assert at_the_door(handing_over(a_reply_mail(site, a_calendar_reply(site)), answer_address(site))) == {}


def test_a_token_that_nobody_holds_is_refused_and_nothing_is_kept(site):
    with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
        at_the_door(handing_over(b"x", f"hop+{'a' * 26}@{DOMAIN}"))
    assert next(iter(refused.value.recipients.values()))[0] == 550
    assert not Received.objects.exists()


def test_a_mail_over_the_limit_is_refused(site, monkeypatch):
    monkeypatch.setattr(receiving, "LARGEST", 10_000)
    with pytest.raises(smtplib.SMTPResponseException) as refused:
        at_the_door(handing_over(b"Subject: x\r\n\r\n" + b"x" * 60 * 1000, answer_address(site)))
    assert refused.value.smtp_code == 552
    assert not Received.objects.exists()


def test_each_recipient_gets_an_answer_of_its_own(site):
    other = invitation_of(site.seat.meeting, "chair")

    def talk(port):
        with socket.create_connection(("127.0.0.1", port), timeout=10) as line, line.makefile("rwb") as file:
            said = [file.readline()]
            for command in (
                "LHLO relay",
                "MAIL FROM:<>",
                f"RCPT TO:<{answer_address(site)}>",
                f"RCPT TO:<{answer_address(other)}>",
                "DATA",
            ):
                file.write(command.encode() + b"\r\n")
                file.flush()
                said.append(file.readline())
                while said[-1][3:4] == b"-":
                    said.append(file.readline())
            file.write(a_reply_mail(site, a_calendar_reply(site)) + b"\r\n.\r\n")
            file.flush()
            return [file.readline()[:3], file.readline()[:3]]

    assert at_the_door(talk) == [b"250", b"250"]
    assert Received.objects.count() == 2


def test_the_open_door_is_told(site):
    async def story():
        door = asyncio.create_task(receiving.serve("127.0.0.1", 0, lambda _port: None))
        for _turn in range(1000):
            if ways := await sync_to_async(incoming.ways_in)(LATER):
                break
        door.cancel()
        await asyncio.wait([door])
        return ways

    ((way, state),) = async_to_sync(story)()
    assert (way.name, state, way.well_at) == ("lmtp", "up", LATER)
