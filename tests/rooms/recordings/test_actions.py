"""The life of a recording, deed by deed."""

from datetime import timedelta

import pytest

from rooms.journal import queries as journal
from rooms.journal.events import DESK
from rooms.meetings.refusals import NotNow, NotTheChair
from rooms.recordings import actions, files, queries
from rooms.recordings.events import RecordingComposed
from rooms.recordings.models import Recording
from rooms.recordings.refusals import FiledIsKept, NoRoomOnDisk, NotInThisState
from rooms.recordings.rules import HOUSE, KEPT, LEASE, TRIES, State
from rooms.refusals import NotAllowed
from tests.factories.meetings import START, an_announced_meeting, an_open_meeting, doer
from tests.factories.recordings import a_running_recording, a_stopped_recording, after, closed

pytestmark = pytest.mark.django_db


def told(meeting_id):
    return [entry.kind for entry in journal.entries_after(meeting_id, 0) if entry.kind.startswith("recording.")]


def a_film(recording):
    """A ready recording with its file and a folder of tracks."""
    claimed = actions.claim(now=after(3700))
    folder = files.folder_of(recording.pk)
    (folder / "part").mkdir(parents=True)
    (folder / files.FILM).write_bytes(b"film")
    film = RecordingComposed(recording.pk, seconds=3600, bytes=4, digest="0" * 64)
    assert actions.finish(recording.pk, claimed.claim, film, files.FILM, now=after(3800))
    return Recording.objects.get(pk=recording.pk)


def test_a_recording_begins_with_its_entry_in_the_journal():
    recording = a_running_recording()
    assert recording.state == State.RECORDING
    entry = journal.entries_of_kinds(recording.meeting_id, ["recording.started"])[0]
    assert entry.payload == {"recording_id": str(recording.pk)}


def test_starting_twice_is_starting_once():
    recording = a_running_recording()
    again = actions.start(recording.meeting_id, by=doer(recording.meeting, "chair"), now=after(90))
    assert again.pk == recording.pk
    assert told(recording.meeting_id) == ["recording.started"]


@pytest.mark.parametrize("role", ["secretary", "site"])
def test_only_the_chair_starts_and_stops(role):
    meeting = an_open_meeting()
    with pytest.raises(NotTheChair):
        actions.start(meeting.pk, by=doer(meeting, role), now=START)
    actions.start(meeting.pk, by=doer(meeting, "chair"), now=START)
    with pytest.raises(NotTheChair):
        actions.stop(meeting.pk, by=doer(meeting, role), now=START)


def test_only_a_sitting_meeting_is_recorded():
    meeting = an_announced_meeting()
    with pytest.raises(NotNow):
        actions.start(meeting.pk, by=doer(meeting, "chair"), now=START)


def test_a_full_disk_refuses_in_words(monkeypatch):
    meeting = an_open_meeting()
    monkeypatch.setattr(files, "FREE_SHARE", 2.0)
    with pytest.raises(NoRoomOnDisk):
        actions.start(meeting.pk, by=doer(meeting, "chair"), now=START)
    assert told(meeting.pk) == []


def test_stopping_twice_is_stopping_once():
    recording = a_stopped_recording()
    assert actions.stop(recording.meeting_id, by=doer(recording.meeting, "chair"), now=after(4000)) is None
    assert told(recording.meeting_id) == ["recording.started", "recording.stopped"]
    assert recording.keep_until == recording.stopped_at + KEPT


def test_a_clock_set_back_makes_no_recording_negative():
    recording = a_running_recording()
    stopped = actions.stop(recording.meeting_id, by=HOUSE, now=after(-600))
    assert stopped.stopped_at == recording.started_at


def test_a_recording_that_outlived_its_meeting_is_stopped_by_the_house():
    recording = a_running_recording()
    closed(recording.meeting)
    actions.reap(now=after(7260))
    assert queries.running(recording.meeting_id) is None
    assert told(recording.meeting_id)[-1] == "recording.stopped"


