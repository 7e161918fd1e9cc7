"""Working days: Monday to Friday less the holidays, and the Saturdays worked instead of one. Pure: days in, days out.

Quyết định 45/2018/QĐ-TTg: the invitation goes out at least three working days before the meeting. Counted back from the
meeting's day, that day left out: for a meeting on a Friday, Thursday is the first, Tuesday the third and last to send.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

NOTICE = 3  # working days, Quyết định 45/2018/QĐ-TTg
_DAY = timedelta(days=1)
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class OfficeDays:
    """What the table says: when offices are closed, and when they are open instead (ngày làm bù)."""

    closed: frozenset[date] = frozenset()
    made_up: frozenset[date] = frozenset()


def is_working_day(day: date, holidays: Collection[date], made_up: Collection[date] = ()) -> bool:
    """Whether offices are open on this day."""
    return day in made_up or (day.weekday() < _SATURDAY and day not in holidays)


def working_days_before(day: date, count: int, holidays: Collection[date], made_up: Collection[date] = ()) -> date:
    """The day that lies `count` working days before `day`; `day` itself need not be one."""
    while count:
        day -= _DAY
        count -= is_working_day(day, holidays, made_up)
    return day


def last_day_to_invite(meeting_day: date, holidays: Collection[date], made_up: Collection[date] = ()) -> date:
    """The last day on which an invitation to a meeting that is not urgent may go out."""
    return working_days_before(meeting_day, NOTICE, holidays, made_up)


def notice_given(sent: date, meeting_day: date, holidays: Collection[date]) -> int:
    """How many working days lie before the meeting from the sending day on; 0 for a meeting of today or before."""
    days = (sent + _DAY * n for n in range((meeting_day - sent).days))
    return sum(is_working_day(day, holidays) for day in days)


def in_time(sent: date, meeting_day: date, holidays: Collection[date]) -> bool:
    """Whether an invitation sent on this day leaves the notice that the decision asks for."""
    return sent <= last_day_to_invite(meeting_day, holidays)
