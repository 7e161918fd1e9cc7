"""Ordering: packets of one stream by their index, with a short wait for those that are repeated. Pure."""

from collections.abc import Iterator

from rooms.media.recording.rows import Packet

WAIT_S = 0.6  # a repeated packet comes after 80 ms; five are asked for (forwarding/reception.py)
HELD_MAX = 2000  # packets; a picture of 2 Mbit/s fills 150 in the wait


class Window:
    """Gives out each packet once, in order; what is missing for too long is given up."""

    def __init__(self) -> None:
        self._held: dict[int, Packet] = {}
        self._next: int | None = None
        self.lost = 0

    def push(self, packet: Packet) -> None:
        """Take a packet; doubles and those given up already are dropped."""
        if self._next is None:
            self._next = packet.index
        if packet.index >= self._next:
            self._held.setdefault(packet.index, packet)

    def ready(self, now: float) -> Iterator[Packet]:
        """The packets whose turn it is."""
        while self._held and self._next is not None:
            packet = self._held.pop(self._next, None)
            if packet is None:
                first = min(self._held)
                if now - self._held[first].arrival < WAIT_S and len(self._held) < HELD_MAX:
                    return
                self.lost += first - self._next
                self._next = first
                continue
            self._next += 1
            yield packet
