"""Receipt: what a receiver says about one outgoing stream in its reports, and the round trip that follows from them."""

from collections import deque

from rooms.media.forwarding.packets import Report

TOLD_KEPT = 4  # sender reports; a receiver answers the last one or the one before it
UNITS_PER_S = 65_536  # of LSR and DLSR (RFC 3550 6.4.1)
LONGEST_S = 4.0  # a round trip above it is a report that answers an older telling of the same clock


class Receipt:
    """Kept by each slot for its one SSRC."""

    def __init__(self) -> None:
        self.lost = 0  # packets, over the whole stream; never less than before
        self.jitter = 0  # units of the stream's clock
        self.rtt_s: float | None = None
        self._told: deque[tuple[int, float]] = deque(maxlen=TOLD_KEPT)  # (middle of the clock, when it left)

    def told(self, ntp: int, now: float) -> None:
        """A sender report with this clock left now."""
        self._told.append((ntp >> 16 & 0xFFFFFFFF, now))

    def heard(self, report: Report, now: float) -> None:
        """The receiver's block about this stream came. A repeated or late packet lowers its count of losses (A.3)."""
        self.lost = max(self.lost, report.lost)
        self.jitter = report.jitter
        held = report.since_clock / UNITS_PER_S
        # The source's clock may be told again unchanged: only one of the tellings gives a trip that can be.
        trips = [now - when - held for middle, when in self._told if middle == report.last_clock and middle]
        possible = [trip for trip in trips if 0 <= trip < LONGEST_S]
        if possible:
            self.rtt_s = min(possible)
