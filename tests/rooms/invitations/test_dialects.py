"""Answers in the dialects of clients whose mail we have not captured, written by us after their manuals and habits.

Each ends in the state that it means, or in the queue for a person; none is lost in silence.
"""

import base64
import unicodedata
from datetime import timedelta

import pytest

from rooms.invitations.models import Delivery, Reply
from rooms.invitations.rules import Funnel
from rooms.journal import queries as journal
from tests.factories.invitations import LATER, a_calendar_reply, answer_address
from tests.factories.itip import a_weekly_series, answer, fresh, receive

pytestmark = pytest.mark.django_db
YES, PERHAPS, NO, SILENT = Funnel.ACCEPTED, Funnel.TENTATIVE, Funnel.DECLINED, Funnel.SENT


@pytest.fixture
def weeks():
    return a_weekly_series()


def states(weeks):
    return [fresh(one).state for one in weeks]


def a_mail(calendar: bytes, kind="text/calendar; charset=utf-8; method=REPLY", encoding="8bit", head=b"") -> bytes:
    """One part and nothing else."""
    if encoding == "base64":
        calendar = base64.encodebytes(calendar)
    return (
        b"From: a@client.example\r\n%b" % head
        + f"Content-Type: {kind}\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n".encode()
        + calendar
    )


def sent(weeks, raw):
    received = receive(raw, answer_address(weeks[0]))
    return received.filed, received.reason, states(weeks)


def with_attendee(weeks, line, **changes):
    return a_calendar_reply(weeks[0], ATTENDEE=line.format(weeks[0].seat.address), **changes)


ALL = [YES] * 3
APPLIED = ("applied", "", ALL)


@pytest.mark.parametrize(
    "line",
    [
        "ATTENDEE;PARTSTAT=accepted:MAILTO:{}",
        'attendee;partstat="ACCEPTED";cn="Nguyễn: Văn; An, \'Phó\'":Mailto:{}',
        "ATTENDEE ; PARTSTAT = ACCEPTED : mailto:{}",
        "ATTENDEE;PARTSTAT=ACCEPTED;CN=Phó Chủ tịch: An:mailto:{}",
        'ATTENDEE;PARTSTAT=ACCEPTED;SENT-BY="mailto:thuky@x.example":mailto:{}',
        'ATTENDEE;PARTSTAT=ACCEPTED;SENT-BY="MAILTO:{}":mailto:lanhdao@x.example',
        "ATTENDEE;PARTSTAT=ACCEPTED:mailto:mailto:{}",
        "ATTENDEE;PARTSTAT=ACCEPTED:{}",
        'ATTENDEE;PARTSTAT=ACCEPTED;EMAIL="{}":urn:uuid:0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0',
        "ATTENDEE;X-NUM-GUESTS=0;PARTSTAT=ACCEPTED;RSVP=TRUE;X-RESPONSE-COMMENT=Có mặt:mailto:{}",
        "ATTENDEE;CUTYPE=RESOURCE;PARTSTAT=DECLINED:mailto:phong@x.example\r\nATTENDEE;PARTSTAT=ACCEPTED:mailto:{}",
        "ATTENDEE;PARTSTAT=ACCEPTED:\r\n mail\r\n\tto:{}",
        "ATTENDEE;CN=An;\r\nPARTSTAT=ACCEPTED:\r\nmailto:{}",  # folded, and the spaces lost on the way
        'ATTENDEE;PARTSTAT=ACCEPTED;DIR="ldap://h/??sub?(cn=An)":mailto:{}',
    ],
)  # fmt: skip
def test_an_attendee_is_known_however_it_is_written(weeks, line):
    assert sent(weeks, a_mail(with_attendee(weeks, line).encode())) == APPLIED


