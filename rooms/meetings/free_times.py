"""Suggestions of free times: when those who must be there are free, and most of the others are. Pure.

A start is tried each half hour of the working hours. How many are missing at each start is counted for all of them
together: whoever is busy from a to b cannot come to a meeting that starts after a - length and before b, so every busy
stretch is one range of the starts in order, and a running sum over the ranges' ends gives all counts. 300 seats over
three months cost milliseconds (docs/performance.md).
"""

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import accumulate, groupby
from uuid import UUID

from rooms.meetings.intervals import Interval, gaps, merged
from rooms.meetings.wording import HOME
from rooms.meetings.working_days import is_working_day

MORNING, AFTERNOON = (time(7, 30), time(11, 30)), (time(13, 30), time(17, 0))
WHOLE_DAY = (MORNING[0], AFTERNOON[1])
STEP = timedelta(minutes=30)
AHEAD = 92  # days: a quarter
NEAR = timedelta(days=14)  # a free time of the next two weeks goes before a better one far away
SUGGESTED = 6


@dataclass(frozen=True, slots=True)
class Slot:
    """A time in which the required are free, and who of the others is not."""

    hours: Interval
    missing: frozenset[UUID] = frozenset()


def _utc(day: date, at: time) -> datetime:
    # As busy times come from the database: moments of one zone compare ten times faster than those of two.
    return datetime.combine(day, at, HOME).astimezone(UTC)


def half_days(
    first: date, days: int, length: timedelta, holidays: Collection[date], made_up: Collection[date] = ()
) -> list[Interval]:
    """The mornings and afternoons of working days; whole days where the meeting is longer than a morning."""
    long = length > timedelta(hours=4)
    spans = (WHOLE_DAY,) if long else (MORNING, AFTERNOON)
    return [
        Interval(_utc(day, since), _utc(day, to))
        for day in (first + timedelta(days=n) for n in range(days))
        if is_working_day(day, holidays, made_up)
        for since, to in spans
    ]


def starts_in(span: Interval, length: timedelta, busy: Sequence[Interval]) -> list[datetime]:
    """The half hours of a span at which a meeting of this length may start while nothing of `busy` is on."""
    count = (span.end - span.start) // STEP + 1
    tried = [span.start + n * STEP for n in range(count)]
    free = gaps(busy, span)
    return [start for start in tried if any(gap.start <= start and start + length <= gap.end for gap in free)]


def _blocked(starts: Sequence[datetime], busy: Iterable[Interval], length: timedelta) -> list[tuple[int, int]]:
    """Which ranges of the starts these busy hours rule out; ranges do not overlap, so that nobody counts twice."""
    wide = (Interval(one.start - length, one.end) for one in busy if one.start < one.end)
    return [(bisect_right(starts, one.start), bisect_left(starts, one.end)) for one in _joined(wide)]


def _joined(intervals: Iterable[Interval]) -> list[Interval]:
    # Two ranges that touch stay apart in `starts`: the moment between them is free, so merged() may join only overlaps.
    joined: list[Interval] = []
    for one in sorted(intervals):
        if joined and one.start < joined[-1].end:
            joined[-1] = Interval(joined[-1].start, max(joined[-1].end, one.end))
        else:
            joined.append(one)
    return joined


def missing_at(starts: Sequence[datetime], length: timedelta, others: Mapping[UUID, Sequence[Interval]]) -> list[int]:
    """How many of the others are taken at each start, the starts in order."""
    steps = [0] * (len(starts) + 1)
    for busy in others.values():
        for first, end in _blocked(starts, busy, length):
            if first < end:
                steps[first] += 1
                steps[end] -= 1
    return list(accumulate(steps[:-1]))


def free_times(
    spans: Iterable[Interval],
    length: timedelta,
    required: Iterable[Interval],
    others: Mapping[UUID, Sequence[Interval]],
    count: int = SUGGESTED,
) -> list[Slot]:
    """The best start of each span, fewest missing first, then soonest; those near before those far away.

    `required` are the busy hours of all who must be there, taken together.
    """
    taken = merged(required)
    found = [(span, start) for span in sorted(spans) for start in starts_in(span, length, taken)]
    missing = missing_at([start for _span, start in found], length, others)
    rated = [(span, lost, start) for (span, start), lost in zip(found, missing, strict=True)]
    best = [min(those, key=lambda row: row[1:])[1:] for _span, those in groupby(rated, key=lambda row: row[0])]
    near = [row for row in best if row[1] < best[0][1] + NEAR]
    chosen = [*sorted(near), *sorted(best[len(near) :], key=lambda row: row[1])][:count]
    return [_slot(Interval(start, start + length), others) for _lost, start in chosen]


def _slot(hours: Interval, others: Mapping[UUID, Sequence[Interval]]) -> Slot:
    return Slot(hours, frozenset(one for one, busy in others.items() if any(each.overlaps(hours) for each in busy)))
