"""Tickets: a page asks for one and shows it in its first frame, so that a cookie alone opens no socket (S-6).

Signed, bound to meeting, seat and epoch, good for 30 s and for one use.
"""

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.core import signing

from rooms.journal import actions as journal
from rooms.live.refusals import BadTicket
from rooms.meetings.models import Seat

GOOD_FOR = timedelta(seconds=30)
_SALT = "live.ticket"
_SPENT = "ticket"  # the actor under which spent numbers are kept, beside the seats' deeds


@dataclass(frozen=True, slots=True)
class Ticket:
    """What a ticket says; all texts, as it travels through a browser."""

    slug: str
    seat: str
    epoch: int
    language: str
    issued: float
    number: str

    @property
    def seat_id(self) -> UUID:
        """The seat."""
        return UUID(self.seat)


def issue(seat: Seat, language: str, now: datetime) -> str:
    """A fresh ticket for whoever may take this seat."""
    ticket = Ticket(seat.meeting.slug, str(seat.pk), seat.epoch, language, now.timestamp(), str(uuid4()))
    return signing.dumps(asdict(ticket), salt=_SALT)


def spend(text: str, slug: str, now: datetime) -> Ticket:
    """Read a ticket for this meeting and make it worthless. Raises BadTicket."""
    try:
        ticket = Ticket(**signing.loads(text, salt=_SALT))
    except (signing.BadSignature, TypeError, ValueError) as fault:
        raise BadTicket from fault
    age = timedelta(seconds=now.timestamp() - ticket.issued)
    if ticket.slug != slug or not -GOOD_FOR <= age <= GOOD_FOR:  # another process's clock may be a little ahead
        raise BadTicket
    first: list[bool] = []
    journal.once(_SPENT, UUID(ticket.number), lambda: first.append(True), at=now)
    if not first:
        raise BadTicket
    return ticket
