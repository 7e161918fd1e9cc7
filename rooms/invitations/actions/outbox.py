"""The outbox: mails on their way, and the law that none is lost and none is seen twice (RELIABILITY.md 4.8).

queued -> leased -> data_sent -> sent | unknown | failed. What a letter says is fixed in the transaction of its deed;
its bytes are made by the worker that first leases it, and committed before the mail server hears of it. A lease that
ran out before DATA goes back to the queue; one that ran out after DATA is unknown, waits ten minutes for a report, and
is repeated once with the same Message-ID and bytes. What one reader is told of one event, or of one series, leaves in
the order in which it was queued, so SEQUENCE never runs backwards and no exception comes before its series.
"""

import base64
import logging
import secrets
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

import msgspec
from django.conf import settings
from django.db.models import Exists, OuterRef

from rooms.invitations.actions import composing, leases, settling
from rooms.invitations.carrier import Carrier, Letter, Taken
from rooms.invitations.itip.addresses import TOKEN_LENGTH, Inlet, address_of
from rooms.invitations.itip.compose import Method
from rooms.invitations.models import About, Delivery, Enclosure, Invitation, Stage
from rooms.invitations.writing import Contents, Telling
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

    @property
    def recurrence(self) -> str:
        """Which instance it is about; empty for a single meeting and for a whole series."""
        return "" if self.contents.telling.series else self.invitation.recurrence


def queue(mails: Sequence[Mail], now: datetime) -> list[Delivery]:
    """Put letters on their way, in the caller's transaction. What they say never changes from here on.

    A letter that the desk had stopped gives way to the newer one; and a seat that was never told of a meeting is not
    told of its cancellation either.
    """
    invited = [mail.invitation.pk for mail in mails]
    _withdraw_held(mails)
    untold = _never_told(invited)
    mails = [one for one in mails if one.contents.telling.method is Method.REQUEST or one.invitation.pk not in untold]
    earlier = _told_before(invited)
    deliveries = Delivery.objects.bulk_create(_row(mail, earlier[_key(mail)], now) for mail in mails)
    joined = Delivery.enclosures.through.objects
    joined.bulk_create(
        Delivery.enclosures.through(delivery=delivery, enclosure=enclosure)
        for delivery, mail in zip(deliveries, mails, strict=True)
        for enclosure in mail.enclosures
    )
    crash_point("outbox.in_deed")
    return deliveries


def _withdraw_held(mails: Sequence[Mail]) -> None:
    """A newer letter takes the place of those that were held; the caller holds the transaction.

    A letter about a whole series takes the place of all that its reader has not heard of it; one about an instance
    never that of the one about the whole, but goes behind it.
    """
    whole = {_reader(one) for one in mails if one.contents.telling.series}
    single = {one.invitation.pk for one in mails if not one.contents.telling.series}
    held = Delivery.objects.filter(stage=Stage.HELD, uid__in={one.invitation.uid for one in mails})
    rows = held.values_list("pk", "reply_address_id", "uid", "invitation_id", "covers_series")
    replaced = [
        pk
        for pk, address, uid, invitation, covers in rows
        if (address, uid) in whole or (invitation in single and not covers)
    ]
    held.filter(pk__in=replaced).update(stage=Stage.WITHDRAWN, next_at=None)


def _reader(mail: Mail) -> tuple[int, str]:
    return mail.invitation.reply_address_id, mail.invitation.uid


def _never_told(invitation_ids: Sequence[int]) -> set[int]:
    """Those to whom nothing was sent nor ever will be: all that was meant for them was withdrawn.

    A letter about a whole series told each of its recipient's instances.
    """
    left = Delivery.objects.exclude(stage=Stage.WITHDRAWN)
    told = set(left.filter(invitation__in=invitation_ids).values_list("invitation_id", flat=True))
    whole = left.filter(covers_series=True, uid=OuterRef("uid"), reply_address=OuterRef("reply_address"))
    of_series = Invitation.objects.filter(Exists(whole), pk__in=invitation_ids)
    return set(invitation_ids) - told - set(of_series.values_list("pk", flat=True))


def _row(mail: Mail, revision: int, now: datetime) -> Delivery:
    return Delivery(
        invitation=mail.invitation,
        reply_address=mail.invitation.reply_address,
        uid=mail.invitation.uid,
        method=mail.contents.telling.method,
        about=_about(mail.contents.telling),
        sequence=mail.contents.stamp.sequence,
        recurrence=mail.recurrence,
        covers_series=mail.contents.telling.series is not None,
        revision=revision,
        recipient=mail.contents.attendee.address,
        return_token=base64.b32encode(secrets.token_bytes(20)).decode("ascii").lower()[:TOKEN_LENGTH],
        message_id=mail.contents.message_id,
        contents=msgspec.to_builtins(mail.contents),
        queued_at=now,
        next_at=now,
    )


def _about(telling: Telling) -> About:
    if telling.method is Method.CANCEL:
        return About.CANCEL if telling.whole_meeting else About.WITHDRAWAL
    kinds = {
        About.TIME_KEPT: telling.method is Method.DECLINECOUNTER,
        About.REMINDER: telling.reminder,
        About.AGAIN: telling.again,
        About.ASKED_ANEW: telling.substitute_refused,
        About.CHANGE: telling.changed or bool(telling.news),
    }
    return next((kind for kind, holds in kinds.items() if holds), About.INVITE)


def _key(mail: Mail) -> tuple[int, str, int, str]:
    return mail.invitation.pk, mail.contents.telling.method.value, mail.contents.stamp.sequence, mail.recurrence


def _told_before(invitation_ids: list[int]) -> Counter[tuple[int, str, int, str]]:
    rows = Delivery.objects.filter(invitation__in=invitation_ids)
    return Counter(rows.values_list("invitation_id", "method", "sequence", "recurrence"))


def work(now: Now, *, most: int | None = None) -> int:
    """Post what is due; answers how many letters were taken. May run in several processes at once."""
    leases.recover(now())
    owner = uuid4().hex
    taken = 0
    with Carrier() as carrier:
        while most is None or taken < most:
            batch = leases.lease(owner, now(), BATCH if most is None else min(BATCH, most - taken))
            if not batch:
                break
            if not carrier.ready():
                leases.give_back(owner, carrier.fault, now())
                break
            written = composing.write_down(batch, owner, now)
            taken += sum(_post(delivery, carrier, owner, now) for delivery in written)
    return taken


def _post(delivery: Delivery, carrier: Carrier, owner: str, now: Now) -> bool:
    letter = Letter(
        sender=address_of(Inlet.REPORTS, delivery.return_token, settings.MAIL_DOMAIN),
        recipient=delivery.recipient,
        raw=composing.whole(delivery),
    )

    def before_data() -> bool:
        return leases.mark_data_sent(delivery.pk, owner, now())

    verdict = carrier.carry(letter, before_data)
    crash_point("outbox.after_250_before_commit")
    settling.settle(delivery.pk, verdict, now(), owner=owner)
    return isinstance(verdict, Taken)
