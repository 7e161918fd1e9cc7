"""Leases: which worker may send which letter now. Any number of workers may ask at once, each letter goes to one.

Every step is one conditional UPDATE or holds its rows, so the database decides between two workers, not the clock.
"""

import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from rooms.invitations.models import Delivery, Stage
from rooms.invitations.rules import DOUBT, LEASE
from rooms.rehearsal import crash_point

log = logging.getLogger(__name__)

_MINUTE = timedelta(minutes=1)
_ROOM_IN_MINUTE = 0x1E77E25  # the house's only advisory lock; any number does, as long as all workers use the same
# A held letter stops those behind it, too; queueing a newer one withdraws it first (actions/outbox.py).
_UNFINISHED = Q(stage__in=[Stage.QUEUED, Stage.HELD, Stage.LEASED, Stage.DATA_SENT]) | Q(
    stage=Stage.UNKNOWN, next_at__isnull=False
)


def recover(now: datetime) -> None:
    """Find what dead workers left behind."""
    with transaction.atomic():
        late = Delivery.objects.filter(lease_until__lt=now)
        late.filter(stage=Stage.LEASED).update(stage=Stage.QUEUED, next_at=now, lease_owner="", lease_until=None)
        doubtful = late.filter(stage=Stage.DATA_SENT)
        doubtful.filter(repeats=0).update(stage=Stage.UNKNOWN, next_at=now + DOUBT, lease_owner="", lease_until=None)
        # A second doubt is left to a person: the funnel shows it, "Gửi lại" writes a new letter.
        doubtful.filter(repeats__gt=0).update(stage=Stage.UNKNOWN, next_at=None, lease_owner="", lease_until=None)


def lease(owner: str, now: datetime, most: int) -> list[Delivery]:
    """Take what is due, oldest first, to each reader in order, and no more than a minute may carry."""
    with transaction.atomic():
        if settings.LETTERS_PER_MINUTE:
            _one_at_a_time()
        batch = list(_due(now)[: min(most, _room_in_minute(now))])
        for delivery in batch:
            delivery.repeats += delivery.stage == Stage.UNKNOWN
            delivery.attempts += 1
            delivery.stage, delivery.lease_owner, delivery.lease_until = Stage.LEASED, owner, now + LEASE
        Delivery.objects.bulk_update(batch, ["repeats", "attempts", "stage", "lease_owner", "lease_until"])
        crash_point("outbox.in_lease")
    crash_point("outbox.after_lease")
    return batch


def _due(now: datetime) -> "QuerySet[Delivery]":
    same = Delivery.objects.filter(reply_address=OuterRef("reply_address"), uid=OuterRef("uid"))
    before = same.filter(_UNFINISHED, pk__lt=OuterRef("pk"))
    due = (
        Delivery.objects.filter(stage__in=[Stage.QUEUED, Stage.UNKNOWN], next_at__lte=now)
        .filter(~Exists(before))
        .order_by("pk")
    )
    if connection.features.has_select_for_update_skip_locked:
        due = due.select_for_update(skip_locked=True)
    return due


def _one_at_a_time() -> None:
    """Until the transaction ends no other worker may lease, so that two never fill the same room."""
    if connection.vendor == "postgresql":  # SQLite has one writer at a time
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_ROOM_IN_MINUTE])


def _room_in_minute(now: datetime) -> int:
    """How many letters may still leave in this minute: what is leased counts, as it may leave at any moment.

    One question, for a letter that leaves between two of them would be counted by neither.
    """
    most: int = settings.LETTERS_PER_MINUTE
    if not most:
        return 1_000_000
    return max(0, most - Delivery.objects.filter(Q(handed_at__gt=now - _MINUTE) | Q(stage=Stage.LEASED)).count())


def wait_for_room(now: datetime) -> timedelta | None:
    """How long until letters that are due may leave, if it is only the limit of a minute that holds them back."""
    if not settings.LETTERS_PER_MINUTE or _room_in_minute(now) or not _due(now).exists():
        return None
    gone = Delivery.objects.filter(handed_at__gt=now - _MINUTE)
    oldest = gone.order_by("handed_at").values_list("handed_at", flat=True).first()
    return max(oldest + _MINUTE - now, timedelta()) if oldest else _MINUTE


def give_back(owner: str, fault: str, now: datetime) -> None:
    """The mail server is away: nothing was tried, the whole lease waits a minute."""
    mine = Delivery.objects.filter(lease_owner=owner, stage=Stage.LEASED)
    mine.update(
        stage=Stage.QUEUED,
        next_at=now + _MINUTE,
        attempts=F("attempts") - 1,
        lease_owner="",
        lease_until=None,
        fault=fault[:300],
    )
    log.warning("the mail server is away", extra={"error": fault})


def mark_data_sent(pk: int, owner: str, now: datetime) -> bool:
    """Committed before the first byte of content leaves; False if the lease is over, or the desk stopped the letter."""
    mine = Delivery.objects.filter(pk=pk, stage=Stage.LEASED, lease_owner=owner, lease_until__gt=now)
    return mine.update(stage=Stage.DATA_SENT, handed_at=now, lease_until=now + LEASE) == 1
