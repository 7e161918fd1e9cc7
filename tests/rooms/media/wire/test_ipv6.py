"""IPv6 beside IPv4, over UDP and TCP, each from a socket of its own."""

import socket

import pytest
from aioice import stun
from aiortc import sdp

from rooms.media.signalling import Floor
from tests.rooms.media.over_tcp import TcpBrowser, a_check
from tests.rooms.media.scripted import ScriptedBrowser
from tests.rooms.media.wire.test_node import MEETING, appear, told


@pytest.mark.parametrize("browser", [ScriptedBrowser, TcpBrowser], ids=["udp", "tcp"])
def test_a_hall_with_ipv6_and_a_hall_with_ipv4_see_each_other(browser):
    async def story(house):
        house.node.receive(Floor(MEETING, 1, ("chair",), "chair"))
        house.node._addresses = ("127.0.0.1",)
        old = await house.join("chair", simulcast=False)
        house.node._addresses = ("::1",)
        new = await house.join("tam-duong", browser=browser, simulcast=False)
        assert house.node.peers["chair"].route.address[0] == "127.0.0.1"
        assert house.node.peers["tam-duong"].route.address[0] == "::1"
        for one, other in ((old, new), (new, old)):
            await appear(one)
            await other.until(lambda other=other: len(other.video) == 21)

    told(story, "127.0.0.1,::1")


def test_a_check_over_ipv6_is_told_where_it_came_from():
    async def story(house):
        browser = house.browsers["tam-duong"] = ScriptedBrowser(MEETING, "tam-duong")
        house.node.receive(browser.offer())
        first = sdp.SessionDescription.parse((await browser.heard.get()).sdp).media[0]
        with socket.socket(socket.AF_INET6, socket.SOCK_DGRAM) as line:
            line.settimeout(10)
            line.bind(("::1", 0))
            line.sendto(a_check(first.ice.usernameFragment, first.ice.password), ("::1", house.port))
            house.node._doors.ports[-1]._readable()
            reply = stun.parse_message(line.recv(2048))
            assert reply.check_message_integrity(first.ice.password.encode())
            assert reply.attributes["XOR-MAPPED-ADDRESS"] == ("::1", line.getsockname()[1])

    told(story, "127.0.0.1,::1")
