"""What happens to the floor."""

from dataclasses import dataclass
from uuid import UUID

from rooms.journal.events import Event


@dataclass(frozen=True, slots=True)
class HandRaised(Event):
    """A seat asked for the floor."""

    kind = "hand.raised"
    request_id: UUID
    seat_id: UUID


@dataclass(frozen=True, slots=True)
class HandLowered(Event):
    """A request was taken back, or ended with its seat's turn."""

    kind = "hand.lowered"
    request_id: UUID
    seat_id: UUID


@dataclass(frozen=True, slots=True)
class TurnOpened(Event):
    """The chair gave a seat the floor."""

    kind = "turn.opened"
    turn_id: UUID
    seat_id: UUID
    allowed_s: int


@dataclass(frozen=True, slots=True)
class TurnExtended(Event):
    """The speaker was given more time; `allowed_s` is the new whole."""

    kind = "turn.extended"
    turn_id: UUID
    allowed_s: int


@dataclass(frozen=True, slots=True)
class TurnEnded(Event):
    """The speech is over."""

    kind = "turn.ended"
    turn_id: UUID
    seat_id: UUID


@dataclass(frozen=True, slots=True)
class MicrophoneMuted(Event):
    """A seat is not heard whatever else allows it; what the chair shut, the seat cannot open."""

    kind = "microphone.muted"
    seat_id: UUID
    by_chair: bool


@dataclass(frozen=True, slots=True)
class MicrophoneUnmuted(Event):
    """A seat is heard again where the floor allows it."""

    kind = "microphone.unmuted"
    seat_id: UUID


@dataclass(frozen=True, slots=True)
class FloorModeSet(Event):
    """The chair chose how the floor is shared; `mode` is one of `rules.Mode`."""

    kind = "floor.mode"
    mode: str


@dataclass(frozen=True, slots=True)
class StagePinned(Event):
    """The chair pinned a seat into everybody's main picture, or none."""

    kind = "stage.pinned"
    seat_id: UUID | None


@dataclass(frozen=True, slots=True)
class ScreenShared(Event):
    """A seat began to share its screen."""

    kind = "screen.shared"
    seat_id: UUID


@dataclass(frozen=True, slots=True)
class ScreenEnded(Event):
    """A seat's screen is off the stage."""

    kind = "screen.ended"
    seat_id: UUID
