"""The content lines of a calendar text (RFC 5545 3.1), read as leniently as real clients write them.

Lines may end in CR, LF or both; a continuation may lack its space; the text may be UTF-16 or an old Vietnamese code
page under any label. What is limited is size, number and depth of components, counted before anything is parsed.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from icalendar.parser import Contentline

from rooms.invitations.itip.charsets import as_utf8

LARGEST = 1_000_000  # bytes, I3
MOST_COMPONENTS = 500
DEEPEST = 5
LONGEST_LINE = 20_000  # letters; a longer one (a picture, a whole mail as DESCRIPTION) is never one we need
_BEGIN = re.compile(r"^[ \t]*BEGIN[ \t]*:", re.MULTILINE | re.IGNORECASE)
_CALENDAR = re.compile(r"[\ufeff \n\t]*BEGIN[ \t]*:[ \t]*VCALENDAR", re.IGNORECASE)
_FOLD = re.compile(r"\n[ \t]")
_PROPERTY = re.compile(r"([A-Za-z][A-Za-z0-9-]*)[ \t]*[;:]")
_ROUGH_PARAM = re.compile(r';[ \t]*([A-Za-z0-9-]{1,40})=("[^"]*"|[^;:"]*)')
_HIDDEN_ADDRESS = re.compile(r";[^\n]*[:]mailto:", re.IGNORECASE)
_ADDRESSED = frozenset({"ATTENDEE", "ORGANIZER"})
_DATED = frozenset({"RECURRENCE-ID", "DTSTART", "DTEND", "DTSTAMP"})
_BARE_ZONE = re.compile(r"[^;:]*(?:;[^:]*)?;[ \t]*TZID=([^;\"]*):([^:]*)", re.IGNORECASE)


class UnreadableCalendar(ValueError):
    """The text breaks a limit or is no calendar; `args[0]` is the reason, a stable word."""


@dataclass(frozen=True, slots=True)
class Line:
    """One property: its name in capitals, its parameters by name in capitals, its value."""

    name: str
    params: dict[str, object]
    value: str

    def param(self, name: str) -> str:
        """The first value of a parameter, or nothing."""
        value = self.params.get(name, "")
        return str(value[0]) if isinstance(value, list) and value else str(value)


def text_of(content: bytes) -> str:
    """The text, whatever its charset was said to be, with LF as line end. Raises UnreadableCalendar."""
    if len(content) > LARGEST:
        raise UnreadableCalendar("too_large")
    text = _decoded(content).replace("\x00", "").replace("\r\n", "\n").replace("\r", "\n")
    if len(_BEGIN.findall(text)) > MOST_COMPONENTS:
        raise UnreadableCalendar("too_many_components")
    if _CALENDAR.match(text) is None:
        raise UnreadableCalendar("no_calendar")
    return text.lstrip("\ufeff \n\t")


def _decoded(content: bytes) -> str:
    return as_utf8(content, "").decode()


def lines_of(text: str) -> Iterator[Line]:
    """Every property of the text; a line that cannot be read at all is left out. Raises UnreadableCalendar."""
    depth = 0
    for raw in _unfolded(text):
        line = _line(raw)
        if line is None:
            continue
        depth += (line.name == "BEGIN") - (line.name == "END")
        if depth > DEEPEST:
            raise UnreadableCalendar("too_deep")
        yield line


def _unfolded(text: str) -> Iterator[str]:
    waiting = ""
    for raw in _FOLD.sub("", text).split("\n"):
        begins = _PROPERTY.match(raw)
        if begins is not None and begins[1].lower() != "mailto":
            yield waiting
            waiting = raw
        elif _continues(waiting, raw):
            waiting += raw
    yield waiting


def _continues(waiting: str, raw: str) -> bool:
    """Whether this is the rest of the line before, whose space was lost on the way, and no line of its own."""
    incomplete = ":" not in raw or ":" not in waiting or raw[:7].lower() == "mailto:"
    return incomplete and bool(raw.strip()) and len(waiting) < LONGEST_LINE


def _line(raw: str) -> Line | None:
    begins = _PROPERTY.match(raw)
    if begins is None or len(raw) > LONGEST_LINE:
        return None
    try:
        name, params, value = Contentline(raw).parts()  # type: ignore[no-untyped-call] # icalendar leaves it untyped
    except ValueError:
        return _rough(begins[1], raw)  # as long as its value can be told from its parameters, it counts
    # A colon in a name or a zone that nobody quoted ended the parameters too early.
    line = Line(str(name).strip().upper(), {str(key).upper(): one for key, one in params.items()}, str(value))
    if _HIDDEN_ADDRESS.search(line.value) or (line.name in _ADDRESSED and ":mailto:" in line.value.lower()):
        return _rough(begins[1], raw)
    if line.name in _DATED and (zone := _BARE_ZONE.fullmatch(raw)):
        return Line(line.name, {**line.params, "TZID": zone[1]}, zone[2])
    return line


def _rough(name: str, raw: str) -> Line:
    found: dict[str, object] = {match[1].upper(): match[2].strip('"') for match in _ROUGH_PARAM.finditer(raw)}
    address = raw.lower().rfind("mailto:")
    value = raw[address:] if address >= 0 else raw.rpartition(":")[2]
    return Line(name.upper(), found, value)
