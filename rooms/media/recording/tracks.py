"""Tracks: one source of one seat on one connection, from its rows to dated frames. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass

from rooms.media.recording.ordering import Window
from rooms.media.recording.pictures import Frame, Pictures
from rooms.media.recording.rows import Packet
from rooms.media.recording.timeline import Offset, Timeline

CLOCK_HZ = {"audio": 48_000, "video": 90_000}


@dataclass(frozen=True, slots=True)
class Name:
    """Whose it is. All are opaque ids; names of people are found when the film is made."""

    seat: str
    source: str
    sender: str  # the connection: its clock is its own

    @property
    def kind(self) -> str:
        """Sound or picture."""
        return "audio" if self.source in {"mic", "screen_sound"} else "video"


@dataclass(frozen=True, slots=True)
class Dated:
    """A frame with its time in seconds of the node's clock."""

    at: float
    data: bytes
    size: tuple[int, int] | None = None  # of a keyframe


class Stream:
    """One SSRC of a track: another layer, or the same browser's next line, is another stream."""

    def __init__(self, kind: str, sender: Offset) -> None:
        self._window = Window()
        self._timeline = Timeline(CLOCK_HZ[kind], sender)
        self._pictures = Pictures() if kind == "video" else None

    def tell(self, ntp: int, timestamp: int) -> None:
        """A sender report."""
        self._timeline.tell(ntp, timestamp)

    def push(self, packet: Packet) -> None:
        """Take a packet as it comes."""
        self._window.push(packet)

    def ready(self, now: float) -> Iterator[Dated]:
        """What is whole and in order."""
        for packet in self._window.ready(now):
            frame = self._pictures.take(packet) if self._pictures else Frame(packet.timestamp, packet.payload)
            if frame is not None and frame.data:
                yield Dated(self._timeline.time(frame.timestamp, packet.arrival), frame.data, frame.size)

    @property
    def starving(self) -> bool:
        """Whether it waits for a keyframe."""
        return self._pictures is not None and self._pictures.starving

    @property
    def lost(self) -> int:
        """Packets that never came."""
        return self._window.lost
