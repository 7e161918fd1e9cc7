"""The VP8 payload descriptor (RFC 7741 4.2), as far as a forwarder needs it: keyframe, picture id, tl0picidx."""

from dataclasses import dataclass


@dataclass(slots=True)
class Descriptor:
    """Where the picture's numbers stand in a payload. Positions are 0 where the number is absent."""

    keyframe: bool = False
    picture: int = 0
    picture_at: int = 0
    wide: bool = False  # the picture id has 15 bits, not 7
    tl0: int = 0
    tl0_at: int = 0

    @property
    def places(self) -> tuple[int, bool, int]:
        """Where the numbers stand."""
        return self.picture_at, self.wide, self.tl0_at


def read(payload: bytes) -> Descriptor:
    """The descriptor; of a truncated one as much as is there."""
    found = Descriptor()
    size = len(payload)
    if size < 2:  # noqa: PLR2004 - nothing can follow
        return found
    at = 1
    if payload[0] & 0x80:
        flags, at = payload[1], 2
        if flags & 0x80 and size > at + 1:
            at = _read_picture(payload, at, found)
        if flags & 0x40 and size > at:
            found.tl0, found.tl0_at = payload[at], at
            at += 1
        if flags & 0x30:
            at += 1
    starts_frame = payload[0] & 0x10 and not payload[0] & 7
    found.keyframe = bool(starts_frame) and size > at and not payload[at] & 1  # RFC 6386 9.1: the inverse key bit
    return found


def _read_picture(payload: bytes, at: int, found: Descriptor) -> int:
    found.picture_at = at
    if payload[at] & 0x80:
        found.wide = True
        found.picture = (payload[at] & 0x7F) << 8 | payload[at + 1]
        return at + 2
    found.picture = payload[at]
    return at + 1


def renumber(payload: bytes, found: Descriptor, picture: int, tl0: int) -> bytes:
    """The payload with another picture id, in its own width, and tl0picidx."""
    changed = bytearray(payload)
    if found.picture_at:
        at = found.picture_at
        if found.wide:
            changed[at] = 0x80 | picture >> 8 & 0x7F
            changed[at + 1] = picture & 0xFF
        else:
            changed[at] = picture & 0x7F
    if found.tl0_at:
        changed[found.tl0_at] = tl0 & 0xFF
    return bytes(changed)
