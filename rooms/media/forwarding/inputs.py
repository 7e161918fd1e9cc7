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
    """The browser looks at another page, or pinned somebody."""

    connection: str
    page: int
    pinned: str | None


@dataclass(frozen=True, slots=True)
class Left:
    """The connection is gone."""

    connection: str


@dataclass(frozen=True, slots=True)
class FloorTold:
    """Who may be heard, as of journal entry `seq`."""

    seq: int
    heard: tuple[str, ...]
    chair: str | None
    speaker: str | None


@dataclass(frozen=True, slots=True)
class Burst:
    """Decrypted packets, RTP and RTCP, that arrived in one wake-up: (connection, bytes)."""

    arrivals: Sequence[tuple[str, bytes]]


@dataclass(frozen=True, slots=True)
class Tick:
    """Time passed; due every TICK_S."""


Input = Joined | Readied | Viewed | Left | FloorTold | Burst | Tick
TICK_S = 0.05
