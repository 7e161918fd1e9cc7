"""How long each seat was there, told by the stays of its browsers; and when a seat counts as gone. Pure.

Intervals are derived and never counted up: the union of all stays of a seat, on whatever device, short gaps bridged,
clipped to the meeting. Deriving twice gives the same.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

BRIDGE = timedelta(seconds=90)  # a drop of the line shorter than this is no absence
SILENT = timedelta(seconds=60)  # four heartbeats missed: the browser is gone since its last one


class Reason(StrEnum):
    """Why a stay ended."""

    LEFT = "left"  # the person said so
    GONE = "gone"  # the socket closed: a reload, a closed lid, a broken line
    SILENT = "silent"  # nothing was heard; closed by the reaper
    RESTARTED = "restarted"  # the process that held it is gone
    REPLACED = "replaced"  # the same page came back on a new socket


# How long after a stay's end the journal says "left", if nobody of the seat is back by then. After a restart all
# browsers come back at once, and the stays were closed at their last heartbeat, up to 15 s before.
PATIENCE = {
    Reason.LEFT: timedelta(0),
    Reason.GONE: timedelta(seconds=15),
    Reason.SILENT: timedelta(0),
    Reason.RESTARTED: BRIDGE,
    Reason.REPLACED: timedelta(seconds=15),
}


@dataclass(frozen=True, slots=True, order=True)
class Interval:
    """From, to."""

    start: datetime
    end: datetime

    @property
    def length(self) -> timedelta:
        """How long it is."""
        return self.end - self.start


def intervals(stays: Iterable[Interval], meeting: Interval) -> list[Interval]:
    """When a seat was there, in order, apart from each other by more than BRIDGE, inside the meeting."""
    joined: list[Interval] = []
    for stay in sorted(stays):
        if joined and stay.start - joined[-1].end <= BRIDGE:
            joined[-1] = Interval(joined[-1].start, max(joined[-1].end, stay.end))
        else:
            joined.append(stay)
    clipped = (Interval(max(each.start, meeting.start), min(each.end, meeting.end)) for each in joined)
    return [each for each in clipped if each.start < each.end]


def total(parts: Sequence[Interval]) -> timedelta:
    """How long they are together."""
    return sum((part.length for part in parts), timedelta(0))


def end_of_stay(last_seen: datetime, closed_at: datetime | None, now: datetime) -> datetime:
    """Until when a stay counts: its end, or now while its heartbeats come."""
    if closed_at is not None:
        return closed_at
    return now if now - last_seen <= SILENT else last_seen


def has_left(closed_at: datetime, reason: Reason, now: datetime) -> bool:
    """Whether it is time to say that a seat left whose last stay ended so."""
    return now - closed_at >= PATIENCE[reason]
