"""A recording of the tests, of the open briefing."""

from datetime import timedelta

from rooms.meetings import actions as meetings
from rooms.meetings.models import Meeting
from rooms.recordings import actions
from rooms.recordings.models import Recording
from tests.factories.meetings import START, an_open_meeting, doer


def after(seconds):
    return START + timedelta(seconds=seconds)


def a_running_recording() -> Recording:
    meeting = an_open_meeting()
    return actions.start(meeting.pk, by=doer(meeting, "chair"), now=after(60))


def a_stopped_recording() -> Recording:
    recording = a_running_recording()
    return actions.stop(recording.meeting_id, by=doer(recording.meeting, "chair"), now=after(3660))


def closed(meeting: Meeting) -> Meeting:
    return meetings.close_meeting(meeting.pk, by=doer(meeting, "chair"), now=after(7200))
