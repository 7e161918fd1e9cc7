"""Writing the journal, and telling those who listen that there is something to read."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from django.db import IntegrityError, transaction
from redis.exceptions import RedisError

from rooms.journal import queries
from rooms.journal.events import Event, Payload
from rooms.journal.models import Deed, Entry, Head

log = logging.getLogger(__name__)
KEPT = timedelta(hours=24)


class OutsideTransaction(RuntimeError):
    """An event was recorded without the transaction of the rows it tells of."""


def group_of(meeting_id: UUID) -> str:
    """The channel-layer group in which a meeting's pokes and fleeting news are sent."""
    return f"meeting.{meeting_id.hex}"


def record(meeting_id: UUID, event: Event, *, by: str, at: datetime) -> Entry:
    """Write one entry with the next number, in the caller's transaction; poke listeners after its commit.

    `by` is "seat:<uuid>", "person:<uuid>" or "system". Raises OutsideTransaction where there is none: an entry must
    stand or fall with the rows it tells of.
    """
    if not transaction.get_connection().in_atomic_block:
        raise OutsideTransaction(event.kind)
    head = _hold(meeting_id)
    head.seq += 1
    head.save(update_fields=["seq"])
    entry = Entry.objects.create(
        meeting_id=meeting_id,
        seq=head.seq,
        at=at,
        actor=by,
        kind=event.kind,
        payload=event.payload(),
        audience=event.audience,
    )
    transaction.on_commit(lambda: poke(meeting_id, entry.seq), robust=True)
    return entry


def _hold(meeting_id: UUID) -> Head:
    Head.objects.get_or_create(pk=meeting_id)
    return Head.objects.select_for_update().get(pk=meeting_id)


def hold(meeting_id: UUID) -> int:
    """The newest number, which stays the newest until the caller's transaction ends: nobody can write meanwhile."""
    return _hold(meeting_id).seq


def poke(meeting_id: UUID, seq: int) -> None:
    """Say "meeting M is at 42". Losing it costs at most the readers' 2 s look into the database."""
    tell(meeting_id, {"type": "journal.poke", "seq": seq})


def tell(meeting_id: UUID, message: dict[str, object]) -> None:
    """Send fleeting news to every process that holds this meeting; it may be lost, and is never stored."""
    layer = get_channel_layer()
    if layer is None:
        return
    try:
        async_to_sync(layer.group_send)(group_of(meeting_id), message)
    except (OSError, RedisError) as error:  # Redis is away: a yellow lamp, not an error (RELIABILITY.md 4.6)
        log.warning("the channel layer is away", extra={"meeting": meeting_id, "error": error})


def once(actor: str, key: UUID, deed: Callable[[], Payload | None], *, at: datetime) -> Payload | None:
    """Do a deed and keep its answer; the same actor's same key again gets the first answer and does nothing.

    A deed that is refused leaves nothing behind and is judged anew. Two at the same moment: the second waits for the
    first at the unique constraint.
    """
    try:
        with transaction.atomic():
            kept = Deed.objects.create(actor=actor, key=key, at=at)
            kept.answer = deed()
            kept.save(update_fields=["answer"])
            return kept.answer
    except IntegrityError:
        answered = queries.answer_to(actor, key)
        if answered is None:
            raise  # the deed's own fault, not a second sending
        return answered[0]


def forget_deeds(now: datetime) -> int:
    """Forget answers older than a day; returns how many."""
    return Deed.objects.filter(at__lt=now - KEPT).delete()[0]
