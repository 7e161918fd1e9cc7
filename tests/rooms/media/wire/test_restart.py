"""A browser that comes to another network: an ICE restart renews its way, and nothing else changes."""

import asyncio

from aiortc import sdp

from rooms.media.signalling import Answer, Floor, Slots
from tests.rooms.media.over_tcp import a_check
from tests.rooms.media.scripted import CHECK_S
from tests.rooms.media.wire.test_node import MEETING, appear, speak, told


async def restart(house, browser, number=2):
    """Offer again, from the same certificate; the answer, and what else was said meanwhile."""
    while not browser.heard.empty():
        browser.heard.get_nowait()
    first = browser.offer(simulcast=False)
    house.node.receive(type(first)(*(getattr(first, name) for name in first.__slots__[:-1]), offer=number))
    return browser.heard.get_nowait()


async def move(browser, answer):
    """Leave the old socket and prove the new one by the new name."""
    first = sdp.SessionDescription.parse(answer.sdp).media[0]
    candidate = first.ice_candidates[0]
    old, line = browser.line.transport, browser.line
    await asyncio.get_running_loop().create_datagram_endpoint(lambda: line, remote_addr=(candidate.ip, candidate.port))
    old.abort()
    line.checked.clear()
    while not line.checked.is_set():
        line.transport.sendto(a_check(first.ice.usernameFragment, first.ice.password))
        try:
            await asyncio.wait_for(line.checked.wait(), CHECK_S)
        except TimeoutError:
            continue


def test_a_new_address_keeps_keys_seat_and_slots():
    async def story(house):
        house.node.receive(Floor(MEETING, 1, ("chair", "tam-duong"), "chair", "tam-duong"))
        chair, hall = await house.join("chair", simulcast=False), await house.join("tam-duong", simulcast=False)
        await appear(hall)
        await chair.until(lambda: len(chair.video) == 21)
        peer, line = house.node.peers["tam-duong"], house.node.peers["tam-duong"].line
        slots = dict(chair.slots)
        while not chair.heard.empty():
            chair.heard.get_nowait()
        answer = await restart(house, hall)
        assert isinstance(answer, Answer)
        assert answer.offer == 2
        await move(hall, answer)
        assert house.node.peers["tam-duong"] is peer
        assert peer.line is line
        await speak(hall, 1)
        await chair.until(lambda: chair.placed("mic"))
        await speak(hall, 10, first=1)
        await chair.until(lambda: len(chair.audio) == 10)
        await speak(chair, 1)
        await hall.until(lambda: hall.placed("mic"))
        await speak(chair, 10, first=1)
        await hall.until(lambda: len(hall.audio) == 10)
        assert {mid: placed for mid, placed in chair.slots.items() if placed and placed["source"] == "camera"} == {
            mid: placed for mid, placed in slots.items() if placed
        }
        assert not any(isinstance(each, Slots) and not any(each.slots.values()) for each in chair.heard._queue)

    told(story)


def test_the_old_name_holds_until_the_next_restart_and_no_longer():
    async def story(house):
        hall = await house.join("tam-duong", simulcast=False)
        peer, names = house.node.peers["tam-duong"], house.node._names
        first = peer.passes[-1]
        await restart(house, hall)
        assert names._password_of(first.ufrag) == first.password
        await restart(house, hall, number=3)
        assert names._password_of(first.ufrag) is None
        assert len(names._peers) == 2
        house.node._drop(peer, "silent")
        assert names._peers == {}

    told(story)


def test_an_offer_that_cannot_be_answered_leaves_the_connection_as_it_is():
    async def story(house):
        hall = await house.join("tam-duong", simulcast=False)
        peer = house.node.peers["tam-duong"]
        offer = hall.offer(simulcast=False)
        house.node.receive(type(offer)(MEETING, "tam-duong", "tam-duong", "garbage", "tam-duong"))
        assert house.node.peers["tam-duong"] is peer
        assert peer.up

    told(story)


def test_other_lines_are_another_connection():
    async def story(house):
        hall = await house.join("tam-duong", simulcast=False)
        peer = house.node.peers["tam-duong"]
        house.node.receive(hall.offer(simulcast=False, video_slots=4))
        assert house.node.peers["tam-duong"] is not peer

    told(story)
