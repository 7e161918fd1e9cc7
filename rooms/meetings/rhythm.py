"""The rhythm of a series: every n weeks on given weekdays. Pure: days in, days out.

It says what an RRULE `FREQ=WEEKLY;INTERVAL=…;BYDAY=…;WKST=MO` says: the first week is that of the first day, and
weeks begin on Monday, as they do in Vietnam. The days that a series leaves out (EXDATE) are those without a meeting.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

MOST = 60  # occurrences: a weekly briefing for a year, and some
LONGEST = timedelta(days=3 * 366)
_WEEK = 7


@dataclass(frozen=True, slots=True)
class Rhythm:
    """Weekdays (Monday is 0) of every `interval`-th week, from the first day to the last, both included."""

    weekdays: frozenset[int]
    first_day: date
    last_day: date
    interval: int = 1
    skip_holidays: bool = True


class Offbeat(StrEnum):
    """What is wrong with a rhythm."""

    NO_WEEKDAY = "no_weekday"
    BAD_INTERVAL = "bad_interval"
    ENDS_BEFORE_START = "series_ends_before_start"
    TOO_FAR = "series_too_far"
    TOO_MANY = "series_too_many"
    NONE_LEFT = "series_none_left"
    ONLY_ONE = "series_only_one"


def days_of(rhythm: Rhythm) -> list[date]:
    """Every day that the rhythm names, holidays among them."""
    monday = rhythm.first_day - timedelta(days=rhythm.first_day.weekday())
    weeks = range(0, max((rhythm.last_day - monday).days + 1, 0), _WEEK * rhythm.interval)
    days = (monday + timedelta(days=week + weekday) for week in weeks for weekday in sorted(rhythm.weekdays))
    return [day for day in days if rhythm.first_day <= day <= rhythm.last_day]


def planned_days(rhythm: Rhythm, holidays: Collection[date]) -> list[date]:
    """The days on which the series meets."""
    return [day for day in days_of(rhythm) if not (rhythm.skip_holidays and day in holidays)]


def faults_of(rhythm: Rhythm, holidays: Collection[date]) -> list[Offbeat]:
    """What is wrong with the rhythm; what cannot be counted is not counted."""
    early = {
        Offbeat.NO_WEEKDAY: not rhythm.weekdays <= set(range(_WEEK)) or not rhythm.weekdays,
        Offbeat.BAD_INTERVAL: not 1 <= rhythm.interval <= 52,  # noqa: PLR2004 - a year
        Offbeat.ENDS_BEFORE_START: rhythm.last_day <= rhythm.first_day,
        Offbeat.TOO_FAR: rhythm.last_day - rhythm.first_day > LONGEST,
    }
    if found := [fault for fault, holds in early.items() if holds]:
        return found
    count = len(planned_days(rhythm, holidays))
    late = {Offbeat.NONE_LEFT: count == 0, Offbeat.ONLY_ONE: count == 1, Offbeat.TOO_MANY: count > MOST}
    return [fault for fault, holds in late.items() if holds]


def moved(rhythm: Rhythm, days: int) -> Rhythm:
    """The rhythm with every day moved by so many days; its weekdays turn with it."""
    step = timedelta(days=days)
    turned = frozenset((weekday + days) % _WEEK for weekday in rhythm.weekdays)
    return replace(rhythm, weekdays=turned, first_day=rhythm.first_day + step, last_day=rhythm.last_day + step)


def fits(rhythm: Rhythm, days: Sequence[date]) -> bool:
    """Whether the rhythm names all of these days. A move over a week's end may break one of several weekdays."""
    return set(days) <= set(days_of(rhythm))
