"""Token buckets (S-7): how often one seat may do one deed. Pure."""

from dataclasses import dataclass, field
from typing import Final

from rooms.live.messages import (
    ChatSay,
    Deed,
    HandLower,
    HandRaise,
    MediaOffer,
    MediaView,
)


@dataclass(frozen=True, slots=True)
class Pace:
    """So many a second in the long run, so many at once."""

    per_s: float
    burst: float


# A page that is reloaded twice offers thrice; the wall is paged quickly; anything not named is rare by nature.
PACES: Final[dict[type[Deed], Pace]] = {
    ChatSay: Pace(1, 5),
    HandRaise: Pace(1, 3),
    HandLower: Pace(1, 3),
    MediaOffer: Pace(0.2, 4),
    MediaView: Pace(5, 20),
}
OTHERWISE: Final = Pace(2, 10)
FRAMES: Final = Pace(50, 200)  # whatever a socket sends, the minutes' frames too
BYTES: Final = Pace(200_000, 1_000_000)


@dataclass(slots=True)
class Bucket:
    """Fills with time, is emptied by deeds. Times are seconds of one clock."""

    pace: Pace
    filled_at: float
    tokens: float = field(init=False)

    def __post_init__(self) -> None:
        self.tokens = self.pace.burst

    def _fill(self, now: float) -> None:
        self.tokens = min(self.pace.burst, self.tokens + max(0.0, now - self.filled_at) * self.pace.per_s)
        self.filled_at = now

    def take(self, now: float) -> bool:
        """One token, if there is one."""
        self._fill(now)
        if self.tokens < 1:
            return False
        self.tokens -= 1
        return True

    def wait_s(self, amount: float, now: float) -> float:
        """Take that many tokens, even on credit; the seconds to wait until the credit is paid back."""
        self._fill(now)
        self.tokens -= amount
        return max(0.0, -self.tokens / self.pace.per_s)


class Buckets:
    """The buckets of one meeting's seats in one process."""

    def __init__(self) -> None:
        self._buckets: dict[tuple[str, type[Deed]], Bucket] = {}

    def allow(self, seat: str, kind: type[Deed], now: float) -> bool:
        """Whether the seat may do this deed now."""
        bucket = self._buckets.setdefault((seat, kind), Bucket(PACES.get(kind, OTHERWISE), now))
        return bucket.take(now)
