"""The outbox: mails on their way, and the law that none is lost and none is seen twice (RELIABILITY.md 4.8).

queued -> leased -> data_sent -> sent | unknown | failed. What a letter says is fixed in the transaction of its deed;
its bytes are made by the worker that first leases it, and committed before the mail server hears of it. A lease that
ran out before DATA goes back to the queue; one that ran out after DATA is unknown, waits ten minutes for a report, and
is repeated once with the same Message-ID and bytes. Mails of one invitation leave in the order in which they were
queued, so SEQUENCE never runs backwards.
"""

import base64
import logging
import secrets
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

import msgspec
from django.conf import settings
from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q

from rooms.invitations.actions import composing
from rooms.invitations.carrier import Carrier, Doubt, Letter, Never, NotNow, Taken, Verdict
from rooms.invitations.events import InvitationSent
from rooms.invitations.itip.addresses import TOKEN_LENGTH, Inlet, address_of
from rooms.invitations.models import Delivery, Enclosure, Invitation, Stage
from rooms.invitations.rules import DOUBT, LEASE, Funnel, News, after, next_try
from rooms.invitations.writing import Contents
from rooms.journal import actions as journal
from rooms.rehearsal import crash_point

log = logging.getLogger(__name__)

BATCH = 50
Now = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Mail:
    """A letter to be queued."""

    invitation: Invitation
    contents: Contents
    enclosures: Sequence[Enclosure] = ()


_UNFINISHED = Q(stage__in=[Stage.QUEUED, Stage.LEASED, Stage.DATA_SENT]) | Q(stage=Stage.UNKNOWN, next_at__isnull=False)


def queue(mails: Sequence[Mail], now: datetime) -> list[Delivery]:
    """Put letters on their way, in the caller's transaction. What they say never changes from here on."""
    earlier = _told_before([mail.invitation.pk for mail in mails])
    deliveries = Delivery.objects.bulk_create(_row(mail, earlier[_key(mail)], now) for mail in mails)
    joined = Delivery.enclosures.through.objects
    joined.bulk_create(
        Delivery.enclosures.through(delivery=delivery, enclosure=enclosure)
        for delivery, mail in zip(deliveries, mails, strict=True)
        for enclosure in mail.enclosures
    )
    return deliveries


def _row(mail: Mail, revision: int, now: datetime) -> Delivery:
    return Delivery(
        invitation=mail.invitation,
        method=mail.contents.telling.method,
        sequence=mail.contents.stamp.sequence,
        revision=revision,
        recipient=mail.contents.attendee.address,
        return_token=base64.b32encode(secrets.token_bytes(20)).decode("ascii").lower()[:TOKEN_LENGTH],
        message_id=mail.contents.message_id,
        contents=msgspec.to_builtins(mail.contents),
        queued_at=now,
        next_at=now,
    )


def _key(mail: Mail) -> tuple[int, str, int]:
    return mail.invitation.pk, mail.contents.telling.method.value, mail.contents.stamp.sequence


def _told_before(invitation_ids: list[int]) -> Counter[tuple[int, str, int]]:
    rows = Delivery.objects.filter(invitation__in=invitation_ids, recurrence="")
    return Counter(rows.values_list("invitation_id", "method", "sequence"))


def work(now: Now, *, most: int | None = None) -> int:
    """Post what is due; answers how many letters were taken. May run in several processes at once."""
    recover(now())
    owner = uuid4().hex
    taken = 0
    with Carrier() as carrier:
        while most is None or taken < most:
            batch = _lease(owner, now(), BATCH if most is None else min(BATCH, most - taken))
            if not batch:
                break
            if not carrier.ready():
                _give_back(owner, carrier.fault, now())
                break
            written = composing.write_down(batch, owner)
            taken += sum(_post(delivery, carrier, owner, now) for delivery in written)
    return taken


def recover(now: datetime) -> None:
    """Find what dead workers left behind."""
    with transaction.atomic():
        late = Delivery.objects.filter(lease_until__lt=now)
        late.filter(stage=Stage.LEASED).update(stage=Stage.QUEUED, next_at=now, lease_owner="", lease_until=None)
        doubtful = late.filter(stage=Stage.DATA_SENT)
        doubtful.filter(repeats=0).update(stage=Stage.UNKNOWN, next_at=now + DOUBT, lease_owner="", lease_until=None)
        # A second doubt is left to a person: the funnel shows it, "Gửi lại" writes a new letter.
        doubtful.filter(repeats__gt=0).update(stage=Stage.UNKNOWN, next_at=None, lease_owner="", lease_until=None)