@pytest.mark.parametrize(
    ("kind", "method"),
    [
        ("text/calendar; method=REPLY; charset=utf-8", None),
        ("text/calendar; charset=utf-8; METHOD=reply", None),
        ("text/calendar; method*=utf-8''REPLY", None),
        ("text/calendar; method=REPLY charset=utf-8", None),
        ("text/calendar; method=REQUEST", "METHOD:REPLY"),
        ("application/ics; name=invite.ics", "METHOD:Reply"),
        ("application/octet-stream; name=reply.ICS", "METHOD:REPLY "),
        ("text/calendar; component=VEVENT", "METHOD;X-A=B:REPLY"),
        ("TEXT/CALENDAR; Method=REPLY", "METHOD: REPLY"),
    ],
)
def test_the_method_is_found_wherever_it_stands(weeks, kind, method):
    calendar = a_calendar_reply(weeks[0], METHOD=method)
    assert sent(weeks, a_mail(calendar.encode(), kind)) == APPLIED


@pytest.mark.parametrize("inside", ["", "X-A:1\r\nMETHOD:REPLY\r\n"])
def test_a_calendar_that_says_no_method_waits_for_a_person(weeks, inside):
    calendar = a_calendar_reply(weeks[0], METHOD=None, extra=inside.strip() or None)
    assert sent(weeks, a_mail(calendar.encode(), "text/calendar"))[:2] == ("needs_person", "no_method")
    assert states(weeks) == [SILENT] * 3


TONES = "\u0300\u0301\u0303\u0309\u0323"
COMMENT = "COMMENT:Tôi sẽ đến muộn 10 phút, vì ở xã Hợp Thịnh"
WORDS = "Tôi sẽ đến muộn 10 phút, vì ở xã Hợp Thịnh"


@pytest.mark.parametrize("label", ["utf-8", "us-ascii", "windows-1258", "iso-8859-1", "x-unknown", "TCVN-5712", ""])
@pytest.mark.parametrize("encoding", ["8bit", "base64"])
def test_utf_8_is_read_under_any_label(weeks, label, encoding):
    calendar = a_calendar_reply(weeks[0], extra=COMMENT).encode()
    assert sent(weeks, a_mail(calendar, f"text/calendar; charset={label}", encoding)) == APPLIED
    assert fresh(weeks[0]).comment == WORDS


@pytest.mark.parametrize("label", ["windows-1258", "utf-8", "us-ascii", "x-unknown", ""])
def test_a_comment_in_the_vietnamese_code_page_is_read_under_any_label(weeks, label):
    text = a_calendar_reply(weeks[0], extra=COMMENT)
    assert sent(weeks, a_mail(in_cp1258(text), f"text/calendar; charset={label}", "base64")) == APPLIED
    assert fresh(weeks[0]).comment == WORDS


def in_cp1258(text: str) -> bytes:
    """As Windows types it: a letter of the page, and its tone as a letter of its own."""
    written = b""
    for letter in text:
        tones = [piece for piece in unicodedata.normalize("NFD", letter) if piece in TONES]
        base = "".join(piece for piece in unicodedata.normalize("NFD", letter) if piece not in TONES)
        written += (unicodedata.normalize("NFC", base) + "".join(tones)).encode("cp1258")
    return written


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-8-sig", "utf-7"])
@pytest.mark.parametrize("labelled", [True, False])
def test_wide_letters_are_read(weeks, encoding, labelled):
    calendar = a_calendar_reply(weeks[0], extra=COMMENT).encode(encoding)
    label = {"utf-8-sig": "utf-8", "utf-16-le": "utf-16le", "utf-16-be": "utf-16be"}.get(encoding, encoding)
    kind = f"text/calendar; charset={label if labelled else 'utf-8'}"
    assert sent(weeks, a_mail(calendar, kind, "base64")) == APPLIED
    if labelled or encoding != "utf-7":  # it looks like ASCII
        assert fresh(weeks[0]).comment == WORDS


@pytest.mark.parametrize("end", ["\r", "\n", "\r\r\n", "\n\r", "\r\n\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff", "\r\n\r\n", " "])
def test_lines_end_as_they_like(weeks, end, mark):
    calendar = mark + a_calendar_reply(weeks[0], extra=COMMENT).replace("\r\n", end)
    assert sent(weeks, a_mail(calendar.encode(), encoding="base64")) == APPLIED


