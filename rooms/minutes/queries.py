"""Reads of the minutes: the log of updates and the document that it makes."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from rooms.journal import queries as journal
from rooms.meetings import queries as meetings
from rooms.minutes.document import Document, Node
from rooms.minutes.facts import KINDS, Attendee
from rooms.minutes.models import Minutes, Snapshot, Update
from rooms.refusals import NotFound


@dataclass(frozen=True, slots=True)
class Loaded:
    """The log up to `seq`: a snapshot, if any, and the updates after it, in order."""

    seq: int
    updates: list[bytes]
    rows: int
    frozen: bool


def load(meeting_id: UUID) -> Loaded:
    """The whole log, the shortest way. Nothing yet is an empty log."""
    frozen = Minutes.objects.filter(pk=meeting_id, frozen_at__isnull=False).exists()
    snapshot = Snapshot.objects.filter(pk=meeting_id).first()
    seq = snapshot.upto if snapshot else 0
    rows = updates_after(meeting_id, seq)
    state = [bytes(snapshot.state)] if snapshot else []
    return Loaded(rows[-1][0] if rows else seq, [*state, *(data for _, data in rows)], len(rows), frozen)


def updates_after(meeting_id: UUID, seq: int) -> list[tuple[int, bytes]]:
    """What was committed after `seq`, in order."""
    rows = Update.objects.filter(minutes=meeting_id, seq__gt=seq).order_by("seq").values_list("seq", "data")
    return [(number, bytes(data)) for number, data in rows]


def tree_of(meeting_id: UUID) -> tuple[Node, ...]:
    """The text as it stands, as plain values."""
    return Document(load(meeting_id).updates).tree()


def head_of(meeting_id: UUID) -> tuple[int, datetime | None]:
    """How far the log has come, and when it was frozen."""
    found = Minutes.objects.filter(pk=meeting_id).values_list("seq", "frozen_at").first()
    return found or (0, None)


def facts_after(meeting_id: UUID, seq: int | None) -> tuple[int, bool]:
    """The journal's head, and whether it tells anything of record after `seq`; nothing is known yet if that is None."""
    if seq is None:
        return journal.head_of(meeting_id), True
    entries = journal.entries_after(meeting_id, seq)
    return max([seq, *(entry.seq for entry in entries)]), any(entry.kind in KINDS for entry in entries)


def attendees(meeting_id: UUID) -> dict[str, Attendee]:
    """Who sits in which seat, for the words of facts."""
    return {str(seat.pk): Attendee(seat.name, seat.site_id is not None) for seat in meetings.seats_of(meeting_id)}


def name_of(author: str) -> str:
    """What others see beside this editor's caret; `author` is "seat:<uuid>"."""
    kind, _, number = author.partition(":")
    try:
        return meetings.seat(UUID(number)).name if kind == "seat" else ""
    except (NotFound, ValueError):
        return ""
