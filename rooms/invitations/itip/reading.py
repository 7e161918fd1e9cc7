"""The calendar text that came in, as events: who says what about which meeting.

icalendar's object model is left out on purpose: a fuzz of it raised AttributeError, OSError and IsADirectoryError from
a TZID used as a file name (SECURITY.md I3), and `RRULE:FREQ=SECONDLY` did not finish (I4). A reply needs ten
properties, none of them a recurrence; so nothing here opens a zone file or expands a rule.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from rooms.invitations.itip.addresses import bare
from rooms.invitations.itip.lines import Line, UnreadableCalendar, lines_of, text_of
from rooms.invitations.itip.moments import Observance, Reckoner, described, instance, moment, observance

__all__ = ["Heard", "HeardAttendee", "UnreadableCalendar", "read_calendar"]

_TEXT_MAX = 1000
_DURATION = re.compile(r"\+?P(?:(\d{1,3})W)?(?:(\d{1,3})D)?(?:T(?:(\d{1,4})H)?(?:(\d{1,5})M)?(?:\d{1,5}S)?)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class HeardAttendee:
    """One ATTENDEE line of a reply. `also` is the EMAIL parameter, which Apple writes beside an address of its own."""

    address: str
    partstat: str = "NEEDS-ACTION"
    name: str = ""
    delegated_to: tuple[str, ...] = ()
    delegated_from: tuple[str, ...] = ()
    sent_by: str = ""
    also: str = ""


@dataclass(frozen=True, slots=True)
class Heard:
    """One event of a calendar text. None where the client left a property out, as Exchange and Outlook do.

    `recurrence` is UTC in basic form, eight digits for a whole day, or nothing for the whole series.
    """

    method: str
    uid: str
    sequence: int | None = None
    dtstamp: datetime | None = None
    recurrence: str = ""
    and_future: bool = False
    attendees: tuple[HeardAttendee, ...] = ()
    comment: str = ""
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    kind: str = "VEVENT"


@dataclass(slots=True)
class _Text:
    """What is gathered while the lines pass."""

    methods: list[str] = field(default_factory=list)  # of each calendar in the text
    events: list[tuple[int, str, list[Line]]] = field(default_factory=list)  # with the number of their calendar
    zones: list[tuple[str, list[list[Line]]]] = field(default_factory=list)
    path: list[str] = field(default_factory=list)


def read_calendar(content: bytes, method: str = "") -> tuple[Heard, ...]:
    """Every event of the text; `method` is the MIME header's, used if the text has none. Raises UnreadableCalendar."""
    text = _Text()
    for line in lines_of(text_of(content)):
        if line.name == "BEGIN":
            _begin(text, line.value.strip().upper())
        elif line.name == "END":
            _end(text.path, line.value.strip().upper())
        else:
            _property(text, line)
    if text.path:
        raise UnreadableCalendar("unclosed")
    zones = {name: zone for name, parts in text.zones if (zone := _zone(parts)) is not None}
    said = [one or method.strip().upper() for one in text.methods]
    return tuple(_heard(said[number], kind, lines, zones) for number, kind, lines in text.events)


def _begin(text: _Text, name: str) -> None:
    text.path.append(name)
    match text.path:
        case ["VCALENDAR"]:
            text.methods.append("")
        case ["VCALENDAR", "VTIMEZONE"]:
            text.zones.append(("", []))
        case ["VCALENDAR", "VTIMEZONE", _]:
            text.zones[-1][1].append([])
        case ["VCALENDAR", kind]:
            text.events.append((len(text.methods) - 1, kind, []))


def _end(path: list[str], name: str) -> None:
    if not path or path.pop() != name:
        raise UnreadableCalendar("crossed_components")


