"""How one incoming stream arrives: extended numbers, what is missing, the figures of a receiver report."""

from rooms.media.forwarding.packets import Report

TRIES = 5  # NACKs for one packet before it is given up
RETRY_S = 0.08  # about a round trip on a good line
FORGOTTEN = 500  # packets behind the newest: no player waits that long
LEAP = 200  # a larger gap is a new beginning, not a loss worth asking for
OLDEST = 3000  # packets; a late one beyond it can only be a renumbered sender


class Reception:
    """The state of one incoming SSRC."""

    def __init__(self, *, clock_hz: int, repairs: bool) -> None:
        self._clock_hz = clock_hz
        self._repairs = repairs
        self._first = 0
        self.newest = -1
        self._received = 0
        self._missing: dict[int, tuple[int, float]] = {}  # index -> (tries so far, when to ask again)
        self._before = (0, 0)
        self._jitter = 0.0
        self._transit: float | None = None
        self._clock = (0, 0.0)

    def extend(self, seq: int) -> int:
        """The index of a sequence number: itself plus 65,536 for every wrap."""
        if self.newest < 0:
            self._first = self.newest = seq + 0x10000  # room below, so that an early straggler stays positive
            self.newest -= 1
            return self.newest + 1
        return self.newest + (seq - self.newest + 0x8000 & 0xFFFF) - 0x8000

    def arrived(self, index: int, timestamp: int, now: float) -> bool:
        """Count a packet; False for one that is a double or hopelessly late."""
        ahead = index - self.newest
        if ahead > 0:
            if self._repairs and 1 < ahead < LEAP:
                for hole in range(self.newest + 1, index):
                    self._missing[hole] = (0, now)
            self.newest = index
        elif self._missing.pop(index, None) is None and (self._repairs or ahead < -OLDEST):
            return False
        self._received += 1
        self._measure(timestamp, now)
        return True

    def _measure(self, timestamp: int, now: float) -> None:
        transit = now * self._clock_hz - timestamp
        if self._transit is not None:
            # RFC 3550 A.8; the modulus keeps a wrapped or restarted timestamp from poisoning the mean
            self._jitter += (abs(transit - self._transit) % self._clock_hz - self._jitter) / 16
        self._transit = transit

    def due(self, now: float) -> list[int]:
        """Sequence numbers to ask for now."""
        wanted = []
        for index, (tries, when) in list(self._missing.items()):
            if tries >= TRIES or index < self.newest - FORGOTTEN:
                del self._missing[index]
            elif now >= when:
                self._missing[index] = (tries + 1, now + RETRY_S)
                wanted.append(index & 0xFFFF)
        return wanted

    def heard_clock(self, ntp: int, now: float) -> None:
        """Remember the middle of a sender report's clock, for the round trip in ours."""
        self._clock = (ntp >> 16 & 0xFFFFFFFF, now)

    def report(self, ssrc: int, now: float) -> Report:
        """The figures since the last report."""
        expected = self.newest - self._first + 1
        expected_since, received_since = expected - self._before[0], self._received - self._before[1]
        self._before = (expected, self._received)
        lost_since = max(0, expected_since - received_since)
        middle, when = self._clock
        return Report(
            ssrc=ssrc,
            fraction_lost=min(255, lost_since * 256 // expected_since) if expected_since > 0 else 0,
            lost=expected - self._received,
            highest=self.newest - 0x10000,
            jitter=int(self._jitter),
            last_clock=middle,
            since_clock=int((now - when) * 65536) & 0xFFFFFFFF if middle else 0,
        )
