"""Deeds on the floor: raise and lower a hand, give, extend and end a turn, mute and unmute, set the stage."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from rooms.journal import actions as journal
from rooms.meetings import queries as meetings
from rooms.meetings.models import Meeting, Seat
from rooms.meetings.refusals import NotNow, NotTheChair
from rooms.meetings.rules import Doer, Hat, State, chair_may
from rooms.refusals import NotFound
from rooms.speakers import queries, rules
from rooms.speakers.events import (
    FloorModeSet,
    HandLowered,
    HandRaised,
    MicrophoneMuted,
    MicrophoneUnmuted,
    ScreenEnded,
    ScreenShared,
    StagePinned,
    TurnEnded,
    TurnExtended,
    TurnOpened,
)
from rooms.speakers.models import Mute, Request, Share, Stage, Turn
from rooms.speakers.refusals import (
    FloorIsTaken,
    HandAlreadyRaised,
    MayNotShare,
    NobodySpeaks,
    NoHandRaised,
    NotYourMicrophone,
    NotYourTurn,
)


def _sitting(meeting_id: UUID) -> Meeting:
    """The locked meeting, which must be sitting: whoever changes the floor passes here, one after the other."""
    meeting = meetings.lock(meeting_id)
    if not rules.floor_is_used(State(meeting.state)):
        raise NotNow
    return meeting


def _seat_of(meeting_id: UUID, seat_id: UUID | None) -> Seat:
    """A seat of this meeting and no other (L1). Raises NotFound."""
    seat = Seat.objects.filter(meeting_id=meeting_id, pk=seat_id).first() if seat_id else None
    if seat is None:
        raise NotFound
    return seat


@transaction.atomic
def raise_hand(meeting_id: UUID, *, by: Doer, now: datetime) -> Request:
    """Ask for the floor. Raises NotNow, HandAlreadyRaised."""
    _sitting(meeting_id)
    seat = _seat_of(meeting_id, by.seat_id)
    if queries.open_request(seat.pk) is not None:
        raise HandAlreadyRaised
    request = Request.objects.create(seat=seat, raised_at=now)
    journal.record(meeting_id, HandRaised(request.pk, seat.pk), by=by.actor, at=now)
    return request


@transaction.atomic
def lower_hand(meeting_id: UUID, seat_id: UUID, *, by: Doer, now: datetime) -> None:
    """Take a request back: one's own, or as the chair anybody's. Raises NotTheChair, NoHandRaised."""
    meetings.lock(meeting_id)
    seat = _seat_of(meeting_id, seat_id)
    if by.seat_id != seat.pk and not chair_may(by):
        raise NotTheChair
    request = queries.open_request(seat.pk)
    if request is None:
        raise NoHandRaised
    _lower(meeting_id, request, by, now)


def _lower(meeting_id: UUID, request: Request, by: Doer, now: datetime) -> None:
    request.ended_at = now
    request.save(update_fields=["ended_at"])
    journal.record(meeting_id, HandLowered(request.pk, request.seat_id), by=by.actor, at=now)


@transaction.atomic
def give_floor(meeting_id: UUID, seat_id: UUID, minutes: int, *, by: Doer, now: datetime) -> Turn:
    """Open a seat's turn; its request ends and its microphone is no longer shut.

    Raises NotTheChair, NotNow, NotFound, FloorIsTaken.
    """
    _sitting(meeting_id)
    if not chair_may(by):
        raise NotTheChair
    seat = _seat_of(meeting_id, seat_id)
    if queries.open_turn(meeting_id) is not None:
        raise FloorIsTaken
    allowed_s = rules.extended(0, minutes)
    turn = Turn.objects.create(meeting_id=meeting_id, seat=seat, opened_at=now, allowed_s=allowed_s)
    if (request := queries.open_request(seat.pk)) is not None:
        _lower(meeting_id, request, by, now)
    _open_microphone(meeting_id, seat.pk, by, now)
    journal.record(meeting_id, TurnOpened(turn.pk, seat.pk, allowed_s), by=by.actor, at=now)
    return turn


@transaction.atomic
def extend_turn(meeting_id: UUID, minutes: int, *, by: Doer, now: datetime) -> Turn:
    """Give the speaker more time. Raises NotTheChair, NobodySpeaks."""
    _sitting(meeting_id)
    if not chair_may(by):
        raise NotTheChair
    turn = _turn(meeting_id)
    turn.allowed_s = rules.extended(turn.allowed_s, minutes)
    turn.save(update_fields=["allowed_s"])
    journal.record(meeting_id, TurnExtended(turn.pk, turn.allowed_s), by=by.actor, at=now)
    return turn


@transaction.atomic
def end_turn(meeting_id: UUID, *, by: Doer, now: datetime) -> Turn:
    """End the open turn. Raises NobodySpeaks, NotYourTurn."""
    meetings.lock(meeting_id)
    turn = _turn(meeting_id)
    if not rules.may_end(by, rules.Speech(turn.seat_id, turn.opened_at, turn.allowed_s)):
        raise NotYourTurn
    turn.ended_at = max(now, turn.opened_at)  # a clock set back makes no speech negative
    turn.save(update_fields=["ended_at"])
    journal.record(meeting_id, TurnEnded(turn.pk, turn.seat_id), by=by.actor, at=now)
    if turn.seat_id not in rules.may_share(queries.standing_of(meeting_id)):
        _take_off(meeting_id, turn.seat_id, by, now)
    return turn


def _turn(meeting_id: UUID) -> Turn:
    turn = queries.open_turn(meeting_id)
    if turn is None:
        raise NobodySpeaks
    return turn


@transaction.atomic
def clear_floor(meeting_id: UUID, *, by: Doer, now: datetime) -> None:
    """End the turn and every request: the sitting is over. Raises NotTheChair."""
    meetings.lock(meeting_id)
    if not chair_may(by):
        raise NotTheChair
    if queries.open_turn(meeting_id) is not None:
        end_turn(meeting_id, by=by, now=now)
    for request in Request.objects.filter(seat__meeting_id=meeting_id, ended_at__isnull=True):
        _lower(meeting_id, request, by, now)
    for share in Share.objects.filter(seat__meeting_id=meeting_id):
        _take_off(meeting_id, share.seat_id, by, now)


@transaction.atomic
def mute(meeting_id: UUID, seat_id: UUID, *, by: Doer, now: datetime) -> None:
    """Shut a microphone. Shutting a shut one tells nobody, unless the chair's hand replaces the seat's own."""
    meetings.lock(meeting_id)
    seat = _seat_of(meeting_id, seat_id)
    if not rules.may_mute(by, seat.pk):
        raise NotYourMicrophone
    _shut_microphone(meeting_id, seat, by, now)


def _shut_microphone(meeting_id: UUID, seat: Seat, by: Doer, now: datetime) -> None:
    by_chair = by.seat_id != seat.pk
    row, fresh = Mute.objects.get_or_create(seat=seat, defaults={"by_chair": by_chair, "muted_at": now})
    if by_chair and not row.by_chair:
        row.by_chair, fresh = True, True
        row.save(update_fields=["by_chair"])
    if fresh:
        journal.record(meeting_id, MicrophoneMuted(seat.pk, by_chair), by=by.actor, at=now)


@transaction.atomic
def unmute(meeting_id: UUID, seat_id: UUID, *, by: Doer, now: datetime) -> None:
    """Open a microphone again. Raises NotYourMicrophone; opening an open one tells nobody."""
    meetings.lock(meeting_id)
    seat = _seat_of(meeting_id, seat_id)
    shut = Mute.objects.filter(seat=seat).first()
    if not rules.may_unmute(by, seat.pk, by_chair=bool(shut and shut.by_chair)):
        raise NotYourMicrophone
    _open_microphone(meeting_id, seat.pk, by, now)


def _open_microphone(meeting_id: UUID, seat_id: UUID, by: Doer, now: datetime) -> None:
    deleted, _ = Mute.objects.filter(seat_id=seat_id).delete()
    if deleted:
        journal.record(meeting_id, MicrophoneUnmuted(seat_id), by=by.actor, at=now)


@transaction.atomic
def mute_all(meeting_id: UUID, *, by: Doer, now: datetime) -> None:
    """Shut every microphone but the chair's own. Raises NotTheChair."""
    meetings.lock(meeting_id)
    if not chair_may(by):
        raise NotTheChair
    for seat in Seat.objects.filter(meeting_id=meeting_id).exclude(role=Hat.CHAIR):
        _shut_microphone(meeting_id, seat, by, now)


