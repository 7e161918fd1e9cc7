"""The personal link of a seat: signed, expiring, bound to the seat and its epoch (M4: a seat that changed hands)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.urls import reverse

from rooms.invitations.refusals import LinkExpired, LinkUnknown
from rooms.meetings.models import Seat

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
    expires = seat.meeting.ends_at + LIVES_AFTER_END
    return signing.dumps([seat.pk.hex, seat.epoch, int(expires.timestamp())], salt=_SALT)


def personal_link(seat: Seat) -> str:
    """The whole address, for the letter alone: never in a calendar text, never in a log."""
    address: str = settings.PUBLIC_URL
    return address + reverse("rsvp", args=[token_for(seat)])


def read(token: str, now: datetime) -> Link:
    """Take a link apart. Raises LinkUnknown, LinkExpired. Says nothing yet about whether the seat still exists."""
    try:
        seat, epoch, expires = signing.loads(token, salt=_SALT)
        link = Link(UUID(hex=seat), int(epoch), datetime.fromtimestamp(expires, tz=now.tzinfo))
    except (signing.BadSignature, ValueError, TypeError, OverflowError) as fault:
        raise LinkUnknown from fault
    if now >= link.expires_at:
        raise LinkExpired
    return link
