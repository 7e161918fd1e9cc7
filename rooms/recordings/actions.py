"""Deeds on a recording: start, stop, compose, release, file, delete; and what the house does by itself."""

from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction

from rooms.journal import actions as journal
from rooms.journal.events import Event
from rooms.meetings import queries as meetings
from rooms.meetings.refusals import NotNow, NotTheChair
from rooms.meetings.rules import Doer
from rooms.meetings.rules import State as Sitting
from rooms.recordings import files, queries, rules
from rooms.recordings.events import (
    RecordingComposed,
    RecordingDeleted,
    RecordingFiled,
    RecordingReleased,
    RecordingStarted,
    RecordingStopped,
)
from rooms.recordings.models import Recording
from rooms.recordings.refusals import FiledIsKept, NoRoomOnDisk, NotInThisState
from rooms.recordings.rules import HOUSE, PASSAGES, State
from rooms.refusals import NotAllowed
from rooms.rehearsal import crash_point


@transaction.atomic
def start(meeting_id: UUID, *, by: Doer, now: datetime) -> Recording:
    """Begin a recording; the one that runs is answered again. Raises NotTheChair, NotNow, NoRoomOnDisk.

    The entry stands in the journal before anything is written: the node hears of the recording only by reading it (X7).
    """
    meeting = meetings.lock(meeting_id)
    if not rules.may_record(by):
        raise NotTheChair
    if not rules.is_recordable(Sitting(meeting.state)):
        raise NotNow
    if (running := queries.running(meeting_id)) is not None:
        return running
    if not files.has_room():
        raise NoRoomOnDisk
    recording = Recording.objects.create(meeting=meeting, started_at=now, started_by=by.actor)
    crash_point("recordings.start.after_row")
    _tell(recording, RecordingStarted(recording.pk), by, now)
    return recording


@transaction.atomic
def stop(meeting_id: UUID, *, by: Doer, now: datetime) -> Recording | None:
    """End the recording that runs, if any. Raises NotTheChair."""
    meetings.lock(meeting_id)
    if not rules.chair_or_house_may(by):
        raise NotTheChair
    recording = queries.running(meeting_id)
    if recording is not None:
        _stop(recording, by, now)
    return recording


def _stop(recording: Recording, by: Doer, now: datetime) -> None:
    _pass(recording, State.STOPPED, by)
    recording.stopped_at = max(now, recording.started_at)  # a clock set back makes no recording negative
    recording.keep_until = rules.keep_until(recording.stopped_at)
    recording.save()
    crash_point("recordings.stop.after_row")
    _tell(recording, RecordingStopped(recording.pk), by, now)


def _pass(recording: Recording, end: State, by: Doer) -> None:
    may = PASSAGES.get((State(recording.state), end))
    if may is None:
        raise NotInThisState
    if not may(by):
        raise NotAllowed
    recording.state = end


def _tell(recording: Recording, event: Event, by: Doer, now: datetime) -> None:
    journal.record(recording.meeting_id, event, by=by.actor, at=now)


# --- the composer


@transaction.atomic
def claim(*, now: datetime) -> Recording | None:
    """Take the next recording to compose, or none. What killed its composer too often fails for good."""
    waiting = queries.next_to_compose(now)
    if waiting is None:
        return None
    recording = queries.lock(waiting.pk)
    if recording.state == State.COMPOSING and not rules.is_abandoned(recording.beaten_at, now):
        return None
    if recording.tries >= rules.TRIES:
        _give_up(recording)
        return None
    if recording.state != State.COMPOSING:
        _pass(recording, State.COMPOSING, HOUSE)
    recording.tries += 1
    recording.claim, recording.beaten_at, recording.percent, recording.fault = uuid4(), now, 0, ""
    recording.save()
    return recording


def _give_up(recording: Recording, fault: str = "") -> None:
    _pass(recording, State.FAILED, HOUSE)
    recording.fault, recording.claim = fault[:200], None
    recording.save()


@transaction.atomic
def beat(recording_id: UUID, claim_id: UUID, percent: int, *, now: datetime) -> bool:
    """A sign of life with the progress. False when the composer should let go: held, or taken over."""
    recording = queries.lock(recording_id)
    if recording.state != State.COMPOSING or recording.claim != claim_id:
        return False
    recording.beaten_at, recording.percent = now, min(percent, 100)
    recording.save(update_fields=["beaten_at", "percent"])
    return True


