"""Bad mail: nothing raises but UnreadableMail, nothing takes long, and what may be an answer is not overlooked."""

import base64
import codecs
import resource
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rooms.invitations.itip.mail import Hidden, UnreadableMail, name_and_digest, open_mail

CALENDAR = "BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nBEGIN:VEVENT\r\nCOMMENT:Bận họp xã\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
OURS = "thu.phutho.example"
IN_RFC_2047 = f"=?utf-8?B?{base64.b64encode('trả lời.ics'.encode()).decode()}?="


def opened(raw: bytes | str):
    return open_mail(raw.encode() if isinstance(raw, str) else raw, OURS)


def a_part(content: bytes, headers: str) -> bytes:
    return f"{headers}\r\nContent-Transfer-Encoding: base64\r\n\r\n".encode() + base64.encodebytes(content)


def mixed(*parts: bytes, kind="mixed", head="") -> bytes:
    body = b"".join(b"--b\r\n" + part + b"\r\n" for part in parts)
    return (
        f"{head}MIME-Version: 1.0\r\nContent-Type: multipart/{kind}; boundary=b\r\n\r\n".encode() + body + b"--b--\r\n"
    )


def an_inner_mail() -> bytes:
    mail = mixed(a_part(CALENDAR.encode(), "Content-Type: text/calendar"))
    return mail.replace(b"--b", b"--c").replace(b"=b", b"=c")


@pytest.mark.parametrize(
    ("encoding", "label"),
    [
        ("utf-8", "utf-8"),
        ("utf-8", "iso-8859-1"),
        ("utf-8", "gb18030"),
        ("utf-8", "no-such-charset"),
        ("utf-8", "rot13"),
        ("utf-8-sig", "us-ascii"),
        ("utf-7", "utf-7"),
        ("gb18030", "GB18030"),
        ("utf-16", "utf-8"),
        ("utf-16-le", "utf-16"),
    ],
)
def test_a_calendar_is_read_whatever_its_label_says(encoding, label):
    (calendar,) = opened(a_part(CALENDAR.encode(encoding), f'Content-Type: text/calendar; charset="{label}"')).calendars
    assert calendar.decode() == CALENDAR


def test_an_old_vietnamese_encoding_is_read():
    text = "BEGIN:VCALENDAR\r\nCOMMENT:Nguyễn\r\n".replace("ễ", "ê\u0303")  # windows-1258 writes tones apart
    (calendar,) = opened(
        a_part(text.encode("windows-1258"), "Content-Type: text/calendar; charset=windows-1258")
    ).calendars
    assert calendar.decode() == text


@pytest.mark.parametrize(
    "headers",
    [
        "Content-Type: application/octet-stream; name=meeting.ics",
        'Content-Type: application/octet-stream\r\nContent-Disposition: attachment; filename="THU.ICS"',
        "Content-Type: application/octet-stream; name*=utf-8''tr%E1%BA%A3%20l%E1%BB%9Di.ics",
        "Content-Type: application/octet-stream; name*0*=utf-8''tr%E1%BA%A3; name*1=\" l.ics\"",
        f'Content-Type: application/octet-stream; name="{IN_RFC_2047}"',
        "Content-Type: application/ics",
        "Content-Type: TEXT/Calendar; method=REPLY; charset",
        "Content-Type: text/calendar; charset*=%%%",
    ],
)
def test_a_calendar_under_any_of_its_names_is_found(headers):
    assert opened(mixed(a_part(CALENDAR.encode(), headers))).calendars == (CALENDAR.encode(),)


def test_a_calendar_inside_a_signed_mail_is_found():
    inner = (
        mixed(a_part(CALENDAR.encode(), "Content-Type: text/calendar")).replace(b"--b", b"--c").replace(b"=b", b"=c")
    )
    seal = a_part(b"\x30\x82", "Content-Type: application/pkcs7-signature; name=smime.p7s")
    assert opened(mixed(inner, seal, kind="signed")).calendars == (CALENDAR.encode(),)


FORWARDED = b"Content-Type: message/rfc822\r\n\r\n" + an_inner_mail()


