"""A UDP port: takes what arrived in one wake-up, tells STUN, DTLS and SRTP apart (RFC 7983), finds whose it is.

A datagram belongs to the peer that proved itself from its address by an ICE check; others are dropped unread.
"""

import asyncio
import logging
import socket
from collections.abc import Callable
from typing import TYPE_CHECKING

from rooms import clock
from rooms.media.wire import paths
from rooms.media.wire.batch import Batch
from rooms.media.wire.ice import PREFIX_END, Names
from rooms.media.wire.inlet import Inlet
from rooms.media.wire.peers import Peer
from rooms.media.wire.routes import Address, UdpRoute, pack_address, unpack_address

if TYPE_CHECKING:
    from rooms.media.wire.paths import Fast

log = logging.getLogger(__name__)

BUFFER = 4 << 20  # bytes asked of the kernel each way: a burst of 300 receivers waits here, not in Python
BURST = 64  # datagrams a wake-up; then others of this loop have their turn
MOST = 128  # the same where they come many at a time
LONGEST = 2048  # bytes; a longer datagram is cut and fails its tag
DTLS = range(20, 64)
SRTP = range(128, 192)
RTCP = range(192, 224)  # of the second byte (RFC 5761 4)


class Port:
    """Demultiplexer and sender. `on_burst` gets the decrypted packets of one wake-up."""

    def __init__(
        self,
        names: Names,
        on_burst: Callable[[list[tuple[Peer, bytes]]], None],
        family: socket.AddressFamily = socket.AF_INET,
        *,
        path: str = paths.AUTO,
    ) -> None:
        self._names = names
        self._path = path
        self._fast: Fast | None = None
        self._on_burst = on_burst
        self._socket = socket.socket(family, socket.SOCK_DGRAM)
        if family == socket.AF_INET6:
            self._socket.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)  # IPv4 has a socket of its own
        self._by_name: dict[bytes, Peer] = {}  # by packed address
        self._unsent = 0

    def open(self, host: str, number: int) -> int:
        """Bind and listen; the port's number. Raises OSError when it is taken."""
        for option in (socket.SO_RCVBUF, socket.SO_SNDBUF):
            self._socket.setsockopt(socket.SOL_SOCKET, option, BUFFER)
        self._socket.setblocking(False)  # noqa: FBT003 - the socket module's own signature
        self._socket.bind((host, number))
        self._fast = paths.fast_way(self._socket, self._path)
        asyncio.get_running_loop().add_reader(self._socket, self._readable)
        bound: int = self._socket.getsockname()[1]
        return bound

    def close(self) -> None:
        """Stop listening."""
        if self._socket.fileno() >= 0:
            asyncio.get_running_loop().remove_reader(self._socket)
            self._socket.close()

    @property
    def batch(self) -> Batch | None:
        """The fast way out, where the system has it."""
        return self._fast.batch if self._fast is not None else None

    @property
    def unsent(self) -> int:
        """Packets that could not be sent."""
        return self._unsent + (self._fast.batch.unsent + self._fast.batch.broken if self._fast is not None else 0)

    def flush(self) -> None:
        """Let everything leave that waits in the batch."""
        if self._fast is not None:
            self._fast.batch.flush()

    def forget(self, route: UdpRoute, owner: object) -> None:
        """What comes from there is no longer this peer's."""
        if self._by_name.get(route.packed) is owner:
            del self._by_name[route.packed]

    def send(self, data: bytes, route: UdpRoute) -> None:
        """Send now or lose it: a full kernel buffer means that the line cannot take more."""
        try:
            self._socket.sendto(data, route.address)
        except OSError:
            self._unsent += 1

    def _readable(self) -> None:
        burst: list[tuple[Peer, bytes]] = []
        if self._fast is not None:
            self._take_all(self._fast.inlet, burst)
        else:
            self._take_one_by_one(burst)
        if burst:
            self._on_burst(burst)

    def _take_all(self, inlet: Inlet, burst: list[tuple[Peer, bytes]]) -> None:
        """Until nothing has come: the end of a picture arrives while its beginning is decrypted."""
        taken = 0
        while taken < MOST and (arrived := inlet.receive()):
            self._take_many(inlet, arrived, burst)
            taken += len(arrived)

    def _take_many(self, inlet: Inlet, arrived: list[tuple[int, int, bytes]], burst: list[tuple[Peer, bytes]]) -> None:
        for place, begin, name in arrived:
            first = begin >> 8
            peer = self._by_name.get(name)
            if first < PREFIX_END:
                self._check(inlet.data(place), unpack_address(name))
            elif peer is None:
                continue
            elif first in SRTP and peer.line is not None and peer.up:
                packet = inlet.decrypted(place, peer.line.receiving, control=begin & 0xFF in RTCP)
                if packet is not None:
                    burst.append((peer, packet))
            elif first in DTLS:
                peer.received(inlet.data(place))

    def _take_one_by_one(self, burst: list[tuple[Peer, bytes]]) -> None:
        for _ in range(BURST):
            try:
                data, address = self._socket.recvfrom(LONGEST)
            except BlockingIOError:
                break
            except OSError:  # an ICMP error of a datagram sent before; the next one may be whole
                continue
            if data:
                self._sort(data, address[:2], burst)

    def _sort(self, data: bytes, address: Address, burst: list[tuple[Peer, bytes]]) -> None:
        first = data[0]
        if first < PREFIX_END:
            self._check(data, address)
            return
        peer = self._by_name.get(pack_address(address, self._socket.family))
        if peer is None:
            return
        if first in SRTP and peer.line is not None and peer.up:
            packet = peer.line.unprotect(data)
            if packet is not None:
                burst.append((peer, packet))
        elif first in DTLS:
            peer.received(data)

    def _check(self, data: bytes, address: Address) -> None:
        route = UdpRoute(address, self._socket.family, self)
        peer = self._names.answer(data, route, clock.monotonic(), holder=self._by_name.get(route.packed))
        if peer is not None:
            self._by_name[route.packed] = peer
