"""The fast way in: what has arrived is taken in one system call, and decrypted where it lies."""

import socket
from typing import TYPE_CHECKING, Any

import numpy as np

from rooms.media.wire import kernel, srtp
from rooms.media.wire.kernel import Kernel

if TYPE_CHECKING:
    from numpy.typing import NDArray

PLACES = 128  # datagrams a wake-up; then others of this loop have their turn
SOCKADDR_IN6 = 28  # bytes
STRIDE = 2048 + 64  # bytes; a longer datagram is cut and fails its tag
WORD = 4  # bytes
WORDS = kernel.Message.itemsize // WORD
NAME_SIZE, SIZE = 2, 14  # their words in a message (kernel.Message)


class Inlet:
    """The datagrams of one wake-up. Places are good until the next `receive`."""

    def __init__(self, sock: socket.socket, calls: Kernel) -> None:
        self._socket, self._calls = sock, calls
        self._buffer = np.zeros((PLACES, STRIDE), np.uint8)
        self._names = np.zeros((PLACES, kernel.NAME_SIZE), np.uint8)
        self._parts: NDArray[Any] = np.zeros(PLACES, kernel.Part)
        self._messages: NDArray[Any] = np.zeros(PLACES, kernel.Message)
        places = np.arange(PLACES, dtype=np.uint64)
        self._parts["address"] = self._buffer.ctypes.data + places * STRIDE
        self._parts["size"] = STRIDE
        self._messages["name"] = self._names.ctypes.data + places * kernel.NAME_SIZE
        self._messages["parts"] = self._parts.ctypes.data + places * kernel.Part.itemsize
        self._messages["parts_count"] = 1
        self._packets = srtp.packets_at(self._parts["address"].tolist())
        self._at = self._messages.ctypes.data
        sizes_at = self._at + places * kernel.Message.itemsize + SIZE * WORD
        self._lengths = srtp.lengths_at(sizes_at.tolist())  # libsrtp reads and writes the kernel's own figure
        self._words = self._messages.view(np.uint32).data
        self._data = self._buffer.data.cast("B")
        self._from = self._names.data.cast("B")
        self._messages["name_size"] = kernel.NAME_SIZE

    def receive(self) -> list[tuple[int, int, bytes]]:
        """Place, first two bytes as one number, and the sender's packed address of everything that has arrived.

        Few come at a time, and a look at a word costs less than a column operation on few.
        """
        words, data = self._words, self._data
        came = self._calls.receive(self._socket.fileno(), self._at, PLACES)
        arrived = []
        for place in range(came):  # none after an ICMP error of a datagram sent before: next time
            word, at, name_at = place * WORDS, place * STRIDE, place * kernel.NAME_SIZE
            if words[word + SIZE] > 1:
                name = bytes(self._from[name_at : name_at + words[word + NAME_SIZE]])
                arrived.append((place, data[at] << 8 | data[at + 1], _bare(name)))
            words[word + NAME_SIZE] = kernel.NAME_SIZE  # the kernel wrote how much of it was used
        return arrived

    def data(self, place: int) -> bytes:
        """The datagram as it came, or what was decrypted of it."""
        at = place * STRIDE
        return bytes(self._data[at : at + self._words[place * WORDS + SIZE]])

    def decrypted(self, place: int, context: srtp.Context, *, control: bool) -> bytes | None:
        """The packet inside; None for a forged, doubled or broken one."""
        decrypt = srtp.unprotect_control if control else srtp.unprotect
        if decrypt(context, self._packets[place], self._lengths[place]):
            return None
        return self.data(place)


def _bare(name: bytes) -> bytes:
    """A packed address as routes.pack_address writes it: without IPv6's flow and scope."""
    return name if len(name) < SOCKADDR_IN6 else name[:4] + bytes(4) + name[8:24] + bytes(4)
