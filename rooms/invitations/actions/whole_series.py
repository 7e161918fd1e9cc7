"""A series as its recipients know it: one letter for all the meetings that one of them is invited to.

What is decided for one meeting alone follows as a letter of its own, under its RECURRENCE-ID (CALENDAR.md).
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse

from rooms.invitations.itip.compose import Method, Repeat
from rooms.invitations.models import Invitation
from rooms.invitations.writing import Part, Telling, recurrence_of
from rooms.meetings import queries as meetings
from rooms.meetings.models import Meeting, Series
from rooms.meetings.rhythm import days_of
from rooms.meetings.rules import State
from rooms.meetings.wording import HOME

Letter = tuple[Invitation, Telling]


def parts_of(invitations: Iterable[Invitation]) -> list[list[Invitation]]:
    """The invitations of each recipient to each series, in order; one to a single meeting stands alone."""
    parts: dict[tuple[int, str], list[Invitation]] = {}
    for one in invitations:
        parts.setdefault((one.reply_address_id, one.uid), []).append(one)
    return list(parts.values())


def letters_about(part: Sequence[Invitation], *, whole: bool, news: str = "") -> list[Letter]:
    """One recipient's letters: about all their meetings at once and those decided alone, or about the only one.

    Who was told of one instance alone knows it by its first RECURRENCE-ID, also when the series moves; a letter about
    the whole names the instances as they are planned now. The caller saves.
    """
    if not whole:
        return [(one, Telling(Method.REQUEST, news=news)) for one in part]
    for one in part:
        one.recurrence = recurrence_of(one.seat.meeting)
    alone = [(one, Telling(Method.REQUEST, news=news)) for one in part if one.seat.meeting.excepted]
    return [(first_of(part), Telling(Method.REQUEST, series=rule_of(part), news=news)), *alone]


def first_of(part: Sequence[Invitation]) -> Invitation:
    """The invitation on which the letter about a whole part hangs: the next plain meeting, else the first."""
    plain = [one for one in part if not one.seat.meeting.excepted and one.seat.meeting.state == State.ANNOUNCED]
    return (plain or list(part))[0]


def share(part: Sequence[Invitation], letters: Sequence[Letter]) -> list[Invitation]:
    """What became of the letter about a whole part is true of each of its invitations; answers those to be saved."""
    changed = []
    for first, telling in letters:
        if telling.series is not None and first in part:
            for one in part:
                if (one.state, one.first_message_id) != (first.state, first.first_message_id):
                    one.state, one.fault, one.first_message_id = first.state, first.fault, first.first_message_id
                    changed.append(one)
    return changed


def rule_of(part: Sequence[Invitation]) -> Part:
    """The recipient's meetings as first instance, rule and exceptions. They are in order and not empty."""
    starts = [planned_start(one.seat.meeting) for one in part]
    series = part[0].seat.meeting.series
    assert series is not None  # noqa: S101 - the database lets no occurrence be without series
    named = [moment for moment in _named(series) if starts[0] <= moment <= starts[-1]]
    left_out = tuple(moment for moment in named if moment not in set(starts))
    repeat = Repeat(series.interval, tuple(series.weekdays), starts[-1], left_out)
    return Part(starts[0], starts[0] + _length(series), repeat, page_of_series(series))


def planned_start(meeting: Meeting) -> datetime:
    """When the series planned this meeting, wherever it is now."""
    return meeting.occurrence or meeting.starts_at


def page_of_series(series: Series) -> str:
    """The plain page of the series; it asks for sign-in, so it is no secret."""
    address: str = settings.PUBLIC_URL
    return address + reverse("series_page", args=[series.pk])


def _named(series: Series) -> list[datetime]:
    return [datetime.combine(day, series.starts, HOME) for day in days_of(meetings.rhythm_of(series))]


def _length(series: Series) -> timedelta:
    day = series.first_day
    length = datetime.combine(day, series.ends, HOME) - datetime.combine(day, series.starts, HOME)
    return length if length > timedelta() else length + timedelta(days=1)