def _lease(owner: str, now: datetime, most: int) -> list[Delivery]:
    before = Delivery.objects.filter(_UNFINISHED, invitation=OuterRef("invitation"), pk__lt=OuterRef("pk"))
    due = (
        Delivery.objects.filter(stage__in=[Stage.QUEUED, Stage.UNKNOWN], next_at__lte=now)
        .filter(~Exists(before))
        .order_by("pk")
    )
    with transaction.atomic():
        if connection.features.has_select_for_update_skip_locked:
            due = due.select_for_update(skip_locked=True)
        batch = list(due[:most])
        for delivery in batch:
            delivery.repeats += delivery.stage == Stage.UNKNOWN
            delivery.attempts += 1
            delivery.stage, delivery.lease_owner, delivery.lease_until = Stage.LEASED, owner, now + LEASE
        Delivery.objects.bulk_update(batch, ["repeats", "attempts", "stage", "lease_owner", "lease_until"])
    crash_point("outbox.after_lease")
    return batch


def _give_back(owner: str, fault: str, now: datetime) -> None:
    """The mail server is away: nothing was tried, the whole lease waits a minute."""
    mine = Delivery.objects.filter(lease_owner=owner, stage=Stage.LEASED)
    wait = now + timedelta(minutes=1)
    mine.update(stage=Stage.QUEUED, next_at=wait, lease_owner="", lease_until=None, fault=fault[:300])
    log.warning("the mail server is away", extra={"error": fault})


def _post(delivery: Delivery, carrier: Carrier, owner: str, now: Now) -> bool:
    letter = Letter(
        sender=address_of(Inlet.REPORTS, delivery.return_token, settings.MAIL_DOMAIN),
        recipient=delivery.recipient,
        raw=composing.whole(delivery),
    )

    def before_data() -> bool:
        return _mark_data_sent(delivery.pk, owner, now())

    verdict = carrier.carry(letter, before_data)
    crash_point("outbox.after_250_before_commit")
    settle(delivery.pk, verdict, now())
    return isinstance(verdict, Taken)


def _mark_data_sent(pk: int, owner: str, now: datetime) -> bool:
    """Committed before the first byte of content leaves; False if the lease has passed to another worker."""
    mine = Delivery.objects.filter(pk=pk, stage=Stage.LEASED, lease_owner=owner, lease_until__gt=now)
    return mine.update(stage=Stage.DATA_SENT, lease_until=now + LEASE) == 1


@transaction.atomic
def settle(pk: int, verdict: Verdict, now: datetime) -> None:
    """Write down what the mail server said, and move the funnel."""
    delivery = Delivery.objects.select_for_update().select_related("invitation__seat").get(pk=pk)
    if delivery.stage in {Stage.SENT, Stage.FAILED}:
        return
    delivery.lease_owner, delivery.lease_until = "", None
    match verdict:
        case Taken():
            _taken(delivery, now)
        case Never(fault):
            _failed(delivery, fault, now)
        case NotNow(fault):
            _postponed(delivery, fault, now)
        case Doubt(fault):
            delivery.stage, delivery.fault = Stage.UNKNOWN, fault[:300]
            delivery.next_at = now + DOUBT if delivery.repeats == 0 else None
            _move(delivery.invitation, News.DELAYED, now, fault)
    delivery.save()


def _taken(delivery: Delivery, now: datetime) -> None:
    delivery.stage, delivery.settled_at, delivery.next_at, delivery.fault = Stage.SENT, now, None, ""
    _move(delivery.invitation, News.POSTED, now)
    seat = delivery.invitation.seat
    journal.record(seat.meeting_id, InvitationSent(seat.pk, delivery.method), by="system", at=now)


def _failed(delivery: Delivery, fault: str, now: datetime) -> None:
    delivery.stage, delivery.settled_at, delivery.next_at, delivery.fault = Stage.FAILED, now, None, fault[:300]
    _move(delivery.invitation, News.BOUNCED, now, fault)


def _postponed(delivery: Delivery, fault: str, now: datetime) -> None:
    again = next_try(delivery.attempts, delivery.queued_at, now)
    if again is None:
        _failed(delivery, fault, now)
        return
    delivery.stage, delivery.next_at, delivery.fault = Stage.QUEUED, again, fault[:300]
    _move(delivery.invitation, News.DELAYED, now, fault)


def _move(invitation: Invitation, news: News, now: datetime, fault: str = "") -> None:
    state = after(Funnel(invitation.state), news)
    if state != invitation.state:
        invitation.state, invitation.state_at = state, now
    invitation.fault = fault[:300]
    invitation.save(update_fields=["state", "state_at", "fault"])


def report(delivery: Delivery, news: News, fault: str, now: datetime) -> None:
    """A mail server reported on a letter that we had thought settled (a DSN); the caller holds the transaction."""
    if news is News.BOUNCED:
        _failed(delivery, fault, now)
    elif news is News.POSTED and delivery.stage == Stage.UNKNOWN:
        _taken(delivery, now)
    elif news is News.DELAYED:
        _move(delivery.invitation, news, now, fault)
    delivery.save()
