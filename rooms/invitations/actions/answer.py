"""Answers: from the web page and from a mailed reply. The last one stands in the invitation, all are kept."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from rooms.invitations import queries
from rooms.invitations.events import InvitationAnswered
from rooms.invitations.itip.reply import Answer, Answered, SubstituteNamed
from rooms.invitations.itip.sequence import Rank
from rooms.invitations.models import Filed, Invitation, Proposal, Proposed, Received, Reply
from rooms.invitations.refusals import MeetingIsCancelled, SeatIsWithdrawn, SubstituteSeated, TooLate, TooOften
from rooms.invitations.rules import Funnel, News, after, answered
from rooms.journal import actions as journal
from rooms.meetings.rules import State
from rooms.people.rules import NAME_MAX, BadName, clean_name

ANSWERS_AN_HOUR = 20  # I7: nobody changes their mind more often; a script does


def move(invitation: Invitation, state: Funnel, now: datetime) -> None:
    """Put the invitation into this state, with the hour if it is a new one; the caller saves."""
    if state != invitation.state:
        invitation.state, invitation.state_at = state, now


@dataclass(frozen=True, slots=True)
class Said:
    """An answer given on the web page."""

    answer: Answer
    comment: str = ""
    name: str = ""
    position: str = ""
    address: str = ""


@transaction.atomic
def answer_on_web(invitation_id: int, said: Said, *, now: datetime) -> Invitation:
    """Take an answer from a personal link.

    Raises SeatIsWithdrawn, MeetingIsCancelled, TooLate, TooOften, SubstituteSeated, BadName.
    """
    invitation = queries.lock(invitation_id)
    still_asked(invitation, now)
    if queries.web_answers_since(invitation, now) >= ANSWERS_AN_HOUR:
        raise TooOften
    # The page is asked now, so it outranks every mail that came before it, whatever the clocks said.
    rank = newest_now(invitation, now)
    comment = clean_name(said.comment, longest=1000) if said.comment.strip() else ""
    if said.answer is Answer.SUBSTITUTE:
        name = clean_name(said.name)
        position = clean_name(said.position) if said.position.strip() else ""
        if queries.has_seat(invitation.seat.meeting_id, said.address.strip()):
            raise SubstituteSeated
        write_substitute(invitation, name, position, said.address.strip().lower())
    _write_answer(invitation, said.answer, rank, comment, now)
    _note(invitation, "web", now)
    return invitation


def newest_now(invitation: Invitation, now: datetime) -> Rank:
    """The rank of an answer given now to the house itself."""
    return max(
        Rank(invitation.sequence, now, now, particular=True), queries.answered_at(invitation) or Rank(0, now, now)
    )


def still_asked(invitation: Invitation, now: datetime) -> None:
    """Raise SeatIsWithdrawn, MeetingIsCancelled or TooLate where no answer is taken any more."""
    meeting = invitation.seat.meeting
    if invitation.seat.withdrawn_at is not None:
        raise SeatIsWithdrawn
    if meeting.state == State.CANCELLED:
        raise MeetingIsCancelled
    if meeting.state in {State.CLOSED, State.SIGNED} or now >= meeting.ends_at:
        raise TooLate


def apply(
    invitation: Invitation, outcome: Answered | SubstituteNamed, received: Received, *, now: datetime, by: str = ""
) -> None:
    """Write down what a mail said, or what the person `by` read out of it; the caller holds row and transaction."""
    if isinstance(outcome, SubstituteNamed):
        if outcome.name or outcome.address != invitation.substitute_email:  # the second of two replies may leave CN out
            write_substitute(invitation, _name_or(outcome.name, outcome.address), "", outcome.address)
        _write_answer(invitation, Answer.SUBSTITUTE, outcome.rank, outcome.comment, now)
    else:
        _write_answer(invitation, outcome.answer, outcome.rank, outcome.comment, now)
    _note(invitation, "desk" if by else "mail", now, received, by)


def _name_or(name: str, address: str) -> str:
    try:
        return clean_name(name)
    except BadName:
        return address[:NAME_MAX]


def write_substitute(invitation: Invitation, name: str, position: str, address: str) -> None:
    """Set whom the seat proposes, or nobody; the caller saves."""
    invitation.substitute_name, invitation.substitute_position = name, position
    invitation.substitute_email = address[:254]


def _write_answer(invitation: Invitation, answer: Answer, rank: Rank, comment: str, now: datetime) -> None:
    move(invitation, answered(answer), now)
    if answer is not Answer.SUBSTITUTE:  # who accepts after all takes the proposal back
        write_substitute(invitation, "", "", "")
    invitation.answer_sequence, invitation.answer_dtstamp = rank.sequence, rank.dtstamp
    invitation.answer_sent_at, invitation.answer_particular = rank.sent_at, rank.particular
    invitation.comment, invitation.fault = comment[:1000], ""
    invitation.save()
    outdo_proposal(invitation, rank)


def outdo_proposal(invitation: Invitation, rank: Rank) -> None:
    """A proposed time that is older than this word of its seat waits for nobody any more."""
    for proposal in queries.waiting_proposals(invitation):
        if Rank(proposal.sequence, proposal.dtstamp, proposal.sent_at, proposal.particular) < rank:
            proposal.state = Proposed.OUTDONE
            proposal.save(update_fields=["state"])
            settle_mail(proposal)


def settle_mail(proposal: Proposal) -> None:
    """The mail that proposed a time waits for nobody any more.

    One that somebody is deciding at this moment is theirs: to wait for them here would be to wait in a ring, because
    they hold the mail and wait for the meeting.
    """
    if proposal.received_id is None:
        return
    waiting = Received.objects.select_for_update(skip_locked=True).filter(pk=proposal.received_id)
    for mail in waiting.filter(filed=Filed.NEEDS_PERSON):
        mail.filed = Filed.APPLIED
        mail.save(update_fields=["filed"])


def _note(invitation: Invitation, via: str, now: datetime, received: Received | None = None, by: str = "") -> None:
    Reply.objects.create(
        invitation=invitation,
        received=received,
        via=via,
        answer=invitation.state,
        sequence=invitation.answer_sequence or 0,
        dtstamp=invitation.answer_dtstamp or now,
        comment=invitation.comment,
        at=now,
    )
    seat = invitation.seat
    event = InvitationAnswered(seat.pk, invitation.state, via)
    journal.record(seat.meeting_id, event, by=by or f"seat:{seat.pk}", at=now)


@transaction.atomic
def mark_opened(invitation_id: int, *, now: datetime) -> None:
    """The page was shown by a browser that runs scripts (a beacon's POST, never a GET: mail scanners follow links)."""
    invitation = queries.lock(invitation_id)
    move(invitation, after(Funnel(invitation.state), News.OPENED), now)
    invitation.save(update_fields=["state", "state_at"])