def _property(text: _Text, line: Line) -> None:
    match text.path:
        case ["VCALENDAR"] if line.name == "METHOD":
            text.methods[-1] = line.value.strip().upper()
        case ["VCALENDAR", "VTIMEZONE"] if line.name == "TZID":
            text.zones[-1] = (line.value.strip().strip('"').lower(), text.zones[-1][1])
        case ["VCALENDAR", "VTIMEZONE", _]:
            text.zones[-1][1][-1].append(line)
        case ["VCALENDAR", _] if text.path[1] != "VTIMEZONE":
            text.events[-1][2].append(line)


def _zone(parts: Iterable[list[Line]]) -> Reckoner | None:
    found: list[Observance] = []
    for lines in parts:
        values = {line.name: line.value for line in reversed(lines)}
        asked = [values.get(name, "") for name in ("DTSTART", "TZOFFSETFROM", "TZOFFSETTO", "RRULE")]
        if (one := observance(*asked)) is not None:
            found.append(one)
    return described(found)


def _heard(method: str, kind: str, lines: list[Line], zones: dict[str, Reckoner]) -> Heard:
    first = {line.name: line for line in reversed(lines)}
    nothing = Line("", {}, "")
    which = first.get("RECURRENCE-ID", nothing)
    starts_at = _moment(first.get("DTSTART"), zones)
    return Heard(
        method=method,
        kind=kind,
        uid="".join(first.get("UID", nothing).value.split())[:_TEXT_MAX],
        sequence=_number(first.get("SEQUENCE", nothing).value),
        dtstamp=_moment(first.get("DTSTAMP"), zones),
        recurrence=instance(which.value, which.param("TZID"), zones),
        and_future=which.param("RANGE").upper() == "THISANDFUTURE",
        attendees=tuple(_attendee(line) for line in lines if line.name == "ATTENDEE")[:200],
        comment=_comment(lines),
        starts_at=starts_at,
        ends_at=_moment(first.get("DTEND"), zones) or _after(starts_at, first.get("DURATION", nothing).value),
    )


def _attendee(line: Line) -> HeardAttendee:
    return HeardAttendee(
        address=bare(line.value)[:320],
        partstat=line.param("PARTSTAT").strip().upper()[:40],
        name=_plain(line.param("CN"))[:120],
        delegated_to=_addresses(line.params.get("DELEGATED-TO")),
        delegated_from=_addresses(line.params.get("DELEGATED-FROM")),
        sent_by=bare(line.param("SENT-BY"))[:320],
        also=bare(line.param("EMAIL"))[:320],
    )


def _addresses(value: object) -> tuple[str, ...]:
    values = value if isinstance(value, list) else [value] if value else []
    return tuple(bare(str(one))[:320] for one in values)


def _comment(lines: list[Line]) -> str:
    for line in lines:
        if line.name == "COMMENT" and (said := _plain(line.value)):
            return said
    # Google writes the comment beside the ATTENDEE.
    notes = (_plain(line.param("X-RESPONSE-COMMENT")) for line in lines if line.name == "ATTENDEE")
    return next((note for note in notes if note), "")


def _number(text: str) -> int | None:
    digits = text.strip()
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 10 else None  # noqa: PLR2004 - 31 bits


def _moment(line: Line | None, zones: dict[str, Reckoner]) -> datetime | None:
    return moment(line.value, line.param("TZID"), zones) if line is not None else None


def _after(starts_at: datetime | None, duration: str) -> datetime | None:
    match = _DURATION.fullmatch(duration.strip().upper())
    if starts_at is None or match is None:
        return None
    weeks, days, hours, minutes = (int(part or 0) for part in match.groups())
    try:
        return starts_at + timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes)
    except OverflowError:
        return None


def _plain(text: str) -> str:
    r"""Text without control characters, one line, NFC, at most 1000 letters; `\\n`, `\\,` as clients escape them."""
    # Cut before normalising: NFC of a million combining marks takes minutes.
    short = text[: 4 * _TEXT_MAX].replace("\\n", " ").replace("\\N", " ").replace("\\,", ",").replace("\\;", ";")
    line = "".join(letter if letter.isprintable() else " " for letter in unicodedata.normalize("NFC", short))
    return " ".join(line.split())[:_TEXT_MAX]
