"""A proposed time (COUNTER): noted when it comes, decided by chair or secretary."""

from datetime import datetime

from django.db import transaction

from rooms.invitations import queries, tasks
from rooms.invitations.actions import invite
from rooms.invitations.actions.answer import apply, outdo_proposal, settle_mail
from rooms.invitations.itip.compose import Method
from rooms.invitations.itip.reply import Answered, TimeProposed
from rooms.invitations.models import Invitation, Proposal, Proposed, Received
from rooms.invitations.refusals import NoTimeProposed
from rooms.invitations.writing import Telling
from rooms.meetings.rules import Doer


def note(invitation: Invitation, outcome: TimeProposed, received: Received, *, now: datetime) -> None:
    """Write down what a COUNTER said: the answer beside it, if any, and the time, if it is the newest."""
    if outcome.answer is not None:
        apply(invitation, Answered(outcome.answer, outcome.rank, outcome.comment), received, now=now)
    if not outcome.newest:
        return
    outdo_proposal(invitation, outcome.rank)
    meeting = invitation.seat.meeting
    Proposal.objects.create(
        invitation=invitation,
        received=received,
        starts_at=outcome.starts_at,
        ends_at=outcome.ends_at or outcome.starts_at + (meeting.ends_at - meeting.starts_at),
        comment=outcome.comment,
        sequence=outcome.rank.sequence,
        dtstamp=outcome.rank.dtstamp,
        sent_at=outcome.rank.sent_at,
        particular=outcome.rank.particular,
    )


@transaction.atomic
def keep_time(proposal_id: int, *, by: Doer, now: datetime) -> Proposal:
    """The meeting stays where it is: a DECLINECOUNTER goes to the seat. Raises NotTheSecretary, NotNow."""
    proposal, invitation = _waiting(proposal_id, by)
    invite.stamp_anew(invitation, now, raise_sequence=False)
    telling = Telling(Method.DECLINECOUNTER, refused_start=proposal.starts_at)
    invite.send(invitation, telling, now)
    transaction.on_commit(tasks.wake, robust=True)
    return _decide(proposal, Proposed.DECLINED, by, now)


@transaction.atomic
def move_by_hand(proposal_id: int, *, by: Doer, now: datetime) -> Proposal:
    """The desk moves the meeting itself, its letters tell of the new time. Raises as `keep_time`."""
    proposal, _invitation = _waiting(proposal_id, by)
    return _decide(proposal, Proposed.BY_HAND, by, now)


def _waiting(proposal_id: int, by: Doer) -> tuple[Proposal, Invitation]:
    proposal = queries.proposal(proposal_id)
    invitation = queries.lock(proposal.invitation_id)
    invite.must_be_at_desk(invitation.seat.meeting, by)
    proposal = queries.proposal(proposal_id)  # as it is now that the row above is held
    if proposal.state != Proposed.WAITING:
        raise NoTimeProposed
    return proposal, invitation


def _decide(proposal: Proposal, state: Proposed, by: Doer, now: datetime) -> Proposal:
    proposal.state, proposal.decided_by, proposal.decided_at = state, by.actor, now
    proposal.save(update_fields=["state", "decided_by", "decided_at"])
    settle_mail(proposal)
    return proposal