@pytest.mark.parametrize(
    ("raw", "hidden"),
    [
        (mixed(a_part(b"\x78\x9f\x3e\x22", "Content-Type: application/ms-tnef; name=winmail.dat")), Hidden.WINMAIL),
        (mixed(a_part(b"x", 'Content-Type: application/octet-stream; name="WinMail.dat"')), Hidden.WINMAIL),
        (a_part(b"\x30\x82", "Content-Type: application/pkcs7-mime; smime-type=signed-data"), Hidden.SEALED),
        (mixed(b"Content-Type: text/plain\r\n\r\nxin gui", FORWARDED), Hidden.FORWARDED),
        (b"Subject: x\r\n\r\n" + CALENDAR.encode(), Hidden.UNLABELLED),
        (b"Content-Type: multipart/mixed\r\n\r\n--b\r\n" + a_part(CALENDAR.encode(), "X: y"), Hidden.UNLABELLED),
        (b"Subject: x\r\n\r\nToi khong den duoc", None),
    ],
)
def test_what_may_be_an_answer_is_named(raw, hidden):
    mail = opened(raw)
    assert (mail.hidden, mail.calendars) == (hidden, ())


def test_line_ends_of_cr_alone_are_line_ends():
    raw = mixed(a_part(CALENDAR.encode(), "Content-Type: text/calendar")).replace(b"\r\n", b"\r").replace(b"\n", b"\r")
    assert opened(raw).calendars == (CALENDAR.encode(),)


def test_base64_rubbish_and_cut_mails_give_what_can_be_read():
    whole = mixed(a_part(CALENDAR.encode(), "Content-Type: text/calendar"))
    for length in range(0, len(whole), 7):
        opened(whole[:length])
    assert opened(whole.replace(b"\r\n--b--", b"\r\n====!!!")).calendars[0].startswith(b"BEGIN:VCALENDAR")


@pytest.mark.parametrize("label", ['charset="utf\x00-8"', "charset*=utf-8''%00", "charset*0=a; charset*1=b", "charset"])
def test_a_label_that_is_no_charset_costs_nothing(label):
    raw = (
        f"Content-Type: text/calendar; {label}\r\nContent-Transfer-Encoding: 8bit\r\n\r\n".encode() + CALENDAR.encode()
    )
    assert opened(raw).calendars == (CALENDAR.encode(),)


def test_a_nul_in_a_header_reaches_no_column():
    raw = b"Message-ID: <a\x00b@c>\r\nIn-Reply-To: <x@y> \x00\r\n\r\nx"
    assert name_and_digest(raw)[0] == "<ab@c>"
    assert opened(raw).references == ("<x@y>",)


@pytest.mark.parametrize(
    "head",
    [
        "Auto-Submitted: auto-replied; owner-email=x",
        "Auto-Submitted: auto-generated",
        "Precedence: list",
        "List-Id: <all.phutho.example>",
        "X-Autoreply: yes",
    ],
)
def test_an_automatic_mail_is_known_by_its_headers(head):
    assert opened(f"{head}\r\n\r\nDi vang").automatic
    assert not opened("Auto-Submitted: no (a person)\r\n\r\nx").automatic


def test_the_letter_that_is_answered_comes_first_among_the_references():
    mail = opened("References: <1@x> <2@x>\r\n <3@x>\r\nIn-Reply-To: <3@x>\r\nFrom: =?x?q?a?= <an@x.example>\r\n\r\nx")
    assert mail.references == ("<3@x>", "<2@x>", "<1@x>")
    assert mail.senders == ("an@x.example",)


def test_a_report_in_utf8_and_one_without_an_action_are_understood():
    fields = "Final-Recipient: utf-8; x\r\nStatus: 4.4.1\r\nDiagnostic-Code: smtp; 451 hộp thư đầy\r\n"
    raw = f"Content-Type: message/global-delivery-status\r\n\r\nReporting-MTA: dns; x\r\n\r\n{fields}\r\n"
    assert opened(raw.replace("global-", "")).report.action == "delayed"
    report = opened(mixed(raw.encode(), kind="report")).report
    assert (report.action, report.fault[:9]) == ("delayed", "4.4.1 451")


# --- bombs: each is read in a child that may take 400 MB and 20 s of CPU


def nested(depth: int, lines: int) -> bytes:
    heads = (
        b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n' % (level, level) for level in range(depth)
    )
    return b"".join(heads) + b"\r\n" + b"x\r\n" * lines


