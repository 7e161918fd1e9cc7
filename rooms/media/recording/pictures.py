"""Pictures: VP8 frames out of RTP payloads (RFC 7741). Pure.

A frame with a hole is dropped, and with it all that lean on it, up to the next keyframe: a gap, never a smear.
"""

from dataclasses import dataclass

from rooms.media.recording.rows import Packet

START_CODE = b"\x9d\x01\x2a"  # RFC 6386 9.1
KEYFRAME_HEAD = 10  # bytes: tag, start code, width, height
LONGEST = 4_000_000  # bytes of one frame; 720p keyframes of Chromium are a tenth of a percent of it


@dataclass(frozen=True, slots=True)
class Frame:
    """One frame; `size` is there for a keyframe."""

    timestamp: int
    data: bytes
    size: tuple[int, int] | None = None

    @property
    def keyframe(self) -> bool:
        """Whether a decoder may begin here."""
        return self.size is not None


def body_of(payload: bytes) -> tuple[bytes, bool] | None:
    """What follows the payload descriptor, and whether it begins a frame; None for a truncated one (RFC 7741 4.2)."""
    if not payload:
        return None
    at = 1
    if payload[0] & 0x80:
        if len(payload) < 2:  # noqa: PLR2004 - the extension byte
            return None
        flags, at = payload[1], 2
        if flags & 0x80:
            at += 2 if len(payload) > at and payload[at] & 0x80 else 1
        at += bool(flags & 0x40) + bool(flags & 0x30)
    if len(payload) <= at:
        return None
    begins = bool(payload[0] & 0x10) and not payload[0] & 7
    return payload[at:], begins


def size_of(frame: bytes) -> tuple[int, int] | None:
    """Width and height in a keyframe's head; None for any other frame, and for one that lies."""
    if len(frame) < KEYFRAME_HEAD or frame[0] & 1 or frame[3:6] != START_CODE:
        return None
    width, height = (int.from_bytes(frame[at : at + 2], "little") & 0x3FFF for at in (6, 8))
    return (width, height) if width and height else None


class Pictures:
    """Gathers one stream's packets, in order, into frames."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []
        self._timestamp = 0
        self._last: int | None = None
        self._broken = True  # until the first keyframe
        self.dropped = 0

    @property
    def starving(self) -> bool:
        """Whether nothing can be made of what comes until a keyframe comes."""
        return self._broken

    def take(self, packet: Packet) -> Frame | None:
        """Take the next packet; the frame that it completes."""
        whole = self._last is None or packet.index == self._last + 1
        self._last = packet.index
        found = body_of(packet.payload)
        if found is None:  # padding alone
            return None
        body, begins = found
        if begins:
            self._drop(lost=not whole)
            self._timestamp = packet.timestamp
        elif not whole or packet.timestamp != self._timestamp or not self._parts:
            self._drop(lost=True)
            return None
        self._parts.append(body)
        if sum(map(len, self._parts)) > LONGEST:
            self._drop(lost=True)
        return self._finish() if packet.marker and self._parts else None

    def _drop(self, *, lost: bool) -> None:
        """What was gathered is not whole; a hole before a new frame may have swallowed others."""
        if self._parts or lost:
            self._broken = True
            self.dropped += 1
        self._parts = []

    def _finish(self) -> Frame | None:
        data, self._parts = b"".join(self._parts), []
        size = size_of(data)
        if size is not None:
            self._broken = False
        elif self._broken or not data[0] & 1:
            self.dropped += 1
            return None
        return Frame(self._timestamp, data, size)
