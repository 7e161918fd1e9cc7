"""Deeds on the meeting: open, close, next item, say."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from rooms.live.messages import ChatSay, ItemNext, MeetingClose, MeetingOpen
from rooms.meetings import actions as meetings
from rooms.meetings.rules import Doer
from rooms.recordings import actions as recordings
from rooms.recordings import tasks
from rooms.speakers import actions as speakers


def say(meeting_id: UUID, by: Doer, deed: ChatSay, now: datetime) -> None:
    """Write in the chat."""
    meetings.say(meeting_id, deed.text, by=by, now=now)


def open_next_item(meeting_id: UUID, by: Doer, _deed: ItemNext, now: datetime) -> None:
    """Move on in the agenda."""
    meetings.open_next_item(meeting_id, by=by, now=now)


def open_meeting(meeting_id: UUID, by: Doer, _deed: MeetingOpen, now: datetime) -> None:
    """Open the sitting."""
    meetings.open_meeting(meeting_id, by=by, now=now)


@transaction.atomic
def close_meeting(meeting_id: UUID, by: Doer, _deed: MeetingClose, now: datetime) -> None:
    """Close the sitting; the floor is cleared and the recording ended first, so that nothing outlives it."""
    speakers.clear_floor(meeting_id, by=by, now=now)
    recordings.stop(meeting_id, by=by, now=now)
    meetings.close_meeting(meeting_id, by=by, now=now)
    transaction.on_commit(tasks.wake, robust=True)
