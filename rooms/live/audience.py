"""Who may see a journal entry (L5). Pure."""

from uuid import UUID

from rooms.journal.events import DESK, EVERYONE, only_seat


def visible(audience: str, *, seat_id: UUID, at_desk: bool) -> bool:
    """Whether an entry for this audience is for this seat. What nobody recognises is for nobody."""
    if audience == DESK:
        return at_desk
    return audience in {EVERYONE, only_seat(seat_id)}
