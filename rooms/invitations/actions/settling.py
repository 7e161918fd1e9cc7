"""What the mail server said of a letter, written down, and what it moves in the funnel.

An invitation follows its newest letter: what an old address or a person who was replaced sends back moves nothing.
"""

from datetime import datetime

from django.db import transaction

from rooms.invitations.actions import order
from rooms.invitations.carrier import Doubt, Never, NotNow, Taken, Verdict
from rooms.invitations.events import InvitationSent
from rooms.invitations.models import Delivery, Invitation, Stage
from rooms.invitations.rules import DOUBT, Funnel, News, after, next_try
from rooms.journal import actions as journal
from rooms.rehearsal import crash_point

_FINAL = frozenset({Stage.SENT, Stage.FAILED, Stage.WITHDRAWN})


@transaction.atomic
def settle(pk: int, verdict: Verdict, now: datetime, *, owner: str = "") -> None:
    """Write down what the mail server said, and move the funnel.

    A letter that the server took is sent, whoever asks. Anything else counts only from the worker that holds the lease:
    otherwise a late worker would put a letter back into the queue that another is sending.
    """
    delivery = order.hold_letter(pk)
    if delivery.stage in _FINAL or (delivery.lease_owner != owner and not isinstance(verdict, Taken)):
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
            _move(delivery, News.DELAYED, now, fault)
    _save(delivery)
    crash_point("outbox.in_settle")


@transaction.atomic
def report(reported: Delivery, news: News, fault: str, now: datetime) -> None:
    """A mail server reported on a letter that we had thought settled (a DSN)."""
    delivery = order.hold_letter(reported.pk)
    if news is News.BOUNCED:
        _failed(delivery, fault, now)
    elif news is News.POSTED and delivery.stage == Stage.UNKNOWN:
        _taken(delivery, now)
    elif news is News.DELAYED:
        _move(delivery, news, now, fault)
    _save(delivery)


def _save(delivery: Delivery) -> None:
    delivery.save(update_fields=["stage", "settled_at", "next_at", "lease_owner", "lease_until", "fault"])


def _taken(delivery: Delivery, now: datetime) -> None:
    delivery.stage, delivery.settled_at, delivery.next_at, delivery.fault = Stage.SENT, now, None, ""
    _move(delivery, News.POSTED, now)
    seat = delivery.invitation.seat
    journal.record(seat.meeting_id, InvitationSent(seat.pk, delivery.method), by="system", at=now)


def _failed(delivery: Delivery, fault: str, now: datetime) -> None:
    delivery.stage, delivery.settled_at, delivery.next_at, delivery.fault = Stage.FAILED, now, None, fault[:300]
    _move(delivery, News.BOUNCED, now, fault)


def _postponed(delivery: Delivery, fault: str, now: datetime) -> None:
    again = next_try(delivery.attempts, delivery.queued_at, now)
    if again is None:
        _failed(delivery, fault, now)
        return
    delivery.stage, delivery.next_at, delivery.fault = Stage.QUEUED, again, fault[:300]
    _move(delivery, News.DELAYED, now, fault)


def _move(delivery: Delivery, news: News, now: datetime, fault: str = "") -> None:
    newer = Delivery.objects.filter(invitation=delivery.invitation_id, pk__gt=delivery.pk)
    if newer.exclude(recipient=delivery.recipient).exists():
        return
    for invitation in _moved_by(delivery):
        state = after(Funnel(invitation.state), news)
        if state != invitation.state:
            invitation.state, invitation.state_at = state, now
        invitation.fault = fault[:300]
        invitation.save(update_fields=["state", "state_at", "fault"])


def _moved_by(delivery: Delivery) -> list[Invitation]:
    """Of what its reader is invited to under the name it speaks of: its own invitation; a letter for a series, all."""
    spoken_of = Invitation.objects.filter(uid=delivery.uid, reply_address=delivery.reply_address_id)
    if not delivery.covers_series:
        spoken_of = spoken_of.filter(pk=delivery.invitation_id)
    return list(spoken_of.order_by("pk"))
