"""The personal link of a seat: signed, expiring, bound to the seat and its epoch (M4: a seat that changed hands)."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.urls import reverse

from rooms.invitations.refusals import LinkUnknown
from rooms.meetings.models import Meeting, Seat

_SALT = "rooms.invitations.links"
# After the meeting a link still shows what was answered; a week later nobody needs it.
LIVES_AFTER_END = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Link:
    """What a link says: which seat, in which hands, until when."""

    seat_id: UUID
    epoch: int
    expires_at: datetime


def token_for(seat: Seat) -> str:
    """The signed text that stands in the link."""
    expires = end_of_life(seat.meeting)
    return signing.dumps([seat.pk.hex, seat.epoch, int(expires.timestamp())], salt=_SALT)


def personal_link(seat: Seat) -> str:
    """The whole address, for the letter alone: never in a calendar text, never in a log."""
    address: str = settings.PUBLIC_URL
    return address + reverse("rsvp", args=[token_for(seat)])


def end_of_life(meeting: Meeting) -> datetime:
    """When the links into this meeting end. One that moves takes along the links of its earlier letters."""
    return meeting.ends_at + LIVES_AFTER_END


def read(token: str) -> Link:
    """Take a link apart. Raises LinkUnknown. Says nothing yet about whether it has expired or the seat still exists."""
    try:
        seat, epoch, expires = signing.loads(token, salt=_SALT)
        return Link(UUID(hex=seat), int(epoch), datetime.fromtimestamp(expires, tz=UTC))
    except (signing.BadSignature, ValueError, TypeError, OverflowError) as fault:
        raise LinkUnknown from fault
