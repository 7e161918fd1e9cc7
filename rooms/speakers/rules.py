"""Who may speak, in which order, for how long, and who is heard. Pure: plain values in, answers out."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from rooms.meetings.rules import Doer, State, chair_may

ALLOWED_MAX_S = 2 * 3600  # a speech with its extensions
MINUTE_S = 60


class Mode(StrEnum):
    """How the floor is shared, as the chair has set it."""

    QUEUE = "queue"  # the chair, and whoever has the open turn
    FREE = "free"  # everybody who is not muted
    ONE_MIC = "one_mic"  # exactly one microphone: the open turn's, else the chair's


@dataclass(frozen=True, slots=True)
class Waiting:
    """A request as the queue orders it."""

    request_id: UUID
    seat_id: UUID
    seat_number: int
    raised_at: datetime


@dataclass(frozen=True, slots=True)
class Speech:
    """The open turn as the rules see it."""

    seat_id: UUID
    opened_at: datetime
    allowed_s: int


def in_order(requests: Iterable[Waiting]) -> list[Waiting]:
    """First come, first served; the order of the list of seats where two came at once."""
    return sorted(requests, key=lambda waiting: (waiting.raised_at, waiting.seat_number))


def floor_is_used(state: State) -> bool:
    """Hands and turns exist only while the meeting sits."""
    return state is State.OPEN


def stage_is_used(state: State) -> bool:
    """The stage may be set, and a screen tried, before the sitting too."""
    return state in {State.ANNOUNCED, State.OPEN}


@dataclass(frozen=True, slots=True)
class Standing:
    """Who is what on the floor at one moment."""

    chair: UUID | None
    speaker: UUID | None
    secretaries: frozenset[UUID] = frozenset()
    everyone: frozenset[UUID] = frozenset()


def may_speak(mode: Mode, standing: Standing) -> frozenset[UUID]:
    """Whose microphone the mode opens."""
    match mode:
        case Mode.FREE:
            return standing.everyone
        case Mode.ONE_MIC:
            return _present(standing.speaker or standing.chair)
    return _present(standing.chair, standing.speaker)


def _present(*seats: UUID | None) -> frozenset[UUID]:
    return frozenset(seat for seat in seats if seat is not None)


def heard(mode: Mode, standing: Standing, muted: Iterable[UUID]) -> frozenset[UUID]:
    """Whose sound the forwarder lets through: those who may speak and are not muted."""
    return may_speak(mode, standing) - frozenset(muted)


def may_share(standing: Standing) -> frozenset[UUID]:
    """Whose screen and its sound the forwarder lets through: the chair, the secretary, the open turn."""
    return _present(standing.chair, standing.speaker) | standing.secretaries


def may_end(doer: Doer, speech: Speech) -> bool:
    """The chair, or the speaker themself."""
    return chair_may(doer) or doer.seat_id == speech.seat_id


def may_mute(doer: Doer, seat_id: UUID) -> bool:
    """The chair anyone, each seat itself."""
    return chair_may(doer) or doer.seat_id == seat_id


def may_unmute(doer: Doer, seat_id: UUID, *, by_chair: bool) -> bool:
    """The chair anyone; a seat itself unless the chair shut it."""
    return chair_may(doer) or (doer.seat_id == seat_id and not by_chair)


def extended(allowed_s: int, minutes: int) -> int:
    """The whole time after an extension, never beyond the longest speech."""
    return min(allowed_s + minutes * MINUTE_S, ALLOWED_MAX_S)


def time_left(speech: Speech, now: datetime) -> timedelta:
    """What remains of the allowed time; negative when the speaker is over it."""
    return speech.opened_at + timedelta(seconds=speech.allowed_s) - now
