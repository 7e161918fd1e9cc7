"""What a room is told. Connections and seats are opaque ids."""

from collections.abc import Sequence
from dataclasses import dataclass

from rooms.media.forwarding.answer import Agreement


@dataclass(frozen=True, slots=True)
class Joined:
    """A connection's offer was answered."""

    connection: str
    seat: str
    agreement: Agreement


@dataclass(frozen=True, slots=True)
class Readied:
    """The browser is connected: feed its slots."""

    connection: str


@dataclass(frozen=True, slots=True)
class Viewed:
    """The browser looks at another page, pinned somebody, or chose low-bandwidth mode."""

    connection: str
    page: int
    pinned: str | None
    low: bool = False


@dataclass(frozen=True, slots=True)
class Darkened:
    """The browser ended this picture itself, "camera" or "screen"."""

    connection: str
    source: str


@dataclass(frozen=True, slots=True)
class Left:
    """The connection is gone."""

    connection: str


@dataclass(frozen=True, slots=True)
class FloorTold:
    """Who may be heard and share, as of journal entry `seq`; the fields of signalling.Floor."""

    seq: int
    heard: tuple[str, ...]
    chair: str | None
    speaker: str | None
    pinned: str | None = None
    sharing: tuple[str, ...] = ()
    muted: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RecordTold:
    """Whether the meeting is recorded, as of journal entry `seq`."""

    seq: int
    recording: str | None


@dataclass(frozen=True, slots=True)
class TapeHungry:
    """The writer of the recording can make no picture of this source until a keyframe comes."""

    connection: str
    source: str


@dataclass(frozen=True, slots=True)
class TapeCut:
    """The writer is another one, who knows nothing of what was said before."""


@dataclass(frozen=True, slots=True)
class Burst:
    """Decrypted packets, RTP and RTCP, that arrived in one wake-up: (connection, bytes)."""

    arrivals: Sequence[tuple[str, bytes]]


@dataclass(frozen=True, slots=True)
class Loaded:
    """How busy the node is, from 0 (calm) to 4: what it leaves out is told in shedding.py."""

    level: int


@dataclass(frozen=True, slots=True)
class Tick:
    """Time passed; due every TICK_S."""


Input = (
    Joined | Readied | Viewed | Darkened | Left | FloorTold | Burst | Loaded | Tick | RecordTold | TapeHungry | TapeCut
)
TICK_S = 0.05
