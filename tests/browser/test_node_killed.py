"""R-10: kill -9 of the media node in the middle of a meeting; no page is loaded anew, the floor and the roll stay."""

import contextlib
import json
import os
import signal
import socket
import time
from pathlib import Path

import pytest

from rooms import clock
from tests import houses
from tests.browser.province import Person
from tests.browser.test_room import A_MEETING, CHAIR, SITE, in_the_room
from tests.servers import free_port, until

PICTURES_S, SOUND_S = 5.0, 3.0
pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

# When each connection that was opened later than `known` first brought a picture and a voice, in ms of the wall clock.
WATCH = """known => {
  const back = window.back = {picture: null, sound: null};
  const look = async () => {
    for (const peer of window.peers.slice(known))
      for (const stats of (await peer.getStats()).values())
        if (stats.type === "inbound-rtp") {
          if (stats.kind === "video" && stats.framesDecoded) back.picture ??= Date.now();
          if (stats.kind === "audio" && stats.packetsReceived) back.sound ??= Date.now();
        }
    if (back.picture === null || back.sound === null) setTimeout(look, 20);
  };
  void look();
}"""
FLOOR = """() => {
  const {turn, muted} = document.querySelector("dc-room").page.state;
  return JSON.stringify([turn, muted]);
}"""
ROLL = """
from rooms.attendance.models import Connection
from rooms.journal.models import Entry
print(Connection.objects.filter(closed_at__isnull=False).count(), Entry.objects.filter(kind="seat.left").count())
"""


@pytest.fixture(scope="module")
def two_nodes_house(postgres, redis_url):
    """The grown house with two media nodes."""
    with houses.grown_house(postgres.database(), redis_url, DEMO="1", MEDIA_NODES="m1,m2") as house:
        env = {"MEDIA_NODE": "m2", "MEDIA_PORT": str(free_port(socket.SOCK_DGRAM))}
        house.run("media2", "run_media", env=env)
        yield house


@pytest.mark.parametrize("setting", ["house", pytest.param("two_nodes_house", marks=pytest.mark.grown)])
def test_pictures_and_sound_come_back_when_the_node_is_killed(setting, request, visitors_of):
    house = request.getfixturevalue(setting)
    slug = house.python(A_MEETING).split()[-1]
    visit = visitors_of(house)
    chair, site = Person(visit("chủ trì")), Person(visit("Tam Dương"))
    in_the_room(chair.visitor, CHAIR, slug)
    in_the_room(site.visitor, SITE, slug)
    chair.press("open")
    site.press("hand")
    chair.page.locator("dc-queue").get_by_role("button", name="Mời").first.click()
    for person in (chair, site):
        person.hears()
        person.sees_moving_pictures(1)
    floor = [person.page.evaluate(FLOOR) for person in (chair, site)]
    roll = house.python(ROLL)

    for person in (chair, site):
        person.page.evaluate(WATCH, person.page.evaluate("window.peers.length"))
    node = the_node_of(house, slug)
    if setting == "house":  # a meeting has gone on for a while: the spare waits
        until(lambda: rests(children_of(house.webs[0].process.pid, "run_media")[1:]), "the spare child is ready")
    killed_ms = clock.now().timestamp() * 1000
    os.kill(node, signal.SIGKILL)
    for person in (chair, site):
        until(lambda page=person.page: page.evaluate("back.picture !== null && back.sound !== null"), "media again")
    back = [person.page.evaluate("back") for person in (chair, site)]
    took = {what: max(each[what] - killed_ms for each in back) / 1000 for what in ("picture", "sound")}
    print(json.dumps({"story": "node_killed", "setting": setting, **took}))  # noqa: T201 - for docs/performance.md

    for person in (chair, site):
        person.sees_moving_pictures(1)
        person.hears()
    assert [person.page.evaluate(FLOOR) for person in (chair, site)] == floor
    assert house.python(ROLL) == roll
    assert took["picture"] < PICTURES_S
    assert took["sound"] < SOUND_S


def the_node_of(house, slug) -> int:
    """The process id of the node that serves the meeting."""
    if "media2" not in house.programs:
        return children_of(house.webs[0].process.pid, "run_media")[0]
    asked = f"""
from rooms.media import placement
from rooms.meetings.models import Meeting
print(placement.node_for(str(Meeting.objects.get(slug={slug!r}).pk), placement.beats()))
"""
    name = house.python(asked).split()[-1]
    return house.programs["media2" if name == "m2" else "media"].process.pid


def children_of(parent: int, command: str) -> list[int]:
    """The child processes that run this command, oldest first."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            ours = f"\nPPid:\t{parent}\n" in (folder / "status").read_text()
            if ours and command in (folder / "cmdline").read_text():
                found.append(int(folder.name))
    return sorted(found)


def rests(processes: list[int]) -> bool:
    """The first of them has begun, which costs it a second and more, and has nothing to do now."""
    if not processes:
        return False
    ticks = [_cpu_ticks(processes[0]), time.sleep(0.5), _cpu_ticks(processes[0])]
    return ticks[0] == ticks[2] > 100


def _cpu_ticks(process: int) -> int:
    return sum(map(int, Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[11:13]))
