"""Seen from outside: the desk's list of lines, and Prometheus, while two real browsers meet."""

import os
from pathlib import Path

import pytest

from tests import houses
from tests.browser.province import KEEP_PEERS
from tests.browser.test_room import A_MEETING, CHAIR, SITE, assert_accessible, in_the_room
from tests.scrape import scrape
from tests.servers import free_port, until

CONNECTED = "window.peers.some((peer) => peer.connectionState === 'connected')"
MEASURED = "document.querySelector('dc-room').media.ownLine !== null"
PHONE = {"width": 390, "height": 844}
PICTURES = os.environ.get("PICTURES_TO")  # a folder for screenshots, to look at
SECRETARY = "hoa@vinhphuc.example"


@pytest.fixture(scope="module")
def media_metrics():
    return free_port()


@pytest.fixture(scope="module")
def web_metrics():
    return free_port()


@pytest.fixture(scope="module")
def house(media_metrics, web_metrics):
    with houses.small_house(MEDIA_METRICS_PORT=str(media_metrics), METRICS_PORT=str(web_metrics)) as house:
        yield house


@pytest.fixture(scope="module")
def meeting(house):
    return house.python(A_MEETING).split()[-1]


def picture(page, name):
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}.png")


def open_lines(page):
    page.get_by_role("tab", name="Có mặt").click()
    page.locator(".dc-quality summary").click()
    page.locator(".dc-line-table tbody tr").first.wait_for()


# How long the chair's sound and picture waited in the browser since the last question, in ms.
WAITED = """async () => {
  const placed = Object.entries(document.querySelector('dc-room').media.media.placed);
  const before = window.waited ?? {};
  window.waited = {};
  const waits = {};
  for (const peer of window.peers.filter((peer) => peer.connectionState === 'connected'))
    for (const stats of (await peer.getStats()).values()) {
      const found = placed.find(([mid]) => stats.type === 'inbound-rtp' && mid === stats.mid);
      if (!found?.[1]) continue;
      const source = found[1].source;
      const [seconds, played] = [stats.jitterBufferDelay, stats.jitterBufferEmittedCount];
      window.waited[source] = {seconds, played};
      const since = before[source] ?? {seconds: 0, played: 0};
      if (played > since.played) waits[source] = (1000 * (seconds - since.seconds)) / (played - since.played);
    }
  return waits;
}"""
IN_STEP_MS = 80  # ITU-R BT.1359: within it nobody notices


@pytest.mark.browser
def test_sound_and_picture_of_one_seat_are_played_in_step(meeting, visitors):
    hall, chair = visitors("Tam Dương"), visitors("Minh")
    for person in (hall, chair):
        person.context.add_init_script(KEEP_PEERS)
    chair_page, page = in_the_room(chair, CHAIR, meeting), in_the_room(hall, SITE, meeting)
    chair_page.locator("[data-press=leave]").wait_for()

    def apart():
        page.wait_for_timeout(1000)  # the time over which is counted
        waits = page.evaluate(WAITED)
        return abs(waits["mic"] - waits["camera"]) if {"mic", "camera"} <= waits.keys() else None

    def in_step():
        gap = apart()
        return gap is not None and gap < IN_STEP_MS

    until(lambda: apart() is not None, "the chair is seen and heard", within_s=30)
    until(in_step, "sound and picture come in step", within_s=30)


@pytest.mark.browser
def test_the_desk_sees_every_line_and_prometheus_every_room(meeting, visitors, media_metrics, web_metrics):
    people = {name: visitors(name) for name in ("Tam Dương", "Minh", "Hòa")}
    for person in people.values():
        person.context.add_init_script(KEEP_PEERS)
    hall = in_the_room(people["Tam Dương"], SITE, meeting)
    chair = in_the_room(people["Minh"], CHAIR, meeting)
    for page in (hall, chair):
        until(lambda page=page: page.evaluate(CONNECTED), "media is connected")

    open_lines(chair)
    row = chair.locator(".dc-line-table tr:not([data-grade=none])", has_text="Điểm cầu Tam Dương")
    until(lambda: "bit/s" in row.inner_text() and "ms" in row.inner_text(), "figures of the hall")
    focus = chair.evaluate("document.activeElement.outerHTML.slice(0, 40)")
    picture(chair, "quality-1366")
    assert_accessible(chair)
    chair.set_viewport_size(PHONE)
    row.scroll_into_view_if_needed()
    picture(chair, "quality-390")
    assert chair.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert chair.evaluate("document.activeElement.outerHTML.slice(0, 40)") == focus

    seen = scrape(media_metrics)
    assert (seen.value("media_rooms"), seen.value("media_members")) == (1, 2)
    (room,) = seen.labels("meeting")
    assert seen.value("media_room_packets_total", meeting=room, direction="out") > 0
    assert seen.value("media_join_seconds_count") >= 2
    web = scrape(web_metrics)
    assert (web.value("live_sockets"), web.value("live_sockets_with_media")) == (2, 2)
    assert web.value("live_sockets_watching") == 1
    for page in (hall, chair):  # one's own plate says its figures to who rests the pointer on it
        until(lambda page=page: page.evaluate(MEASURED), "the own line is measured")

    secretary = in_the_room(people["Hòa"], SECRETARY, meeting)
    open_lines(secretary)
    assert hall.locator(".dc-quality").count() == 0
