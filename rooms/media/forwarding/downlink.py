"""Downlink: one receiver's line, from the raw feedback to what is known of it.

A receiver that gives no transport-cc feedback is judged by the losses of its receiver reports, and by its own estimate
(REMB) where it tells one; both say less and later.
"""

from collections.abc import Sequence
from math import isnan

from rooms.media.forwarding.estimate import Estimate, Outcome
from rooms.media.forwarding.feedback import Told
from rooms.media.forwarding.probing import Probing
from rooms.media.forwarding.thrift import Thrift

TICKS_PER_S = 4000
REPEATS_SHARE = 0.25  # of the line
ASKS = 1000.0  # missing packets looked for, at once and a second; a line that loses one in ten asks for 150
WORDS, WORDS_PER_S = 200.0, 300.0  # RTCP packets read at once and a second; Chromium sends 20 to 60 a second
UNKNOWN_RATE = 4_000_000  # bits a second; who tells nothing of its line and asks for everything again gets 1 Mbit/s
REMEMBERED = 4096  # numbers; older ones are not told again
LOSS_MANY, LOSS_FEW = 26, 5  # of 256 packets, as a receiver report counts (10 %, 2 %)
FALLS_TO, CLIMBS = 0.7, 1.08  # without transport-cc: what is sent falls to, and what a report without losses adds


class Downlink:
    """What is known of one receiver's line."""

    def __init__(self) -> None:
        self.estimate = Estimate()
        self.probing = Probing(self.estimate)
        self.thrift = Thrift()
        self.sending = 0.0  # bits a second that leave for it
        self.measured = False  # by transport-cc
        self.lacks = False  # something of what it would see, or it is being tried
        self._repeats_left, self._repeated_at = 0.0, -1e9
        self._words_left, self._spoke_at = WORDS, 0.0
        self._asks_left, self._asked_at = ASKS, 0.0
        self._newest: int | None = None
        self._lost: set[int] = set()
        self._ticks: int | None = None

    def may_speak(self, now: float) -> bool:
        """Whether one more RTCP packet of this receiver's is read: a flood would cost all others the node's time."""
        self._words_left = min(WORDS, self._words_left + (now - self._spoke_at) * WORDS_PER_S)
        self._spoke_at = now
        self._words_left -= self._words_left >= 1
        return self._words_left >= 1

    def may_ask(self, count: int, now: float) -> int:
        """For how many of the packets that it misses it is worth looking."""
        self._asks_left = min(ASKS, self._asks_left + (now - self._asked_at) * ASKS)
        self._asked_at = now
        granted = min(count, int(self._asks_left))
        self._asks_left -= granted
        return granted

    def may_repeat(self, octets: int, now: float) -> bool:
        """Whether a repeat of so many bytes may leave now: repeats must not fill a line that is full."""
        rate = self.estimate.rate or UNKNOWN_RATE
        most = REPEATS_SHARE * rate / 8  # of a second
        self._repeats_left = min(most, self._repeats_left + most * (now - self._repeated_at))
        self._repeated_at = now
        if self._repeats_left < octets:
            return False
        self._repeats_left -= octets
        return True

    def told(self, told: Told, times: Sequence[float], sizes: Sequence[int], now: float) -> bool:
        """Take one feedback about packets that left at `times` (NaN: never). True when the line is full."""
        outcomes = []
        for place, ticks in enumerate(told.arrivals):
            arrived = self._unwrap(ticks) if ticks is not None else None
            if not isnan(times[place]) and self._is_news(told.base + place & 0xFFFF, arrived=arrived is not None):
                outcomes.append(Outcome(times[place], sizes[place], arrived))
        if not outcomes:
            return False
        self.measured = True
        full = self.estimate.told(outcomes, now)
        self.probing.told(now, full=full)
        return full

    def reported(self, fraction_lost: int) -> None:
        """A receiver report about a picture: all there is where transport-cc is missing."""
        if self.measured:
            return
        rate = self.estimate.rate
        if fraction_lost > LOSS_MANY:
            self.estimate.rate = FALLS_TO * min(rate or self.sending, self.sending)
        elif fraction_lost < LOSS_FEW and rate is not None:
            self.estimate.rate = rate * CLIMBS

    def estimated(self, rate: int) -> None:
        """The receiver's own estimate."""
        if not self.measured:
            self.estimate.rate = float(rate)

    def _unwrap(self, ticks: int) -> float:
        """The receiver's clock in seconds, over the wraps of its 32 bits."""
        before = self._ticks if self._ticks is not None else ticks
        self._ticks = before + (ticks - before + 0x80000000 & 0xFFFFFFFF) - 0x80000000
        return self._ticks / TICKS_PER_S

    def _is_news(self, seq: int, *, arrived: bool) -> bool:
        """A packet is told of once; one told lost may still arrive late."""
        newest = self._newest if self._newest is not None else seq - 1
        index = newest + (seq - newest + 0x8000 & 0xFFFF) - 0x8000
        known = index <= newest and index not in self._lost
        self._newest = max(newest, index)
        if arrived:
            self._lost.discard(index)
        elif not known and index not in self._lost:
            self._lost.add(index)
            if len(self._lost) > REMEMBERED:
                self._lost = {each for each in self._lost if each > self._newest - REMEMBERED}
        else:
            return False
        return not known
