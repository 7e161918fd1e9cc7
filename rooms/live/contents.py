"""What a snapshot of the room holds, as frozen dataclasses. Pure; printed for the browser with the messages."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated
from uuid import UUID

from rooms.meetings.rules import Hat, State
from rooms.speakers.rules import Mode

SeatId = Annotated[UUID, "SeatId"]


@dataclass(frozen=True, slots=True)
class You:
    """Who this browser is in the meeting."""

    seat: SeatId
    name: str
    role: Hat
    hats: tuple[Hat, ...]


@dataclass(frozen=True, slots=True)
class MeetingFacts:
    """The meeting as the room shows it."""

    id: UUID
    slug: str
    title: str
    state: State
    starts_at: datetime
    ends_at: datetime
    opened_at: datetime | None
    closed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Item:
    """An agenda item; the open one has `opened_at` and no `closed_at`."""

    id: UUID
    number: int
    title: str
    minutes: int
    presenter: str
    opened_at: datetime | None
    closed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Seat:
    """A seat; `site` says whether it is a hall, `detail` is the person's position or the hall's agency.

    `number` is its place in the list; `stands_in_for` is who was invited first where a substitute sits, else empty.
    """

    id: SeatId
    name: str
    role: Hat
    site: bool
    detail: str
    number: int
    present: bool
    stands_in_for: str = ""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A seat that waits for the floor."""

    request_id: UUID
    seat_id: SeatId
    at: datetime


@dataclass(frozen=True, slots=True)
class Turn:
    """The open turn."""

    turn_id: UUID
    seat_id: SeatId
    opened_at: datetime
    allowed_s: int


@dataclass(frozen=True, slots=True)
class Said:
    """A line of the chat, by the number of its entry."""

    seq: int
    at: datetime
    seat_id: SeatId
    text: str


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The whole room at one number of the journal."""

    meeting: MeetingFacts
    items: tuple[Item, ...]
    item: UUID | None
    seats: tuple[Seat, ...]
    queue: tuple[Waiting, ...]
    turn: Turn | None
    muted: tuple[SeatId, ...]
    shut_by_chair: tuple[SeatId, ...]
    mode: Mode
    pinned: SeatId | None
    chat: tuple[Said, ...]
    recording: bool
