"""The fast way out: everything that a burst causes is encrypted in place and leaves in one system call.

Packets of one receiver that have one size (the last may be shorter) leave as one datagram, which the kernel cuts
(UDP_SEGMENT): that halves the cost of a picture of ten packets. Chromium's packets of one picture differ by a byte or
two, so a little padding makes them equal.

A packet that libsrtp refuses is dropped and counted; so is one that the kernel refuses. Nothing here raises.
"""

import errno
import select
import socket
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rooms.media.forwarding.copies import Copies, slot_type
from rooms.media.wire import kernel, srtp
from rooms.media.wire.kernel import Kernel
from rooms.media.wire.srtp import Context

PLACES = 2048  # packets that wait for one system call; 3 MB, about a processor's cache
STRIDE = 1600  # bytes a packet; no power of two, else all of them share a few lines of the cache
LONGEST = STRIDE - srtp.TRAILER_MAX
PADDING_MAX = 24  # bytes a packet; more would cost the line what it saves the processor
REPEATED_MAX = 16  # lengths of bursts; most pictures have a few
PATIENCE_MS = 5  # a burst waits so long for a full kernel buffer, then the rest is lost


class Targets:
    """Who gets what, in the order of a fan's columns; made once and used for every burst until a route changes."""

    def __init__(self, contexts: Sequence[Context], names: NDArray[np.uint8], name_sizes: NDArray[np.uint32]) -> None:
        self.contexts, self.names, self.name_sizes = contexts, names, name_sizes
        self._repeated: dict[int, list[Context]] = {}

    def contexts_of(self, each: int) -> list[Context]:
        """What encrypts `each` packets for everybody, receiver by receiver."""
        known = self._repeated.get(each)
        if known is None:
            if len(self._repeated) == REPEATED_MAX:
                self._repeated.clear()
            known = self._repeated[each] = [context for context in self.contexts for _ in range(each)]
        return known

    def part(self, some: slice) -> "Targets":
        """Some of them."""
        return Targets(self.contexts[some], self.names[some], self.name_sizes[some])


