"""Who came and who left, as the journal tells it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from rooms.journal.events import DESK, Event


@dataclass(frozen=True, slots=True)
class SeatArrived(Event):
    """The first browser of a seat is connected."""

    kind = "seat.arrived"
    seat_id: UUID


@dataclass(frozen=True, slots=True)
class SeatLeft(Event):
    """No browser of the seat is connected any more; the last was there until `left_at`."""

    kind = "seat.left"
    seat_id: UUID
    left_at: datetime


@dataclass(frozen=True, slots=True)
class HallCounted(Event):
    """A hall says how many people are there, `ticked` of them by name; who they are stands in no journal."""

    kind = "hall.counted"
    seat_id: UUID
    heads: int
    ticked: int

    @property
    def audience(self) -> str:
        return DESK
