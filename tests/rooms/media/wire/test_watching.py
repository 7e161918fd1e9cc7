"""Who watches, how often they are told, and when a watch lapses."""

from rooms.media.forwarding.inputs import Joined
from rooms.media.forwarding.router import Room
from rooms.media.signalling import Floor, Loud, Quality, Watch
from rooms.media.wire.watching import LAPSES_S, LOOK_S, Watching
from tests.factories.media import an_agreement
from tests.rooms.media.wire.test_node import MEETING, speak, told

NOW = 1000.0


def a_room():
    room = Room()
    room.handle(Joined("c1", "tam-duong", an_agreement()), NOW)
    return room


def looks(watching, rooms, until, step=0.05, begin=NOW):
    """Every telling from `begin` until then: (when, channel, message)."""
    found, now = [], begin
    while now < until:
        found += [(now, *telling) for telling in watching.look(rooms, now)]
        now += step
    return found


def test_a_channel_is_told_once_however_many_watch_behind_it():
    watching = Watching()
    for connection, channel in (("thu-ky", "web1"), ("chu-tri", "web1"), ("ky-thuat", "web2")):
        watching.note(Watch(MEETING, connection, channel), NOW)
    rooms = {MEETING: a_room()}
    assert list(watching.look(rooms, NOW)) == []  # nothing to compare with yet
    tellings = list(watching.look(rooms, NOW + LOOK_S))
    assert [channel for channel, _ in tellings] == ["web1", "web2"]


def test_it_is_looked_every_two_seconds_until_the_watch_lapses():
    watching = Watching()
    watching.note(Watch(MEETING, "thu-ky", "web1"), NOW)
    found = looks(watching, {MEETING: a_room()}, NOW + 60)
    assert len(found) == LAPSES_S / LOOK_S - 1
    assert all(quality.rows[0]["seat"] == "tam-duong" for _, _, quality in found)


def test_a_watch_that_is_said_again_goes_on_and_one_that_is_ended_ends():
    watching, rooms = Watching(), {MEETING: a_room()}
    watching.note(Watch(MEETING, "thu-ky", "web1"), NOW)
    watching.note(Watch(MEETING, "thu-ky", "web1"), NOW + 8)
    assert looks(watching, rooms, NOW + 17)[-1][0] > NOW + LAPSES_S
    watching.note(Watch(MEETING, "thu-ky", "web1", on=False), NOW + 17)
    assert looks(watching, rooms, NOW + 60, begin=NOW + 17) == []


def test_a_meeting_without_media_is_told_as_empty():
    watching = Watching()
    watching.note(Watch(MEETING, "thu-ky", "web1"), NOW)
    assert list(watching.look({}, NOW)) == []
    assert list(watching.look({}, NOW + LOOK_S)) == [("web1", Quality(MEETING, ()))]


def test_a_node_tells_the_lines_to_who_watches_and_loudness_once_a_channel():
    async def story(house):
        house.node.receive(Floor(MEETING, 1, ("tam-duong",), "chair"))
        chair, site = await house.join("chair", simulcast=False), await house.join("tam-duong", simulcast=False)
        house.node.receive(Watch(MEETING, "chair", "chair"))
        while True:
            await speak(site, 5)
            message = await chair.heard.get()
            if isinstance(message, Quality):
                break
        assert {row["seat"] for row in message.rows} == {"chair", "tam-duong"}
        loud = [each for each in iter_of(site.heard) if isinstance(each, Loud)]
        assert {each.meeting for each in loud} == {MEETING}

    told(story)


def iter_of(queue):
    while not queue.empty():
        yield queue.get_nowait()
