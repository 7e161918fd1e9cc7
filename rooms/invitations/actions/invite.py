"""Invite, tell of a change, cancel, write again. Letters are queued in the deed's own transaction."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from rooms.invitations import queries, tasks
from rooms.invitations.actions import order, outbox
from rooms.invitations.actions.answer import move
from rooms.invitations.actions.issuing import Issuances
from rooms.invitations.actions.reply_addresses import holder_of, reply_addresses_of
from rooms.invitations.actions.whole_series import letters_about, parts_of, share
from rooms.invitations.itip.compose import Method
from rooms.invitations.itip.sequence import Stamp, first_stamp, next_stamp
from rooms.invitations.models import Invitation, ReplyAddress
from rooms.invitations.queries import outgoing
from rooms.invitations.refusals import SeatIsWithdrawn
from rooms.invitations.rules import Funnel, News, after
from rooms.invitations.writing import (
    Telling,
    changes_between,
    contents_of,
    deliverable,
    recurrence_of,
    told_of,
    uid_of,
)
from rooms.meetings import actions as meetings
from rooms.meetings import queries as meeting_queries
from rooms.meetings.models import Meeting, Seat
from rooms.meetings.refusals import NotNow, NotTheSecretary
from rooms.meetings.rules import Doer, State

_NO_ADDRESS = _("Chưa có địa chỉ thư điện tử dùng được")
_FIELDS = [field.name for field in Invitation._meta.concrete_fields if not field.primary_key]  # noqa: SLF001 - Django's documented interface
Letter = tuple[Invitation, Telling]


@transaction.atomic
def announce_and_invite(meeting_id: UUID, *, by: Doer, now: datetime, urgent_reason: str = "") -> Meeting:
    """Announce a draft, and all of its series with it, and queue one letter to each recipient.

    Raises NotTheSecretary, NotNow, NoticeTooShort, rules.BadName.
    """
    together = meeting_queries.announced_with(meeting_queries.lock_series(meeting_id))
    meeting = meetings.announce(meeting_id, by=by, now=now, urgent_reason=urgent_reason)
    invite_seats(queries.seats_to_write_to(*(one.pk for one in together)), now)
    transaction.on_commit(tasks.wake, robust=True)
    return meeting


def invite_seat(seat_id: UUID, now: datetime) -> None:
    """Queue the first letter of a seat that was added later; the caller holds the meeting."""
    invite_seats([queries.seat_to_write_to(seat_id)], now)


@transaction.atomic
def cancel_and_tell(meeting_id: UUID, reason: str, *, by: Doer, now: datetime) -> Meeting:
    """Cancel the meeting and tell everybody who was invited. Raises NotNow, NotTheChair, rules.BadName."""
    meeting = meetings.cancel_meeting(meeting_id, reason, by=by, now=now)
    invited = queries.lock_all(meeting_id)
    for invitation in invited:
        stamp_anew(invitation, now, raise_sequence=True)
    send_all([(one, Telling(Method.CANCEL)) for one in invited], now)
    transaction.on_commit(tasks.wake, robust=True)
    return meeting


@transaction.atomic
def send_again(invitation_id: int, *, by: Doer, now: datetime) -> Invitation:
    """Write to one seat once more, at its present address; who was told of a whole series is told of it again.

    Raises NotTheSecretary, NotNow, NotFound, SeatIsWithdrawn.
    """
    order.hold_part(invitation_id)
    invitation = queries.lock(invitation_id)
    must_be_at_desk(invitation.seat.meeting, by)
    if invitation.seat.withdrawn_at is not None:
        raise SeatIsWithdrawn
    if outgoing.told_of_whole([invitation.uid]) >= {(invitation.reply_address_id, invitation.uid)}:
        tell_of_series(queries.part_of(invitation), now, again=True)
    else:
        ask(invitation, Telling(Method.REQUEST, again=True), now, anew=False)
    transaction.on_commit(tasks.wake, robust=True)
    return queries.lock(invitation_id)


def tell_of_series(part: Sequence[Invitation], now: datetime, *, again: bool = False) -> None:
    """Say to one recipient once more what they are invited to: one letter for all, one for each decided alone."""
    for one in part:
        make_ready(one, now, anew=False)
    save(part)
    letters = letters_about(part, whole=True)
    ahead = [(one, telling) for one, telling in letters if telling.series or one.seat.meeting.ends_at > now]
    send_all([(one, replace(telling, again=again)) for one, telling in ahead], now)
    save(share(part, letters))


def must_be_at_desk(meeting: Meeting, by: Doer) -> None:
    """Raise NotTheSecretary for anybody but chair and secretary, NotNow before and after a meeting's time."""
    if not by.at_desk:
        raise NotTheSecretary
    if meeting.state not in {State.ANNOUNCED, State.OPEN}:
        raise NotNow


