"""ICE-TCP on the node's port: real frames, DTLS and SRTP; strangers, liars and lines that do not read."""

import asyncio
from collections import deque

import pytest
from aioice import stun
from aiortc import sdp

from rooms.media.signalling import Floor
from rooms.media.wire import tcp
from rooms.media.wire.ice import Names
from rooms.media.wire.peers import Peer, new_pass
from rooms.media.wire.tcp import Listener, TcpRoute
from tests.rooms.media.over_tcp import TcpBrowser, a_check, framed
from tests.rooms.media.scripted import ScriptedBrowser
from tests.rooms.media.wire.test_node import MEETING, appear, speak, told


async def a_stranger(house):
    return await asyncio.open_connection("127.0.0.1", house.port)


async def until(condition):
    """Let the loop turn until it is so."""
    async with asyncio.timeout(10):
        while not condition():  # noqa: ASYNC110 - what is waited for has no event
            await asyncio.sleep(0)


async def ended(reader):
    """Whether the node closed the line, having said nothing."""
    try:
        return await asyncio.wait_for(reader.read(), 10) == b""
    except ConnectionResetError:
        return True


def test_a_hall_that_lets_no_udp_out_sees_and_hears_over_tcp():
    async def story(house):
        house.node.receive(Floor(MEETING, 1, ("chair", "tam-duong"), "chair", "tam-duong"))
        chair = await house.join("chair", simulcast=False)
        hall = await house.join("tam-duong", browser=TcpBrowser, simulcast=False)
        assert hall.mapped == hall.line.writer.get_extra_info("sockname")
        for one, other in ((chair, hall), (hall, chair)):
            await appear(one)
            await other.until(lambda other=other: len(other.video) == 21)
            await speak(one, 1)
            await other.until(lambda other=other: other.placed("mic"))
            await speak(one, 10, first=1)
            await other.until(lambda other=other: len(other.audio) == 10)

    told(story)


def test_the_answer_names_udp_before_tcp_at_each_address():
    async def story(house):
        house.node._addresses = ("192.0.2.7", "2001:db8::7")
        browser = house.browsers["chair"] = ScriptedBrowser(MEETING, "chair")
        house.node.receive(browser.offer())
        found = sdp.SessionDescription.parse((await browser.heard.get()).sdp).media[0].ice_candidates
        assert [(each.protocol, each.ip, each.tcpType) for each in found] == [
            ("udp", "192.0.2.7", None),
            ("udp", "2001:db8::7", None),
            ("tcp", "192.0.2.7", "passive"),
            ("tcp", "2001:db8::7", "passive"),
        ]
        assert [each.priority for each in found] == sorted({each.priority for each in found}, reverse=True)
        assert {each.port for each in found} == {house.port}

    told(story)


@pytest.mark.parametrize(
    "said",
    [
        b"GET / HTTP/1.1\r\n\r\n",
        framed(b""),
        framed(b"\x16" * 40),
        framed(b"\x80" * 40),
        framed(b"\x00" * 20),
        framed(b"x" * 3000),
        framed(a_check("nobody", "nothing")),
    ],
    ids=["http", "empty", "dtls", "srtp", "zeros", "long", "stranger"],
)
def test_who_does_not_prove_a_password_first_is_cut(said):
    async def story(house):
        reader, writer = await a_stranger(house)
        writer.write(said)
        assert await ended(reader)
        writer.close()

    told(story)


def test_a_stranger_that_says_nothing_is_cut_in_time(monkeypatch):
    monkeypatch.setattr(tcp, "PROVE_WITHIN_S", 0.05)

    async def story(house):
        reader, writer = await a_stranger(house)
        writer.write(b"\x00")
        assert await ended(reader)
        writer.close()

    told(story)


def test_strangers_are_few_by_address_and_the_oldest_makes_room(monkeypatch):
    monkeypatch.setattr(tcp, "STRANGERS_AN_ADDRESS", 4)
    monkeypatch.setattr(tcp, "STRANGERS_MAX", 3)

    async def story(house):
        first, *_ = lines = [await a_stranger(house) for _ in range(4)]
        assert await ended(first[0])
        monkeypatch.setattr(tcp, "STRANGERS_AN_ADDRESS", 3)
        lines.append(await a_stranger(house))
        assert await ended(lines[-1][0])
        for _, writer in lines:
            writer.close()

    told(story)


def test_a_connection_serves_one_peer_alone():
    async def story(house):
        hall = await house.join("tam-duong", browser=TcpBrowser, simulcast=False)
        peer, other = house.node.peers["tam-duong"], Peer(MEETING, "c2", "r", now=0.0)
        known = new_pass()
        house.node._names.add(other, known)
        hall.line.writer.write(framed(a_check(*known)))
        await until(lambda: not peer.routes)
        assert not other.routes

    told(story)


def test_a_peer_that_is_dropped_loses_its_connection():
    async def story(house):
        hall = await house.join("tam-duong", browser=TcpBrowser, simulcast=False)
        house.node._drop(house.node.peers["tam-duong"], "silent")
        await until(lambda: hall.dtls.state == "closed")

    told(story)


def test_noise_after_the_proof_harms_nobody():
    async def story(house):
        hall = await house.join("tam-duong", browser=TcpBrowser, simulcast=False)
        hall.line.writer.write(b"".join(framed(bytes([first]) + b"noise" * 4) for first in range(256)) + framed(b""))
        assert (await asyncio.wait_for(_mapped(hall, house), 10)) == hall.mapped

    told(story)


async def _mapped(hall, house):
    peer = house.node.peers["tam-duong"]
    hall.line.writer.write(framed(a_check(*peer.passes[-1])))
    await until(lambda: hall.line.replies)
    return stun.parse_message(hall.line.replies[0]).attributes["XOR-MAPPED-ADDRESS"]


class FullLine:
    """A transport whose line takes nothing until it is told to."""

    def __init__(self):
        self.written, self.size = [], 0

    def is_closing(self):
        return False

    def get_write_buffer_size(self):
        return self.size

    def write(self, data):
        self.written.append(data)


@pytest.fixture
def full(monkeypatch):
    """A route whose line is full, and its clock."""
    now = deque([0.0])
    monkeypatch.setattr(tcp.clock, "monotonic", lambda: now[-1])
    route = TcpRoute(Listener(Names(), lambda _: None))
    route._transport = FullLine()
    route.pause_writing()
    return route, now


def media(number):
    return b"\x80" + number.to_bytes(4, "big") + bytes(995)


def test_a_full_line_loses_whole_bursts_the_oldest_first(full):
    route, now = full
    for burst in range(10):
        now.append(burst / 10)
        for number in range(20):
            route.send(media(20 * burst + number))
    route.resume_writing()
    kept = [int.from_bytes(frame[3:7], "big") for frame in route._transport.written]
    assert kept == list(range(100, 200))  # five bursts of 0.1 s: what waited longer than 0.4 s is given up
    assert route._listener.unsent == 100


def test_a_full_line_never_takes_more_memory_than_it_may(full):
    route, _now = full
    for number in range(5000):
        route.send(media(number))
        assert route._waiting_bytes <= tcp.WAITING_MAX
    assert route._waiting_bytes == sum(len(frame) for _, frame in route._waiting)


def test_replies_and_handshakes_pass_before_waiting_media_but_not_without_end(full):
    route, _now = full
    route.send(media(1))
    route.send(b"\x01reply")
    assert route._transport.written == [framed(b"\x01reply")]
    route._transport.size = tcp.URGENT_MAX
    route.send(b"\x01reply")
    assert len(route._transport.written) == 1
