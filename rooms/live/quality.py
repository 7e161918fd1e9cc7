"""How everybody's line is, as the live socket tells it to those who watch. Pure."""

from dataclasses import dataclass

from rooms.live.contents import SeatId
from rooms.live.messages import News


@dataclass(frozen=True, slots=True)
class LineQuality:
    """One browser's line in the last 2 s; up is what it sends. Losses are per mille; `rtt_ms` is null until known."""

    seat: SeatId
    rtt_ms: int | None
    up_kbps: int
    down_kbps: int
    up_lost_permille: int
    down_lost_permille: int
    jitter_ms: int
    layers: tuple[str, ...]
    level: str


@dataclass(frozen=True, slots=True)
class MediaQuality(News):
    """How every line is, every 2 s while this browser watches."""

    type = "media.quality"
    rows: tuple[LineQuality, ...]
