"""The one UDP port: takes what arrived in one wake-up, tells STUN, DTLS and SRTP apart (RFC 7983), finds whose it is.

A datagram belongs to the peer that proved itself from its address by an ICE check; others are dropped unread.
"""

import asyncio
import logging
import socket
from collections.abc import Callable

from rooms import clock
from rooms.media.wire.ice import PREFIX_END, Names
from rooms.media.wire.peers import Peer
from rooms.media.wire.routes import Address, UdpRoute

log = logging.getLogger(__name__)

BUFFER = 4 << 20  # bytes asked of the kernel each way: a burst of 300 receivers waits here, not in Python
BURST = 64  # datagrams a wake-up; then others of this loop have their turn
LONGEST = 2048  # bytes; a longer datagram is cut and fails its tag
DTLS = range(20, 64)
SRTP = range(128, 192)


class Port:
    """Demultiplexer and sender. `on_burst` gets the decrypted packets of one wake-up."""

    def __init__(
        self,
        names: Names,
        on_burst: Callable[[list[tuple[Peer, bytes]]], None],
        family: socket.AddressFamily = socket.AF_INET,
    ) -> None:
        self._names = names
        self._on_burst = on_burst
        self._socket = socket.socket(family, socket.SOCK_DGRAM)
        if family == socket.AF_INET6:
            self._socket.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)  # IPv4 has a socket of its own
        self._by_address: dict[Address, Peer] = {}
        self.unsent = 0

    def open(self, host: str, number: int) -> int:
        """Bind and listen; the port's number. Raises OSError when it is taken."""
        for option in (socket.SO_RCVBUF, socket.SO_SNDBUF):
            self._socket.setsockopt(socket.SOL_SOCKET, option, BUFFER)
        self._socket.setblocking(False)  # noqa: FBT003 - the socket module's own signature
        self._socket.bind((host, number))
        asyncio.get_running_loop().add_reader(self._socket, self._readable)
        bound: int = self._socket.getsockname()[1]
        return bound

    def close(self) -> None:
        """Stop listening."""
        if self._socket.fileno() >= 0:
            asyncio.get_running_loop().remove_reader(self._socket)
            self._socket.close()

    def forget(self, route: UdpRoute, owner: object) -> None:
        """What comes from there is no longer this peer's."""
        if self._by_address.get(route.address) is owner:
            del self._by_address[route.address]

    def send(self, data: bytes, route: UdpRoute) -> None:
        """Send now or lose it: a full kernel buffer means that the line cannot take more."""
        try:
            self._socket.sendto(data, route.address)
        except OSError:
            self.unsent += 1

    def _readable(self) -> None:
        burst: list[tuple[Peer, bytes]] = []
        for _ in range(BURST):
            try:
                data, address = self._socket.recvfrom(LONGEST)
            except BlockingIOError:
                break
            except OSError:  # an ICMP error of a datagram sent before; the next one may be whole
                continue
            if data:
                self._sort(data, address[:2], burst)
        if burst:
            self._on_burst(burst)

    def _sort(self, data: bytes, address: Address, burst: list[tuple[Peer, bytes]]) -> None:
        first = data[0]
        if first < PREFIX_END:
            self._check(data, address)
            return
        peer = self._by_address.get(address)
        if peer is None:
            return
        if first in SRTP and peer.line is not None and peer.up:
            packet = peer.line.unprotect(data)
            if packet is not None:
                burst.append((peer, packet))
        elif first in DTLS:
            peer.received(data)

    def _check(self, data: bytes, address: Address) -> None:
        peer = self._names.answer(data, UdpRoute(address, self._socket.family, self), clock.monotonic())
        if peer is not None:
            self._by_address[address] = peer
