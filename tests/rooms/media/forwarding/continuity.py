"""What every slot's stream must be, packet by packet, whoever feeds it."""

from rooms.media.forwarding import vp8

REMEMBERED = 2000


class Stream:
    """One SSRC as its receiver gets it: no doubles, numbers that tell only of real holes, time that never goes back."""

    def __init__(self):
        self.newest = None
        self.packets = {}  # index -> (timestamp, picture id, payload), the last ones
        self.count = self.holes = 0

    def take(self, packet, kind):
        self.count += 1
        picture = vp8.read(packet.payload).picture if kind == "video" else None
        index = self._index(packet.seq)
        assert index not in self.packets, "a double"
        if self.newest is None or index > self.newest:
            if self.newest is not None:
                self._follows(index, packet, picture)
            self.newest = index
        else:
            self.holes -= 1
        self.packets[index] = (packet.timestamp, picture, packet.payload)
        self.packets.pop(index - REMEMBERED, None)

    def repeated(self, packet):
        """A retransmission is the packet that was sent under its original number, or one that never arrived."""
        before = self.packets.get(self._index(int.from_bytes(packet.payload[:2], "big")))
        if before is not None:
            assert packet.payload[2:] == before[2]
            assert packet.timestamp == before[0]

    def _index(self, seq):
        if self.newest is None:
            return seq + 0x10000
        return self.newest + (seq - self.newest + 0x8000 & 0xFFFF) - 0x8000

    def _follows(self, index, packet, picture):
        self.holes += index - self.newest - 1
        if self.newest not in self.packets:
            return
        timestamp, before, _ = self.packets[self.newest]
        assert (packet.timestamp - timestamp & 0xFFFFFFFF) < 0x80000000, "time goes back"
        if picture is not None:
            step = picture - before & 0x7FFF
            assert step <= index - self.newest, "a picture's number leaps"
