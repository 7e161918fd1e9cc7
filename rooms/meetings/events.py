"""What happens to a meeting."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from rooms.journal.events import DESK, Event


@dataclass(frozen=True, slots=True)
class MeetingAnnounced(Event):
    """Seats are expected from now on; invitations go out. Less than three working days ahead only with a reason."""

    kind = "meeting.announced"
    urgent_reason: str = ""


@dataclass(frozen=True, slots=True)
class MeetingOpened(Event):
    """The chair opened the sitting."""

    kind = "meeting.opened"


@dataclass(frozen=True, slots=True)
class MeetingClosed(Event):
    """The chair closed the sitting; attendance and minutes are frozen at its signing."""

    kind = "meeting.closed"


@dataclass(frozen=True, slots=True)
class MeetingSigned(Event):
    """The chair signed the record; `digest` is the SHA-256 of its canonical value."""

    kind = "meeting.signed"
    digest: str


@dataclass(frozen=True, slots=True)
class MeetingCancelled(Event):
    """The meeting will not take place."""

    kind = "meeting.cancelled"
    reason: str


@dataclass(frozen=True, slots=True)
class AgendaLine:
    """An agenda item as it is planned."""

    id: UUID
    number: int
    title: str
    minutes: int
    presenter: str


@dataclass(frozen=True, slots=True)
class MeetingChanged(Event):
    """An announced meeting is different now. `what` names it: time, place, title, about, agenda, chair.

    `items` is the whole agenda where it is another one, null where it stays. `chair_before` is who chaired, with the
    position, as letters name the chair; who chairs now is told by the seats.
    """

    kind = "meeting.changed"
    what: tuple[str, ...]
    title: str
    starts_at: datetime
    ends_at: datetime
    urgent_reason: str = ""
    items: tuple[AgendaLine, ...] | None = None
    chair_before: str = ""


@dataclass(frozen=True, slots=True)
class SeatAdded(Event):
    """Somebody more is expected: all that a room shows of the seat. `role` is a Hat, `number` its place in the list."""

    kind = "seat.added"
    seat_id: UUID
    name: str
    role: str
    site: bool
    detail: str
    number: int


@dataclass(frozen=True, slots=True)
class SeatWithdrawn(Event):
    """Somebody is no longer expected in an announced meeting; whoever sits there leaves."""

    kind = "seat.withdrawn"
    seat_id: UUID
    name: str


@dataclass(frozen=True, slots=True)
class SeatAppointed(Event):
    """Whoever sits here is something else to the meeting now: `role` is a Hat, `number` the place in the list."""

    kind = "seat.appointed"
    seat_id: UUID
    name: str
    role: str
    number: int


@dataclass(frozen=True, slots=True)
class SeatHandedOver(Event):
    """A substitute took over this seat; its name plate changes. `detail` is the new holder's position."""

    kind = "seat.handed_over"
    seat_id: UUID
    name: str
    detail: str = ""
    stands_in_for: str = ""


@dataclass(frozen=True, slots=True)
class HallListed(Event):
    """A hall said how many people it expects, and named so many of them; who they are stands in no journal."""

    kind = "hall.listed"
    seat_id: UUID
    headcount: int
    named: int

    @property
    def audience(self) -> str:
        return DESK


@dataclass(frozen=True, slots=True)
class ItemOpened(Event):
    """An agenda item is under discussion; the one before, if any, ended with it."""

    kind = "item.opened"
    item_id: UUID
    number: int
    title: str


@dataclass(frozen=True, slots=True)
class ChatSaid(Event):
    """Somebody wrote in the chat."""

    kind = "chat.said"
    seat_id: UUID
    text: str
