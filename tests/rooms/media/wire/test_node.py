"""The node on a real UDP port with scripted browsers: real ICE checks, DTLS and SRTP."""

import asyncio
import random
import socket
from contextlib import suppress

import pylibsrtp
import pytest
from asgiref.sync import async_to_sync

from rooms.media.signalling import Answer, Floor, Gone, Offer, Refusal, Slots
from rooms.media.wire.node import Node
from tests.factories.media import CAMERA, MIC, VP8, a_packet, a_picture
from tests.rooms.media.scripted import ScriptedBrowser

MEETING = "hop-giao-ban"


@pytest.fixture(params=["auto", "portable"], autouse=True)
def path(request, monkeypatch):
    """Every story on both ways through the system."""
    monkeypatch.setattr(House, "path", request.param)


class House:
    """A node, and the browsers that joined it."""

    path = "auto"

    def __init__(self, address="127.0.0.1"):
        self.browsers = {}
        self.node = Node(lambda reply_to, message: self.browsers[reply_to].take(message), path=self.path)
        self.port = self.node.open(address, 0, address)

    async def join(self, seat, browser=ScriptedBrowser, **changes) -> ScriptedBrowser:
        browser = browser(MEETING, seat)
        self.browsers[seat] = browser
        self.node.receive(browser.offer(**changes))
        answer = await browser.heard.get()
        assert isinstance(answer, Answer)
        await browser.join(self.node.receive, answer)
        return browser

    async def close(self):
        for browser in self.browsers.values():
            if hasattr(browser, "dtls"):
                await browser.leave()
        await self.node.close()


def told(story, address="127.0.0.1"):
    """Run a story in a house."""

    async def run():
        house = House(address)
        try:
            await story(house)
        finally:
            await house.close()

    async_to_sync(run)()


async def speak(browser, count=10, first=0):
    for number in range(first, first + count):
        await browser.send(a_packet(mid=MIC, seq=number, timestamp=960 * number, ssrc=11, level=20, payload=b"voice"))


async def show(browser, numbers):
    for number in numbers:
        keyframe = number % 10 == 0
        picture = a_picture(number, keyframe=keyframe)
        packet = a_packet(mid=CAMERA, seq=number, timestamp=3000 * number, ssrc=12, payload=picture, kind=VP8)
        await browser.send(packet)


async def appear(browser):
    """One picture, then, as a browser does when it is asked for one, a keyframe and more."""
    await show(browser, [99])
    await browser.until(lambda: browser.keyframes_asked)
    await show(browser, range(100, 121))


def test_two_browsers_hear_and_see_each_other():
    async def story(house):
        house.node.receive(Floor(MEETING, 1, ("chair", "tam-duong"), "chair", "tam-duong"))
        chair, site = await house.join("chair", simulcast=False), await house.join("tam-duong", simulcast=False)
        for one, other in ((chair, site), (site, chair)):
            await appear(one)
            await other.until(lambda other=other: len(other.video) == 21)
            await speak(one, 1)
            await other.until(lambda other=other: other.placed("mic"))
            await speak(one, 10, first=1)
            await other.until(lambda other=other: len(other.audio) == 10)
        assert {placed["seat"] for placed in chair.slots.values() if placed} == {"tam-duong"}
        assert {placed["source"] for placed in site.slots.values() if placed} == {"mic", "camera"}

    told(story)


def test_a_seat_without_the_floor_is_not_heard_and_then_it_is():
    async def story(house):
        house.node.receive(Floor(MEETING, 1, ("chair",), "chair"))
        chair, site = await house.join("chair", simulcast=False), await house.join("tam-duong", simulcast=False)
        await speak(site, 50)
        await appear(site)  # sent after the voice: when pictures have come, the voice had its time
        await chair.until(lambda: len(chair.video) == 21)
        assert chair.audio == []
        house.node.receive(Floor(MEETING, 2, ("chair", "tam-duong"), "chair", "tam-duong"))
        await speak(site, 1, first=50)
        await chair.until(lambda: chair.placed("mic"))
        await speak(site, 10, first=51)
        await chair.until(lambda: len(chair.audio) == 10)
        house.node.receive(Floor(MEETING, 1, ("chair", "tam-duong"), "chair"))  # older: changes nothing
        house.node.receive(Floor(MEETING, 3, ("chair",), "chair"))
        await speak(site, 50, first=61)
        await show(site, range(121, 142))
        await chair.until(lambda: len(chair.video) == 42)
        assert len(chair.audio) == 10

    told(story)


