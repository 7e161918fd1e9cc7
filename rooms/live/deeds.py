"""One deed, from its message to its kept answer."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import OperationalError
from django.utils import translation

from rooms.journal import actions as journal
from rooms.live import messages
from rooms.live.handlers import invitations as invitation_deeds
from rooms.live.handlers import meetings as meeting_deeds
from rooms.live.handlers import recordings as recording_deeds
from rooms.live.handlers import speakers as floor_deeds
from rooms.live.messages import Deed, Done, News, RefusedNews, Wish
from rooms.live.refusals import NotSaved, RightWithdrawn
from rooms.live.sockets import Place
from rooms.meetings import queries as meetings
from rooms.meetings.rules import Doer
from rooms.refusals import NotFound, Refused

Handler = Callable[[UUID, Doer, Any, datetime], None]

HANDLERS: dict[type[Deed], Handler] = {
    messages.ChatSay: meeting_deeds.say,
    messages.ItemNext: meeting_deeds.open_next_item,
    messages.MeetingOpen: meeting_deeds.open_meeting,
    messages.MeetingClose: meeting_deeds.close_meeting,
    messages.HandRaise: floor_deeds.raise_hand,
    messages.HandLower: floor_deeds.lower_hand,
    messages.FloorGive: floor_deeds.give_floor,
    messages.FloorExtend: floor_deeds.extend_turn,
    messages.FloorEnd: floor_deeds.end_turn,
    messages.MicrophoneMute: floor_deeds.mute,
    messages.MicrophoneUnmute: floor_deeds.unmute,
    messages.MicrophoneMuteAll: floor_deeds.mute_all,
    messages.FloorMode: floor_deeds.set_mode,
    messages.StagePin: floor_deeds.pin,
    messages.ScreenShare: floor_deeds.share_screen,
    messages.ScreenEnd: floor_deeds.end_screen,
    messages.RecordingStart: recording_deeds.start,
    messages.RecordingStop: recording_deeds.stop,
    messages.SubstituteApprove: invitation_deeds.approve,
    messages.SubstituteRefuse: invitation_deeds.refuse,
}


def perform(place: Place, wish: Wish, now: datetime) -> News:
    """Do what is wished, once, and say what came of it. Raises RightWithdrawn."""
    handler = HANDLERS[type(wish.deed)]
    by = doer_in(place)
    try:
        journal.once(by.actor, wish.key, lambda: handler(place.meeting_id, by, wish.deed, now), at=now)
    except Refused as refusal:
        return refused(refusal, str(wish.key), place.language)
    except OperationalError:
        return refused(NotSaved(), str(wish.key), place.language)
    return Done(wish.key)


def doer_in(place: Place) -> Doer:
    """The seat as it is now: rights are read at every deed, not remembered from the ticket. Raises RightWithdrawn."""
    try:
        return meetings.doer_in_seat(meetings.seat_held(place.seat_id, place.epoch))
    except NotFound as gone:
        raise RightWithdrawn from gone


def refused(refusal: Refused, key: str | None, language: str) -> RefusedNews:
    """A refusal in the browser's language."""
    with translation.override(language):
        return RefusedNews(key, refusal.code, refusal.words)
