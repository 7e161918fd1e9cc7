"""Stretches of time: merged, taken away from one another, the gaps between them. Pure.

Half-open: a meeting that ends at ten does not clash with one that begins at ten.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, order=True)
class Interval:
    """From `start` to before `end`, both aware."""

    start: datetime
    end: datetime

    def overlaps(self, other: "Interval") -> bool:
        """Whether they share a moment; one without length shares none."""
        return max(self.start, other.start) < min(self.end, other.end)


def merged(intervals: Iterable[Interval]) -> list[Interval]:
    """The same moments in order, no two of them touching; those without length are left out."""
    joined: list[Interval] = []
    for one in sorted(interval for interval in intervals if interval.start < interval.end):
        if joined and one.start <= joined[-1].end:
            joined[-1] = Interval(joined[-1].start, max(joined[-1].end, one.end))
        else:
            joined.append(one)
    return joined


def gaps(busy: Iterable[Interval], within: Interval) -> list[Interval]:
    """The moments of `within` that no busy interval holds."""
    free: list[Interval] = []
    since = within.start
    for one in merged(busy):
        if one.start >= within.end:
            break
        if since < one.start:
            free.append(Interval(since, one.start))
        since = max(since, one.end)
    if since < within.end:
        free.append(Interval(since, within.end))
    return free


def without(intervals: Iterable[Interval], taken: Sequence[Interval]) -> list[Interval]:
    """The moments of `intervals` that `taken` does not hold."""
    return [gap for one in merged(intervals) for gap in gaps(taken, one)]
