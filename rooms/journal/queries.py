"""Reads of the journal."""

from collections.abc import Iterable
from uuid import UUID

from rooms.journal.events import Payload
from rooms.journal.models import Deed, Entry, Head


def head_of(meeting_id: UUID) -> int:
    """The number of the newest entry; 0 before the first."""
    return Head.objects.filter(pk=meeting_id).values_list("seq", flat=True).first() or 0


def heads_of(meeting_ids: Iterable[UUID]) -> dict[UUID, int]:
    """The number of the newest entry of each; a meeting without entries is missing."""
    return dict(Head.objects.filter(pk__in=list(meeting_ids)).values_list("pk", "seq"))


def entries_after(meeting_id: UUID, seq: int, limit: int = 1000) -> list[Entry]:
    """What came after `seq`, in order, at most `limit` entries."""
    return list(Entry.objects.filter(meeting_id=meeting_id, seq__gt=seq).order_by("seq")[:limit])


def entries_of_kinds(meeting_id: UUID, kinds: Iterable[str]) -> list[Entry]:
    """All entries of these kinds, in order."""
    return list(Entry.objects.filter(meeting_id=meeting_id, kind__in=list(kinds)).order_by("seq"))


def answer_to(actor: str, key: UUID) -> tuple[Payload | None] | None:
    """The kept answer to a wish, in a tuple of one; None if this wish was never answered."""
    return Deed.objects.filter(actor=actor, key=key).values_list("answer").first()


def last_of_kind(meeting_id: UUID, kind: str, limit: int) -> list[Entry]:
    """The newest entries of one kind, in order."""
    newest = Entry.objects.filter(meeting_id=meeting_id, kind=kind).order_by("-seq")[:limit]
    return list(reversed(newest))
