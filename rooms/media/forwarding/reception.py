"""How one incoming stream arrives: extended numbers, what is missing, the figures of a receiver report."""

from rooms.media.forwarding.packets import Report

TRIES = 5  # NACKs for one packet before it is given up
RETRY_S = 0.08  # about a round trip on a good line
FORGOTTEN = 500  # packets behind the newest: no player waits that long
LEAP = 200  # a larger gap is a new beginning, not a loss worth asking for
PAUSE_S = 0.5  # a voice sends 50 packets a second, also in silence; after more the floor was elsewhere
OLDEST = 3000  # packets; a late one beyond it can only be a renumbered sender


class Reception:
    """The state of one incoming SSRC."""

    def __init__(self, *, clock_hz: int, repairs: bool, pauses: bool = False) -> None:
        self._clock_hz = clock_hz
        self._repairs, self._pauses = repairs, pauses
        self._first = 0
        self.newest = -1
        self.received = 0
        self.asked = 0  # sequence numbers in NACKs
        self._holes = 0  # packets the line lost, whether or not they came again when asked for
        self._heard_at = 0.0
        self._missing: dict[int, tuple[int, float]] = {}  # index -> (tries so far, when to ask again)
        self._before = (0, 0)
        self._jitter = 0.0
        self._transit: float | None = None
        self._clock = (0, 0.0)

    @property
    def expected(self) -> int:
        """How many packets were sent as far as their numbers say."""
        return self.newest - self._first + 1 if self.newest >= 0 else 0

    @property
    def lost(self) -> int:
        """How many of them the line lost."""
        return self._holes

    @property
    def jitter_ms(self) -> float:
        """RFC 3550 6.4.1, in milliseconds."""
        return self._jitter * 1000 / self._clock_hz

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
            if ahead > 1:
                self._skip(index, now)
            self.newest = index
        elif self._missing.pop(index, None) is None and (self._repairs or ahead < -OLDEST):
            return False
        self.received += 1
        self._measure(timestamp, now)
        return True

    def _skip(self, index: int, now: float) -> None:
        """Numbers were passed over. A microphone that was not listened to, or a new beginning, has lost nothing."""
        holes = range(self.newest + 1, index)
        if len(holes) >= LEAP - 1 or (self._pauses and now - self._heard_at > PAUSE_S):
            self._first += len(holes)
        elif self._repairs:
            self._missing.update(dict.fromkeys(holes, (0, now)))
        else:
            self._holes += len(holes)

    def _measure(self, timestamp: int, now: float) -> None:
        self._heard_at = now
        transit = now * self._clock_hz - timestamp
        if self._transit is not None:
            # RFC 3550 A.8; the modulus keeps a wrapped or restarted timestamp from poisoning the mean
            self._jitter += (abs(transit - self._transit) % self._clock_hz - self._jitter) / 16
        self._transit = transit

    def due(self, now: float) -> list[int]:
        """Sequence numbers to ask for now."""
        wanted: list[int] = []
        if not self._missing:
            return wanted
        for index, (tries, when) in list(self._missing.items()):
            if tries >= TRIES or index < self.newest - FORGOTTEN:
                del self._missing[index]
            elif now >= when:
                self._missing[index] = (tries + 1, now + RETRY_S)
                wanted.append(index & 0xFFFF)
                self._holes += not tries
        self.asked += len(wanted)
        return wanted

    def heard_clock(self, ntp: int, now: float) -> None:
        """Remember the middle of a sender report's clock, for the round trip in ours."""
        self._clock = (ntp >> 16 & 0xFFFFFFFF, now)

    def report(self, ssrc: int, now: float) -> Report:
        """The figures since the last report."""
        expected = self.expected
        expected_since, received_since = expected - self._before[0], self.received - self._before[1]
        self._before = (expected, self.received)
        lost_since = max(0, expected_since - received_since)
        middle, when = self._clock
        return Report(
            ssrc=ssrc,
            fraction_lost=min(255, lost_since * 256 // expected_since) if expected_since > 0 else 0,
            lost=expected - self.received,
            highest=self.newest - 0x10000,
            jitter=int(self._jitter),
            last_clock=middle,
            since_clock=int((now - when) * 65536) & 0xFFFFFFFF if middle else 0,
        )
