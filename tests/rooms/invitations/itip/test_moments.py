from datetime import UTC, datetime

import pytest

from rooms.invitations.itip.instances import meant
from rooms.invitations.itip.reading import UnreadableCalendar, read_calendar
from rooms.invitations.itip.reply import Answered, Ignored, Known, Reason, judge

HALF_PAST_EIGHT = "20261127T013000Z"
WEEKS = ("20261120T013000Z", HALF_PAST_EIGHT, "20261204T013000Z")
ZONES = {
    "fixed": "BEGIN:STANDARD\nDTSTART:16010101T000000\nTZOFFSETFROM:+0700\nTZOFFSETTO:+0700\nEND:STANDARD",
    "berlin": (
        "BEGIN:STANDARD\nDTSTART:16010101T030000\nTZOFFSETFROM:+0200\nTZOFFSETTO:+0100\n"
        "RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=10\nEND:STANDARD\n"
        "BEGIN:DAYLIGHT\nDTSTART:16010101T020000\nTZOFFSETFROM:+0100\nTZOFFSETTO:+0200\n"
        "RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=3\nEND:DAYLIGHT"
    ),
}


def read(line: str, tzid="", zone=""):
    timezone = f"BEGIN:VTIMEZONE\nTZID:{tzid}\n{ZONES[zone]}\nEND:VTIMEZONE\n" if zone else ""
    event = f"BEGIN:VEVENT\nUID:u\n{line}\nEND:VEVENT"
    (heard,) = read_calendar(f"BEGIN:VCALENDAR\nMETHOD:REPLY\n{timezone}{event}\nEND:VCALENDAR\n".encode())
    return heard


@pytest.mark.parametrize(
    ("line", "tzid", "zone"),
    [
        ("RECURRENCE-ID:20261127T013000Z", "", ""),
        ("RECURRENCE-ID:20261127T083000", "", ""),  # floating: the house's time
        ("RECURRENCE-ID:20261127T0830", "", ""),
        ("RECURRENCE-ID;TZID=Asia/Ho_Chi_Minh:20261127T083000", "", ""),
        ('RECURRENCE-ID;TZID="SE Asia Standard Time":20261127T083000', "", ""),
        ("RECURRENCE-ID;TZID=/mozilla.org/20050126_1/Asia/Bangkok:20261127T083000", "", ""),
        ('RECURRENCE-ID;TZID="(UTC+07:00) Bangkok, Hanoi, Jakarta":20261127T083000', "", ""),
        ("RECURRENCE-ID;TZID=America/New_York:20261126T203000", "", ""),
        ("RECURRENCE-ID;TZID=Customized Time Zone:20261127T083000", "Customized Time Zone", "fixed"),
        ("RECURRENCE-ID;TZID=My Berlin:20261127T023000", "My Berlin", "berlin"),
    ],
)
def test_one_instance_under_all_its_names(line, tzid, zone):
    assert read(line, tzid, zone).recurrence == HALF_PAST_EIGHT


def test_summer_time_of_a_described_zone_counts():
    summer = read("RECURRENCE-ID;TZID=My Berlin:20260710T033000", "My Berlin", "berlin")
    assert summer.recurrence == "20260710T013000Z"


@pytest.mark.parametrize(
    "name", ["../../../../etc/passwd", "/etc/localtime", "Sao Hỏa", "x" * 5000, "posixrules/../.."]
)
def test_a_zone_that_is_no_zone_is_not_understood_and_means_no_instance(name):
    heard = read(f'RECURRENCE-ID;TZID="{name}":20261127T083000')
    assert heard.recurrence == "20261127T083000"
    assert meant(heard.recurrence, WEEKS) == []


@pytest.mark.parametrize(
    ("line", "places"),
    [
        ("SUMMARY:x", [0, 1, 2]),
        ("RECURRENCE-ID;VALUE=DATE:20261127", [1]),
        ("RECURRENCE-ID;TZID=Asia/Bangkok:20261204T000000", [2]),
        ("RECURRENCE-ID;VALUE=DATE:20261128", []),
        ("RECURRENCE-ID:20261127T020000Z", []),
        ("RECURRENCE-ID:99999999T999999Z", []),
        ("RECURRENCE-ID:", [0, 1, 2]),
    ],
)
def test_which_instances_are_meant(line, places):
    assert meant(read(line).recurrence, WEEKS) == places


def test_an_answer_from_this_instance_on_goes_to_a_person():
    heard = read("RECURRENCE-ID;RANGE=THISANDFUTURE:20261127T013000Z")
    outcome = judge(heard, Known("an@x.example", 0), None, datetime(2026, 11, 22, tzinfo=UTC))
    assert outcome.reason is Reason.AND_FUTURE


def test_an_answer_without_number_counts_from_the_hour_of_the_last_change():
    known = Known("an@x.example", 1, asked_at=datetime(2026, 11, 22, 8, tzinfo=UTC))
    arrived = datetime(2026, 11, 23, tzinfo=UTC)
    who = "ATTENDEE;PARTSTAT=ACCEPTED:mailto:an@x.example"
    assert judge(read(f"{who}\nDTSTAMP:20261122T070000Z"), known, None, arrived) == Ignored(Reason.STALE)
    assert isinstance(judge(read(f"{who}\nDTSTAMP:20261122T090000Z"), known, None, arrived), Answered)