@transaction.atomic
def finish(recording_id: UUID, claim_id: UUID, film: RecordingComposed, name: str, *, now: datetime) -> bool:
    """The film is in its place. False when the claim was lost meanwhile: then nothing is said."""
    recording = queries.lock(recording_id)
    if recording.state != State.COMPOSING or recording.claim != claim_id:
        return False
    _pass(recording, State.READY, HOUSE)
    recording.file, recording.bytes, recording.seconds = name, film.bytes, film.seconds
    recording.digest, recording.composed_at, recording.percent = film.digest, now, 100
    recording.claim, recording.tries = None, 0
    recording.save()
    _tell(recording, film, HOUSE, now)
    return True


@transaction.atomic
def fail(recording_id: UUID, claim_id: UUID, fault: str) -> None:
    """The film cannot be made; the desk may try again."""
    recording = queries.lock(recording_id)
    if recording.state == State.COMPOSING and recording.claim == claim_id:
        _give_up(recording, fault)


@transaction.atomic
def hold(recording_id: UUID, *, by: Doer) -> Recording:
    """Stop the composing; the composer sees it at its next sign of life. Raises NotAllowed, NotInThisState."""
    recording = queries.lock(recording_id)
    _pass(recording, State.HELD, by)
    recording.claim = None
    recording.save()
    return recording


@transaction.atomic
def compose_again(recording_id: UUID, *, by: Doer) -> Recording:
    """Put a held or failed one back in the line. Raises NotAllowed, NotInThisState."""
    recording = queries.lock(recording_id)
    _pass(recording, State.STOPPED, by)
    recording.tries, recording.percent, recording.fault = 0, 0, ""
    recording.save()
    return recording


# --- who has it, how long it stays


@transaction.atomic
def release(recording_id: UUID, *, released: bool, by: Doer, now: datetime) -> Recording:
    """Let the seats of the meeting have the film, or no longer. Raises NotTheChair, NotInThisState."""
    recording = queries.lock(recording_id)
    if not rules.may_release(by):
        raise NotTheChair
    if recording.state == State.DELETED:
        raise NotInThisState
    if recording.released != released:
        recording.released = released
        recording.save(update_fields=["released"])
        _tell(recording, RecordingReleased(recording.pk, released), by, now)
    return recording


@transaction.atomic
def file(recording_id: UUID, *, filed: bool, by: Doer, now: datetime) -> Recording:
    """Put it on file, which lifts the date of deletion, or take it off. Raises NotAllowed, NotInThisState."""
    recording = queries.lock(recording_id)
    if not rules.may_file(by):
        raise NotAllowed
    if recording.state in {State.DELETED, State.RECORDING}:
        raise NotInThisState
    if recording.filed != filed:
        recording.filed = filed
        # Off file it does not vanish the same minute: the desk has time to think again.
        recording.keep_until = max(recording.keep_until or now, now + rules.TRACKS_KEPT)
        recording.save(update_fields=["filed", "keep_until"])
        _tell(recording, RecordingFiled(recording.pk, filed), by, now)
    return recording


@transaction.atomic
def delete(recording_id: UUID, *, by: Doer, now: datetime) -> Recording:
    """Give it up for good; the files go after the commit. Raises NotAllowed, NotInThisState, FiledIsKept."""
    recording = queries.lock(recording_id)
    _pass(recording, State.DELETED, by)
    if recording.filed:
        raise FiledIsKept
    recording.save(update_fields=["state"])
    _tell(recording, RecordingDeleted(recording.pk), by, now)
    transaction.on_commit(lambda: _remove(recording_id), robust=True)
    return recording


def _remove(recording_id: UUID) -> None:
    crash_point("recordings.delete.before_files")
    files.remove(recording_id)


# --- what the house does by itself, each minute


def reap(*, now: datetime) -> None:
    """Stop what outlived its meeting, delete what was kept long enough, sweep what a crash left behind."""
    for recording in queries.outliving_their_meeting():
        stop(recording.meeting_id, by=HOUSE, now=now)
    for recording in queries.due(now):
        delete(recording.pk, by=HOUSE, now=now)
    for recording in queries.long_finished(now):
        files.remove_parts(recording.pk)
    for recording_id in queries.without_files(set(files.folders())):
        files.remove(recording_id)
