"""A week and a month as the home page shows them. Pure: days in, rows out."""

import calendar
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from rooms.meetings.wording import HOME

_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Week:
    """Monday to Sunday on the Vietnamese calendar."""

    monday: date

    @property
    def start(self) -> datetime:
        return midnight(self.monday)

    @property
    def end(self) -> datetime:
        return midnight(self.monday + _WEEK)

    @property
    def number(self) -> int:
        return self.monday.isocalendar().week

    @property
    def key(self) -> str:
        """`2026-W48`, as it stands in the address."""
        year, week, _ = self.monday.isocalendar()
        return f"{year}-W{week:02}"

    @property
    def before(self) -> "Week":
        return Week(self.monday - _WEEK)

    @property
    def after(self) -> "Week":
        return Week(self.monday + _WEEK)


@dataclass(frozen=True, slots=True)
class MonthDay:
    """One cell of the month: its day, whether it belongs to the month, whether meetings start on it."""

    day: date
    inside: bool
    marked: bool


def midnight(day: date) -> datetime:
    """When this day begins in Vietnam."""
    return datetime.combine(day, time(), HOME)


def week_of(day: date) -> Week:
    """The week that holds this day."""
    return Week(day - timedelta(days=day.weekday()))


def week_from(key: str, today: date) -> Week:
    """The week named in an address; this week where the name cannot be read or lies out of any plan."""
    try:
        monday = datetime.strptime(f"{key}-1", "%G-W%V-%u").replace(tzinfo=HOME).date()
    except ValueError:
        return week_of(today)
    near = abs(monday - today) < timedelta(days=365 * 50)  # beyond, the calendar's arithmetic may overflow
    return Week(monday) if near else week_of(today)


def month_of(day: date, marked: Collection[date]) -> list[list[MonthDay]]:
    """The weeks of this day's month."""
    weeks = calendar.Calendar().monthdatescalendar(day.year, day.month)
    return [[MonthDay(cell, cell.month == day.month, cell in marked) for cell in week] for week in weeks]
