"""The calendar text that came in, read by its content lines alone.

icalendar's object model is left out on purpose: a fuzz of it raised AttributeError, OSError and IsADirectoryError from
a TZID used as a file name (SECURITY.md I3), and `RRULE:FREQ=SECONDLY` did not finish (I4). A reply needs eight
properties, none of them a recurrence; so nothing here opens a zone file or expands a rule.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone

from icalendar.parser import Contentline, Contentlines

from rooms.invitations.itip.addresses import bare

LARGEST = 1_000_000  # bytes, I3
MOST_COMPONENTS = 500
DEEPEST = 5
_TEXT_MAX = 1000
_STAMP = re.compile(r"(\d{8}T\d{6})(Z?)", re.ASCII)
_SEVEN = timezone(timedelta(hours=7))
# Names under which clients write our zone; any other zone is not understood, and never looked up.
_OUR_ZONES = {"asia/ho_chi_minh", "asia/saigon", "asia/bangkok", "se asia standard time"}
# What is looked at; everything else in the text is skipped unread.
_WANTED = {"UID", "SEQUENCE", "DTSTAMP", "RECURRENCE-ID", "ATTENDEE", "COMMENT", "DTSTART", "DTEND", "DURATION"}


class UnreadableCalendar(ValueError):
    """The text breaks a limit or is no calendar; `args[0]` is the reason, a stable word."""


@dataclass(frozen=True, slots=True)
class HeardAttendee:
    """One ATTENDEE line of a reply."""

    address: str
    partstat: str = "NEEDS-ACTION"
    name: str = ""
    delegated_to: tuple[str, ...] = ()
    delegated_from: tuple[str, ...] = ()
    sent_by: str = ""


@dataclass(frozen=True, slots=True)
class Heard:
    """One event of a calendar text. None where the client left a property out, as Exchange and Outlook do."""

    method: str
    uid: str
    sequence: int | None = None
    dtstamp: datetime | None = None
    recurrence: str = ""
    attendees: tuple[HeardAttendee, ...] = ()
    comment: str = ""
    starts_at: datetime | None = None
    ends_at: datetime | None = None


_Line = tuple[str, dict[str, object], str]


def read_calendar(content: bytes) -> tuple[Heard, ...]:
    """Every event of the text. Raises UnreadableCalendar."""
    lines = _lines(_text(content))
    method, events = "", []
    open_components: list[str] = []
    for name, params, value in lines:
        if name == "BEGIN":
            open_components.append(value.strip().upper())
            if open_components == ["VCALENDAR", "VEVENT"]:
                events.append(list[_Line]())
        elif name == "END":
            _close(open_components, value)
        elif name == "METHOD" and open_components == ["VCALENDAR"]:
            method = value.strip().upper()
        elif name in _WANTED and open_components == ["VCALENDAR", "VEVENT"]:
            events[-1].append((name, params, value))
    if open_components:
        raise UnreadableCalendar("unclosed")
    return tuple(_heard(method, event) for event in events)


def _text(content: bytes) -> str:
    if len(content) > LARGEST:
        raise UnreadableCalendar("too_large")
    text = content.decode("utf-8", "replace").removeprefix("\ufeff")
    if len(re.findall(r"^BEGIN:", text, re.MULTILINE | re.IGNORECASE)) > MOST_COMPONENTS:
        raise UnreadableCalendar("too_many_components")
    if not text.lstrip().upper().startswith("BEGIN:VCALENDAR"):
        raise UnreadableCalendar("no_calendar")
    return text.replace("\x00", "")


def _lines(text: str) -> list[_Line]:
    found = []
    depth = 0
    for line in Contentlines.from_ical(text):  # type: ignore[no-untyped-call] # icalendar leaves it untyped
        if not isinstance(line, Contentline) or not line:
            continue
        depth += line[:6].upper() == "BEGIN:"
        depth -= line[:4].upper() == "END:"
        if depth > DEEPEST:
            raise UnreadableCalendar("too_deep")
        try:
            name, params, value = line.parts()
        except ValueError:
            continue  # a line that a client wrote wrongly costs that line, not the answer
        found.append((str(name).upper(), dict(params), str(value)))
    return found


def _close(open_components: list[str], value: str) -> None:
    if not open_components or open_components.pop() != value.strip().upper():
        raise UnreadableCalendar("crossed_components")


def _heard(method: str, lines: list[_Line]) -> Heard:
    first: dict[str, tuple[dict[str, object], str]] = {}
    for name, params, value in lines:
        first.setdefault(name, (params, value))
    return Heard(
        method=method,
        uid=first.get("UID", ({}, ""))[1].strip()[:_TEXT_MAX],
        sequence=_number(first.get("SEQUENCE", ({}, ""))[1]),
        dtstamp=_moment(first.get("DTSTAMP")),
        recurrence=first.get("RECURRENCE-ID", ({}, ""))[1].strip()[:_TEXT_MAX],
        attendees=tuple(_attendee(params, value) for name, params, value in lines if name == "ATTENDEE"),
        comment=_plain(first.get("COMMENT", ({}, ""))[1]),
        starts_at=_moment(first.get("DTSTART")),
        ends_at=_moment(first.get("DTEND")),
    )


def _attendee(params: dict[str, object], value: str) -> HeardAttendee:
    return HeardAttendee(
        address=bare(value)[:320],
        partstat=_param(params, "PARTSTAT").upper() or "NEEDS-ACTION",
        name=_plain(_param(params, "CN"))[:120],
        delegated_to=_addresses(params.get("DELEGATED-TO")),
        delegated_from=_addresses(params.get("DELEGATED-FROM")),
        sent_by=bare(_param(params, "SENT-BY"))[:320],
    )


def _param(params: dict[str, object], name: str) -> str:
    value = params.get(name, "")
    return str(value[0]) if isinstance(value, list) and value else str(value)


def _addresses(value: object) -> tuple[str, ...]:
    values = value if isinstance(value, list) else [value] if value else []
    return tuple(bare(str(one))[:320] for one in values)


def _number(text: str) -> int | None:
    digits = text.strip()
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 10 else None  # noqa: PLR2004 - 31 bits


def _moment(found: tuple[dict[str, object], str] | None) -> datetime | None:
    match = _STAMP.fullmatch(found[1].strip()) if found else None
    if found is None or match is None:
        return None
    zone = UTC if match[2] else _SEVEN if _param(found[0], "TZID").lower() in _OUR_ZONES else None
    if zone is None:
        return None
    try:
        return datetime.strptime(match[1], "%Y%m%dT%H%M%S").replace(tzinfo=zone).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _plain(text: str) -> str:
    """Text without control characters, one line, at most 1000 letters."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())[:_TEXT_MAX]
