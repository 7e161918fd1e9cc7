"""Two nodes as workers of a real Redis: a meeting has one of them, and moves when it is killed."""

import asyncio
import subprocess

import pytest
from asgiref.sync import async_to_sync
from channels.layers import channel_layers, get_channel_layer
from django.core.cache import cache

from rooms.media import door, placement
from rooms.media.signalling import Floor, Offer
from tests.factories.media import an_offer
from tests.servers import Program, a_folder, clean_environment, manage, until

MEETING = "hop-giao-ban"
REPLIES = "live.replies"


@pytest.fixture
def over_redis(settings, redis_url):
    """This process speaks through Redis, as a grown web process does."""
    settings.CHANNEL_LAYERS = {
        "default": {
            "BACKEND": "channels_redis.core.RedisChannelLayer",
            "CONFIG": {"hosts": [{"address": redis_url, "socket_timeout": None}]},
        }
    }
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": redis_url}}
    settings.MEDIA_NODES = ["a", "b"]
    channel_layers.backends.clear()
    cache.clear()
    door.use(door.LayerCarrier())
    yield redis_url
    door.use(door.Nobody())
    cache.clear()
    channel_layers.backends.clear()


@pytest.fixture
def two_nodes(over_redis, request):
    with a_folder() as folder:
        env = {"REDIS_URL": over_redis, "SECRET_KEY": "x" * 60, "VAR_DIR": str(folder), "MEDIA_BIND": "127.0.0.1"}
        nodes = {
            name: Program(
                name, manage("run_media", "--port", "0"), {**env, "MEDIA_NODE": name, **doomed(request, name)}, folder
            )
            for name in ("a", "b")
        }
        try:
            for node in nodes.values():
                node.start()
            until(lambda: len(placement.beats()) == 2, "both nodes")
            yield nodes
        finally:
            for node in nodes.values():
                node.kill()


def doomed(request, name) -> dict[str, str]:
    """The node that the meeting falls to dies where the test says."""
    first = placement.rendezvous(MEETING, ["a", "b"])
    return {"REHEARSE_CRASH": request.param} if name == first and hasattr(request, "param") else {}


async def reply():
    return (await asyncio.wait_for(get_channel_layer().receive(REPLIES), 30))["message"]


@pytest.mark.grown
def test_a_meeting_whose_node_is_killed_moves_to_the_other(two_nodes):
    async def story():
        await door.tell(Floor(MEETING, 1, ("tam-duong",), "chair"))
        await door.tell(Offer(MEETING, "tam-duong", "c1", an_offer(), REPLIES))
        first = await reply()
        await door.tell(Offer(MEETING, "yen-lac", "c2", "garbage", REPLIES))
        refusal = await reply()
        killed = placement.rendezvous(MEETING, ["a", "b"])
        two_nodes[killed].kill()
        moved = await reply()
        both = [moved, await reply()]
        await door.tell(Offer(MEETING, "tam-duong", "c1", an_offer(), REPLIES))
        return first, refusal, both, await reply()

    first, refusal, moved, again = async_to_sync(story)()
    assert (first["kind"], first["connection"]) == ("answer", "c1")
    assert (refusal["code"], refusal["connection"]) == ("bad_offer", "c2")
    assert sorted(each["connection"] for each in moved) == ["c1", "c2"]
    assert {each["kind"] for each in moved} == {"moved"}
    assert again["kind"] == "answer"
    assert again["sdp"] != first["sdp"]


@pytest.mark.grown
@pytest.mark.parametrize("two_nodes", ["node.after_answer"], indirect=True)
def test_a_node_that_dies_as_it_answers_loses_nobody(two_nodes):
    async def story():
        await door.tell(Offer(MEETING, "tam-duong", "c1", an_offer(), REPLIES))
        while (await reply())["kind"] != "moved":  # its answer may have got out, or not
            continue
        await door.tell(Offer(MEETING, "tam-duong", "c1", an_offer(), REPLIES))
        return await reply()

    assert async_to_sync(story)()["kind"] == "answer"


@pytest.mark.grown
def test_a_process_that_dies_as_it_places_a_meeting_leaves_one_place_for_all(two_nodes, over_redis):
    place = f"from rooms.media import placement; placement.node_for({MEETING!r}, placement.beats())"
    with a_folder() as folder:
        env = {"REDIS_URL": over_redis, "SECRET_KEY": "x" * 60, "VAR_DIR": str(folder), "MEDIA_NODES": "a,b"}
        env |= {"REHEARSE_CRASH": "node.after_placement"}
        died = subprocess.run(
            manage("shell", "--no-imports", "-c", place), env={**clean_environment(), **env}, check=False, timeout=60
        )
    assert died.returncode == 137
    chosen = placement.rendezvous(MEETING, ["a", "b"])
    other = {"a": "b", "b": "a"}[chosen]
    assert placement.node_for(MEETING, {"a", "b"}) == chosen
    assert placement.node_for(MEETING, {other}) == other
