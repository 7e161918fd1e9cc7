"""Deeds on the log of updates: append edits, write in what the journal tells, shorten its loading.

All of them take the lock of the meeting's one Minutes row, so numbers are gapless and a fact is written once, whoever
asks for it and from however many processes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from rooms.journal import actions as listeners
from rooms.journal import queries as journal
from rooms.meetings import queries as meetings
from rooms.minutes import queries
from rooms.minutes.document import EMPTY, SERVER, Document, Fact
from rooms.minutes.facts import KINDS, REPLANNED, Happening, facts, sections
from rooms.minutes.models import Minutes, Snapshot, Update
from rooms.minutes.refusals import Frozen

SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Edit:
    """A judged update on its way into the log."""

    data: bytes
    author: str


def _lock(meeting_id: UUID) -> Minutes:
    Minutes.objects.get_or_create(pk=meeting_id)
    return Minutes.objects.select_for_update().get(pk=meeting_id)


def _write(minutes: Minutes, edits: Sequence[Edit], now: datetime) -> list[int]:
    first = minutes.seq + 1
    rows = [
        Update(minutes=minutes, seq=seq, data=edit.data, author=edit.author, at=now)
        for seq, edit in enumerate(edits, start=first)
    ]
    Update.objects.bulk_create(rows)
    minutes.seq = first + len(rows) - 1
    seq, meeting_id = minutes.seq, minutes.pk
    transaction.on_commit(lambda: poke(meeting_id, seq), robust=True)
    return [row.seq for row in rows]


def poke(meeting_id: UUID, seq: int) -> None:
    """Tell the hubs of other processes that the log stands at `seq`. Losing it costs them at most 2 s."""
    listeners.tell(meeting_id, {"type": "minutes.poke", "seq": seq})


@transaction.atomic
def append(
    meeting_id: UUID, edits: Sequence[Edit], *, known: int, now: datetime
) -> tuple[list[int], list[tuple[int, bytes]]]:
    """Commit judged edits; answer with their numbers, and with what others committed after `known`. Raises Frozen."""
    minutes = _lock(meeting_id)
    if minutes.frozen_at is not None:
        raise Frozen
    missed = queries.updates_after(meeting_id, known) if minutes.seq > known else []
    numbers = _write(minutes, edits, now)
    minutes.save(update_fields=["seq"])
    return numbers, missed


@transaction.atomic
def write_facts(meeting_id: UUID, *, now: datetime) -> int:
    """Write sections and facts up to the journal's head into the log, each once; answer with that head.

    To be called before the minutes are frozen, too: the closing is a fact. Frozen minutes are left as they are.
    """
    minutes = _lock(meeting_id)
    head = journal.head_of(meeting_id)
    if minutes.frozen_at is not None or (minutes.seq and head <= minutes.last_fact_seq):
        return head
    happened = [Happening(e.seq, e.at, e.kind, e.payload) for e in journal.entries_of_kinds(meeting_id, KINDS)]
    new = facts(happened, queries.attendees(meeting_id), minutes.last_fact_seq)
    if new or not minutes.seq or any(one.kind == REPLANNED for one in happened):
        _write_in(minutes, new, now)
    return head


def _write_in(minutes: Minutes, new: Sequence[Fact], now: datetime) -> None:
    document = Document(queries.load(minutes.pk).updates, client_id=SERVER)
    items = [(str(item.pk), item.number, item.title) for item in meetings.items_of(minutes.pk)]
    update = document.write(sections(items), new)
    if update != EMPTY:
        _write(minutes, [Edit(update, SYSTEM)], now)
    minutes.last_fact_seq = max([minutes.last_fact_seq, *(int(fact.id) for fact in new)])
    minutes.save(update_fields=["seq", "last_fact_seq"])


@transaction.atomic
def compact(meeting_id: UUID) -> None:
    """Keep the document as it stands, so that the next hub has less to load. The rows stay."""
    minutes = _lock(meeting_id)
    loaded = queries.load(meeting_id)
    state = Document(loaded.updates).state()
    Snapshot.objects.update_or_create(minutes=minutes, defaults={"upto": loaded.seq, "state": state})
