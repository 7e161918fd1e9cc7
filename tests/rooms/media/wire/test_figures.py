"""What Prometheus sees of a node: scraped over HTTP while scripted browsers meet."""

import asyncio

from asgiref.sync import async_to_sync

from rooms import figures
from rooms.media.forwarding.packets import Lost, read_rtcp
from rooms.media.signalling import Floor, Gone, Offer, Refusal
from rooms.media.wire import node as wire
from tests.rooms.media.scripted import ScriptedBrowser
from tests.rooms.media.wire.test_node import MEETING, House, appear, show, speak
from tests.scrape import scrape
from tests.servers import free_port


class WatchedHouse(House):
    """A house whose node is scraped."""

    def __init__(self):
        super().__init__()
        self.metrics = free_port()
        self.end = figures.serve(self.node.figures.registry, self.metrics)

    async def scrape(self):
        return await asyncio.to_thread(scrape, self.metrics)

    async def close(self):
        await asyncio.to_thread(self.end)
        await super().close()


def watched(story):
    async def run():
        house = WatchedHouse()
        try:
            await story(house)
        finally:
            await house.close()

    async_to_sync(run)()


async def a_meeting(house):
    """Chair and site; the chair sees 21 pictures of the site and hears it."""
    house.node.receive(Floor(MEETING, 1, ("chair", "tam-duong"), "chair", "tam-duong"))
    chair, site = await house.join("chair", simulcast=False), await house.join("tam-duong", simulcast=False)
    await appear(site)
    await chair.until(lambda: len(chair.video) == 21)
    await speak(site, 1)
    await chair.until(lambda: chair.placed("mic"))
    await speak(site, 10, first=1)
    await chair.until(lambda: len(chair.audio) == 10)
    return chair, site


def asked_again(browser):
    """The numbers that the node misses from this browser."""
    return [
        seq for data in browser.dtls.rtcp for each in read_rtcp(data) if isinstance(each, Lost) for seq in each.seqs
    ]


def test_a_node_tells_its_packets_joins_layers_and_members():
    async def story(house):
        await a_meeting(house)
        seen = await house.scrape()
        assert seen.kinds["diemcau_media_packets"] == "counter"
        assert seen.value("media_packets_total", direction="in") == 22 + 11
        assert seen.value("media_packets_total", direction="out") == 31
        assert seen.value("media_payload_bytes_total", direction="out") > 31 * 4
        assert seen.value("media_room_packets_total", meeting=MEETING, direction="out") == 31
        assert seen.value("media_keyframe_requests_total", what="asked") >= 1
        assert seen.value("media_join_seconds_count") == 2
        assert 0 < seen.value("media_join_seconds_sum") < 60
        assert (seen.value("media_rooms"), seen.value("media_members")) == (1, 2)
        assert seen.value("media_room_members", meeting=MEETING) == 2
        assert seen.value("media_layers", layer="h") == 1
        assert seen.value("media_receivers", level="full") == 2
        assert seen.value("media_unsent_datagrams_total") == 0
        assert 0 < seen.value("media_cpu_us_per_packet") < 1e7
        assert ("process_cpu_seconds_total", frozenset()) in seen.samples

    watched(story)


def test_losses_and_repairs_are_told_by_room():
    async def story(house):
        chair, site = await a_meeting(house)
        await show(site, [125])  # 121 to 124 are lost: the node asks for them
        await chair.until(lambda: len(chair.video) == 22)
        await site.until(lambda: {121, 122, 123, 124} <= set(asked_again(site)))
        seen = await house.scrape()
        assert seen.value("media_room_packets_lost_total", meeting=MEETING, direction="in") == 4
        assert seen.value("media_room_repairs_total", meeting=MEETING, what="asked") >= 4
        assert seen.value("media_loop_late_seconds_count") > 0  # repairs are asked for by the tick

    watched(story)


def test_a_rooms_figures_end_with_it_and_the_nodes_go_on(monkeypatch):
    monkeypatch.setattr(wire, "ROOMS_MAX", 1)

    async def story(house):
        await a_meeting(house)
        for seat in ("chair", "tam-duong"):
            house.node.receive(Gone(MEETING, seat))
        after = await house.scrape()
        assert after.labels("meeting") == set()
        assert after.value("media_packets_total", direction="out") == 31
        house.node.receive(Floor("hop-khac", 1))  # one room too many: the empty one is forgotten
        assert list(house.node.rooms) == ["hop-khac"]
        assert (await house.scrape()).value("media_packets_total", direction="out") == 31

    watched(story)


def test_refused_offers_are_told_by_code_and_failed_handshakes_are_counted():
    async def story(house):
        browser = house.browsers["yen-lac"] = ScriptedBrowser(MEETING, "yen-lac")
        house.node.receive(Offer(MEETING, "yen-lac", "yen-lac", "garbage", "yen-lac"))
        assert isinstance(await browser.heard.get(), Refusal)
        assert (await house.scrape()).value("media_offers_refused_total", code="bad_offer") == 1
        house.node.receive(browser.offer())
        answer = await browser.heard.get()
        browser.certificate = ScriptedBrowser(MEETING, "x").certificate  # not the one whose fingerprint it said
        task = next(iter(house.node._tasks))
        await asyncio.gather(browser.join(house.node.receive, answer), task, return_exceptions=True)
        assert (await house.scrape()).value("media_handshakes_failed_total") == 1

    watched(story)


def test_who_leaves_during_the_handshake_is_no_failure_of_it():
    async def story(house):
        browser = house.browsers["yen-lac"] = ScriptedBrowser(MEETING, "yen-lac")
        house.node.receive(browser.offer())
        await browser.heard.get()
        task = next(iter(house.node._tasks))
        await asyncio.sleep(0)
        house.node.receive(Gone(MEETING, "yen-lac"))
        await asyncio.gather(task, return_exceptions=True)
        assert (await house.scrape()).value("media_handshakes_failed_total") == 0

    watched(story)
