"""Reads of attendance."""

from uuid import UUID

from rooms.attendance.models import Presence


def seats_here(meeting_id: UUID) -> frozenset[UUID]:
    """The seats that the journal says have arrived and not left."""
    return frozenset(Presence.objects.filter(seat__meeting_id=meeting_id, here=True).values_list("seat_id", flat=True))
