"""Routes: the ways by which a browser proved that it can be reached. A peer sends through the one in use.

A UDP route knows its address packed as the kernel takes it, so that many packets leave in one system call
(`sendmmsg`); a TCP route (RFC 6544) takes them one by one and frames them itself (`wire/tcp.py`).
"""

import socket
from dataclasses import dataclass, field
from functools import lru_cache
from ipaddress import ip_address
from struct import pack
from typing import ClassVar, Protocol

from rooms.media.wire.batch import Batch

Address = tuple[str, int]
SOCKADDR_IN6 = 28  # bytes


class Route(Protocol):
    """One way to a browser."""

    @property
    def address(self) -> Address:
        """The browser's end of it, as it looks from here."""

    @property
    def rank(self) -> int:
        """The higher is taken where a browser nominates several at once."""

    def send(self, data: bytes) -> None:
        """Send now or lose it. Never raises."""

    def close(self, owner: object) -> None:
        """Its peer does not use it any more."""


class UdpWay(Protocol):
    """The socket behind UDP routes."""

    @property
    def batch(self) -> Batch | None:
        """The fast way out, where the system has it."""

    def send(self, data: bytes, route: "UdpRoute") -> None:
        """Send now or lose it."""

    def forget(self, route: "UdpRoute", owner: object) -> None:
        """What comes from there is no longer this peer's."""


@dataclass(frozen=True, slots=True)
class UdpRoute:
    """An address behind one of the UDP sockets; two are equal when socket family and address are."""

    address: Address
    family: socket.AddressFamily
    way: UdpWay = field(compare=False, repr=False)

    rank: ClassVar = 2

    @property
    def packed(self) -> bytes:
        """The sockaddr_in or sockaddr_in6 of its address."""
        return pack_address(self.address, self.family)

    def send(self, data: bytes) -> None:
        self.way.send(data, self)

    def close(self, owner: object) -> None:
        self.way.forget(self, owner)


@lru_cache(4096)
def pack_address(address: Address, family: socket.AddressFamily) -> bytes:
    """A sockaddr_in or sockaddr_in6."""
    host, port = address
    if family == socket.AF_INET:
        return pack("=H", family) + pack("!H4s8x", port, ip_address(host).packed)
    return pack("=H", family) + pack("!HI16sI", port, 0, ip_address(host).packed, 0)


def unpack_address(packed: bytes) -> Address:
    """The address in a sockaddr."""
    port = int.from_bytes(packed[2:4], "big")
    bits = packed[4:8] if len(packed) < SOCKADDR_IN6 else packed[8:24]
    return str(ip_address(bits)), port
