"""Deeds on the floor."""

from datetime import datetime
from uuid import UUID

from rooms.live.messages import (
    FloorEnd,
    FloorExtend,
    FloorGive,
    FloorMode,
    HandLower,
    HandRaise,
    MicrophoneMute,
    MicrophoneMuteAll,
    MicrophoneUnmute,
    ScreenEnd,
    ScreenShare,
    StagePin,
)
from rooms.meetings.rules import Doer
from rooms.refusals import NotFound
from rooms.speakers import actions


def raise_hand(meeting_id: UUID, by: Doer, _deed: HandRaise, now: datetime) -> None:
    """Ask for the floor."""
    actions.raise_hand(meeting_id, by=by, now=now)


def lower_hand(meeting_id: UUID, by: Doer, deed: HandLower, now: datetime) -> None:
    """Take one's own request back, or as the chair another's."""
    seat_id = deed.seat or by.seat_id
    if seat_id is None:
        raise NotFound
    actions.lower_hand(meeting_id, seat_id, by=by, now=now)


def give_floor(meeting_id: UUID, by: Doer, deed: FloorGive, now: datetime) -> None:
    """Open a seat's turn."""
    actions.give_floor(meeting_id, deed.seat, deed.minutes, by=by, now=now)


def extend_turn(meeting_id: UUID, by: Doer, deed: FloorExtend, now: datetime) -> None:
    """More minutes for the speaker."""
    actions.extend_turn(meeting_id, deed.minutes, by=by, now=now)


def end_turn(meeting_id: UUID, by: Doer, _deed: FloorEnd, now: datetime) -> None:
    """End the open turn."""
    actions.end_turn(meeting_id, by=by, now=now)


def mute(meeting_id: UUID, by: Doer, deed: MicrophoneMute, now: datetime) -> None:
    """Shut a microphone."""
    actions.mute(meeting_id, deed.seat, by=by, now=now)


def unmute(meeting_id: UUID, by: Doer, deed: MicrophoneUnmute, now: datetime) -> None:
    """Open a microphone again."""
    actions.unmute(meeting_id, deed.seat, by=by, now=now)


def mute_all(meeting_id: UUID, by: Doer, _deed: MicrophoneMuteAll, now: datetime) -> None:
    """Shut every microphone but the chair's."""
    actions.mute_all(meeting_id, by=by, now=now)


def set_mode(meeting_id: UUID, by: Doer, deed: FloorMode, now: datetime) -> None:
    """Choose how the floor is shared."""
    actions.set_mode(meeting_id, deed.mode, by=by, now=now)


def pin(meeting_id: UUID, by: Doer, deed: StagePin, now: datetime) -> None:
    """Put a seat into everybody's main picture."""
    actions.pin(meeting_id, deed.seat, by=by, now=now)


def share_screen(meeting_id: UUID, by: Doer, _deed: ScreenShare, now: datetime) -> None:
    """Begin to share one's screen."""
    actions.share_screen(meeting_id, by=by, now=now)


def end_screen(meeting_id: UUID, by: Doer, _deed: ScreenEnd, now: datetime) -> None:
    """Take one's screen off the stage."""
    actions.end_screen(meeting_id, by=by, now=now)