def test_a_line_folded_within_a_letter_is_whole_again(weeks):
    calendar = a_calendar_reply(weeks[0], extra=COMMENT).encode()
    for place in range(len(calendar) - 1, 0, -1):
        if calendar[place] & 0xC0 == 0x80:
            calendar = calendar[:place] + b"\r\n " + calendar[place:]
    assert sent(weeks, a_mail(calendar, encoding="base64")) == APPLIED
    assert fresh(weeks[0]).comment == WORDS


ZONES = [
    "RECURRENCE-ID;TZID=Asia/Ho_Chi_Minh:20261204T083000",
    "RECURRENCE-ID;TZID=Asia/Saigon:20261204T083000",
    "RECURRENCE-ID;TZID=SE Asia Standard Time:20261204T083000",
    'RECURRENCE-ID;TZID="SE Asia Standard Time":20261204T083000',
    'RECURRENCE-ID;TZID="(UTC+07:00) Bangkok, Hanoi, Jakarta":20261204T083000',
    "RECURRENCE-ID;TZID=(UTC+07:00) Bangkok, Hanoi, Jakarta:20261204T083000",
    "RECURRENCE-ID;TZID=(GMT+07.00) Bangkok/Hanoi/Jakarta:20261204T083000",
    "RECURRENCE-ID;TZID=GMT +0700 (Standard) / GMT +0700 (Daylight):20261204T083000",
    "RECURRENCE-ID;TZID=/freeassociation.sourceforge.net/Asia/Ho_Chi_Minh:20261204T083000",
    "RECURRENCE-ID;TZID=/mozilla.org/20070129_1/Asia/Bangkok:20261204T083000",
    "RECURRENCE-ID;TZID=Hanoi Custom:20261204T083000",
    "RECURRENCE-ID:20261204T083000",
    "RECURRENCE-ID:20261204T013000Z",
    "RECURRENCE-ID;VALUE=DATE-TIME:20261204T013000Z",
    "RECURRENCE-ID;VALUE=DATE:20261204",
    "RECURRENCE-ID;TZID=Asia/Ho_Chi_Minh:20261204",
    "RECURRENCE-ID;TZID=SE Asia Standard Time:20261204T000000",
    "RECURRENCE-ID;X-MICROSOFT-ORIGINALSTART=1:20261204T013000Z",
]
CUSTOM = (
    "BEGIN:VTIMEZONE\r\nTZID:Hanoi Custom\r\nBEGIN:STANDARD\r\nDTSTART:16010101T000000\r\nTZOFFSETFROM:+0700\r\n"
    "TZOFFSETTO:+0700\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n"
)


@pytest.mark.parametrize("line", ZONES)
def test_an_instance_is_found_however_its_hour_is_written(weeks, line):
    calendar = a_calendar_reply(weeks[0], "DECLINED", extra=line).replace("BEGIN:VEVENT", CUSTOM + "BEGIN:VEVENT")
    assert sent(weeks, a_mail(calendar.encode())) == ("applied", "", [SILENT, NO, SILENT])


@pytest.mark.parametrize(
    "line",
    [
        "RECURRENCE-ID:20261205T083000",
        "RECURRENCE-ID;TZID=Hanoi:20261204T083000",
        "RECURRENCE-ID;TZID=../../etc/passwd:20261204T083000",
        "RECURRENCE-ID;RANGE=THISANDFUTURE:20261204T013000Z",
        "RECURRENCE-ID:nonsense",
        "RECURRENCE-ID:99991231T235959",
    ],
)
def test_an_instance_that_cannot_be_told_waits_for_a_person(weeks, line):
    calendar = a_calendar_reply(weeks[0], "DECLINED", extra=line)
    filed, _reason, found = sent(weeks, a_mail(calendar.encode()))
    assert (filed, found) == ("needs_person", [SILENT] * 3)


