"""Deeds on proposed substitutes, from within the room; and what the desk is shown of them there."""

from datetime import datetime
from uuid import UUID

from rooms.attendance import queries as attendance
from rooms.invitations import queries as invitations
from rooms.invitations.actions import substitute
from rooms.invitations.models import Invitation
from rooms.live.messages import SubstituteApprove, SubstituteRefuse
from rooms.meetings.rules import Doer
from rooms.refusals import NotFound


def approve(meeting_id: UUID, by: Doer, deed: SubstituteApprove, now: datetime) -> None:
    """Let the proposed substitute take over the seat."""
    substitute.approve_substitute(_of(meeting_id, deed.seat).pk, by=by, now=now, mark=deed.mark)


def refuse(meeting_id: UUID, by: Doer, deed: SubstituteRefuse, now: datetime) -> None:
    """Leave the seat with who has it."""
    substitute.refuse_substitute(_of(meeting_id, deed.seat).pk, by=by, now=now, mark=deed.mark)


def _of(meeting_id: UUID, seat_id: UUID) -> Invitation:
    found = invitations.of_seat(seat_id)
    if found.seat.meeting_id != meeting_id:
        raise NotFound
    return found


def proposals(meeting_id: UUID) -> list[dict[str, object]]:
    """The substitutes that wait: for which seat, who, whether the one invited is in the room by now."""
    here = attendance.seats_here(meeting_id)
    return [
        {
            "seat": str(one.seat_id),
            "name": one.seat.name,
            "substitute": one.substitute_name,
            "position": one.substitute_position,
            "here": one.seat_id in here,
            "mark": one.proposal_mark,
        }
        for one in invitations.proposals_in(meeting_id)
    ]