BOMBS = {
    "three thousand nested parts": lambda: nested(3000, 1),
    "twenty nested parts over many lines": lambda: nested(20, 390_000),
    "a million empty parts": lambda: b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b\r\n\r\n" * 190_000,
    "mails in mails": lambda: b"Content-Type: message/rfc822\r\n\r\n" * 5000,
    "a hundred thousand headers": lambda: b"".join(b"X-%d: a\r\n" % number for number in range(100_000)) + b"\r\nx",
    "a parameter of semicolons": lambda: b'Content-Type: text/calendar; x="' + b";" * 1_000_000 + b"\r\n\r\nx",
    "comments in comments": lambda: b"From: " + b"(" * 1_000_000 + b"\r\nDate: " + b"(" * 60_000 + b"\r\n\r\nx",
    "results in brackets": lambda: b"Authentication-Results: x; " + b"(" * 1_000_000 + b"\r\n\r\nx",
    "a calendar of 20 MB": lambda: a_part(b"A" * 14_500_000, "Content-Type: text/calendar"),
    "a line of 20 MB": lambda: b"Content-Type: text/calendar\r\n\r\n" + b"A" * 20_000_000,
    "twenty million line ends": lambda: b"Content-Type: text/calendar\r\n\r\n" + b"\n" * 20_000_000,
    "a name in pieces": lambda: b"Content-Type: a/b" + b"".join(b"; name*%d=a" % n for n in range(100_000)),
    "many references": lambda: b"References: " + b"<a@b> <" * 200_000 + b"\r\n\r\nx",
    "a report of many blocks": lambda: b"Content-Type: message/delivery-status\r\n\r\n" + b"A: b\r\n\r\n" * 190_000,
    "a text in punycode": lambda: b"Content-Type: text/plain; charset=punycode\r\n\r\n" + b"\xe9a-99999" * 2_000_000,
    "base64 that never ends": lambda: a_part(b"", "Content-Type: text/calendar") + b"=\r\n" * 90_000,
}  # fmt: skip
CHILD = """
import sys
from rooms.invitations.itip.mail import UnreadableMail, name_and_digest, open_mail
from rooms.invitations.itip.reading import UnreadableCalendar, read_calendar
raw = sys.stdin.buffer.read()
name_and_digest(raw)
try:
    for calendar in open_mail(raw, "x").calendars:
        read_calendar(calendar)
except (UnreadableMail, UnreadableCalendar) as fault:
    print(type(fault).__name__)
"""


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (400_000_000, 400_000_000))
    resource.setrlimit(resource.RLIMIT_CPU, (20, 20))


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_takes_neither_memory_nor_time(name):
    done = subprocess.run(
        [sys.executable, "-c", CHILD], input=BOMBS[name](), capture_output=True, preexec_fn=_limit, check=False
    )
    assert done.returncode == 0, done.stderr.decode()[-800:]


PIECES = st.sampled_from(
    [
        b"Content-Type: ", b"text/calendar", b"multipart/mixed; boundary=b", b"message/rfc822",
        b"message/delivery-status", b"; charset=", b"utf-7", b"utf-16", b"hz", b"; name*=utf-8''%ff.ics",
        b'; name="=?utf-8?b?=?="', b"\r\n", b"\r\n\r\n", b"\r", b"\n\n", b"--b", b"--b--", b"\r\n ", b"From: ", b"a@b",
        b"Date: ", b"Mon, 99 Xxx 99999999999 25:61:61 +99999999", b"Authentication-Results: ", b"; dmarc=",
        OURS.encode(), b"Action: failed", b"Status: 5", b"Diagnostic-Code: ;", b"Content-Transfer-Encoding: ",
        b"base64", b"quoted-printable", b"x-uuencode", b"=", b"=FF", b"begin 644 x", b"\x00",
        codecs.BOM_UTF16_LE, b"\xff",
        CALENDAR.encode(), "ế".encode("utf-16"),
    ]
)  # fmt: skip


@given(st.lists(PIECES | st.binary(max_size=8), max_size=30))
def test_no_mail_raises_anything_but_its_own_refusal(pieces):
    raw = b"".join(pieces)
    try:
        mail = opened(raw)
    except UnreadableMail:
        return
    for calendar in mail.calendars:
        calendar.decode()
    assert "\x00" not in mail.message_id + "".join(mail.references) + (mail.report.fault if mail.report else "")
