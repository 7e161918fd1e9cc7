"""The live door as it is served: our daphne, real frames, real origins, two processes on one database."""

import asyncio
import json
import socket
import uuid

import pytest
import websockets
from websockets.exceptions import ConnectionClosed, InvalidStatus

from tests.houses import ready, small_house
from tests.servers import free_port

pytestmark = pytest.mark.grown  # real servers: left out of the quick run, as those are

SCENE = """
import json
from rooms import clock
from rooms.live import tickets
from rooms.meetings.models import Meeting
from tests.factories.live import the_seat
from tests.factories.meetings import an_open_meeting
meeting = Meeting.objects.first() or an_open_meeting()
given = {role: tickets.issue(the_seat(meeting, role), "vi", clock.now()) for role in ("chair", "site")}
print(json.dumps({"slug": meeting.slug, **given}))
"""
LINES = 5  # what the chat's bucket lets through at once


@pytest.fixture(scope="module")
def house():
    with small_house() as house:
        yield house


def a_scene(house):
    return json.loads(house.python(SCENE).strip().splitlines()[-1])


def address(house, slug="khong-co"):
    return f"{house.url.replace('http', 'ws')}/ws/hop/{slug}/"


def open_socket(house, url, **options):
    return websockets.connect(url, origin=options.pop("origin", house.url), max_size=None, **options)


async def entered(house, url, ticket):
    wire = await open_socket(house, url)
    await wire.send(json.dumps({"do": "enter", "ticket": ticket, "connection": str(uuid.uuid4()), "since": None}))
    return wire, json.loads(await wire.recv())


async def code_after(wire, frame):
    """The code with which the server closes after this frame."""
    try:
        await wire.send(frame)
        while True:
            await asyncio.wait_for(wire.recv(), 30)
    except ConnectionClosed as closed:
        return closed.rcvd.code


@pytest.mark.parametrize(
    "origin",
    [
        "https://evil.example",
        "null",
        None,
        "",
        "http://sub.localhost:{port}",
        "http://localhost:1",
        "http://localhost",
        "http://localhost:{port}.evil.example",
        "http://localhost:{port}@evil.example",
        "http://[",
        "ftp://localhost:{port}",
        "http://localhost:99999999",
        "\u00e9",
    ],
)
def test_only_our_own_page_opens_a_socket(house, origin):
    port = house.url.rsplit(":", 1)[1]

    async def story():
        with pytest.raises((InvalidStatus, UnicodeEncodeError)) as refused:
            await open_socket(house, address(house), origin=origin and origin.format(port=port))
        return refused.value

    refused = asyncio.run(story())
    assert isinstance(refused, UnicodeEncodeError) or refused.response.status_code in {400, 403}


def test_an_over_long_frame_closes_its_own_socket(house):
    async def story():
        async with open_socket(house, address(house)) as wire:
            return await code_after(wire, "x" * 300_000)

    assert asyncio.run(story()) in {1009, 4400}


def test_a_message_in_thousands_of_fragments_closes_its_own_socket(house):
    async def story():
        async with open_socket(house, address(house)) as wire:
            return await code_after(wire, ("x" for _ in range(5_000)))

    assert asyncio.run(story()) in {1009, 4400}


def test_who_sends_no_ticket_is_not_let_in(house):
    async def story():
        async with open_socket(house, address(house)) as wire:
            return await code_after(wire, '{"do":"hand.raise","key":"6f1d7a52-3c1e-4a55-9c0e-3c2a8f0b7a11"}')

    assert asyncio.run(story()) == 4401


async def says_and_hears(wire, name):
    """Say LINES lines, and listen until all lines of both have come; the entries in the order heard."""
    for number in range(LINES):
        wish = {"do": "chat.say", "key": str(uuid.uuid4()), "text": f"{name} {number}"}
        await wire.send(json.dumps(wish))
    heard = []
    while sum(entry["kind"] == "chat.said" for entry in heard) < 2 * LINES:
        news = json.loads(await asyncio.wait_for(wire.recv(), 30))
        if news["type"] == "entry":
            heard.append(news)
    return heard


def test_two_processes_without_a_common_layer_tell_the_same_story_in_the_same_order(house):
    """R-2, small: each process hears of the other's news only by looking into the database."""
    port = free_port()
    media = {"PORT": str(port), "MEDIA_PORT": str(free_port(socket.SOCK_DGRAM))}
    second = house.run("web2", "serve", env=media, ready=lambda: ready(port))
    scene = a_scene(house)
    here = address(house, scene["slug"])
    there = here.replace(house.url.rsplit(":", 1)[1], str(port))

    async def story():
        minh, _ = await entered(house, here, scene["chair"])
        other = websockets.connect(there, origin=f"http://localhost:{port}", max_size=None)
        truong = await other
        enter = {"do": "enter", "ticket": scene["site"], "connection": str(uuid.uuid4()), "since": 0}
        await truong.send(json.dumps(enter))
        await truong.recv()
        stories = await asyncio.gather(says_and_hears(minh, "Minh"), says_and_hears(truong, "Trường"))
        await minh.close()
        await truong.close()
        return stories

    stories = asyncio.run(story())
    second.stop()
    chats = []
    for heard in stories:
        seqs = [entry["seq"] for entry in heard]
        assert seqs == list(range(seqs[0], seqs[0] + len(seqs)))
        chats.append([(entry["seq"], entry["payload"]["text"]) for entry in heard if entry["kind"] == "chat.said"])
    assert chats[0] == chats[1]


def test_a_restart_sends_everyone_away_politely_and_takes_them_back(house):
    scene = a_scene(house)
    url = address(house, scene["slug"])

    async def first():
        wire, welcome = await entered(house, url, scene["chair"])
        loop = asyncio.get_running_loop()
        stopping = loop.run_in_executor(None, house.webs[0].stop)
        news = []
        try:
            while True:
                news.append(json.loads(await wire.recv()))
        except ConnectionClosed as closed:
            await stopping
            return welcome, news, closed.rcvd.code

    welcome, news, code = asyncio.run(first())
    house.webs[0].start()
    assert code == 1012
    assert [each["type"] for each in news][-1] == "moving"

    async def again():
        fresh = a_scene(house)
        wire, after = await entered(house, address(house, fresh["slug"]), fresh["chair"])
        await wire.close()
        return after

    assert asyncio.run(again())["boot"] != welcome["boot"]
