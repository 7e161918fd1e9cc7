"""Timeline: when a packet was captured, in the node's own seconds. Pure.

A stream counts in its own clock from an arbitrary beginning. A sender report ties it to the sender's wall clock, which
its microphone and camera share: so lips fit words. That wall clock is tied to ours by the least delayed packet: nothing
arrives before it was sent. Without a report a stream is tied to our clock alone. Losses leave gaps, not drift.
"""

NTP_UNIT = 1 << 32  # of a second, RFC 3550 4
STEP_S = 0.04  # smaller errors are not mended: a mend is a jump, and nobody sees 40 ms (ITU-R BT.1359)
WATCH_S = 10.0  # over which the least delay is looked for


class Offset:
    """The difference between another's clock and ours, from packets that arrive with varying delay."""

    def __init__(self) -> None:
        self.value: float | None = None
        self._least = 0.0
        self._since = 0.0

    def note(self, theirs: float, arrival: float) -> None:
        """A packet that they date `theirs` arrived."""
        late = arrival - theirs
        if self.value is None or late < self.value - STEP_S:
            self.value, self._least, self._since = late, late, arrival
            return
        self._least = min(self._least, late)
        if arrival - self._since >= WATCH_S:
            if self._least > self.value + STEP_S:  # their clock runs slower than ours, or the line got longer
                self.value = self._least
            self._least, self._since = late, arrival


class Timeline:
    """The times of one stream."""

    def __init__(self, clock_hz: int, sender: Offset) -> None:
        self._hz = clock_hz
        self._sender = sender
        self._own = Offset()
        self._newest: int | None = None
        self._report: tuple[float, int] | None = None  # their wall clock, the extended timestamp it stands at

    def tell(self, ntp: int, timestamp: int) -> None:
        """A sender report: their wall clock at a timestamp."""
        if self._newest is None:
            self._newest = timestamp
        self._report = (ntp / NTP_UNIT, self._extend(timestamp))

    def _extend(self, timestamp: int) -> int:
        newest = self._newest or 0
        return newest + ((timestamp - newest + 0x80000000) & 0xFFFFFFFF) - 0x80000000

    def time(self, timestamp: int, arrival: float) -> float:
        """When the packet with this timestamp, which arrived then, was captured."""
        if self._newest is None:
            self._newest = timestamp
        extended = self._extend(timestamp)
        self._newest = max(self._newest, extended)
        if self._report is None:
            return self._tied(self._own, extended / self._hz, arrival)
        wall, at = self._report
        return self._tied(self._sender, wall + (extended - at) / self._hz, arrival)

    def _tied(self, offset: Offset, theirs: float, arrival: float) -> float:
        offset.note(theirs, arrival)
        return theirs + (offset.value or 0.0)
