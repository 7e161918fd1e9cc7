"""Composing: from a stopped recording to its film, with signs of life, in a process of its own at low priority.

Killed at any moment it loses only its time: the film has its name only when it is whole, and a claim whose holder is
silent for a minute is anybody's.
"""

import hashlib
import logging
import os
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

import av

from rooms.media.recording.parts import TIMELINE
from rooms.meetings import queries as meetings
from rooms.recordings import actions, files
from rooms.recordings.events import RecordingComposed
from rooms.recordings.film import stretch
from rooms.recordings.film.composer import Composer, Held, NothingRecorded, Reel, Span, span_of
from rooms.recordings.film.stretch import Stretch
from rooms.recordings.models import Recording
from rooms.rehearsal import crash_point

log = logging.getLogger(__name__)
Clock = Callable[[], datetime]
UNFINISHED = "dang-dung.mp4"
BEAT = timedelta(seconds=2)
SETTLING = timedelta(seconds=15)  # a writer that has not said goodbye by then never will
CHUNK = 1 << 20
NOTHING, BROKEN = "nothing_recorded", "cannot_be_composed"


def parts_read(recording_id: UUID) -> list[tuple[Path, Stretch]]:
    """The parts and what their timelines say."""
    found = []
    for folder in files.parts_of(recording_id):
        timeline = folder / TIMELINE
        part = stretch.read(timeline.read_text(encoding="utf-8", errors="replace")) if timeline.is_file() else None
        if part is not None:
            found.append((folder, part))
    return found


def is_settled(recording: Recording, now: datetime) -> bool:
    """Whether nothing more is being written."""
    if recording.stopped_at is None:
        return False
    if now - recording.stopped_at >= SETTLING:
        return True
    parts = parts_read(recording.pk)
    return bool(parts) and all(part.ended is not None for _, part in parts)


class _Beats:
    """Tells the row how far it is, every two seconds, and asks it whether to go on."""

    def __init__(self, recording: Recording, clock: Clock) -> None:
        self._recording, self._clock = recording, clock
        self._told = clock()

    def go_on(self, percent: int) -> bool:
        crash_point("recordings.compose.mid_film")
        now = self._clock()
        if now - self._told < BEAT:
            return True
        self._told = now
        return actions.beat(self._recording.pk, _claim(self._recording), percent, now=now)


def _claim(recording: Recording) -> UUID:
    if recording.claim is None:
        raise Held
    return recording.claim


def compose(recording: Recording, clock: Clock) -> None:
    """Make the film of a claimed recording, and say what became of it."""
    crash_point("recordings.compose.after_claim")
    target = files.folder_of(recording.pk) / UNFINISHED
    try:
        span = _write(recording, target, clock)
        crash_point("recordings.compose.after_film")
        _finish(recording, target, span, clock)
    except Held:
        log.info("composing was stopped", extra={"recording": recording.pk})
    except NothingRecorded:
        actions.fail(recording.pk, _claim(recording), NOTHING)
    except (av.FFmpegError, OSError, ValueError, MemoryError) as fault:
        log.exception("a film cannot be composed", extra={"recording": recording.pk})
        actions.fail(recording.pk, _claim(recording), f"{BROKEN}: {type(fault).__name__}")
    finally:
        target.unlink(missing_ok=True)


def _write(recording: Recording, target: Path, clock: Clock) -> Span:
    parts = parts_read(recording.pk)
    span = span_of([part for _, part in parts], recording.started_at, recording.stopped_at or clock())
    reels = [Reel(folder, part, (part.began - span.begin).total_seconds()) for folder, part in parts]
    names = {str(seat.pk): seat.name for seat in meetings.seats_of(recording.meeting_id)}
    Composer(reels, names).compose(target, span.seconds, _Beats(recording, clock).go_on)
    return span


def _finish(recording: Recording, target: Path, span: Span, clock: Clock) -> None:
    size, digest = target.stat().st_size, digest_of(target)
    os.replace(target, files.film_of(recording.pk, files.FILM))  # noqa: PTH105 - whole or not at all
    crash_point("recordings.compose.after_move")
    film = RecordingComposed(recording.pk, round(span.seconds), size, digest)
    if not actions.finish(recording.pk, _claim(recording), film, files.FILM, now=clock()):
        log.info("a film came too late", extra={"recording": recording.pk})


def digest_of(path: Path) -> str:
    """The SHA-256 of a file."""
    found = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            found.update(chunk)
    return found.hexdigest()
