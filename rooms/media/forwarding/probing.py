"""Probing: whether a line carries more than it carries now, tried with repeats that nobody would miss.

A layer that is given and fails costs its viewer a freeze; a probe costs some packets and at most a short queue, because
it ends at the first sign of one. What failed is remembered and tried again later, and later still (MEDIA.md fact 1).
"""

from dataclasses import dataclass

from rooms.media.forwarding.estimate import Estimate

RISING_S, HOLDING_S = 0.4, 0.35  # a probe rises slowly, so that a full line is noticed while its queue is short
ANSWER_S = 0.6  # after its end; a probe whose feedback is not in by then has failed
ENOUGH = 0.85  # of the rate tried must arrive
PAUSE_S = 0.3  # between two probes that succeed
WAIT_S, LONGEST_WAIT_S = 1.5, 6.0  # after a probe that failed
FELL_WAIT_S, LONGEST_FELL_WAIT_S = 3.0, 30.0  # after a rise that did not hold
WAIT_GROWS = 1.6
SETTLED_S = 8.0  # a rise that holds so long was right
NEAR = 0.9  # of the rate that failed
FORGIVEN_S = 20.0  # without a failure; a line may have become another


@dataclass(slots=True)
class Probe:
    """One attempt."""

    rate: float
    begun: float
    owed: float = 0.0  # bytes not sent yet
    best: float = 0.0  # bits a second that arrived at most

    def rate_at(self, now: float) -> float:
        """What it should be now, with all that leaves anyway; 0 when it is over."""
        age = now - self.begun
        return self.rate * min(1.0, age / RISING_S) if age < RISING_S + HOLDING_S else 0.0


class Probing:
    """The attempts at one line."""

    def __init__(self, estimate: Estimate) -> None:
        self._estimate = estimate
        self._probe: Probe | None = None
        self._next_at = 0.0
        self._wait, self._fell_wait = WAIT_S, FELL_WAIT_S
        self._rose_at = self._failed_at = -1e9
        self._failed: float | None = None  # the lowest rate that failed lately

    @property
    def running(self) -> bool:
        """Whether a probe is under way."""
        return self._probe is not None

    def want(self, needed: float, whole: float, now: float) -> None:
        """Somebody could use `needed` bits a second, and `whole` at most: begin a probe if it is time."""
        rate = self._estimate.rate
        if self._probe is not None or rate is None or now < self._next_at or not self._estimate.calm:
            return
        if now - self._failed_at > FORGIVEN_S:
            self._failed, self._wait, self._fell_wait = None, WAIT_S, FELL_WAIT_S
        target = min(whole, 2 * rate)
        if self._failed is not None:
            target = min(target, NEAR * self._failed)
        self._probe = Probe(max(needed, target), now)

    def owed(self, sending: float, passed_s: float, now: float) -> int:
        """How many bytes of probe are due now, when `sending` bits a second leave anyway."""
        probe = self._probe
        if probe is None:
            return 0
        probe.owed += max(0.0, probe.rate_at(now) - sending) * passed_s / 8
        return int(probe.owed)

    def paid(self, octets: int) -> None:
        """That much probe was sent."""
        if self._probe is not None:
            self._probe.owed -= octets

    def told(self, now: float, *, full: bool) -> None:
        """A feedback came; `full` as the estimate found it."""
        probe = self._probe
        if probe is None:
            if full:
                self._fell(now)
            return
        probe.best = max(probe.best, self._estimate.arriving)
        if full or not self._estimate.clear:
            self._estimate.found_full()
            self._fail(probe.rate, now)
        elif probe.best >= ENOUGH * probe.rate:
            self._succeed(probe, now)
        elif now > probe.begun + RISING_S + HOLDING_S + ANSWER_S:
            self._fail(probe.rate, now)

    def _succeed(self, probe: Probe, now: float) -> None:
        self._probe = None
        self._estimate.raise_to(probe.rate)
        self._next_at, self._rose_at = now + PAUSE_S, now

    def _fail(self, rate: float, now: float) -> None:
        self._probe, self._failed_at = None, now
        self._failed = min(self._failed or rate, rate)
        self._next_at = now + self._wait
        self._wait = min(LONGEST_WAIT_S, self._wait * WAIT_GROWS)

    def _fell(self, now: float) -> None:
        """The line is full with what was really given."""
        if now - self._rose_at < SETTLED_S:
            self._rose_at, self._failed_at = -1e9, now
            self._next_at = now + self._fell_wait
            self._fell_wait = min(LONGEST_FELL_WAIT_S, self._fell_wait * 2)
        else:
            self._next_at = max(self._next_at, now + WAIT_S)
