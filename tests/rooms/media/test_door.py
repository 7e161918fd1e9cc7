import pytest
from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from django.core.cache import cache

from rooms.media import door, placement
from rooms.media.signalling import Floor, Gone, Offer, from_wire

MEETING = "hop-giao-ban"


def an_offer(connection="c1", reply_to="live.reply"):
    return Offer(MEETING, "tam-duong", connection, "v=0", reply_to)


@pytest.fixture
def two_nodes(settings):
    settings.MEDIA_NODES = ["a", "b"]
    cache.clear()
    door.use(door.LayerCarrier())
    yield
    door.use(door.Nobody())
    cache.clear()


def test_without_a_node_an_offer_is_refused_in_words_and_a_floor_is_dropped():
    async def story():
        door.use(door.Nobody())
        await door.tell(Floor(MEETING, 1))
        await door.tell(an_offer())
        return await get_channel_layer().receive("live.reply")

    event = async_to_sync(story)()
    assert event["type"] == "media.reply"
    assert event["message"]["kind"] == "refused"
    assert event["message"]["code"] == "media_away"
    assert "âm thanh" in event["message"]["words"]


def test_a_meeting_stays_on_its_node_while_others_come_and_go(two_nodes):
    assert placement.node_for(MEETING, {"b"}) == "b"
    assert placement.node_for(MEETING, {"a", "b"}) == "b"


def test_a_dead_node_loses_its_meetings_to_a_live_one_and_browsers_offer_anew(two_nodes):
    async def story():
        layer = get_channel_layer()
        await door.tell(an_offer())
        first = await layer.receive("media.b")
        placement.say_goodbye("b", "boot")
        placement.beat("a", "boot", 1)
        moved = await layer.receive("live.reply")
        await door.tell(Floor(MEETING, 3, ("tam-duong",)))
        return first, moved, await layer.receive("media.a")

    placement.beat("b", "boot", 1)
    first, moved, floor = async_to_sync(story)()
    assert from_wire(first["message"]) == an_offer()
    assert moved["message"] == {"kind": "moved", "connection": "c1"}
    assert from_wire(floor["message"]).heard == ("tam-duong",)


def test_a_node_that_dies_in_silence_is_noticed(two_nodes):
    async def story():
        await door.tell(an_offer())
        placement.say_goodbye("b", "boot")
        placement.beat("a", "boot", 1)
        return await get_channel_layer().receive("live.reply")

    placement.beat("b", "boot", 1)
    assert async_to_sync(story)()["message"]["kind"] == "moved"


def test_who_is_gone_is_not_told_to_move(two_nodes):
    async def story():
        layer = get_channel_layer()
        await door.tell(an_offer())
        await door.tell(Gone(MEETING, "c1"))
        await door.tell(an_offer("c2", "live.other"))
        placement.say_goodbye("b", "boot")
        placement.beat("a", "boot", 1)
        await door.tell(Floor(MEETING, 3))
        return await layer.receive("live.other"), layer.channels.get("live.reply")

    placement.beat("b", "boot", 1)
    moved, nothing = async_to_sync(story)()
    assert moved["message"]["connection"] == "c2"
    assert not nothing


def test_losing_a_node_moves_only_its_own_meetings():
    meetings = [f"meeting-{n}" for n in range(50)]
    before = {meeting: placement.rendezvous(meeting, ["a", "b", "c"]) for meeting in meetings}
    after = {meeting: placement.rendezvous(meeting, ["a", "b"]) for meeting in meetings}
    assert {before[meeting] for meeting in meetings} == {"a", "b", "c"}
    assert all(after[meeting] == before[meeting] for meeting in meetings if before[meeting] != "c")


def test_an_answer_to_a_channel_that_cannot_be_is_lost_without_harm():
    async_to_sync(door.reply)("not a channel name!!", door.Moved("c1"))
