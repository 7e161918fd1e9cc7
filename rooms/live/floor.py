"""The floor as the media node is told it: the whole truth, as of a number of the journal."""

from collections.abc import Iterable
from uuid import UUID

from rooms.journal import queries as journal
from rooms.media.signalling import Floor, Record
from rooms.recordings import queries as recordings
from rooms.speakers import queries as speakers

# Entries after which the node is told. Not all of "seat.": hundreds arrive at once, and that moves no floor.
KINDS = (
    "turn.",
    "microphone.",
    "meeting.",
    "floor.",
    "stage.",
    "recording.",
    "seat.added",
    "seat.withdrawn",
    "seat.appointed",
)


def floor_at_head(meeting_id: UUID) -> Floor:
    """Read until the journal did not move meanwhile: a floor must not carry a number that it is older than."""
    while True:
        seq = journal.head_of(meeting_id)
        floor = speakers.floor_of(meeting_id)
        if journal.head_of(meeting_id) == seq:
            return Floor(
                meeting=str(meeting_id),
                seq=seq,
                heard=_ids(floor.heard),
                chair=str(floor.chair) if floor.chair else None,
                speaker=str(floor.speaker) if floor.speaker else None,
                pinned=str(floor.pinned) if floor.pinned else None,
                sharing=_ids(floor.sharing),
                muted=_ids(floor.muted),
            )


def record_at_head(meeting_id: UUID) -> Record:
    """Whether the meeting is recorded; read in the same way."""
    while True:
        seq = journal.head_of(meeting_id)
        running = recordings.running(meeting_id)
        if journal.head_of(meeting_id) == seq:
            return Record(str(meeting_id), seq, str(running.pk) if running else None)


def _ids(seats: Iterable[UUID]) -> tuple[str, ...]:
    return tuple(sorted(str(seat) for seat in seats))
