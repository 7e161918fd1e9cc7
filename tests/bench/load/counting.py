"""Receivers that count: sockets drained by recvmmsg, without a thought for what is in the packets."""

import numpy as np

from rooms.media.wire import kernel

PLACES, STRIDE, HEADER = 64, 2112, 20
RCVBUF = 2 << 20


class Drain:
    """Counts the RTP packets that came to many sockets."""

    def __init__(self, descriptors):
        self.descriptors = list(descriptors)
        self.calls, why_not = kernel.load()
        if self.calls is None:
            raise RuntimeError(why_not)
        self.rtp = self.octets = 0
        self.newest = {}  # by descriptor: the header of its last media packet, which nobody encrypts
        self._buffer = np.zeros((PLACES, STRIDE), np.uint8)
        self._parts = np.zeros(PLACES, kernel.Part)
        self._messages = np.zeros(PLACES, kernel.Message)
        places = np.arange(PLACES, dtype=np.uint64)
        self._parts["address"], self._parts["size"] = self._buffer.ctypes.data + places * STRIDE, STRIDE
        self._messages["parts"] = self._parts.ctypes.data + places * kernel.Part.itemsize
        self._messages["parts_count"] = 1
        self._at = self._messages.ctypes.data

    def once(self, keep=None):
        """Empty every socket; `keep(descriptor, packet)` gets each packet if it is given."""
        for descriptor in self.descriptors:
            came = PLACES
            while came == PLACES:
                came = self.calls.receive(descriptor, self._at, PLACES)
                if came > 0:
                    self._count(descriptor, came, keep)

    def _count(self, descriptor, came, keep):
        first, second = self._buffer[:came, 0], self._buffer[:came, 1]
        media = (first >= 128) & ((second < 192) | (second > 223))
        self.rtp += int(media.sum())
        if media.any():
            self.newest[descriptor] = self._buffer[np.flatnonzero(media)[-1], :HEADER].tobytes()
        if keep is not None:
            for place in np.flatnonzero(media).tolist():
                keep(descriptor, self._buffer[place, : self._messages["size"][place]].tobytes())
