"""A calendar program of the tests: takes our letters in order and says when its owner meets."""

from dataclasses import dataclass, field
from datetime import datetime

from dateutil.rrule import rrulestr
from icalendar import Calendar, Event


@dataclass
class Entry:
    """What the program keeps under one UID: the whole, and what was decided for single instances."""

    starts: set[datetime] = field(default_factory=set)
    decided: dict[datetime, datetime | None] = field(default_factory=dict)
    stamps: dict[datetime | None, tuple[int, datetime]] = field(default_factory=dict)


class CalendarProgram:
    """Forgets what was decided for single instances when the whole is told anew, as Outlook does."""

    def __init__(self) -> None:
        self.entries: dict[str, Entry] = {}

    def take(self, text: bytes) -> None:
        calendar = Calendar.from_ical(text)
        (event,) = calendar.walk("VEVENT")
        entry = self.entries.setdefault(str(event["UID"]), Entry())
        instance = event["RECURRENCE-ID"].dt if "RECURRENCE-ID" in event else None
        # RFC 5546 2.1.5: each instance counts for itself, and none is older than the whole it belongs to.
        stamp = int(event["SEQUENCE"]), event["DTSTAMP"].dt
        known = [entry.stamps[one] for one in (None, instance) if one in entry.stamps]
        assert all(stamp >= one for one in known), "an older letter after a newer one"
        entry.stamps[instance] = stamp
        if calendar["METHOD"] == "CANCEL":
            self._cancel(entry, instance)
        elif instance is not None:
            entry.decided[instance] = event["DTSTART"].dt
        else:
            entry.starts, entry.decided = set(expanded(event)), {}

    @staticmethod
    def _cancel(entry: Entry, instance: datetime | None) -> None:
        if instance is None:
            entry.starts, entry.decided = set(), {}
        else:
            entry.decided[instance] = None

    def meets(self) -> list[datetime]:
        """When its owner meets."""
        found = []
        for entry in self.entries.values():
            planned = entry.starts | set(entry.decided)
            found += [entry.decided.get(moment, moment) for moment in planned]
        return sorted(moment for moment in found if moment is not None)


def expanded(event: Event) -> list[datetime]:
    """The starts that DTSTART, RRULE and EXDATE name."""
    first = event["DTSTART"].dt
    if "RRULE" not in event:
        return [first]
    given = event.get("EXDATE", [])
    lists = given if isinstance(given, list) else [given]
    left_out = {one.dt for dates in lists for one in dates.dts}
    return [one for one in rrulestr(event["RRULE"].to_ical().decode(), dtstart=first) if one not in left_out]
