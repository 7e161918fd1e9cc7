"""The queue for a person: a mail is applied as its reader understood it, read once more, or put away."""

from datetime import datetime

from django.db import transaction

from rooms.invitations import queries
from rooms.invitations.actions import answer, hear, inbox
from rooms.invitations.actions.invite import must_be_at_desk
from rooms.invitations.itip.mail import open_mail
from rooms.invitations.itip.parts import UnreadableMail
from rooms.invitations.itip.reply import Answer, Answered
from rooms.invitations.models import Filed, Received
from rooms.invitations.refusals import AlreadySorted, NobodyToAnswerFor
from rooms.meetings.rules import Doer

_WAITING = {Filed.NEEDS_PERSON, Filed.SET_ASIDE, Filed.PUT_AWAY, Filed.IGNORED}


@transaction.atomic
def apply_as(received_id: int, said: Answer, *, by: Doer, now: datetime) -> Received:
    """A person read this answer out of the mail; it counts as given now. Raises AlreadySorted, NobodyToAnswerFor."""
    received = _held(received_id)
    if received.invitation_id is None:
        raise NobodyToAnswerFor
    invitation = queries.lock(received.invitation_id)
    must_be_at_desk(invitation.seat.meeting, by)
    rank = answer.newest_now(invitation, now)
    answer.apply(invitation, Answered(said, rank, _words_of(received)), received, now=now, via="desk")
    return settle(received, Filed.APPLIED, by.actor, now)


@transaction.atomic
def read_again(received_id: int, *, now: datetime) -> Received:
    """Judge the mail anew with today's code; what it changed before it does not change twice. Raises AlreadySorted."""
    received = _held(received_id)
    received.filed, received.tries, received.reason, received.detail = Filed.NEW, 0, "", ""
    received.save(update_fields=["filed", "tries", "reason", "detail"])
    inbox.read(received.pk, now)
    received.refresh_from_db()
    return received


@transaction.atomic
def put_away(received_id: int, *, by: str, now: datetime) -> Received:
    """Nothing is to be done; the mail stays where it can be found. Raises AlreadySorted."""
    received = _held(received_id)
    if received.filed == Filed.PUT_AWAY:
        raise AlreadySorted
    return settle(received, Filed.PUT_AWAY, by, now)


def _held(received_id: int) -> Received:
    received = queries.lock_received(received_id)
    if received.filed not in _WAITING:
        raise AlreadySorted
    return received


def settle(received: Received, filed: Filed, by: str, now: datetime) -> Received:
    """Write down what became of a mail and who decided it."""
    received.filed, received.decided_by, received.decided_at = filed, by, now
    received.save(update_fields=["filed", "decided_by", "decided_at"])
    return received


def _words_of(received: Received) -> str:
    """The comment of its calendar, if it has one: the desk's table shows it beside the answer."""
    try:
        mail = open_mail(bytes(received.raw), "")
    except UnreadableMail:
        return ""
    return next((event.comment for event in hear.events_of(mail)), "")
