"""The composer: goes through the time of the film, frame by frame, and writes it.

H.264 and AAC in MP4, because every player of every office opens it; PyAV's wheel brings both encoders (ADR 0014).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from pathlib import Path

import av
import numpy as np

from rooms.recordings.film import canvas, stretch
from rooms.recordings.film.direction import Director, Shot
from rooms.recordings.film.plates import plate
from rooms.recordings.film.stretch import Floor, Stretch
from rooms.recordings.film.strips import RATE, Pictures, Sound

FPS = 15
CHUNK = RATE // FPS
HEAD_S, TAIL_S = 2.0, 5.0  # black before the first and after the last picture, no more
VIDEO = {"preset": "veryfast", "crf": "27"}
SOUND_BPS = 96_000
LOOK_EVERY = FPS  # frames between two looks at whether to go on


class Held(Exception):
    """Somebody stopped the composing, or another composer has taken over."""


class NothingRecorded(Exception):
    """There is no track to make a film of."""


@dataclass(frozen=True, slots=True)
class Reel:
    """A part with its folder and its place in the film."""

    folder: Path
    part: Stretch
    began: float  # seconds of the film


@dataclass(frozen=True, slots=True)
class Span:
    """From when to when the film goes."""

    begin: datetime
    seconds: float


def span_of(parts: Sequence[Stretch], started: datetime, stopped: datetime) -> Span:
    """As long as the recording was, but not much longer than there was anything to record. Raises NothingRecorded."""
    heard = [part for part in parts if part.first is not None]
    if not heard:
        raise NothingRecorded
    firsts = [(part.began - started).total_seconds() + (part.first or 0) for part in heard]
    lasts = [(part.began - started).total_seconds() + part.ended for part in heard if part.ended is not None]
    whole = (stopped - started).total_seconds()
    head = max(0.0, min(firsts) - HEAD_S)
    tail = min(whole, max(lasts) + TAIL_S) if len(lasts) == len(heard) else whole
    begin = started.fromtimestamp(started.timestamp() + head, tz=started.tzinfo)
    return Span(begin, max(tail - head, 1.0))


class Composer:
    """One film from its reels."""

    def __init__(self, reels: Sequence[Reel], names: Mapping[str, str]) -> None:
        self._names = names
        self._director = Director()
        self._pictures: list[Pictures] = []
        self._sounds: list[Sound] = []
        self._floors: list[Floor] = []
        for reel in sorted(reels, key=lambda each: each.began):
            self._load(reel)
        self._drawn: tuple[av.VideoFrame | None, Shot, av.VideoFrame] | None = None

    def _load(self, reel: Reel) -> None:
        for strip in reel.part.strips:
            path = reel.folder / Path(strip.file).name
            if strip.is_sound:
                self._sounds.append(Sound(path, reel.began))
            else:
                self._pictures.append(Pictures(path, strip.seat, strip.source, reel.began))
        self._floors += [_moved(floor, reel.began) for floor in reel.part.floors]

    def compose(self, path: Path, seconds: float, go_on: Callable[[int], bool]) -> None:
        """Write the film. `go_on(percent)` is asked every second of it. Raises Held."""
        count = max(1, round(seconds * FPS))
        with av.open(str(path), "w", format="mp4", options={"movflags": "+faststart"}) as film:
            picture = film.add_stream("libx264", rate=FPS, options=VIDEO)
            picture.width, picture.height, picture.pix_fmt = canvas.WIDTH, canvas.HEIGHT, "yuv420p"
            picture.codec_context.thread_count = 1  # the meetings come first
            sound = film.add_stream("aac", rate=RATE, layout="mono")
            sound.bit_rate = SOUND_BPS
            for number in range(count):
                if number % LOOK_EVERY == 0 and not go_on(number * 100 // count):
                    raise Held
                frame = self._frame(number / FPS)
                frame.pts, frame.time_base = number, Fraction(1, FPS)
                film.mux(picture.encode(frame))
                film.mux(sound.encode(self._chunk(number * CHUNK)))
            film.mux(picture.encode(None))
            film.mux(sound.encode(None))

    def _frame(self, at: float) -> av.VideoFrame:
        fresh = {(each.seat, each.source): each for each in self._pictures if each.is_fresh(at)}
        shot = self._director.choose(stretch.floor_at(self._floors, at), fresh, at)
        source = fresh.get((shot.seat or "", shot.source))
        seen = source.frame() if source is not None else None
        if self._drawn is None or self._drawn[0] is not seen or self._drawn[1] != shot:
            self._drawn = (seen, shot, canvas.drawn(seen, plate(self._words(shot))))
        return self._drawn[2]

    def _words(self, shot: Shot) -> str:
        return self._names.get(shot.seat or "", "")

    def _chunk(self, start: int) -> av.AudioFrame:
        mix = np.zeros(CHUNK, dtype=np.float32)
        for sound in self._sounds:
            sound.add_to(mix, start)
        frame = av.AudioFrame.from_ndarray(np.tanh(mix)[None, :], format="fltp", layout="mono")
        frame.sample_rate, frame.pts, frame.time_base = RATE, start, Fraction(1, RATE)
        return frame


def _moved(floor: Floor, began: float) -> Floor:
    return Floor(floor.at + began, floor.chair, floor.speaker, floor.pinned, floor.loud, floor.sharing)
