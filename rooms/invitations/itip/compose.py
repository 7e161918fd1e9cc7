"""The calendar texts that we send: REQUEST, CANCEL of one person, CANCEL of all (RFC 5545, 5546, 7986).

Each is about a single meeting, a whole series (RRULE, EXDATE) or one instance of a series (RECURRENCE-ID). A series and
its exceptions never share a text: Outlook ignored the pair (seen in driven runs).

Only the properties below are ever written; a client that acts on an unknown X-property has nothing to act on.
No secret is in them: Thunderbird sends DESCRIPTION back whole in its REPLY (seen in driven runs).
"""

import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from icalendar import Alarm, Calendar, Event, Timezone, TimezoneStandard, vCalAddress, vUri

from rooms.invitations.itip.sequence import Stamp
from rooms.meetings.parameters import as_parameter

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
PRODID = "-//Diem Cau//Phong hop cua tinh 1.0//VI"
_REMINDER = timedelta(minutes=-15)
_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_SEVEN_HOURS = timedelta(hours=7)


class Method(StrEnum):
    """What a letter of ours asks."""

    REQUEST = "REQUEST"
    CANCEL = "CANCEL"
    DECLINECOUNTER = "DECLINECOUNTER"


@dataclass(frozen=True, slots=True)
class Repeat:
    """One recipient's part of a series: every `interval` weeks on these weekdays (Monday is 0), but for `left_out`.

    `until` is the start of the last instance, `left_out` the starts that the rule names and nobody meets on.
    """

    interval: int
    weekdays: tuple[int, ...]
    until: datetime
    left_out: tuple[datetime, ...] = ()


@dataclass(frozen=True, slots=True)
class Occasion:
    """The meeting as a calendar sees it. `url` is the meeting's plain page, never a personal link.

    With `repeat` it is a whole series and `starts_at` its first instance; with `recurrence` it is the one instance that
    was planned for that moment, wherever it has been moved to.
    """

    uid: str
    title: str
    starts_at: datetime
    ends_at: datetime
    location: str
    description: str
    url: str
    created_at: datetime
    repeat: Repeat | None = None
    recurrence: datetime | None = None


@dataclass(frozen=True, slots=True)
class Party:
    """An organizer or an attendee."""

    name: str
    address: str
    role: str = "REQ-PARTICIPANT"
    kind: str = "INDIVIDUAL"
    partstat: str = "NEEDS-ACTION"


def request(occasion: Occasion, organizer: Party, attendee: Party, stamp: Stamp) -> bytes:
    """Invite one attendee, or tell them of a change. Nobody else is named (I8)."""
    event = _event(occasion, organizer, stamp)
    event.add("status", "CONFIRMED")
    event.add("transp", "OPAQUE")
    event.add("attendee", _attendee(attendee, rsvp=True), encode=False)
    _add_conference(event, occasion)
    # "Propose new time" stays offered in Outlook: a COUNTER is read (itip/reply.py).
    event.add("x-microsoft-disallow-counter", "FALSE")
    event.add("x-microsoft-cdo-busystatus", "BUSY")
    event.add_component(_reminder(occasion))
    return _calendar(Method.REQUEST, event)


def cancel_all(occasion: Occasion, organizer: Party, attendee: Party, stamp: Stamp) -> bytes:
    """The meeting, the series or the one instance will not take place (RFC 5546 3.2.5)."""
    event = _event(occasion, organizer, stamp)
    event.add("status", "CANCELLED")
    event.add("attendee", _attendee(attendee, rsvp=False), encode=False)
    return _calendar(Method.CANCEL, event)


def cancel_one(occasion: Occasion, organizer: Party, attendee: Party, stamp: Stamp) -> bytes:
    """One attendee is no longer expected; what they were invited to stands, so no STATUS:CANCELLED."""
    event = _event(occasion, organizer, stamp)
    event.add("attendee", _attendee(attendee, rsvp=False), encode=False)
    return _calendar(Method.CANCEL, event)


