"""When seats that have not answered are reminded by themselves. Pure.

The desk chooses days before the meeting; they are working days, so that no reminder falls on a Sunday or on Tết. One is
due from half past seven of its day. It never leaves at night: what was missed waits for the next office hours.
"""

from collections.abc import Collection
from datetime import date, datetime, time, timedelta

from rooms.meetings.working_days import is_working_day, working_days_before

OFFERED = (7, 5, 3, 2, 1)  # working days before the meeting
OPENS, CLOSES = time(7, 30), time(17, 30)  # local time
QUIET = timedelta(hours=12)  # nobody is reminded of a letter that they got a moment ago


def in_office_hours(local: datetime, holidays: Collection[date]) -> bool:
    """Whether a letter that nobody waits for may leave now; `local` is Vietnamese time."""
    return is_working_day(local.date(), holidays) and OPENS <= local.time() < CLOSES


def day_of(meeting_day: date, before: int, holidays: Collection[date]) -> date:
    """On which day the reminder `before` working days ahead leaves."""
    return working_days_before(meeting_day, before, holidays)


def due(starts: datetime, chosen: Collection[int], local: datetime, holidays: Collection[date]) -> list[int]:
    """Those of the chosen days that have come; several at once are one reminder. Both times are Vietnamese."""
    if local >= starts or not in_office_hours(local, holidays):
        return []
    return [before for before in sorted(chosen) if day_of(starts.date(), before, holidays) <= local.date()]


def still_ahead(starts: datetime, local: datetime, holidays: Collection[date]) -> list[int]:
    """Which of the offered days can still be chosen: their office hours are not over."""
    return [
        before
        for before in OFFERED
        if datetime.combine(day_of(starts.date(), before, holidays), CLOSES, local.tzinfo) > local
    ]
