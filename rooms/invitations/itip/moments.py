"""Moments in a calendar text: UTC, a zone by name, a zone that the text describes, floating, or a whole day.

No zone file is ever opened for a name that a stranger wrote (SECURITY.md I3): a name is looked up in two fixed lists,
and what stands in neither is worked out from the text's own VTIMEZONE (Outlook's "Customized Time Zone") or not at
all. No recurrence rule is expanded (I4): of a zone's yearly rule only "the second Sunday of March" is understood.
"""

import re
from calendar import monthrange
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo, available_timezones

from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

HOUSE_ZONE = timezone(timedelta(hours=7))  # Asia/Ho_Chi_Minh has had no other offset since 1975
_STAMP = re.compile(r"(\d{8})(?:T(\d{4}(?:\d\d)?)(Z?))?", re.ASCII | re.IGNORECASE)
_NAMES = {name.lower(): name for name in available_timezones()}
_WINDOWS = {name.lower(): olson for name, olson in WINDOWS_TO_OLSON.items()}
_SAID_OFFSET = re.compile(r"(?:utc|gmt)\s*([+-])(\d{1,2})(?::?([0-5]\d))?", re.ASCII | re.IGNORECASE)
_OFFSET = re.compile(r"([+-])(\d\d)([0-5]\d)(?:\d\d)?", re.ASCII)
_BYDAY = re.compile(r"([+-]?\d)(MO|TU|WE|TH|FR|SA|SU)", re.ASCII)
_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_MONTHS = range(1, 13)

Reckoner = Callable[[datetime], datetime]
"""Takes a local time without zone, answers the moment in UTC. Raises ValueError, OverflowError."""


@dataclass(frozen=True, slots=True)
class Observance:
    """STANDARD or DAYLIGHT of a VTIMEZONE: since when, each year on which day, and the offset from then on."""

    since: datetime
    before: timedelta
    offset: timedelta
    month: int = 0
    week: int = 0
    weekday: int = 0

    def onset(self, year: int) -> datetime | None:
        """When it begins in this year, by the clock that ran before; None if it does not."""
        if not self.month:
            return self.since if self.since.year == year else None
        if self.week > 0:
            first = datetime(year, self.month, 1)  # noqa: DTZ001 - a local time has no zone yet
            day = 1 + (self.weekday - first.weekday()) % 7 + 7 * (self.week - 1)
        else:
            length = monthrange(year, self.month)[1]
            last = datetime(year, self.month, length)  # noqa: DTZ001 - as above
            day = length - (last.weekday() - self.weekday) % 7 + 7 * (self.week + 1)
        return self.since.replace(year=year, month=self.month, day=day)


def observance(start: str, offset_from: str, offset_to: str, rule: str) -> Observance | None:
    """One observance out of its four properties; None if they are not understood."""
    since, before, offset = _local(start), _offset(offset_from), _offset(offset_to)
    if since is None or offset is None:
        return None
    parts = dict(part.partition("=")[::2] for part in rule.upper().split(";") if "=" in part)
    day, month = _BYDAY.fullmatch(parts.get("BYDAY", "")), parts.get("BYMONTH", "")
    if day is None or not (month.isascii() and month.isdigit() and int(month[:4]) in _MONTHS) or int(day[1]) == 0:
        return Observance(since, before or offset, offset)
    return Observance(since, before or offset, offset, int(month), int(day[1]), _DAYS.index(day[2]))


def described(observances: Sequence[Observance]) -> Reckoner | None:
    """The zone that a VTIMEZONE describes."""
    if not observances:
        return None

    def reckon(local: datetime) -> datetime:
        begun = [
            (onset, one.offset)
            for one in observances
            for year in (local.year - 1, local.year)
            if (onset := one.onset(year)) is not None and onset <= local
        ]
        offset = max(begun)[1] if begun else max(observances, key=lambda one: one.since).offset
        return (local - offset).replace(tzinfo=UTC)

    return reckon


def named(tzid: str) -> Reckoner | None:
    """The zone of this name, as clients write it: IANA, Windows, "/mozilla.org/…/Asia/Bangkok", "(UTC+07:00) Hanoi"."""
    name = tzid.strip().strip('"').strip().lower()[:200]
    parts = name.lstrip("/").split("/")
    for candidate in (name.lstrip("/"), _WINDOWS.get(name, "").lower(), "/".join(parts[-2:]), "/".join(parts[-3:])):
        if candidate in _NAMES:
            return _in_zone(ZoneInfo(_NAMES[candidate]))
    said = _SAID_OFFSET.search(name)
    if said is None or "etc/" in name:
        return None
    hours, minutes = int(said[2]), int(said[3] or 0)
    return _in_zone(timezone(timedelta(hours=hours, minutes=minutes) * (-1 if said[1] == "-" else 1)))


def _in_zone(zone: ZoneInfo | timezone) -> Reckoner:
    def reckon(local: datetime) -> datetime:
        return local.replace(tzinfo=zone).astimezone(UTC)

    return reckon


def moment(value: str, tzid: str, zones: Mapping[str, Reckoner]) -> datetime | None:
    """A DATE-TIME in UTC. Without zone it is meant in the house's; None for a whole day or what is not understood."""
    match = _STAMP.fullmatch(value.strip())
    if match is None or match[2] is None:
        return None
    local = _local(f"{match[1]}T{match[2]}")
    if local is None:
        return None
    if match[3]:
        return local.replace(tzinfo=UTC)
    reckon = (named(tzid) or zones.get(tzid.strip().lower())) if tzid.strip() else _in_zone(HOUSE_ZONE)
    try:
        return reckon(local) if reckon else None
    except (ValueError, OverflowError):
        return None


def instance(value: str, tzid: str, zones: Mapping[str, Reckoner]) -> str:
    """A RECURRENCE-ID as `YYYYMMDDTHHMMSSZ`, or `YYYYMMDD` for a whole day; what is not understood stays as it is."""
    text = value.strip()
    match = _STAMP.fullmatch(text)
    if match is not None and match[2] is None:
        return match[1]
    at = moment(text, tzid, zones)
    return f"{at:%Y%m%dT%H%M%SZ}" if at else text[:40]


def _local(text: str) -> datetime | None:
    match = _STAMP.fullmatch(text.strip())
    if match is None:
        return None
    clock = (match[2] or "0000").ljust(6, "0")
    try:
        return datetime.strptime(f"{match[1]}T{clock}", "%Y%m%dT%H%M%S")  # noqa: DTZ007 - the zone is found later
    except ValueError:
        return None


def _offset(text: str) -> timedelta | None:
    match = _OFFSET.fullmatch(text.strip())
    if match is None or int(match[2]) > 23:  # noqa: PLR2004 - hours
        return None
    size = timedelta(hours=int(match[2]), minutes=int(match[3]))
    return -size if match[1] == "-" else size