def invite_seats(seats: Sequence[Seat], now: datetime) -> None:
    """Invite seats for the first time: whoever sits in several meetings of a series gets one letter for all."""
    parts = parts_of(new_invitations(seats, now))
    letters = [letter for part in parts for letter in letters_about(part, whole=len(part) > 1)]
    send_all(letters, now)
    shared = [one for part in parts if len(part) > 1 for one in share(part, letters)]
    save(shared)


def new_invitations(seats: Sequence[Seat], now: datetime) -> list[Invitation]:
    """Write down that these seats are invited; the letters are for the caller."""
    addresses = reply_addresses_of(seats)
    rows = [_new_invitation(seat, addresses[holder_of(seat)][0], now) for seat in seats]
    told = outgoing.heard(one.uid for one in rows)
    for one in rows:  # whoever knows the name already, from a series or from before, hears a newer SEQUENCE
        if (one.reply_address_id, one.uid) in told:
            one.sequence = told[one.reply_address_id, one.uid] + 1
    return Invitation.objects.bulk_create(rows, batch_size=500)


def _new_invitation(seat: Seat, address: ReplyAddress, now: datetime) -> Invitation:
    stamp = first_stamp(now)
    return Invitation(
        seat=seat,
        reply_address=address,
        uid=uid_of(seat.meeting),
        recurrence=recurrence_of(seat.meeting),
        sequence=stamp.sequence,
        dtstamp=stamp.dtstamp,
        state_at=now,
        told=told_of(seat.meeting),
    )


def ask(invitation: Invitation, telling: Telling, now: datetime, *, anew: bool) -> None:
    """Write to a seat that was invited before; `anew` raises SEQUENCE, so that its earlier answer no longer holds."""
    make_ready(invitation, now, anew=anew)
    send(invitation, telling, now)


def make_ready(invitation: Invitation, now: datetime, *, anew: bool) -> None:
    """Give the invitation stamp and state of a further letter; the caller sends it."""
    stamp_anew(invitation, now, raise_sequence=anew)
    move(invitation, after(Funnel(invitation.state), News.ASKED_ANEW if anew else News.SENT_AGAIN), now)
    remember(invitation)


def remember(invitation: Invitation) -> None:
    """Keep what is told now, and what was told before where the hour is another."""
    told = told_of(invitation.seat.meeting)
    if invitation.told and invitation.told.get("starts_at") != told["starts_at"]:
        invitation.told_before = invitation.told
    invitation.told = told


def stamp_anew(invitation: Invitation, now: datetime, *, raise_sequence: bool) -> None:
    """Give the invitation the stamp of its next letter; the caller saves."""
    last = Stamp(invitation.sequence, invitation.dtstamp)
    stamp = next_stamp(last, now, raise_sequence=raise_sequence)
    invitation.sequence, invitation.dtstamp = stamp.sequence, stamp.dtstamp


def send(invitation: Invitation, telling: Telling, now: datetime) -> None:
    """Save the invitation and queue its letter; without a usable address it is work for the desk."""
    send_all([(invitation, telling)], now)


def send_all(letters: Sequence[Letter], now: datetime) -> None:
    """Save the invitations and queue a letter to each: what they say is fixed here, a worker makes their bytes."""
    mails = _mails(letters, now)
    save([one for one, _telling in letters])
    outbox.queue(mails, now)


def save(invitations: Sequence[Invitation], fields: Sequence[str] = _FIELDS) -> None:
    """Write the rows as they are now; all are there already.

    By INSERT ... ON CONFLICT DO UPDATE: bulk_update writes a CASE for each row and field, and took minutes for a series
    of 300 seats. It takes each row once; of a row that stands twice in the list the first counts.
    """
    rows = {one.pk: one for one in reversed(invitations)}
    Invitation.objects.bulk_create(
        rows.values(), batch_size=500, update_conflicts=True, unique_fields=["id"], update_fields=fields
    )


def _mails(letters: Sequence[Letter], now: datetime) -> list[outbox.Mail]:
    addresses = reply_addresses_of(one.seat for one, _telling in letters)
    issuances = Issuances()
    mails = []
    for invitation, telling in letters:
        seat = invitation.seat
        if not deliverable(seat.address):
            invitation.state, invitation.state_at, invitation.fault = Funnel.BOUNCED, now, str(_NO_ADDRESS)
            continue
        _row, token = addresses[holder_of(seat)]
        issuance = issuances.of(seat.meeting, telling.method)
        contents = contents_of(issuance.matter, invitation, telling, token, now)
        invitation.first_message_id = invitation.first_message_id or contents.message_id
        invitation.fault = ""
        mails.append(outbox.Mail(invitation, contents, issuance.enclosures))
    return mails


def news_for(invitation: Invitation, now: datetime, *, anew: bool) -> Telling:
    """Make the invitation ready for a letter that says what was told otherwise before; the caller sends it."""
    told = invitation.told
    make_ready(invitation, now, anew=anew)
    return Telling(Method.REQUEST, changed=True, changes=changes_between(told, invitation.told), anew=anew)