@pytest.mark.parametrize(
    "changes",
    [
        {"DTSTAMP": None},
        {"DTSTAMP": "DTSTAMP:20261122T090000"},
        {"DTSTAMP": "DTSTAMP:rubbish"},
        {"DTSTAMP": "DTSTAMP;VALUE=DATE:20261122"},
        {"SEQUENCE": None},
        {"SEQUENCE": "SEQUENCE:"},
        {"SEQUENCE": "SEQUENCE:-1"},
        {"SEQUENCE": "SEQUENCE:7"},
        {"SEQUENCE": None, "DTSTAMP": None},
        {"extra": "REQUEST-STATUS:2.0;Success\r\nX-MICROSOFT-CDO-BUSYSTATUS:BUSY\r\nX-MS-OLK-CONFTYPE:0"},
        {"extra": "RRULE:FREQ=SECONDLY\r\nEXDATE;TZID=Nowhere:20261127T083000\r\nDURATION:P-1X"},
        {"extra": "DTSTART;TZID=Nowhere:20261127T083000\r\nDTEND:20261126T083000\r\nCREATED:19000101T000000Z"},
    ],
)
def test_what_is_missing_or_strange_beside_the_answer_does_not_matter(weeks, changes):
    assert sent(weeks, a_mail(a_calendar_reply(weeks[0], **changes).encode())) == APPLIED


def test_two_calendars_in_one_part_keep_each_its_method(weeks):
    request = a_calendar_reply(weeks[0], "NEEDS-ACTION", METHOD="METHOD:REQUEST")
    stamp = f"DTSTAMP:{LATER + timedelta(seconds=9):%Y%m%dT%H%M%SZ}"
    declined = a_calendar_reply(weeks[0], "DECLINED", DTSTAMP=stamp)
    assert sent(weeks, a_mail((a_calendar_reply(weeks[0]) + request).encode())) == APPLIED
    assert sent(weeks, a_mail((request + declined).encode())) == ("applied", "", [NO] * 3)


def in_parts(*parts: tuple[str, str], kind="multipart/mixed") -> bytes:
    body = "".join(
        f"--b\r\nContent-Type: {what}\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        + base64.encodebytes(text.encode()).decode()
        for what, text in parts
    )
    return f'From: a@client.example\r\nContent-Type: {kind}; boundary="b"\r\n\r\n{body}--b--\r\n'.encode()


def test_several_attached_answers_all_count(weeks):
    first, third = (
        a_calendar_reply(weeks[0], "DECLINED", extra=f"RECURRENCE-ID:{weeks[n].recurrence}") for n in (0, 2)
    )
    raw = in_parts(("text/plain", "Hai phiên"), ("application/ics; name=a.ics", first), ("application/ics", third))
    assert sent(weeks, raw) == ("applied", "", [NO, SILENT, NO])


def test_the_same_answer_twice_counts_once(weeks):
    text = a_calendar_reply(weeks[0])
    raw = in_parts(("text/calendar; method=REPLY", text), ("application/ics; name=invite.ics", text))
    assert sent(weeks, raw) == APPLIED
    assert Reply.objects.count() == 3


def test_an_alternative_within_a_mixed_mail_is_found(weeks):
    text = base64.encodebytes(a_calendar_reply(weeks[0]).encode()).decode()
    raw = (
        'Content-Type: multipart/mixed; boundary="o"\r\n\r\n'
        '--o\r\nContent-Type: multipart/alternative; boundary="i"\r\n\r\n'
        "--i\r\nContent-Type: text/plain\r\n\r\nAccepted\r\n--i\r\nContent-Type: text/html\r\n\r\n<b>Accepted</b>\r\n"
        f"--i\r\nContent-Type: text/calendar; method=REPLY\r\nContent-Transfer-Encoding: BASE64\r\n\r\n{text}--i--\r\n"
        "--o\r\nContent-Type: text/plain\r\n\r\nChân thư của danh sách\r\n--o--\r\n"
    )
    assert sent(weeks, raw.encode()) == APPLIED


def a_letter_to(invitation) -> Delivery:
    return Delivery.objects.create(
        invitation=invitation,
        reply_address=invitation.reply_address,
        uid=invitation.uid,
        method="REQUEST",
        sequence=0,
        recipient=invitation.seat.address,
        return_token="a" * 26,
        message_id="<ours@x.example>",
        queued_at=LATER,
    )


