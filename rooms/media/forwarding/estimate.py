"""Estimate: what one receiver's line carries, from what became of the packets that were sent to it. Bits a second.

The line is full when its queue stands (the lowest delay of a feedback is well above the lowest of the last half minute)
or when it loses far more than a bad line does. Then what arrives is what it carries, and the estimate falls to a little
below that at once. Upward it only believes what it saw arrive: nobody's pictures grow on a guess, `probing.py` tries
the rate first with packets that nobody would miss.

A way that became longer (another tower, another route) looks like a standing queue too. But a queue is emptied at the
whole rate of the line; where less is sent, less arrives, and the delay stays as it is, there is none.
"""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, replace

HEADERS = 38  # bytes below RTP: IPv4, UDP, and the tag of SRTP
SPREADS = 3  # changes of the lowest delay that are no queue yet
SHORT_S = 0.03  # enough to end a probe
STANDING_S = 0.05  # a queue; less is jitter
DEEP_S = 0.2  # a queue that must go down before pictures grow
TWICE = 2  # feedbacks in a row
LOSSY = 0.18  # of a line's packets; RELIABILITY.md 8 drives lines that lose 10 % whatever is sent
COUNTED = 20  # packets that a loss must be measured over
WIDER = 1.15  # of its width without a queue: the line has become another
BELOW = 0.85  # of what arrives, so that a queue drains
DRAINING = 0.5  # of the rate, while a deep queue goes down
ARRIVING_S = 0.3  # window of the rate of arrival
QUEUED_S = 0.15  # the same while a queue stands: packets come without pause, at the rate of the line
LOSS_WINDOW_S = 1.0
LOWEST_S = 15.0  # half of how long the lowest delay is remembered; clocks drift apart
BLACKOUT_S = 0.6  # no feedback for so long: the line was away, and its losses say nothing about its rate
LONGER_AFTER_S = 0.3  # of less being sent: a round trip, and some feedbacks
FOLLOWS = 0.8  # of what arrived at the cut; a queue goes on bringing all that the line carries
ARRIVALS_KEPT = 1024  # for a receiver whose clock stands still; a full wall sends 200 in 0.3 s
LEAST_BPS = 30_000
FIRST_BPS = 1_000_000  # believed of a new line: one picture that moves and a few small ones


@dataclass(frozen=True, slots=True)
class Outcome:
    """One packet: when it left (our clock), its bytes, and when it arrived (the receiver's clock), if it did."""

    sent_at: float
    size: int
    arrived_at: float | None


@dataclass(frozen=True, slots=True)
class Cut:
    """The first of a row of findings that the line is full.

    What arrived then, the rate before, and how late packets are since `at`.
    """

    at: float
    low: float
    arriving: float
    rate: float | None


class Lowest:
    """The lowest of the last while, in two halves."""

    def __init__(self) -> None:
        self._before = self._now = float("inf")
        self._since = 0.0

    def of(self, value: float, now: float) -> float:
        """Take a value; the lowest so far."""
        if now - self._since > LOWEST_S:
            self._before, self._now, self._since = self._now, value, now
        self._now = min(self._now, value)
        return min(self._before, self._now)


