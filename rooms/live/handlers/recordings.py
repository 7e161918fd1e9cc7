"""Deeds on the recording."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from rooms.live.messages import RecordingStart, RecordingStop
from rooms.meetings.rules import Doer
from rooms.recordings import actions, tasks


def start(meeting_id: UUID, by: Doer, _deed: RecordingStart, now: datetime) -> None:
    """Have the meeting recorded."""
    actions.start(meeting_id, by=by, now=now)


def stop(meeting_id: UUID, by: Doer, _deed: RecordingStop, now: datetime) -> None:
    """End the recording."""
    actions.stop(meeting_id, by=by, now=now)
    transaction.on_commit(tasks.wake, robust=True)
