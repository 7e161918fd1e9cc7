"""Which of its proved routes a peer sends through, and how an address looks to the kernel."""

import socket
from dataclasses import dataclass

import pytest

from rooms.media.wire.peers import ROUTES_MAX, Peer
from rooms.media.wire.routes import UdpRoute


class Way:
    """A socket that only remembers."""

    def __init__(self):
        self.sent, self.forgotten = [], []

    def send(self, data, route):
        self.sent.append((data, route.address))

    def forget(self, route, _owner):
        self.forgotten.append(route.address)


@dataclass(frozen=True)
class Slower:
    """A route of a lower rank, as one over TCP."""

    address: tuple
    rank = 1

    def close(self, _owner):
        """Nothing."""


def udp(port, way=None):
    return UdpRoute(("192.0.2.7", port), socket.AF_INET, way or Way())


@pytest.fixture
def peer():
    return Peer("hop-giao-ban", "c1", "reply", now=0.0)


def test_the_first_proof_is_used_until_another_route_is_nominated(peer):
    peer.checked(udp(1), 0.0, nominated=False)
    peer.checked(udp(2), 1.0, nominated=False)
    assert peer.route == udp(1)
    peer.checked(udp(2), 2.0, nominated=True)
    assert peer.route == udp(2)


def test_udp_stays_when_a_browser_nominates_all_at_once_and_yields_when_it_falls_silent(peer):
    tcp = Slower(("192.0.2.7", 9))
    peer.checked(udp(1), 0.0, nominated=True)
    peer.checked(tcp, 0.5, nominated=True)
    assert peer.route == udp(1)
    peer.checked(tcp, 4.0, nominated=True)
    assert peer.route == tcp
    peer.checked(udp(1), 4.1, nominated=True)
    assert peer.route == udp(1)


def test_a_peer_that_plays_with_addresses_keeps_few_and_the_one_in_use(peer):
    way = Way()
    peer.checked(udp(1, way), 0.0, nominated=True)
    for port in range(2, 30):
        peer.checked(udp(port, way), 1.0, nominated=False)
    assert len(peer.routes) == ROUTES_MAX
    assert peer.route == udp(1)
    assert ("192.0.2.7", 2) in way.forgotten
    assert ("192.0.2.7", 1) not in way.forgotten


def test_a_lost_route_gives_way_to_the_last_proved(peer):
    for port in (1, 2, 3):
        peer.checked(udp(port), 0.0, nominated=port == 3)
    peer.lost(udp(3))
    assert peer.route == udp(2)
    peer.lost(udp(1))
    peer.lost(udp(2))
    assert peer.route is None


@pytest.mark.parametrize(
    ("family", "host", "length"), [(socket.AF_INET, "127.0.0.1", 16), (socket.AF_INET6, "::1", 28)], ids=["v4", "v6"]
)
def test_a_packed_address_is_what_the_kernel_reads(family, host, length):
    packed = UdpRoute((host, 40_000), family, Way()).packed
    assert len(packed) == length
    assert int.from_bytes(packed[:2], "little") == family
    assert int.from_bytes(packed[2:4], "big") == 40_000
    assert socket.inet_pton(family, host) in packed
