"""Hostile and broken mails, end to end: a named state, no exception, bounded time, and everything kept."""

import pytest
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rooms.invitations.actions import outbox
from rooms.invitations.itip.showing import file_of, masked, show
from rooms.invitations.models import Delivery, Proposal, Received
from rooms.people.models import Role
from tests.factories.invitations import (
    CLOCK,
    a_calendar_reply,
    a_reply_mail,
    an_invited_meeting,
    answer_address,
    invitation_of,
)
from tests.factories.itip import answer, receive
from tests.factories.people import a_person

pytestmark = pytest.mark.django_db
TOKENS = (
    b"BEGIN:VEVENT\r\n",
    b"END:VCALENDAR\r\n",
    b"\x00",
    b"\xff\xfe",
    b"--",
    b";",
    b":",
    b'"',
    b"=?utf-8?q?",
    b"\r\r\n",
)


@pytest.fixture
def site():
    meeting = an_invited_meeting()
    outbox.work(CLOCK)
    return invitation_of(meeting, "site")


@st.composite
def broken(draw, raw: bytes):
    """The mail with a few of its bytes cut, doubled or replaced."""
    for _wound in range(draw(st.integers(1, 5))):
        at = draw(st.integers(0, len(raw)))
        until = min(at + draw(st.integers(0, 60)), len(raw))
        raw = (
            raw[:at]
            + draw(st.sampled_from((b"", *TOKENS)) | st.binary(max_size=8) | st.just(raw[at:until] * 2))
            + raw[until:]
        )
    return raw


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_a_wounded_mail_ends_in_a_named_state(site, data):
    mail = a_reply_mail(site, a_calendar_reply(site, extra="RECURRENCE-ID;TZID=Asia/Bangkok:20261127T083000"))
    raw = data.draw(broken(mail.replace(b"base64", b"8bit") if data.draw(st.booleans()) else mail))
    Received.objects.all().delete()  # one kept before under the same name and hash is the same mail
    received = receive(raw, answer_address(site))
    assert (received.filed == "new", received.tries) == (False, 0)
    assert bytes(received.raw) == raw
    show(raw)
    file_of(raw)


@settings(max_examples=200)
@given(st.binary(max_size=300))
def test_nothing_makes_the_page_of_a_mail_raise(junk):
    for raw in (junk, b"Content-Type: text/html\r\nSubject: =?" + junk, b"Content-Type: text/calendar;" + junk):
        assert show(raw) is not None
        assert isinstance(file_of(raw), bytes)


@given(st.text(st.sampled_from("abcdefghijklmnopqrstuvwxyz234567"), min_size=26, max_size=26))
def test_no_key_is_left_in_what_is_shown(token):
    for text in (
        f"hop+{token}@x.vn",
        f"BOUNCE+{token.upper()}@x.vn",
        f"a hop%2B{token}%40x",
        f"/tra-loi/{token}:1:x-y_z/",
    ):
        assert token not in masked(text).lower()


def huge(line: bytes, times: int) -> str:
    return (line * times).decode()


BOMBS = {
    "a calendar of twenty megabytes": lambda: huge(b"X-NOTE:" + b"x" * 70 + b"\r\n", 250_000),
    "a hundred thousand components": lambda: huge(b"BEGIN:X\r\nEND:X\r\n", 100_000),
    "a hundred thousand nested components": lambda: huge(b"BEGIN:X\r\n", 100_000),
    "ten million instances": lambda: "RRULE:FREQ=SECONDLY;COUNT=10000000",
    "a rule for ever in a zone": lambda: "DTSTART;TZID=x:20260101T000000\r\nRDATE:" + "20260101T000000Z," * 40_000,
    "zeros": lambda: "COMMENT:" + "\x00" * 900_000,
    "one line without end": lambda: "COMMENT:" + "ạ̣̣̣̣" * 60_000,
    "many zones": lambda: huge(b"COMMENT;LANGUAGE=vi:x\r\n", 30_000),
}


@pytest.mark.parametrize("bomb", BOMBS)
def test_a_bomb_is_named_before_the_tests_time_is_over(site, bomb):
    calendar = a_calendar_reply(site, extra=BOMBS[bomb]())
    received = answer(site, calendar)
    show(bytes(received.raw))
    file_of(bytes(received.raw))
    assert (received.filed, received.reason) in {
        ("applied", ""),
        ("needs_person", "broken_calendar"),
        ("set_aside", "broken_mail"),
    }
    assert received.tries == 0


@pytest.mark.parametrize(
    ("starts", "ends"),
    [
        ("99991231T200000Z", "99991231T210000Z"),
        ("99991231T235900Z", None),
        ("20261128T070000Z", "99990101T000000Z"),
        ("00010101T000000Z", "00010101T010000Z"),
        ("20261128T070000Z", "20271128T080000Z"),
    ],
)
def test_a_proposed_time_far_away_closes_no_page_of_the_desk(client, site, starts, ends):
    times = f"DTSTART:{starts}" + (f"\r\nDTEND:{ends}" if ends else "")
    received = answer(site, a_calendar_reply(site, METHOD="METHOD:COUNTER", extra=times))
    assert (received.filed, received.reason, Proposal.objects.count()) == ("needs_person", "other_time", 0)
    client.force_login(site.seat.meeting.seats.get(role="secretary").person)
    for name in ("invitation_mails", "invitations_page"):
        assert client.get(reverse(name, args=[site.seat.meeting.slug])).status_code == 200


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01", "2026-W48-5", "-1"])
def test_a_day_that_is_none_finds_no_meeting(client, site, day):
    received = answer(site, a_calendar_reply(site, UID="UID:la@client.example"))
    client.force_login(a_person("Lưu Công Sơn", "son@vinhphuc.example", Role.ADMINISTRATOR))
    assert client.get(reverse("nobodys_mail", args=[received.pk]), {"ngay": day}).status_code == 200


def test_an_answer_that_is_broken_is_not_lost_behind_an_invitation_that_is_whole(site):
    reply = a_calendar_reply(site).replace("END:VEVENT\r\n", "")
    request = a_calendar_reply(site, "NEEDS-ACTION", METHOD="METHOD:REQUEST")
    parts = "".join(f"--b\r\nContent-Type: text/calendar\r\n\r\n{text}\r\n" for text in (reply, request))
    raw = f'Content-Type: multipart/mixed; boundary="b"\r\n\r\n{parts}--b--\r\n'.encode()
    received = receive(raw, answer_address(site))
    assert (received.filed, received.reason) == ("needs_person", "broken_calendar")


@pytest.mark.parametrize(
    "name",
    [
        b"filename*=utf-7''%2B2AA-.pdf",
        b"filename*=utf-8''%ED%A0%80.pdf",
        b'filename="=?utf-7?q?+2AA-?=.pdf"',
        b'filename="b\xe1o c\xe1o.pdf"',
        b'filename="a\x00b.pdf"',
    ],
)
def test_a_file_with_an_impossible_name_closes_no_page(client, site, name):
    letter = Delivery.objects.filter(invitation=site).first()
    raw = b"In-Reply-To: %b\r\nSubject: =?utf-7?q?+2AA-?=\r\n" % letter.message_id.encode()
    raw += b"Content-Type: application/pdf\r\nContent-Disposition: attachment; %b\r\n\r\nx\r\n" % name
    received = receive(raw, answer_address(site))
    client.force_login(site.seat.meeting.seats.get(role="secretary").person)
    for page in ("invitation_mail", "invitation_mail_file"):
        assert client.get(reverse(page, args=[site.seat.meeting.slug, received.pk])).status_code == 200