class Batch:
    """Packets of one socket on their way out. `flush` sends what was gathered."""

    def __init__(self, sock: socket.socket, calls: Kernel, *, cuts: bool) -> None:
        self._socket, self._calls = sock, calls
        self._longest = kernel.SEGMENTS_MAX if cuts else 1
        self.unsent = 0  # packets that the kernel refused
        self.broken = 0  # packets that libsrtp refused
        self._slots: NDArray[Any] = np.zeros(PLACES, slot_type(STRIDE))
        self._parts: NDArray[Any] = np.zeros(PLACES, kernel.Part)
        self._messages: NDArray[Any] = np.zeros(PLACES, kernel.Message)
        self._controls: NDArray[Any] = np.zeros(PLACES, kernel.Control)
        self._names = np.zeros((PLACES, kernel.NAME_SIZE), np.uint8)
        self._bytes = self._slots.view(np.uint8).data
        self._lay_out()
        self._used = self._waiting = 0  # places, messages

    def _lay_out(self) -> None:
        places = np.arange(PLACES, dtype=np.uint64)
        self._parts["address"] = self._slots.ctypes.data + places * STRIDE
        self._messages["name"] = self._names.ctypes.data + places * kernel.NAME_SIZE
        self._messages["control"] = self._controls.ctypes.data + places * kernel.Control.itemsize
        self._controls["size"] = kernel.CONTROL_LENGTH
        self._controls["level"], self._controls["kind"] = kernel.SOL_UDP, kernel.UDP_SEGMENT
        self._part_at = self._parts.ctypes.data + places * kernel.Part.itemsize
        self._packets = srtp.packets_at(self._parts["address"].tolist())
        self._lengths = srtp.lengths_at((self._part_at + 8).tolist())  # of Part.size
        self._part_sizes = self._parts["size"]
        self._messages_at = self._messages.ctypes.data

    # --- in

    def copies(self, copies: Copies, targets: Targets) -> None:
        """Packets for everybody in `targets`, which are those of the columns."""
        count = len(copies.columns)
        for packets, sizes in _runs([each.size for each in copies.packets], longest=self._longest):
            most = PLACES // len(sizes)
            if count <= most:
                self._add(copies.part(slice(None), packets), sizes, targets)
                continue
            for at in range(0, count, most):
                some = slice(at, at + most)
                self._add(copies.part(some, packets), sizes, targets.part(some))

    def _add(self, copies: Copies, sizes: Sequence[int], targets: Targets) -> None:
        count, each = len(copies.columns), len(sizes)
        if self._used + count * each > PLACES:
            self.flush()
        places = slice(self._used, self._used + count * each)
        copies.write(self._slots[places].reshape(count, each), sizes)
        self._part_sizes[places].reshape(count, each)[:] = sizes
        encrypted = map(srtp.protect, targets.contexts_of(each), self._packets[places], self._lengths[places])
        faults = list(encrypted)
        self._used = places.stop
        firsts = slice(places.start, places.stop, each)
        if any(faults):
            whole = ~np.array(faults, bool).reshape(count, each).any(axis=1)
            self.broken += int((~whole).sum()) * each
            numbers = np.arange(places.start, places.stop, each)[whole]
            self._address(numbers, each, targets.names[whole], targets.name_sizes[whole])
        else:
            self._address(firsts, each, targets.names, targets.name_sizes)

    def _address(
        self, firsts: NDArray[np.int64] | slice, each: int, names: NDArray[np.uint8], name_sizes: NDArray[np.uint32]
    ) -> None:
        """Make a message of the `each` places from every one of `firsts` on."""
        here = slice(self._waiting, self._waiting + len(names))
        self._waiting = here.stop
        self._names[here] = names
        messages = self._messages[here]
        messages["name_size"] = name_sizes
        messages["parts"] = self._part_at[firsts]
        messages["parts_count"] = each
        messages["control_size"] = kernel.Control.itemsize if each > 1 else 0
        if each > 1:
            self._controls["segment"][here] = self._part_sizes[firsts]

    def packet(self, data: bytes, context: srtp.Context, name: bytes, *, control: bool) -> None:
        """One RTP or RTCP packet for one receiver."""
        size = len(data)
        if size > LONGEST:
            self.broken += 1
            return
        if self._used == PLACES:
            self.flush()
        place, at = self._used, self._used * STRIDE
        self._bytes[at : at + size] = data
        self._parts["size"][place] = size
        encrypt = srtp.protect_control if control else srtp.protect
        if encrypt(context, self._packets[place], self._lengths[place]):
            self.broken += 1
            return
        self._used += 1
        here = self._waiting
        self._waiting += 1
        self._names[here, : len(name)] = np.frombuffer(name, np.uint8)
        message = self._messages[here]
        message["name_size"], message["parts"] = len(name), self._part_at[place]
        message["parts_count"], message["control_size"] = 1, 0

    # --- out

    def flush(self) -> None:
        """Send everything that was gathered, or count it as lost."""
        at, patient = 0, True
        while at < self._waiting:
            count = min(self._waiting - at, kernel.MESSAGES_MAX)
            went = self._calls.send(self._socket.fileno(), self._messages_at + at * kernel.Message.itemsize, count)
            if went > 0:
                at += went
            elif went == -errno.EINTR:
                continue
            elif went == -errno.EAGAIN and patient:
                patient = self._wait()
            elif went == -errno.EAGAIN:
                self.unsent += int(self._messages["parts_count"][at : self._waiting].sum())
                break
            else:
                self._send_apart(at)
                at += 1
        self._used = self._waiting = 0

    def _wait(self) -> bool:
        """Wait for the kernel's buffer once a burst; False, because the next time there is no patience left."""
        poll = select.poll()
        poll.register(self._socket, select.POLLOUT)
        poll.poll(PATIENCE_MS)
        return False

    def _send_apart(self, at: int) -> None:
        """The kernel refuses a message, perhaps because this route cannot cut: send its packets one by one."""
        message = self._messages[at].copy()
        single: NDArray[Any] = message.reshape(1)
        for n in range(int(message["parts_count"])):
            single["parts"] = message["parts"] + n * kernel.Part.itemsize
            single["parts_count"], single["control_size"] = 1, 0
            if self._calls.send(self._socket.fileno(), single.ctypes.data, 1) != 1:
                self.unsent += 1


def _runs(sizes: Sequence[int], *, longest: int) -> Iterator[tuple[slice, list[int]]]:
    """Neighbours that may leave as one datagram, each with its size after padding; the last may be shorter."""
    most = min(longest, kernel.DATAGRAM_MAX // STRIDE)
    at = 0
    while at < len(sizes):
        least = largest = sizes[at]
        end = at + 1
        for size in sizes[end : at + most]:
            least, largest = min(least, size), max(largest, size)
            if largest - least > PADDING_MAX:
                largest = max(sizes[at:end])
                break
            end += 1
        padded = [largest] * (end - at)
        if end < len(sizes) and end - at < most and sizes[end] < largest:
            padded.append(sizes[end])
            end += 1
        yield slice(at, end), padded
        at = end
