"""What the answer page does beyond one answer: propose another time, answer for the rest of a series."""

from datetime import datetime, timedelta

from django.db import transaction

from rooms.invitations import queries
from rooms.invitations.actions import order
from rooms.invitations.actions.answer import Said, answer_on_web, newest_now, settle_mail, still_asked
from rooms.invitations.models import Invitation, Proposal, Proposed
from rooms.invitations.refusals import BadTime, TooLate, TooOften
from rooms.meetings.rules import State

TIMES_AN_HOUR = 5  # each is work for a person at the desk
FURTHEST = timedelta(days=366)


@transaction.atomic
def propose_time(invitation_id: int, starts_at: datetime, comment: str, *, now: datetime) -> Proposal:
    """Ask the desk for another time, as a COUNTER by mail does; the answer that stands is not touched.

    Raises MeetingIsCancelled, TooLate once the meeting has begun, TooOften, BadTime.
    """
    invitation = queries.lock(invitation_id)
    still_asked(invitation, now)
    meeting = invitation.seat.meeting
    if meeting.state != State.ANNOUNCED or now >= meeting.starts_at:
        raise TooLate
    if not now < starts_at <= now + FURTHEST or starts_at == meeting.starts_at:
        raise BadTime
    if queries.times_proposed_since(invitation, now) >= TIMES_AN_HOUR:
        raise TooOften
    outdo_all(invitation)
    rank = newest_now(invitation, now)
    return Proposal.objects.create(
        invitation=invitation,
        starts_at=starts_at,
        ends_at=starts_at + (meeting.ends_at - meeting.starts_at),
        comment=comment,
        sequence=rank.sequence,
        dtstamp=rank.dtstamp,
        sent_at=now,
        particular=rank.particular,
    )


def outdo_all(invitation: Invitation) -> None:
    """Whatever time this seat proposed before waits for nobody any more; the caller holds the row."""
    for older in queries.waiting_proposals(invitation):
        older.state = Proposed.OUTDONE
        older.save(update_fields=["state"])
        settle_mail(older)


@transaction.atomic
def answer_rest_of_series(invitation_id: int, said: Said, *, now: datetime) -> int:
    """Give one answer for every instance of the series that is still to come; answers how many. Raises as one does."""
    order.hold_part(invitation_id)
    rest = queries.rest_of_series(queries.lock(invitation_id), now)
    for one in rest:
        answer_on_web(one.pk, said, now=now)
    return len(rest)
