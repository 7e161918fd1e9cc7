"""A proposed substitute: taken or refused by chair or secretary."""

from datetime import datetime

from django.db import IntegrityError, transaction

from rooms.invitations import queries, tasks
from rooms.invitations.actions.answer import move, write_substitute
from rooms.invitations.actions.invite import ask, must_be_at_desk, send, stamp_anew
from rooms.invitations.actions.propose import outdo_all
from rooms.invitations.actions.reply_addresses import reply_address_of
from rooms.invitations.events import SubstituteRefused
from rooms.invitations.itip.compose import Method
from rooms.invitations.models import Invitation
from rooms.invitations.refusals import NothingProposed, ProposalChanged, SeatIsWithdrawn, SubstituteSeated
from rooms.invitations.rules import Funnel, News, after
from rooms.invitations.writing import Telling
from rooms.journal import actions as journal
from rooms.meetings import actions as meetings
from rooms.meetings.rules import Doer
from rooms.people.models import Person


@transaction.atomic
def approve_substitute(invitation_id: int, *, by: Doer, now: datetime, mark: str | None = None) -> Invitation:
    """The proposed substitute takes over the seat and gets a letter; the one replaced is told who goes in their place.

    `mark` names the proposal that was read (Invitation.proposal_mark). Raises NotTheSecretary, NotNow, NothingProposed,
    ProposalChanged, SubstituteSeated, SeatIsWithdrawn.
    """
    invitation = _proposed(invitation_id, by, mark)
    if invitation.seat.site_id is not None:  # a hall's delegation, taken before such mails waited for a person
        raise NothingProposed
    if queries.has_seat(invitation.seat.meeting_id, invitation.substitute_email):
        raise SubstituteSeated
    person = _person_of(invitation)
    stamp_anew(invitation, now, raise_sequence=True)
    send(invitation, Telling(Method.CANCEL, whole_meeting=False, replaced_by=person.full_name), now)
    seat = meetings.hand_over(invitation.seat_id, person, by=by, now=now)
    invitation.seat = queries.seat_to_write_to(seat.pk)
    invitation.reply_address, _token = reply_address_of(seat)
    invitation.first_message_id = invitation.comment = ""
    invitation.told_before = {}
    outdo_all(invitation)
    invitation.answer_sequence = invitation.answer_dtstamp = None
    write_substitute(invitation, "", "", "")
    ask(invitation, Telling(Method.REQUEST), now, anew=True)
    transaction.on_commit(tasks.wake, robust=True)
    return invitation


@transaction.atomic
def refuse_substitute(invitation_id: int, *, by: Doer, now: datetime, mark: str | None = None) -> Invitation:
    """The seat stays with who has it, and is asked anew. Raises as `approve_substitute`."""
    invitation = _proposed(invitation_id, by, mark)
    write_substitute(invitation, "", "", "")
    move(invitation, after(Funnel(invitation.state), News.ASKED_ANEW), now)
    ask(invitation, Telling(Method.REQUEST, substitute_refused=True), now, anew=False)
    refused = SubstituteRefused(invitation.seat_id)
    journal.record(invitation.seat.meeting_id, refused, by=by.actor, at=now)
    transaction.on_commit(tasks.wake, robust=True)
    return invitation


def _proposed(invitation_id: int, by: Doer, mark: str | None) -> Invitation:
    invitation = queries.lock(invitation_id)
    must_be_at_desk(invitation.seat.meeting, by)
    if invitation.seat.withdrawn_at is not None:
        raise SeatIsWithdrawn
    if invitation.state != Funnel.SUBSTITUTE_PROPOSED:
        raise NothingProposed
    if mark is not None and mark != invitation.proposal_mark:
        raise ProposalChanged
    return invitation


def _person_of(invitation: Invitation) -> Person:
    address = invitation.substitute_email.lower()
    found = queries.person_at(address)
    if found is not None:
        return found
    name, position = invitation.substitute_name, invitation.substitute_position
    try:
        with transaction.atomic():
            return Person.objects.create_user(address, name, position=position)
    except IntegrityError:  # another desk approved the same newcomer in this very moment
        return Person.objects.get(email=address)
