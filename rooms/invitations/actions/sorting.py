"""The queue for a person: a mail is applied as its reader understood it, read once more, or put away."""

from datetime import datetime

from django.db import transaction

from rooms.invitations import queries
from rooms.invitations.actions import answer, hear, inbox, order
from rooms.invitations.itip.mail import open_mail
from rooms.invitations.itip.parts import UnreadableMail
from rooms.invitations.itip.reply import Answer, Answered
from rooms.invitations.models import Filed, Invitation, Received
from rooms.invitations.queries import incoming
from rooms.invitations.refusals import AlreadySorted, NobodyToAnswerFor, SeatIsWithdrawn
from rooms.meetings import queries as meetings
from rooms.meetings.refusals import NotTheSecretary
from rooms.meetings.rules import Doer, State
from rooms.refusals import Refused

_WAITING = {Filed.NEEDS_PERSON, Filed.SET_ASIDE, Filed.PUT_AWAY, Filed.IGNORED}


@transaction.atomic
def apply_as(received_id: int, said: Answer, *, by: Doer, now: datetime, whole: bool = False) -> Received:
    """A person read this answer out of the mail; it counts as given now. `whole` is all that is left of its series.

    Raises AlreadySorted, NobodyToAnswerFor, NotTheSecretary, MeetingIsCancelled, TooLate, SeatIsWithdrawn.
    """
    received = _held(received_id)
    if received.invitation is None:
        raise NobodyToAnswerFor
    if not by.at_desk:
        raise NotTheSecretary
    comment = _words_of(received)
    for invitation in _meant(received.invitation, by, now, whole=whole):
        rank = answer.newest_now(invitation, now)
        answer.apply(invitation, Answered(said, rank, comment), received, now=now, by=by.actor)
    return settle(received, Filed.APPLIED, by.actor, now)


def _meant(invitation: Invitation, by: Doer, now: datetime, *, whole: bool) -> list[Invitation]:
    """The held rows that are answered: of a series those at whose desk `by` sits, this one if it still stands."""
    if whole:
        order.hold_part(invitation.pk)
    left = left_of_series(invitation, by, now) if whole else []
    if not left:
        held = queries.lock(invitation.pk)
        _must_be_asked(held, now)
        return [held]
    return [held for one in left if _is_asked(held := queries.lock(one.pk), now)]


def left_of_series(invitation: Invitation, by: Doer, now: datetime) -> list[Invitation]:
    """What one tap at this desk may answer for the mail's seat: the soonest first; nothing for a single meeting."""
    coming = queries.rest_of_series(invitation, now)
    if invitation.seat.meeting.state == State.OPEN and coming and _is_asked(invitation, now):
        coming.insert(0, invitation)
    desks = meetings.desks_of(by, {one.seat.meeting_id for one in coming})
    return [one for one in coming if one.seat.meeting_id in desks]


def _must_be_asked(invitation: Invitation, now: datetime) -> None:
    answer.still_asked(invitation, now)
    if invitation.seat.withdrawn_at is not None:
        raise SeatIsWithdrawn


def _is_asked(invitation: Invitation, now: datetime) -> bool:
    try:
        _must_be_asked(invitation, now)
    except Refused:
        return False
    return True


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
    received = incoming.lock_received(received_id)
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
