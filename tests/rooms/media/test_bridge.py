"""The bridge with a real child process on a real pipe."""

import asyncio
import os
import signal
import sys

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer

from rooms.media import door
from rooms.media.bridge import Bridge
from rooms.media.signalling import Floor, Gone, Offer
from tests.factories.media import an_offer

MEETING = "hop-giao-ban"
REPLIES = "live.replies"


async def reply():
    return (await asyncio.wait_for(get_channel_layer().receive(REPLIES), 60))["message"]


async def offered(connection="c1"):
    """Offer until the child is up and answers; what it says."""
    while True:
        await door.tell(Offer(MEETING, "tam-duong", connection, an_offer(), REPLIES))
        message = await reply()
        if message.get("code") != "media_away":
            return message


def bridged(story, settings):
    """Run a story with a child on a free port."""

    async def run():
        bridge = Bridge((sys.executable, str(settings.BASE_DIR / "manage.py"), "run_media", "--pipe", "--port", "0"))
        await bridge.start()
        try:
            await story(bridge)
        finally:
            await bridge.stop()

    async_to_sync(run)()


def test_an_offer_goes_through_the_pipe_and_its_answer_comes_back(settings):
    async def story(bridge):
        await door.tell(Floor(MEETING, 1, ("tam-duong",), "chair"))
        answer = await offered()
        assert answer["kind"] == "answer"
        assert "a=ice-lite" in answer["sdp"]
        await door.tell(Offer(MEETING, "tam-duong", "c2", "garbage", REPLIES))
        refusal = await reply()
        assert (refusal["connection"], refusal["code"]) == ("c2", "bad_offer")

    bridged(story, settings)


def test_a_killed_child_is_started_again_and_browsers_are_told_to_offer_anew(settings):
    async def story(bridge):
        await offered("c1")
        await offered("c2")
        await door.tell(Gone(MEETING, "c2"))
        os.kill(bridge._child.pid, signal.SIGKILL)
        assert await reply() == {"kind": "moved", "connection": "c1"}
        assert (await offered("c1"))["kind"] == "answer"

    bridged(story, settings)


def test_a_spare_that_is_ready_takes_the_place_of_a_killed_child(settings, monkeypatch):
    monkeypatch.setattr("rooms.media.bridge.STEADY_S", 0.0)

    async def story(bridge):
        await offered()
        while bridge._spare is None:  # noqa: ASYNC110 - the bridge tells nobody
            await asyncio.sleep(0.01)
        spare = bridge._spare
        os.kill(bridge._child.pid, signal.SIGKILL)
        assert (await reply())["kind"] == "moved"
        assert bridge._child is spare
        assert (await offered())["kind"] == "answer"

    bridged(story, settings)


def test_the_child_leaves_when_its_pipe_closes(settings):
    children = []

    async def story(bridge):
        await offered()
        children.append(bridge._child)

    bridged(story, settings)
    assert children[0].returncode == 0
