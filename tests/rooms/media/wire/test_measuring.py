"""A browser that tests its line: the ramp comes, few test at a time, nobody in a meeting notices."""

import asyncio

from rooms.media.signalling import Answer, Measure, Refusal
from rooms.media.wire import measuring
from tests.rooms.media.scripted import ScriptedBrowser
from tests.rooms.media.wire.test_node import told


async def test_line(house, name):
    """Offer a test and join; the browser, or the refusal."""
    browser = house.browsers[name] = ScriptedBrowser(name, name)
    offer = browser.offer(simulcast=False)
    house.node.receive(Measure(name, name, name, offer.sdp, name))
    answer = await asyncio.wait_for(browser.heard.get(), 10)
    if isinstance(answer, Answer):
        await browser.join(lambda _ready: None, answer)
    return answer if isinstance(answer, Refusal) else browser


test_line.__test__ = False


def test_the_ramp_comes_and_then_the_end(monkeypatch):
    monkeypatch.setattr("rooms.media.forwarding.ramp.QUIET_S", 0.0)
    monkeypatch.setattr("rooms.media.forwarding.ramp.STEP_S", 0.05)
    monkeypatch.setattr("rooms.media.forwarding.ramp.RAMP_S", 0.2)
    monkeypatch.setattr(measuring, "ENDS_AFTER_S", 0.5)

    async def story(house):
        browser = await test_line(house, "test:person:1")
        await browser.until(lambda: len(browser.video) > 10)
        async with asyncio.timeout(10):
            while house.node.peers or house.node._measuring._running:  # noqa: ASYNC110 - what is waited for has no event
                await asyncio.sleep(0.01)

    told(story)


def test_few_test_at_a_time_and_each_once(monkeypatch):
    monkeypatch.setattr(measuring, "AT_A_TIME", 2)

    async def story(house):
        await test_line(house, "test:person:1")
        first = await test_line(house, "test:person:2")
        refusal = await test_line(house, "test:person:3")
        assert refusal.code == "media_full"
        del house.browsers["test:person:3"]
        again = await test_line(house, "test:person:2")
        assert isinstance(again, ScriptedBrowser)
        assert len(house.node._measuring._running) == 2
        await first.leave()

    told(story)


def test_an_offer_that_cannot_be_answered_tests_nothing():
    async def story(house):
        browser = house.browsers["t"] = ScriptedBrowser("t", "t")
        house.node.receive(Measure("t", "t", "t", "garbage", "t"))
        assert (await browser.heard.get()).code == "bad_offer"
        assert house.node._measuring._running == {}
        del house.browsers["t"]

    told(story)