class Estimate:
    """Of one receiver. `rate` is None until its first feedback: what nobody measured limits nobody."""

    def __init__(self) -> None:
        self.rate: float | None = None
        self.queue_s = 0.0
        self.loss = 0.0
        self.full_at = -1e9  # when the line was last found full
        self._lowest = Lowest()
        self.width: float | None = None  # what arrived when the line was last full: what it carries and no more
        self._spread = 0.0  # how much the lowest delay changes while all is calm: the line's jitter
        self._low = 0.0
        self._standing = 0
        self.draining = False  # a deep queue goes down
        self._arrived: deque[tuple[float, int]] = deque(maxlen=ARRIVALS_KEPT)
        self._losses: deque[tuple[float, int, int]] = deque()
        self._heard_at = -1e9
        self._cut: Cut | None = None

    def told(self, outcomes: Sequence[Outcome], now: float) -> bool:
        """Take one feedback. True when it finds the line full."""
        back = now - self._heard_at > BLACKOUT_S
        self._heard_at = now
        delays = [each.arrived_at - each.sent_at for each in outcomes if each.arrived_at is not None]
        # What left before the last cut says nothing about the rate since.
        since = [each for each in outcomes if each.sent_at > self.full_at]
        self._count_losses(sum(each.arrived_at is None for each in since), len(since), now, forget=back)
        if delays:
            self._watch_queue(delays, now)
            self._arrived.extend((each.arrived_at, each.size) for each in outcomes if each.arrived_at is not None)
            self._watch_cut(now)
        if not self._full():
            self._cut = None if self.clear else self._cut
            self.rate = max(self.rate or FIRST_BPS, self._proved())
            return False
        self.full_at = now
        self._losses.clear()
        self.found_full()
        return True

    def found_full(self) -> None:
        """Nothing more than what arrives now will go through."""
        self.width = self._arriving(QUEUED_S)
        self._cut = self._cut or Cut(self._heard_at, self._low, self.width, self.rate)
        self.rate = max(LEAST_BPS, min(self.rate or self.width, BELOW * self.width))

    def _watch_cut(self, now: float) -> None:
        """Find out whether what was taken for a queue is one."""
        cut = self._cut
        if cut is None or self.clear:
            return
        if abs(self._low - cut.low) > SHORT_S:  # it grows, or it is being emptied
            self._cut = replace(cut, at=now, low=self._low)
        elif (
            now - cut.at > LONGER_AFTER_S
            and self.loss < LOSSY / 2
            and self._arriving(QUEUED_S) < FOLLOWS * cut.arriving
        ):
            self._take_longer_way(cut)

    def _take_longer_way(self, cut: Cut) -> None:
        """Believe what was believed before the cut, and measure queues from the new delay on."""
        self._lowest = Lowest()
        self._lowest.of(self._low, self._heard_at)
        self._standing, self.queue_s = 0, 0.0
        self.width = self._cut = None
        self.rate = max(self.rate or 0.0, cut.rate or FIRST_BPS)

    def _proved(self) -> float:
        arriving = self.arriving
        if self.width is not None and arriving > WIDER * self.width:
            self.width = None
        return arriving if self.width is None else min(arriving, BELOW * self.width)

    def raise_to(self, rate: float) -> None:
        """A probe proved this much."""
        self.width = None if self.width is not None and rate > self.width else self.width
        self.rate = max(self.rate or 0.0, rate)

    @property
    def spendable(self) -> float | None:
        """What may be sent now: less than the line carries while a deep queue drains, for sound waits in it too."""
        return self.rate * DRAINING if self.rate is not None and self.draining else self.rate

    @property
    def arriving(self) -> float:
        """Bits a second that arrive at the other end now, headers included."""
        while self._arrived and self._arrived[0][0] < self._arrived[-1][0] - ARRIVING_S:
            self._arrived.popleft()
        return self._arriving(ARRIVING_S)

    def _arriving(self, window: float) -> float:
        since = self._arrived[-1][0] - window if self._arrived else 0.0
        return sum(size + HEADERS for at, size in self._arrived if at > since) * 8 / window

    @property
    def calm(self) -> bool:
        """Whether the line shows nothing of a queue, and may be asked for more."""
        return self.queue_s < self._limit / 2 and self.loss < LOSSY / 2

    @property
    def clear(self) -> bool:
        """Whether the last feedback found no queue worth the name."""
        return self.queue_s < SHORT_S + self._spread

    @property
    def _limit(self) -> float:
        return STANDING_S + self._spread

    def _full(self) -> bool:
        # Twice, for a stall of a radio line, or of the machine, looks like a queue once: then all comes at a stroke.
        return self._standing >= TWICE or self.loss > LOSSY

    def _watch_queue(self, delays: Sequence[float], now: float) -> None:
        low = min(delays)
        self.queue_s = low - self._lowest.of(low, now)
        self._standing = self._standing + 1 if self.queue_s > self._limit else 0
        self.draining = self.queue_s > (self._limit if self.draining else DEEP_S + self._spread)
        if not self._standing:
            self._spread += (min(0.1, SPREADS * abs(low - self._low)) - self._spread) / 16
        self._low = low

    def _count_losses(self, lost: int, seen: int, now: float, *, forget: bool) -> None:
        if forget:
            self._losses.clear()
        else:
            self._losses.append((now, lost, seen))
        while self._losses and self._losses[0][0] < now - LOSS_WINDOW_S:
            self._losses.popleft()
        whole = sum(seen for _, _, seen in self._losses)
        self.loss = sum(lost for _, lost, _ in self._losses) / whole if whole >= COUNTED else 0.0
