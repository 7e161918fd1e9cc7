"""Ramp: what is sent to a browser that measures its line: RTP of no meaning, at a rate that rises step by step.

The packets go into the first video slot of the agreement, each a middle piece of a picture that never becomes whole: no
decoder is woken, and the browser's own figures (RFC 3550) tell what arrived.
"""

from rooms.media.forwarding.answer import Agreement
from rooms.media.forwarding.packets import HEADER

QUIET_S = 1.0  # first: the delay of an idle line
STEPS_KBPS = (80, 600, 2_000, 4_000)  # two voices; a picture; a wall; more than a meeting asks for
STEP_S = 1.5
RAMP_S = QUIET_S + STEP_S * len(STEPS_KBPS)
SMALL, LARGE = 200, 1_100  # bytes of a packet: of a voice, so that a loss is one of many; of a picture
LATE_S = 0.05  # a sender that was held up does not catch up with more than this
CLOCK_HZ = 90_000


class Ramp:
    """The packets due to one browser."""

    def __init__(self, agreement: Agreement, now: float) -> None:
        slot = next((line for line in agreement.lines if line.source is None and line.kind == "video"), None)
        self._slot = slot
        self._begun = self._before = now
        self._owed = 0.0
        self._seq = 0

    def rate(self, now: float) -> int:
        """Kilobits a second that should flow now."""
        age = now - self._begun - QUIET_S
        if self._slot is None or not 0 <= age < STEP_S * len(STEPS_KBPS):
            return 0
        return STEPS_KBPS[int(age / STEP_S)]

    def due(self, now: float) -> list[bytes]:
        """The packets of the time since the last call."""
        passed = min(now - self._before, LATE_S)
        self._before = now
        self._owed += self.rate(now) * 125 * passed
        size = SMALL if self.rate(now) <= STEPS_KBPS[0] else LARGE
        count, self._owed = divmod(self._owed, size)
        return [self._write(now, size) for _ in range(int(count))]

    def over(self, now: float) -> bool:
        """Whether nothing more will come."""
        return self._slot is None or now - self._begun >= RAMP_S

    def _write(self, now: float, size: int) -> bytes:
        if self._slot is None:
            return b""
        self._seq = self._seq + 1 & 0xFFFF
        timestamp = int((now - self._begun) * CLOCK_HZ) & 0xFFFFFFFF
        return HEADER.pack(0x80, self._slot.payload_type, self._seq, timestamp, self._slot.ssrc) + bytes(
            size - HEADER.size
        )
