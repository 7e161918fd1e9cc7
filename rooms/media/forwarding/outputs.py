"""What a room wants done. Packets come as batches: all that one connection gets from one burst, in order.

`Copies` are the packets of one layer for everybody who is in step with it (copies.py).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rooms.media.forwarding.copies import Copies


@dataclass(frozen=True, slots=True)
class Transmit:
    """RTP packets for a connection, to be encrypted with its key and sent in one go."""

    connection: str
    packets: Sequence[bytes]


@dataclass(frozen=True, slots=True)
class Control:
    """RTCP packets for a connection: keyframe requests, NACKs, reports, transport-cc feedback."""

    connection: str
    packets: Sequence[bytes]


@dataclass(frozen=True, slots=True)
class Placed:
    """Who is in a slot."""

    seat: str
    source: str


@dataclass(frozen=True, slots=True)
class SlotsChanged:
    """The whole map of a connection's slots: mid -> who, or None."""

    connection: str
    slots: Mapping[str, Placed | None]


@dataclass(frozen=True, slots=True)
class LoudChanged:
    """Whose voice sounds now; the same for every ready connection."""

    connections: tuple[str, ...]
    seats: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Taped:
    """Rows of a recording for its writer (`rooms.media.recording.rows`)."""

    recording: str
    rows: Sequence[bytes]


@dataclass(frozen=True, slots=True)
class LimitsChanged:
    """What a connection gets less of, and why; the words of signalling.Limits."""

    connection: str
    level: str
    reason: str
    kbps: int


Output = Transmit | Copies | Control | SlotsChanged | LoudChanged | LimitsChanged | Taped