@pytest.mark.parametrize("method", ["REQUEST", "PUBLISH", "CANCEL"])
def test_an_answer_in_words_is_not_lost_behind_a_calendar_that_came_along(weeks, method):
    letter = a_letter_to(weeks[0])
    calendar = a_calendar_reply(weeks[0], "NEEDS-ACTION", METHOD=f"METHOD:{method}")
    raw = in_parts(("text/plain", "Tôi xin vắng."), (f"text/calendar; method={method}", calendar))
    answering = f"In-Reply-To: {letter.message_id}\r\n".encode() + raw
    assert sent(weeks, answering) == ("needs_person", "in_words", [SILENT] * 3)
    by_a_program = b"Auto-Submitted: auto-replied\r\nMessage-ID: <2@x>\r\n" + answering
    assert sent(weeks, by_a_program)[:2] == ("ignored", "not_a_reply")
    assert sent(weeks, b"Message-ID: <3@x>\r\n" + raw)[:2] == ("ignored", "not_a_reply")


def test_a_note_without_an_answer_is_read_by_a_person(weeks):
    noted = a_calendar_reply(weeks[0], "NEEDS-ACTION", extra="COMMENT:Tôi hỏi lãnh đạo rồi trả lời")
    assert sent(weeks, a_mail(noted.encode()))[:2] == ("needs_person", "no_answer")
    assert sent(weeks, a_mail(a_calendar_reply(weeks[0], "NEEDS-ACTION").encode()))[:2] == ("ignored", "no_answer")


def test_one_mail_says_one_thing_of_each_meeting(weeks):
    """500 events that outdo one another would write 1,500 answers into the journal."""
    event = a_calendar_reply(weeks[0]).partition("METHOD:REPLY\r\n")[2].partition("END:VCALENDAR")[0]
    stamps = [f"{LATER - timedelta(seconds=n):%Y%m%dT%H%M%SZ}" for n in range(300, 0, -1)]
    events = "".join(event.replace(f"{LATER:%Y%m%dT%H%M%SZ}", stamp) for stamp in stamps)
    last = event.replace("ACCEPTED", "DECLINED")
    calendar = f"BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\n{events}{last}END:VCALENDAR\r\n"
    assert sent(weeks, a_mail(calendar.encode())) == ("applied", "", [NO] * 3)
    assert Reply.objects.count() == 3
    assert len(journal.entries_after(weeks[0].seat.meeting_id, 0)) < 10


def test_a_report_that_came_to_the_senders_address_is_seen_at_its_meeting(weeks):
    a_letter_to(weeks[0])
    raw = (
        "From: Mail Delivery System <mailer-daemon@b.example>\r\nAuto-Submitted: auto-replied\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n'
        "In-Reply-To: <ours@x.example>\r\n\r\n"
        "--b\r\nContent-Type: text/plain\r\n\r\nKhông gửi được\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\n"
        "Reporting-MTA: dns; b.example\r\n\r\nFinal-Recipient: rfc822; a@b.example\r\n"
        "Action: failed\r\nStatus: 5.1.1\r\n"
        "Diagnostic-Code: smtp; 550 no such box\r\n\r\n--b--\r\n"
    ).encode()
    received = receive(raw, answer_address(weeks[0]), sender="")
    assert (received.filed, received.reason, received.meeting) == ("needs_person", "returned", weeks[0].seat.meeting)
    assert "550 no such box" in received.detail


def test_the_later_of_two_answers_that_echo_our_stamp_counts(weeks):
    stamp = f"DTSTAMP:{weeks[0].dtstamp:%Y%m%dT%H%M%SZ}"
    answer(weeks[0], a_calendar_reply(weeks[0], DTSTAMP=stamp), message_id="<1@x>")
    later = LATER + timedelta(minutes=2)
    raw = a_mail(
        a_calendar_reply(weeks[0], "DECLINED", DTSTAMP=stamp).encode(),
        head=f"Date: {later:%d %b %Y %H:%M:%S} +0000\r\n".encode(),
    )
    assert sent(weeks, raw) == ("applied", "", [NO] * 3)