CALENDAR = (
    "BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nBEGIN:VEVENT\r\nUID:u@x\r\nCOMMENT:Bận tiếp dân\r\n"
    "ATTENDEE;CN=An;PARTSTAT=DECLINED:MAILTO:an@phutho.example\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)
FOLDED = CALENDAR.replace("PARTSTAT=DECLINED:MAILTO:an@", "PARTSTAT=DECL\r\n INED:MAILTO:an\r\n\t@")
BADLY_FOLDED = CALENDAR.replace("MAILTO:an@phutho.example", "\r\nmailto:an@phu\r\ntho.example")


@pytest.mark.parametrize(
    "content",
    [
        CALENDAR.encode(),
        CALENDAR.replace("\r\n", "\n").encode(),
        CALENDAR.replace("\r\n", "\r").encode(),
        b"\xef\xbb\xbf" + CALENDAR.encode(),
        b"\r\n\r\n" + CALENDAR.encode(),
        CALENDAR.encode("utf-16"),
        CALENDAR.encode("utf-16-le"),
        CALENDAR.encode("utf-16-be"),
        FOLDED.encode(),
        BADLY_FOLDED.encode(),
        CALENDAR.replace("CN=An", 'CN="An; Trưởng "phòng"').encode(),  # a quote inside quotes
        CALENDAR.replace("CN=An", "CN=An: phó; chủ tịch").encode(),
        CALENDAR.replace("END:VEVENT", "X-KHÔNG RÕ: gì\r\nRRULE:FREQ=SECONDLY;COUNT=10000000\r\nEND:VEVENT").encode(),
        CALENDAR.lower().encode().replace(b"u@x", b"u@x"),
    ],
)
def test_the_same_answer_as_clients_garble_it(content):
    (heard,) = read_calendar(content)
    (who,) = heard.attendees
    assert (heard.method, heard.uid, who.address, who.partstat) == ("REPLY", "u@x", "an@phutho.example", "DECLINED")
    assert heard.comment.lower() == "bận tiếp dân"


def test_an_old_code_page_under_a_wrong_label_still_answers():
    garbled = CALENDAR.replace("Bận tiếp dân", "Hộp thư đầy").encode("cp1258", "replace")
    (heard,) = read_calendar(garbled)
    assert heard.attendees[0].partstat == "DECLINED"


def test_the_method_of_the_mime_header_counts_only_where_the_text_has_none():
    without = CALENDAR.replace("METHOD:REPLY\r\n", "").encode()
    assert read_calendar(without, "REPLY")[0].method == "REPLY"
    assert read_calendar(CALENDAR.replace("METHOD:REPLY", "METHOD:COUNTER").encode(), "REPLY")[0].method == "COUNTER"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"BEGIN:VCALENDAR\r\n" + b"x" * 20_000_000, "too_large"),
        (b"BEGIN:VCALENDAR\n" + b"BEGIN:VEVENT\n" * 60_000, "too_many_components"),
        (b"BEGIN:VCALENDAR\r" + b"BEGIN:VEVENT\r" * 60_000, "too_many_components"),
        (b"BEGIN:VCALENDAR\n" * 30, "too_deep"),
        (b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nEND:VCALENDAR\nEND:VEVENT\n", "crossed_components"),
        (b"BEGIN:VCALENDAR\nBEGIN:VEVENT\n", "unclosed"),
        (b"", "no_calendar"),
    ],
)
def test_a_text_over_the_limits_has_a_name(content, reason):
    with pytest.raises(UnreadableCalendar) as refused:
        read_calendar(content)
    assert refused.value.args == (reason,)


@pytest.mark.parametrize(
    "line",
    [
        "COMMENT:" + "a\u0323\u0302" * 100_000,
        "ATTENDEE;" + ";".join(f"X{n}=1" for n in range(3000)) + ":mailto:an@x.example",
        "ATTENDEE;CN=" + '"' * 15_000 + ":mailto:an@x.example",
        "DTSTAMP:" + "0" * 15_000,
        ";:" * 300_000,
        "A" * 900_000,
        "\n".join(["RECURRENCE-ID;TZID=x:20261127T083000"] * 20_000),
        "\n".join(["ATTENDEE:mailto:an@x.example"] * 25_000),
    ],
)
def test_long_lines_are_read_in_bounded_time(line):
    heard = read(line)
    assert len(heard.comment) <= 1000
    assert len(heard.attendees) <= 200


@pytest.mark.parametrize("evil", ["Tên\\nBcc: x@y.example", "Tên\x0d\x0aBcc: x@y", "Tên\u2028x", "Tên\u202egnort"])
def test_no_line_break_or_hidden_letter_comes_out_of_a_name_or_comment(evil):
    text = CALENDAR.replace("CN=An", f'CN="{evil}"').replace("Bận tiếp dân", evil)
    (heard,) = read_calendar(text.encode())
    for words in (heard.comment, heard.attendees[0].name):
        assert words.isprintable()
        assert "\n" not in words