def test_noise_and_hostile_packets_do_not_stop_the_port():
    async def story(house):
        house.node.receive(Floor(MEETING, 1, ("chair",), "chair"))
        chair = await house.join("chair", simulcast=False)
        seeded = random.Random(2026)
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stranger:
            for _ in range(2000):
                noise = bytes([seeded.choice([0, 1, 20, 22, 128, 144, 255])]) + seeded.randbytes(seeded.randrange(200))
                stranger.sendto(noise, ("127.0.0.1", house.port))
                chair.line.transport.sendto(noise)
            stranger.sendto(b"", ("127.0.0.1", house.port))
        for _ in range(2000):  # encrypted with the right key, yet hostile inside
            second = seeded.choice([96, 111, 200, 201, 203, 205, 206])
            packet = bytes([0x80 | seeded.randrange(64), second]) + seeded.randbytes(10 + seeded.randrange(60))
            with suppress(pylibsrtp.Error):  # libsrtp itself refuses to encrypt some of them
                await chair.send(packet)
        site = await house.join("tam-duong", simulcast=False)
        await speak(chair, 1, first=30_000)
        await site.until(lambda: site.placed("mic"))
        await speak(chair, 10, first=30_001)
        await site.until(lambda: len(site.audio) == 10)

    told(story)


@pytest.mark.parametrize("text", ["", "garbage", "v=0\r\n" * 1000, "v=0\r\nm=audio", "x" * 300_000], ids=range(5))
def test_an_offer_that_is_no_offer_is_refused_in_words(text):
    async def story(house):
        browser = house.browsers["yen-lac"] = ScriptedBrowser(MEETING, "yen-lac")
        house.node.receive(Offer(MEETING, "yen-lac", "yen-lac", text, "yen-lac"))
        refusal = await browser.heard.get()
        assert isinstance(refusal, Refusal)
        assert refusal.code == "bad_offer"
        assert refusal.words

    told(story)


def test_a_browser_with_another_certificate_than_it_said_gets_nothing():
    async def story(house):
        browser = ScriptedBrowser(MEETING, "yen-lac")
        house.browsers["yen-lac"] = browser
        offer = browser.offer()
        house.node.receive(offer)
        answer = await browser.heard.get()
        browser.certificate = ScriptedBrowser(MEETING, "x").certificate
        task = next(iter(house.node._tasks))
        await asyncio.gather(browser.join(house.node.receive, answer), task, return_exceptions=True)
        assert house.node.peers == {}

    told(story)


def test_who_leaves_is_forgotten_and_who_stays_is_told():
    async def story(house):
        house.node.receive(Floor(MEETING, 1, ("chair", "tam-duong"), "chair"))
        chair, site = await house.join("chair", simulcast=False), await house.join("tam-duong", simulcast=False)
        await speak(site, 1)
        await chair.until(lambda: chair.placed("mic"))
        house.node.receive(Gone(MEETING, "tam-duong"))
        while True:
            message = await chair.heard.get()
            if isinstance(message, Slots) and not any(message.slots.values()) and len(house.node.peers) == 1:
                break

    told(story)


def test_a_browser_may_offer_anew_under_its_old_name():
    async def story(house):
        house.node.receive(Floor(MEETING, 1, ("chair", "tam-duong"), "chair"))
        chair, first = await house.join("chair", simulcast=False), await house.join("tam-duong", simulcast=False)
        await first.leave()
        again = await house.join("tam-duong", simulcast=False)
        await speak(again, 1)
        await chair.until(lambda: chair.placed("mic"))
        del house.browsers["tam-duong"]
        await again.leave()

    told(story)


def test_what_goes_to_many_at_once_reaches_each_of_them():
    async def story(house):
        house.node.receive(Floor(MEETING, 1, ("chair",), "chair"))
        chair = await house.join("chair", simulcast=False)
        sites = [await house.join(f"site-{n}", simulcast=False) for n in range(6)]
        await appear(chair)
        for site in sites:
            await site.until(lambda site=site: len(site.video) == 21)
        gone = sites.pop()
        house.node.receive(Gone(MEETING, gone.seat))
        await show(chair, range(121, 130))
        for site in sites:
            await site.until(lambda site=site: len(site.video) == 30)
            assert [packet.seq for packet in site.video] == list(range(1001, 1031))
        assert len({site.video[-1].payload for site in sites}) == 1

    told(story)
