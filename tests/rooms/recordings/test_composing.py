"""Composing in its own process, killed at every crash point, and begun again."""

import json
import os
import re
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings

from rooms.journal import queries as journal
from rooms.recordings import actions, composing, files
from rooms.recordings.models import Recording
from rooms.recordings.rules import LEASE, State
from tests.factories.films import a_part, times_and_levels
from tests.factories.meetings import doer
from tests.factories.recordings import a_stopped_recording, after

pytestmark = pytest.mark.django_db(transaction=True)
NOW = after(4000)


def with_tracks(recording, seconds=3):
    """Put a part of the chair's into the recording's folder, written while it ran."""
    chair = recording.meeting.seats.get(role="chair")
    recording.started_at, recording.stopped_at = after(60), after(60 + seconds)
    recording.save(update_fields=["started_at", "stopped_at"])
    a_part(files.folder_of(recording.pk), seconds=seconds, seat=str(chair.pk), wall=recording.started_at)
    return recording


def composed(recording, now=NOW):
    composing.compose(actions.claim(now=now), lambda: now)
    return Recording.objects.get(pk=recording.pk)


def test_a_stopped_recording_becomes_a_film_that_the_journal_knows():
    recording = composed(with_tracks(a_stopped_recording()))
    film = files.film_of(recording.pk, recording.file)
    assert recording.state == State.READY
    assert (recording.seconds, recording.bytes) == (3, film.stat().st_size)
    entry = journal.entries_of_kinds(recording.meeting_id, ["recording.composed"])[0]
    assert entry.payload["digest"] == recording.digest == composing.digest_of(film)
    seen, heard = times_and_levels(film)
    assert max(seen) > 30
    assert abs(heard).max() > 0.2


def test_a_recording_of_nothing_fails_in_words_and_may_be_tried_again():
    recording = composed(a_stopped_recording())
    assert (recording.state, recording.fault) == (State.FAILED, composing.NOTHING)
    actions.compose_again(recording.pk, by=doer(recording.meeting, "secretary"))
    assert composed(with_tracks(recording)).state == State.READY


def test_a_held_composing_leaves_nothing_behind():
    recording = with_tracks(a_stopped_recording())
    claimed = actions.claim(now=NOW)
    actions.hold(recording.pk, by=doer(recording.meeting, "chair"))
    times = iter([NOW + timedelta(seconds=3 * n) for n in range(100)])
    composing.compose(claimed, lambda: next(times))
    assert Recording.objects.get(pk=recording.pk).state == State.HELD
    assert [path.name for path in files.folder_of(recording.pk).iterdir()] == ["part"]


def test_a_broken_track_makes_no_composer_fall(tmp_path):
    recording = with_tracks(a_stopped_recording())
    for track in files.folder_of(recording.pk).glob("part/*.mkv"):
        track.write_bytes(b"\x1aE\xdf\xa3" + os.urandom(500))
    assert composed(recording).state == State.READY  # black and silent, as long as it was


def test_the_writer_is_waited_for_but_not_for_ever():
    recording = with_tracks(a_stopped_recording())
    assert composing.is_settled(recording, recording.stopped_at)
    timeline = files.folder_of(recording.pk) / "part" / "timeline.jsonl"
    timeline.write_text("\n".join(line for line in timeline.read_text().splitlines() if "ended" not in line))
    assert not composing.is_settled(recording, recording.stopped_at)
    assert composing.is_settled(recording, recording.stopped_at + composing.SETTLING)


SOURCES = list(Path(settings.BASE_DIR, "rooms", "recordings").rglob("*.py"))
POINTS = sorted(
    {name for path in SOURCES for name in re.findall(r'crash_point\("(recordings\.[\w.]+)"\)', path.read_text())}
)
DIES_COMPOSING = [point for point in POINTS if point.startswith("recordings.compose.")]
CHILD = """
import sys, json, django
django.setup()
from django.db import connections
from datetime import datetime
from uuid import UUID
from rooms.recordings import actions, composing
now = datetime.fromisoformat(sys.argv[2])
if sys.argv[1] == "compose":
    composing.compose(actions.claim(now=now), lambda: now)
elif sys.argv[1] == "delete":
    from rooms.recordings.rules import HOUSE
    actions.delete(UUID(sys.argv[3]), by=HOUSE, now=now)
"""


def in_a_child(what, now, recording, crash=""):
    """Do it in a process of its own on the tests' database, with a crash at that point; its exit code."""
    environment = {
        **os.environ,
        "REHEARSE_CRASH": crash,
        "DATABASE_URL": f"sqlite:///{settings.DATABASES['default']['NAME']}",
        "SECRET_KEY": settings.SECRET_KEY,
        "DJANGO_SETTINGS_MODULE": "conferencing.settings",
        "RECORDINGS_DIR": settings.RECORDINGS_DIR,
        "PUBLIC_URL": "http://localhost:8000",
    }
    command = [sys.executable, "-c", CHILD, what, now.isoformat(), str(recording.pk)]
    return subprocess.run(command, cwd=settings.BASE_DIR, env=environment, check=False, timeout=90).returncode


def test_every_crash_point_has_its_rehearsal():
    assert {*DIES_COMPOSING, "recordings.delete.before_files", *IN_TRANSACTIONS} == set(POINTS)


IN_TRANSACTIONS = {"recordings.start.after_row", "recordings.stop.after_row"}


@pytest.mark.grown
@pytest.mark.parametrize("point", DIES_COMPOSING)
def test_a_killed_composer_loses_only_its_time(point):
    recording = with_tracks(a_stopped_recording(), seconds=1)
    assert in_a_child("compose", NOW, recording, crash=point) == 137
    left = Recording.objects.get(pk=recording.pk)
    assert left.state == State.COMPOSING
    assert actions.claim(now=NOW + timedelta(seconds=5)) is None
    recording = composed(recording, NOW + LEASE + timedelta(seconds=1))
    assert recording.state == State.READY
    assert recording.digest == composing.digest_of(files.film_of(recording.pk, recording.file))
    kinds = [entry.kind for entry in journal.entries_after(recording.meeting_id, 0)]
    assert kinds.count("recording.composed") == 1


@pytest.mark.grown
def test_files_that_outlive_their_deletion_are_swept():
    recording = composed(with_tracks(a_stopped_recording()))
    assert in_a_child("delete", NOW, recording, crash="recordings.delete.before_files") == 137
    assert Recording.objects.get(pk=recording.pk).state == State.DELETED
    assert files.folder_of(recording.pk).exists()
    actions.reap(now=NOW)
    assert not files.folder_of(recording.pk).exists()


def test_the_timeline_of_the_tests_is_what_the_writer_writes():
    recording = with_tracks(a_stopped_recording())
    lines = (files.folder_of(recording.pk) / "part" / "timeline.jsonl").read_text().splitlines()
    assert "began" in json.loads(lines[0])
