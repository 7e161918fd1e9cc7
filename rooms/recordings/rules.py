"""The life of a recording, who may move it on, who may have it, how long it stays. Pure."""

from collections.abc import Callable
from datetime import datetime, timedelta
from enum import StrEnum

from rooms.meetings.rules import Doer, chair_may, desk_may
from rooms.meetings.rules import State as Sitting

KEPT = timedelta(days=90)  # SECURITY.md, retention: recordings 90 days unless filed
TRACKS_KEPT = timedelta(days=7)  # the tracks of a finished film, should somebody want it made anew
LEASE = timedelta(seconds=60)  # a composer that was silent for so long is dead
TRIES = 3  # a film that killed its composer so often fails for good
HOUSE = Doer(actor="system", hats=frozenset())  # the house itself: its tasks, its clock


class State(StrEnum):
    """Where a recording stands in its life."""

    RECORDING = "recording"
    STOPPED = "stopped"  # waits for a composer
    COMPOSING = "composing"
    HELD = "held"  # somebody stopped the composing
    READY = "ready"
    FAILED = "failed"
    DELETED = "deleted"


def house_may(doer: Doer) -> bool:
    """The house itself."""
    return doer == HOUSE


def chair_or_house_may(doer: Doer) -> bool:
    """The chair; the house when the meeting or the time of keeping ends."""
    return chair_may(doer) or house_may(doer)


# The one table of passages (STYLE.md 4); the picture in docs/ARCHITECTURE.md is printed from it.
PASSAGES: dict[tuple[State, State], Callable[[Doer], bool]] = {
    (State.RECORDING, State.STOPPED): chair_or_house_may,
    (State.STOPPED, State.COMPOSING): house_may,
    (State.COMPOSING, State.READY): house_may,
    (State.COMPOSING, State.FAILED): house_may,
    (State.STOPPED, State.HELD): desk_may,
    (State.COMPOSING, State.HELD): desk_may,
    (State.HELD, State.STOPPED): desk_may,
    (State.FAILED, State.STOPPED): desk_may,
    (State.HELD, State.DELETED): chair_or_house_may,
    (State.READY, State.DELETED): chair_or_house_may,
    (State.FAILED, State.DELETED): chair_or_house_may,
}


def may_record(doer: Doer) -> bool:
    """The chair decides, nobody else."""
    return chair_may(doer)


def is_recordable(meeting: Sitting) -> bool:
    """Only a meeting that sits is recorded."""
    return meeting is Sitting.OPEN


def may_have(doer: Doer, *, released: bool) -> bool:
    """Chair and secretary; every other seat of the meeting once the chair has released the film to them."""
    return desk_may(doer) or (released and doer.seat_id is not None)


def may_file(doer: Doer) -> bool:
    """Filing lifts the date of deletion: chair or secretary."""
    return desk_may(doer)


def may_release(doer: Doer) -> bool:
    """Whether the other seats may have the film: the chair."""
    return chair_may(doer)


def keep_until(stopped_at: datetime) -> datetime:
    """When a recording that was not filed goes."""
    return stopped_at + KEPT


def is_abandoned(beaten_at: datetime | None, now: datetime) -> bool:
    """Whether the composer that holds a recording has stopped giving signs of life."""
    return beaten_at is None or now - beaten_at > LEASE
