"""The recent packets of one source layer, to answer a NACK without asking the sender.

One history a layer, shared by all its receivers: a receiver's number is turned back into the source's by its slot.
"""

from rooms.media.forwarding.packets import Rtp

KEPT = 256  # packets; about 1.4 s of the highest layer, five round trips of a bad line (MEDIA.md fact 11)


class History:
    """A ring of the last packets, found by index (sequence number extended over wraps)."""

    def __init__(self) -> None:
        self._ring: list[Rtp | None] = [None] * KEPT

    def keep(self, packet: Rtp) -> None:
        """Keep a packet in place of the one KEPT before it."""
        self._ring[packet.index % KEPT] = packet

    def find(self, index: int) -> Rtp | None:
        """The packet with this index, if it is still kept."""
        packet = self._ring[index % KEPT]
        return packet if packet is not None and packet.index == index else None
