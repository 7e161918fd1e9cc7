"""A proposed time (COUNTER), noted when it comes; `deciding` is for chair and secretary."""

from datetime import datetime

from rooms.invitations.actions.answer import apply, outdo_proposal
from rooms.invitations.itip.reply import Answered, TimeProposed
from rooms.invitations.models import Invitation, Proposal, Received


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
