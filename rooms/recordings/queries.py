"""Reads of recordings."""

from datetime import datetime
from uuid import UUID

from rooms.meetings.rules import State as Sitting
from rooms.recordings.models import Recording
from rooms.recordings.rules import KEPT, LEASE, TRACKS_KEPT, State
from rooms.refusals import NotFound


def lock(recording_id: UUID) -> Recording:
    """The row, held until the transaction ends. Raises NotFound."""
    found = Recording.objects.select_for_update().filter(pk=recording_id).first()
    if found is None:
        raise NotFound
    return found


def running(meeting_id: UUID) -> Recording | None:
    """The recording that is being written."""
    return Recording.objects.filter(meeting_id=meeting_id, state=State.RECORDING).first()


def of_meeting(meeting_id: UUID) -> list[Recording]:
    """All of a meeting, oldest first."""
    return list(Recording.objects.filter(meeting_id=meeting_id))


def one_of(meeting_id: UUID, recording_id: UUID) -> Recording:
    """One of this meeting and no other. Raises NotFound."""
    found = Recording.objects.filter(meeting_id=meeting_id, pk=recording_id).first()
    if found is None:
        raise NotFound
    return found


def outliving_their_meeting() -> list[Recording]:
    """Those that run although their meeting no longer sits."""
    return list(Recording.objects.filter(state=State.RECORDING).exclude(meeting__state=Sitting.OPEN))


def next_to_compose(now: datetime) -> Recording | None:
    """The oldest that waits for a composer, or whose composer died."""
    waiting = Recording.objects.filter(state=State.STOPPED)
    orphans = Recording.objects.filter(state=State.COMPOSING, beaten_at__lt=now - LEASE)
    return (waiting | orphans).order_by("stopped_at").first()


def is_composing(now: datetime) -> bool:
    """Whether a living composer is at work: one at a time, the meetings come first."""
    return Recording.objects.filter(state=State.COMPOSING, beaten_at__gte=now - LEASE).exists()


def due(now: datetime) -> list[Recording]:
    """Those whose time of keeping is over."""
    return list(
        Recording.objects.filter(filed=False, keep_until__lte=now).exclude(
            state__in=[State.RECORDING, State.COMPOSING, State.STOPPED, State.DELETED]
        )
    )


def long_finished(now: datetime) -> list[Recording]:
    """Those whose film is so old that nobody will ask for its tracks."""
    return list(Recording.objects.filter(state=State.READY, composed_at__range=(now - KEPT - KEPT, now - TRACKS_KEPT)))


def without_files(ids: set[UUID]) -> set[UUID]:
    """Which of these must have no files: deleted, or never known here."""
    kept = Recording.objects.filter(pk__in=ids).exclude(state=State.DELETED).values_list("pk", flat=True)
    return ids - set(kept)