def test_one_composer_at_a_time_and_a_dead_ones_work_is_taken_over():
    recording = a_stopped_recording()
    first = actions.claim(now=after(3700))
    assert first.pk == recording.pk
    assert actions.claim(now=after(3710)) is None
    assert actions.beat(recording.pk, first.claim, 40, now=after(3715))
    late = after(3715) + LEASE + timedelta(seconds=1)
    second = actions.claim(now=late)
    assert second.pk == recording.pk
    assert not actions.beat(recording.pk, first.claim, 50, now=late)
    film = RecordingComposed(recording.pk, 3600, 4, "0" * 64)
    assert not actions.finish(recording.pk, first.claim, film, files.FILM, now=late)
    assert actions.finish(recording.pk, second.claim, film, files.FILM, now=late)
    entry = journal.entries_of_kinds(recording.meeting_id, ["recording.composed"])[0]
    assert entry.audience == DESK


def test_what_kills_its_composer_again_and_again_fails_for_good():
    recording = a_stopped_recording()
    now = after(3700)
    for _ in range(TRIES):
        assert actions.claim(now=now).pk == recording.pk
        now += LEASE * 2
    assert actions.claim(now=now) is None
    assert Recording.objects.get(pk=recording.pk).state == State.FAILED


def test_the_desk_stops_the_composing_and_begins_it_again():
    recording = a_stopped_recording()
    claimed = actions.claim(now=after(3700))
    with pytest.raises(NotAllowed):
        actions.hold(recording.pk, by=doer(recording.meeting, "site"))
    actions.hold(recording.pk, by=doer(recording.meeting, "secretary"))
    assert not actions.beat(recording.pk, claimed.claim, 10, now=after(3701))
    assert actions.claim(now=after(9000)) is None
    actions.compose_again(recording.pk, by=doer(recording.meeting, "chair"))
    assert actions.claim(now=after(9001)).pk == recording.pk


def test_after_ninety_days_the_house_deletes_it_and_says_so(django_capture_on_commit_callbacks):
    recording = a_film(a_stopped_recording())
    actions.reap(now=recording.keep_until - timedelta(minutes=1))
    assert files.film_of(recording.pk, files.FILM).exists()
    with django_capture_on_commit_callbacks(execute=True):
        actions.reap(now=recording.keep_until)
    assert not files.folder_of(recording.pk).exists()
    assert told(recording.meeting_id)[-1] == "recording.deleted"
    assert Recording.objects.get(pk=recording.pk).state == State.DELETED


def test_what_is_on_file_stays_and_off_file_it_stays_another_week():
    recording = a_film(a_stopped_recording())
    actions.file(recording.pk, filed=True, by=doer(recording.meeting, "secretary"), now=after(4000))
    late = recording.keep_until + timedelta(days=400)
    actions.reap(now=late)
    assert Recording.objects.get(pk=recording.pk).state == State.READY
    with pytest.raises(FiledIsKept):
        actions.delete(recording.pk, by=doer(recording.meeting, "chair"), now=late)
    actions.file(recording.pk, filed=False, by=doer(recording.meeting, "chair"), now=late)
    actions.reap(now=late)
    assert Recording.objects.get(pk=recording.pk).state == State.READY
    actions.reap(now=late + timedelta(days=7))
    assert Recording.objects.get(pk=recording.pk).state == State.DELETED


def test_a_recording_that_runs_is_not_deleted():
    recording = a_running_recording()
    with pytest.raises(NotInThisState):
        actions.delete(recording.pk, by=doer(recording.meeting, "chair"), now=after(70))


def test_the_chair_alone_deletes_and_releases():
    recording = a_film(a_stopped_recording())
    with pytest.raises(NotAllowed):
        actions.delete(recording.pk, by=doer(recording.meeting, "secretary"), now=after(4000))
    with pytest.raises(NotTheChair):
        actions.release(recording.pk, released=True, by=doer(recording.meeting, "secretary"), now=after(4000))
    assert actions.release(recording.pk, released=True, by=doer(recording.meeting, "chair"), now=after(4000)).released


def test_the_sweeper_takes_what_a_crash_left_and_old_tracks():
    recording = a_film(a_stopped_recording())
    stray = files.root() / "00000000-0000-4000-8000-000000000000"
    stray.mkdir()
    actions.reap(now=after(4000))
    assert not stray.exists()
    assert files.parts_of(recording.pk)
    actions.reap(now=recording.composed_at + timedelta(days=8))
    assert not files.parts_of(recording.pk)
    assert files.film_of(recording.pk, files.FILM).exists()
