"""Strips being read: pictures as late as possible, sound as it is needed. The readers of the track files."""

import logging
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import av
import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    Packet = av.Packet[Any]  # generic in PyAV's types, not in its classes

log = logging.getLogger(__name__)
RATE = 48_000
STALE_S = {"camera": 3.0, "screen": 15.0}  # a still screen sends a frame a second, and fewer on a thin line
JOIN = RATE * 60 // 1000  # a smaller gap or overlap is the sender's jitter, not silence
WAITING_MAX = 900  # undecoded packets, half a minute: an hour without a keyframe would fill the memory
LARGEST = 4096 * 2304  # pixels; what claims more was not made by a camera
Samples = npt.NDArray[np.float32]


def _packets(path: Path, kind: str) -> Iterator["Packet"]:
    """The packets up to the end or to where the file was cut."""
    try:
        with av.open(str(path)) as file:
            for packet in file.demux(**{kind: 0}):
                if packet.size and packet.pts is not None:
                    yield packet
    except (av.FFmpegError, OSError, IndexError) as cut:
        log.info("a track ends early", extra={"file": path.name, "reason": repr(cut)})


def _seconds(packet: "Packet") -> float:
    return float((packet.pts or 0) * (packet.time_base or Fraction(1, 1000)))


class Pictures:
    """One camera's or screen's file. `began` is where its part begins in the film."""

    def __init__(self, path: Path, seat: str, source: str, began: float) -> None:
        self.seat, self.source = seat, source
        self._began = began
        self._packets = _packets(path, "video")
        self._next = next(self._packets, None)
        self._undecoded: list[Packet] = []  # since the last keyframe: nothing is decoded that is not shown
        self._codec = av.CodecContext.create("vp8", "r")
        self._codec.thread_count = 1
        self._frame: av.VideoFrame | None = None
        self._last = -1e9

    def is_fresh(self, at: float) -> bool:
        """Go on to this moment; whether there is a picture of it."""
        while self._next is not None and _seconds(self._next) + self._began <= at:
            if self._next.is_keyframe:
                self._undecoded.clear()
            self._undecoded.append(self._next)
            self._last = _seconds(self._next) + self._began
            self._next = next(self._packets, None)
            if len(self._undecoded) > WAITING_MAX:
                self.frame()
        return at - self._last < STALE_S[self.source]

    def frame(self) -> "av.VideoFrame | None":
        """The picture of the moment last asked about."""
        for packet in self._undecoded:
            try:
                for frame in self._codec.decode(packet):
                    if frame.width * frame.height <= LARGEST:
                        self._frame = frame
            except av.FFmpegError:  # a frame that its sender broke; the next one may be whole
                continue
        self._undecoded.clear()
        return self._frame


class Sound:
    """One microphone's file, as samples of the film."""

    def __init__(self, path: Path, began: float) -> None:
        self._packets = _packets(path, "audio")
        self._codec = av.CodecContext.create("opus", "r")
        self._mono = av.AudioResampler(format="fltp", layout="mono", rate=RATE)
        self._began = began
        self._end = -1
        self._held: list[tuple[int, Samples]] = []
        self._over = False

    def add_to(self, mix: Samples, start: int) -> None:
        """Add what sounds between `start` and the end of `mix`."""
        end = start + len(mix)
        while not self._over and (not self._held or self._held[-1][0] < end):
            self._read()
        for at, samples in self._held:
            first, last = max(at, start), min(at + len(samples), end)
            if first < last:
                mix[first - start : last - start] += samples[first - at : last - at]
        self._held = [(at, samples) for at, samples in self._held if at + len(samples) > end]

    def _read(self) -> None:
        packet = next(self._packets, None)
        if packet is None:
            self._over = True
            return
        due = round((_seconds(packet) + self._began) * RATE)
        at = self._end if abs(due - self._end) < JOIN else max(due, self._end)
        for samples in self._decode(packet):
            self._held.append((at, samples))
            at += len(samples)
        self._end = at

    def _decode(self, packet: "Packet") -> Iterator[Samples]:
        try:
            for frame in self._codec.decode(packet):
                if isinstance(frame, av.AudioFrame):
                    frame.pts = None  # times are ours: the resampler must not fill gaps of its own
                    yield from (made.to_ndarray()[0] for made in self._mono.resample(frame))
        except av.FFmpegError:
            return