def decline_counter(occasion: Occasion, organizer: Party, attendee: Party, stamp: Stamp) -> bytes:
    """The time that this attendee proposed is not taken; the meeting stands as it is.

    RFC 5546 3.2.8 wants hardly anything in it, and libical's strict restrictions refuse times, ATTENDEE and SEQUENCE:
    it changes no calendar, its words are in the letter. Who is meant is who gets it.
    """
    event = Event()
    event.add("uid", occasion.uid)
    event.add("dtstamp", stamp.dtstamp)
    _add_recurrence(event, occasion)
    event.add("organizer", _calendar_address(organizer), encode=False)
    event.add("comment", f"{_nfc(attendee.name)}: {_nfc(occasion.title)}")
    return _calendar(Method.DECLINECOUNTER, event)


def _event(occasion: Occasion, organizer: Party, stamp: Stamp) -> Event:
    event = Event()
    event.add("uid", occasion.uid)
    event.add("sequence", stamp.sequence)
    event.add("dtstamp", stamp.dtstamp)
    event.add("created", occasion.created_at.replace(microsecond=0))
    event.add("last-modified", stamp.dtstamp)
    event.add("dtstart", occasion.starts_at.astimezone(ZONE))
    event.add("dtend", occasion.ends_at.astimezone(ZONE))
    _add_recurrence(event, occasion)
    for name, text in (
        ("summary", occasion.title),
        ("description", occasion.description),
        ("location", occasion.location),
    ):
        event.add(name, _nfc(text))
    event.add("url", occasion.url)
    event.add("class", "PUBLIC")
    event.add("organizer", _calendar_address(organizer), encode=False)
    return event


def _add_recurrence(event: Event, occasion: Occasion) -> None:
    if occasion.recurrence is not None:
        event.add("recurrence-id", occasion.recurrence.astimezone(ZONE))
    if (repeat := occasion.repeat) is None:
        return
    rule = {
        "freq": "WEEKLY",
        "until": repeat.until.astimezone(UTC),  # RFC 5545 3.3.10: in UTC where DTSTART has a zone
        "interval": repeat.interval,
        "byday": [_WEEKDAYS[weekday] for weekday in sorted(repeat.weekdays)],
        "wkst": "MO",
    }
    event.add("rrule", rule)
    for moment in repeat.left_out:  # a line each, as Google and Outlook write them
        event.add("exdate", moment.astimezone(ZONE))


def _calendar(method: Method, event: Event) -> bytes:
    calendar = Calendar()
    calendar.add("prodid", PRODID)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method.value)
    calendar.add_component(_zone())
    calendar.add_component(event)
    return bytes(calendar.to_ical())


def _zone() -> Timezone:
    # By hand: add_missing_timezones() gives two observances and a comment, and Outlook and Notes are safest with one.
    zone = Timezone()
    zone.add("tzid", ZONE.key)
    zone.add("x-lic-location", ZONE.key)
    standard = TimezoneStandard()
    standard.add("dtstart", datetime(1970, 1, 1))  # noqa: DTZ001 - RFC 5545 3.6.5: local time without zone
    standard.add("tzname", "+07")
    standard.add("tzoffsetfrom", _SEVEN_HOURS)
    standard.add("tzoffsetto", _SEVEN_HOURS)
    zone.add_component(standard)
    return zone


def _calendar_address(party: Party) -> vCalAddress:
    address = vCalAddress(f"mailto:{party.address}")
    address.params["CN"] = as_parameter(party.name)
    return address


def _attendee(party: Party, *, rsvp: bool) -> vCalAddress:
    address = _calendar_address(party)
    address.params["CUTYPE"] = party.kind
    address.params["ROLE"] = party.role
    address.params["PARTSTAT"] = party.partstat
    if rsvp:
        address.params["RSVP"] = "TRUE"
    return address


def _add_conference(event: Event, occasion: Occasion) -> None:
    conference = vUri(occasion.url)  # RFC 7986 5.11
    conference.params["VALUE"] = "URI"
    conference.params["FEATURE"] = ["AUDIO", "VIDEO"]
    conference.params["LABEL"] = as_parameter(occasion.title)
    event.add("conference", conference)


def _reminder(occasion: Occasion) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("trigger", _REMINDER)
    alarm.add("description", _nfc(occasion.title))
    return alarm


def _nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text)
