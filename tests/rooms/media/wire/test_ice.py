"""Whose an address is: proved by a check, kept as long as its holder proves it again."""

import socket

import pytest

from rooms.media.wire.ice import Names
from rooms.media.wire.peers import SILENT_AFTER_S, Pass, Peer
from rooms.media.wire.routes import UdpRoute
from tests.rooms.media.over_tcp import a_check

NOW = 1000.0


class Way:
    """A socket that keeps what it sends."""

    batch = None

    def __init__(self):
        self.sent = []

    def send(self, data, route):
        self.sent.append((data, route.address))

    def forget(self, route, owner):
        pass


@pytest.fixture
def two():
    names = Names()
    peers = [Peer("meeting", f"seat-{number}", "reply", now=NOW) for number in (1, 2)]
    for number, peer in enumerate(peers, start=1):
        names.add(peer, Pass(f"name{number}", "p" * 24))
    return names, *peers


def test_an_address_that_another_holds_is_not_taken_over_by_a_forged_source(two):
    names, victim, thief = two
    way = Way()
    route = UdpRoute(("192.0.2.7", 5000), socket.AF_INET, way)
    assert names.answer(a_check("name1", "p" * 24), route, NOW) is victim
    assert names.answer(a_check("name2", "p" * 24), route, NOW + 1, holder=victim) is None
    assert thief.route is None
    assert len(way.sent) == 1
    assert names.answer(a_check("name1", "p" * 24), route, NOW + 2, holder=victim) is victim


def test_an_address_whose_holder_fell_silent_is_free(two):
    names, former, newcomer = two
    route = UdpRoute(("192.0.2.7", 5000), socket.AF_INET, Way())
    assert names.answer(a_check("name1", "p" * 24), route, NOW) is former
    later = NOW + SILENT_AFTER_S + 1
    assert names.answer(a_check("name2", "p" * 24), route, later, holder=former) is newcomer
    assert newcomer.route == route
