"""The list as the desk sees it: each seat's time drawn on the meeting's line. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from rooms.attendance.rules import Interval

MINUTE = timedelta(minutes=1)
TICKS = 5


@dataclass(frozen=True, slots=True)
class Bar:
    """An interval on the line, in percent of it, and its hours for those who do not see it."""

    left: float
    width: float
    start: datetime
    end: datetime


def bars(intervals: Sequence[Interval], line: Interval) -> list[Bar]:
    """The bars of one seat; a line without length has none."""
    whole = line.length
    if not whole:
        return []
    return [
        Bar(
            round(100 * ((each.start - line.start) / whole), 2),
            round(100 * (each.length / whole), 2),
            each.start,
            each.end,
        )
        for each in intervals
    ]


def ticks(line: Interval) -> list[datetime]:
    """The hours printed over the line, evenly apart."""
    step = line.length / (TICKS - 1)
    return [line.start + number * step for number in range(TICKS)] if line.length >= TICKS * MINUTE else []


def whole_minutes(length: timedelta) -> tuple[int, int]:
    """Hours and minutes; begun minutes do not count."""
    minutes = length // MINUTE
    return minutes // 60, minutes % 60
