"""The calendar texts that programs read: a feed of events and a list of busy hours (RFC 5545, 5546 3.2.1, 7986).

Each meeting is one event of its own, an occurrence of a series too, under the meeting's own UID. A single meeting's UID
is the letter's, so that a program that has both knows them for one. A series' letter has one UID for all occurrences
(RRULE, EXDATE); to repeat that here, the feed would have to send instances without a master, which Outlook leaves out
and Google takes for the whole series. It cannot double what the mail brought: a program keeps a subscription as a
calendar of its own, and the page says to subscribe, not to import.

Times are UTC: every event is single, so no rule has to know the wall clock, and no zone has to be explained. ORGANIZER
must stand in a PUBLISH (RFC 5546 3.2.1); it is the house's address without anybody's token.
"""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from icalendar import Alarm, Calendar, Event, FreeBusy, vCalAddress, vDuration, vPeriod, vText

from rooms.meetings.intervals import Interval
from rooms.meetings.parameters import as_parameter

PRODID = "-//Diem Cau//Lich hop 1.0//VI"
REMINDER = timedelta(minutes=-15)  # as in the letters


@dataclass(frozen=True, slots=True)
class Entry:
    """One meeting as its reader's calendar shows it. `partstat` is empty for a meeting that is not the reader's own."""

    uid: str
    sequence: int
    dtstamp: datetime
    created_at: datetime
    starts_at: datetime
    ends_at: datetime
    title: str
    location: str
    description: str
    url: str
    organizer: str
    cancelled: bool = False
    partstat: str = ""

    @property
    def takes_time(self) -> bool:
        """Whether the hours are the reader's: their own meeting, not cancelled, not declined."""
        return bool(self.partstat) and not self.cancelled and self.partstat != "DECLINED"


def feed(name: str, entries: Iterable[Entry], *, house: str, refresh: timedelta) -> bytes:
    """The text of a feed. `house` is the house's plain address."""
    calendar = _calendar(name, refresh)
    for entry in entries:
        calendar.add_component(_event(entry, house))
    return bytes(calendar.to_ical())


def _calendar(name: str, refresh: timedelta) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", PRODID)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    for property_name in ("name", "x-wr-calname"):  # RFC 7986 5.1, and what Outlook, Google and Apple read
        calendar.add(property_name, vText(_nfc(name)))
    for property_name in ("refresh-interval", "x-published-ttl"):  # RFC 7986 5.7, and what Outlook reads
        calendar.add(property_name, vDuration(refresh, params={"VALUE": "DURATION"}))
    return calendar


def _event(entry: Entry, house: str) -> Event:
    event = Event()
    event.add("uid", entry.uid)
    event.add("sequence", entry.sequence)
    event.add("dtstamp", entry.dtstamp)
    event.add("created", entry.created_at.replace(microsecond=0))
    event.add("last-modified", entry.dtstamp)
    event.add("dtstart", entry.starts_at)
    event.add("dtend", entry.ends_at)
    for name, text in (("summary", entry.title), ("description", entry.description), ("location", entry.location)):
        event.add(name, _nfc(text))
    event.add("url", entry.url)
    event.add("class", "PUBLIC")
    event.add("status", "CANCELLED" if entry.cancelled else "CONFIRMED")
    event.add("transp", "OPAQUE" if entry.takes_time else "TRANSPARENT")
    event.add("organizer", _organizer(entry.organizer, house), encode=False)
    event.add("x-microsoft-cdo-busystatus", _busy_status(entry))
    if entry.takes_time:
        event.add_component(_alarm(entry))
    return event


def _busy_status(entry: Entry) -> str:
    if not entry.takes_time:
        return "FREE"
    return "TENTATIVE" if entry.partstat == "TENTATIVE" else "BUSY"


def _alarm(entry: Entry) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("trigger", REMINDER)
    alarm.add("description", _nfc(entry.title))
    return alarm


def busy(uid: str, hours: Iterable[Interval], within: Interval, *, house: str, name: str) -> bytes:
    """Busy hours of a stretch of days, never what takes place in them (RFC 5546 3.3.1)."""
    calendar = Calendar()
    calendar.add("prodid", PRODID)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    component = FreeBusy()
    component.add("uid", uid)
    component.add("dtstamp", within.start)  # one text as long as nothing changes, whoever asks how often
    # RFC 5545 3.6.4 and 3.8.2.6: all of them in UTC, also those that were cut at a Vietnamese midnight.
    component.add("dtstart", within.start.astimezone(UTC))
    component.add("dtend", within.end.astimezone(UTC))
    component.add("organizer", _organizer(name, house), encode=False)
    for one in hours:
        period = vPeriod((one.start.astimezone(UTC), one.end.astimezone(UTC)), params={"FBTYPE": "BUSY"})
        component.add("freebusy", period, encode=False)
    calendar.add_component(component)
    return bytes(calendar.to_ical())


def _organizer(name: str, house: str) -> vCalAddress:
    address = vCalAddress(f"mailto:{house}")
    address.params["CN"] = as_parameter(name)
    return address


def _nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text)