# --- the stage


def _staged(meeting_id: UUID) -> Meeting:
    """The locked meeting, which must not be over yet."""
    meeting = meetings.lock(meeting_id)
    if not rules.stage_is_used(State(meeting.state)):
        raise NotNow
    return meeting


@transaction.atomic
def set_mode(meeting_id: UUID, mode: rules.Mode, *, by: Doer, now: datetime) -> None:
    """Choose how the floor is shared. Raises NotTheChair, NotNow; the mode that is already set tells nobody."""
    _staged(meeting_id)
    if not chair_may(by):
        raise NotTheChair
    stage, _ = Stage.objects.get_or_create(meeting_id=meeting_id)
    if stage.mode == mode:
        return
    stage.mode = mode
    stage.save(update_fields=["mode"])
    journal.record(meeting_id, FloorModeSet(mode), by=by.actor, at=now)


@transaction.atomic
def pin(meeting_id: UUID, seat_id: UUID | None, *, by: Doer, now: datetime) -> None:
    """Put a seat into everybody's main picture; None lets it follow the floor again. Raises NotTheChair, NotFound."""
    _staged(meeting_id)
    if not chair_may(by):
        raise NotTheChair
    seat = _seat_of(meeting_id, seat_id) if seat_id else None
    stage, _ = Stage.objects.get_or_create(meeting_id=meeting_id)
    if stage.pinned_id == seat_id:
        return
    stage.pinned = seat
    stage.save(update_fields=["pinned"])
    journal.record(meeting_id, StagePinned(seat_id), by=by.actor, at=now)


@transaction.atomic
def share_screen(meeting_id: UUID, *, by: Doer, now: datetime) -> None:
    """Begin to share one's screen. Raises MayNotShare, NotNow. Told again after a reload, it is written again."""
    _staged(meeting_id)
    seat = _seat_of(meeting_id, by.seat_id)
    if seat.pk not in rules.may_share(queries.standing_of(meeting_id)):
        raise MayNotShare
    Share.objects.update_or_create(seat=seat, defaults={"shared_at": now})
    journal.record(meeting_id, ScreenShared(seat.pk), by=by.actor, at=now)


@transaction.atomic
def end_screen(meeting_id: UUID, *, by: Doer, now: datetime) -> None:
    """Take one's own screen off the stage; one that is not there tells nobody."""
    meetings.lock(meeting_id)
    _take_off(meeting_id, _seat_of(meeting_id, by.seat_id).pk, by, now)


def _take_off(meeting_id: UUID, seat_id: UUID, by: Doer, now: datetime) -> None:
    deleted, _ = Share.objects.filter(seat_id=seat_id).delete()
    if deleted:
        journal.record(meeting_id, ScreenEnded(seat_id), by=by.actor, at=now)
