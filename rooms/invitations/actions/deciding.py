"""A proposed time, decided by chair or secretary: the meeting moves, or stays, or the desk moves it by hand."""

from datetime import datetime

from django.db import transaction

from rooms.invitations import queries, tasks
from rooms.invitations.actions import order
from rooms.invitations.actions.answer import settle_mail
from rooms.invitations.actions.change import move_and_tell
from rooms.invitations.actions.invite import must_be_at_desk, send, stamp_anew
from rooms.invitations.itip.compose import Method
from rooms.invitations.models import Invitation, Proposal, Proposed
from rooms.invitations.refusals import NoTimeProposed, TimeIsPast
from rooms.invitations.writing import Telling
from rooms.meetings.rules import Doer


@transaction.atomic
def accept_time(proposal_id: int, *, by: Doer, now: datetime) -> Proposal:
    """The meeting moves and everybody is asked anew. Raises as `keep_time` and `move_and_tell`, TimeIsPast."""
    order.hold_series(queries.proposal(proposal_id).invitation.seat.meeting_id)
    proposal, invitation = _waiting(proposal_id, by)
    if proposal.starts_at <= now:
        raise TimeIsPast
    decided = _decide(proposal, Proposed.ACCEPTED, by, now)
    meeting_id = invitation.seat.meeting_id
    move_and_tell(meeting_id, proposal.starts_at, proposal.ends_at, by=by, now=now)
    return decided


@transaction.atomic
def keep_time(proposal_id: int, *, by: Doer, now: datetime) -> Proposal:
    """The meeting stays; a DECLINECOUNTER goes to the seat. Raises NotTheSecretary, NotNow, NoTimeProposed."""
    proposal, invitation = _waiting(proposal_id, by)
    stamp_anew(invitation, now, raise_sequence=False)
    send(invitation, Telling(Method.DECLINECOUNTER, refused_start=proposal.starts_at), now)
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
    must_be_at_desk(invitation.seat.meeting, by)
    proposal = queries.proposal(proposal_id)  # as it is now that the row above is held
    if proposal.state != Proposed.WAITING:
        raise NoTimeProposed
    return proposal, invitation


def _decide(proposal: Proposal, state: Proposed, by: Doer, now: datetime) -> Proposal:
    proposal.state, proposal.decided_by, proposal.decided_at = state, by.actor, now
    proposal.save(update_fields=["state", "decided_by", "decided_at"])
    settle_mail(proposal)
    return proposal
