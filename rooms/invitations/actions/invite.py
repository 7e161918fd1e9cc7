"""Invite, tell of a change, cancel, write again. Letters are queued in the deed's own transaction."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from rooms.invitations import queries, tasks
from rooms.invitations.actions import outbox
from rooms.invitations.actions.answer import move
from rooms.invitations.actions.reply_addresses import reply_address_of
from rooms.invitations.itip.compose import Method, Occasion, asks_anew
from rooms.invitations.itip.sequence import Stamp, first_stamp, next_stamp
from rooms.invitations.models import Invitation
from rooms.invitations.rules import UNANSWERED, Funnel, News, after
from rooms.invitations.writing import Telling, deliverable, letter_to, occasion_of, uid_of
from rooms.meetings import actions as meetings
from rooms.meetings import queries as meeting_queries
from rooms.meetings.models import Meeting, Seat
from rooms.meetings.refusals import NotNow, NotTheSecretary
from rooms.meetings.rules import Doer, State

_NO_ADDRESS = _("Chưa có địa chỉ thư điện tử dùng được")


@transaction.atomic
def announce_and_invite(meeting_id: UUID, *, by: Doer, now: datetime) -> Meeting:
    """Announce a draft and queue a letter to every seat. Raises NotTheSecretary, NotNow."""
    meeting = meetings.announce(meeting_id, by=by, now=now)
    for seat in queries.seats_to_write_to(meeting_id):
        _invite(seat, now)
    transaction.on_commit(tasks.wake, robust=True)
    return meeting


@transaction.atomic
def tell_of_change(meeting_id: UUID, *, by: Doer, now: datetime) -> None:
    """Send the meeting as it is now to everybody invited; a new time or place asks them anew (SEQUENCE rises)."""
    meeting = meeting_queries.lock(meeting_id)
    must_be_at_desk(meeting, by)
    for invitation in queries.invitations_of(meeting_id):
        seat = invitation.seat
        anew = asks_anew(_told(invitation, seat.meeting), occasion_of(seat.meeting))
        ask(invitation, Telling(Method.REQUEST), now, anew=anew)
    transaction.on_commit(tasks.wake, robust=True)


@transaction.atomic
def cancel_and_tell(meeting_id: UUID, reason: str, *, by: Doer, now: datetime) -> Meeting:
    """Cancel the meeting and tell everybody who was invited. Raises NotNow, NotTheChair, rules.BadName."""
    meeting = meetings.cancel_meeting(meeting_id, reason, by=by, now=now)
    for invitation in queries.invitations_of(meeting_id):
        stamp_anew(invitation, now, raise_sequence=True)
        send(invitation, Telling(Method.CANCEL), now)
    transaction.on_commit(tasks.wake, robust=True)
    return meeting


@transaction.atomic
def send_again(invitation_id: int, *, by: Doer, now: datetime) -> Invitation:
    """Write to one seat once more, at its present address. Raises NotTheSecretary, NotNow, NotFound."""
    invitation = queries.lock(invitation_id)
    must_be_at_desk(invitation.seat.meeting, by)
    ask(invitation, Telling(Method.REQUEST, reminder=True), now, anew=False)
    transaction.on_commit(tasks.wake, robust=True)
    return invitation


@transaction.atomic
def remind(meeting_id: UUID, *, by: Doer, now: datetime) -> int:
    """Write once more to every seat that has not answered and has no letter waiting; answers how many."""
    must_be_at_desk(meeting_queries.lock(meeting_id), by)
    silent = [one for one in queries.invitations_of(meeting_id) if one.state in UNANSWERED - {Funnel.QUEUED}]
    for invitation in silent:
        ask(invitation, Telling(Method.REQUEST, reminder=True), now, anew=False)
    transaction.on_commit(tasks.wake, robust=True)
    return len(silent)


def must_be_at_desk(meeting: Meeting, by: Doer) -> None:
    """Raise NotTheSecretary for anybody but chair and secretary, NotNow before and after a meeting's time."""
    if not by.at_desk:
        raise NotTheSecretary
    if meeting.state not in {State.ANNOUNCED, State.OPEN}:
        raise NotNow


def _invite(seat: Seat, now: datetime) -> Invitation:
    row, _token = reply_address_of(seat)
    stamp = first_stamp(now)
    invitation = Invitation.objects.create(
        seat=seat, reply_address=row, uid=uid_of(seat.meeting), dtstamp=stamp.dtstamp, state_at=now
    )
    _remember(invitation, seat.meeting)
    send(invitation, Telling(Method.REQUEST), now)
    return invitation


def ask(invitation: Invitation, telling: Telling, now: datetime, *, anew: bool) -> None:
    """Write to a seat that was invited before; `anew` raises SEQUENCE, so that its earlier answer no longer holds."""
    stamp_anew(invitation, now, raise_sequence=anew)
    move(invitation, after(Funnel(invitation.state), News.ASKED_ANEW if anew else News.SENT_AGAIN), now)
    _remember(invitation, invitation.seat.meeting)
    send(invitation, telling, now)


def stamp_anew(invitation: Invitation, now: datetime, *, raise_sequence: bool) -> None:
    """Give the invitation the stamp of its next letter; the caller saves."""
    last = Stamp(invitation.sequence, invitation.dtstamp)
    stamp = next_stamp(last, now, raise_sequence=raise_sequence)
    invitation.sequence, invitation.dtstamp = stamp.sequence, stamp.dtstamp


def send(invitation: Invitation, telling: Telling, now: datetime) -> None:
    """Save the invitation and queue its letter; without a usable address it is work for the desk."""
    seat = invitation.seat
    if not deliverable(seat.address):
        invitation.state, invitation.state_at, invitation.fault = Funnel.BOUNCED, now, str(_NO_ADDRESS)
        invitation.save()
        return
    written = letter_to(seat, invitation, telling, now)
    invitation.first_message_id = invitation.first_message_id or written.message_id
    invitation.fault = ""
    invitation.save()
    outbox.queue(invitation, telling, written, now)


def _remember(invitation: Invitation, meeting: Meeting) -> None:
    occasion = occasion_of(meeting)
    invitation.told = {
        "starts_at": occasion.starts_at.isoformat(),
        "ends_at": occasion.ends_at.isoformat(),
        "location": occasion.location,
    }


def _told(invitation: Invitation, meeting: Meeting) -> Occasion:
    told, occasion = invitation.told, occasion_of(meeting)
    return Occasion(
        uid=occasion.uid,
        title=occasion.title,
        starts_at=datetime.fromisoformat(told["starts_at"]),
        ends_at=datetime.fromisoformat(told["ends_at"]),
        location=told["location"],
        description=occasion.description,
        url=occasion.url,
        created_at=occasion.created_at,
    )
