"""A meeting that is recorded: everybody sees the sign; the film shows and sounds what was; strangers find nothing."""

import io
import json
import os
import re
import signal
from pathlib import Path

import av
import numpy as np
import pytest

from rooms import clock
from tests.browser.test_room import CHAIR, SITE, assert_accessible, in_the_room
from tests.factories.people import PASSWORD
from tests.servers import until

pytestmark = [pytest.mark.browser, pytest.mark.timeout(400)]
SECRETARY = "hoa@vinhphuc.example"
A_MEETING = """
from tests.factories.meetings import an_open_meeting
from tests.factories.people import an_official
an_official()
print(an_open_meeting().slug)
"""
STATE = """
import json
import os
from rooms.recordings.models import Recording
row = Recording.objects.order_by("-started_at").first()
length = (row.stopped_at - row.started_at).total_seconds() if row.stopped_at else 0
print(json.dumps({"id": str(row.pk), "state": row.state, "length": length, "fault": row.fault, "percent": row.percent}))
"""
LONG_S = 8
COMPOSED_WITHIN_S = 200  # a 1-core share of a busy machine; 2 s when it is idle


@pytest.fixture(scope="module")
def meeting(house):
    return house.python(A_MEETING).split()[-1]


def recording_of(house):
    return json.loads(house.python(STATE).strip().splitlines()[-1])


def press_record(page):
    page.locator("[data-press=record]").click()
    page.get_by_role("dialog").locator("button[value=go]").click()


def sign(page):
    return page.get_by_text("Đang ghi", exact=True).first


def true_on(page, question):
    """Wait until it is true on the page. Playwright's own waiting would need eval, which the policy forbids."""

    def asked():
        page.wait_for_timeout(50)
        return page.evaluate(question)

    until(asked, question, within_s=40)


def moving(page):
    """Wait until pictures of the other one come in."""
    true_on(page, "[...document.querySelectorAll('video')].some((each) => each.videoWidth && each.currentTime > 1)")


def record(pages, seconds=LONG_S, meanwhile=lambda: None):
    """The chair records for some seconds; every page shows the sign as long as it lasts."""
    chair = pages[0]
    press_record(chair)
    for page in pages:
        sign(page).wait_for()
    begun = clock.monotonic()
    meanwhile()
    until(lambda: clock.monotonic() - begun > seconds, "the recording's time", within_s=seconds + 5)
    for page in pages:
        assert sign(page).is_visible()
    press_record(chair)
    for page in pages:
        sign(page).wait_for(state="detached")


def film_of(house, visitor, meeting):
    """The film's bytes, when it is ready."""
    found = recording_of(house)
    path = f"{house.url}/hop/{meeting}/ban-ghi/{found['id']}.mp4"

    def ready():
        visitor.page.wait_for_timeout(500)
        return visitor.context.request.head(path).status == 200

    until(ready, "the film", within_s=COMPOSED_WITHIN_S)
    return found, visitor.context.request.get(path).body()


def seen_and_heard(film):
    with av.open(io.BytesIO(film)) as file:
        pictures = [frame.to_ndarray(format="gray") for frame in file.decode(video=0)]
    with av.open(io.BytesIO(film)) as file:
        sound = np.concatenate([frame.to_ndarray()[0] for frame in file.decode(audio=0)])
    return pictures, sound


def test_a_meeting_is_recorded_and_the_film_shows_and_sounds_what_was(house, meeting, visitors):
    minh, hall, hoa = visitors("Trần Quang Minh"), visitors("Điểm cầu Tam Dương"), visitors("Lê Thị Hòa")
    chair = in_the_room(minh, CHAIR, meeting)
    site = in_the_room(hall, SITE, meeting)
    secretary = in_the_room(hoa, SECRETARY, meeting)
    for page in (chair, site):
        moving(page)
    record([chair, site, secretary])

    found, film = film_of(house, minh, meeting)
    pictures, sound = seen_and_heard(film)
    lit = [picture[:600] for picture in pictures if picture[:600].max() > 60]  # above the name plate
    assert abs(len(pictures) / 15 - found["length"]) < 1
    assert abs(len(sound) / 48_000 - found["length"]) < 1
    assert len(lit) > len(pictures) / 4  # a busy machine needs seconds for the first keyframe
    assert np.abs(np.diff(np.stack(lit[:20]).astype(int), axis=0)).sum() > 0  # it moves
    assert np.abs(sound).max() > 0.02  # the made-up microphone beeps each second

    page = minh.goto(f"/hop/{meeting}/ban-ghi/")
    true_on(page, "document.querySelector('video').duration > 0")
    page.evaluate("document.querySelector('video').currentTime = 3")
    true_on(page, "!document.querySelector('video').seeking")
    assert_accessible(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="Tải về").press("Enter")
    assert re.fullmatch(r"ban-ghi-\d{8}-\d{4}-.{6}\.mp4", download.value.suggested_filename)
    assert Path(download.value.path()).read_bytes() == film

    path = f"{house.url}/hop/{meeting}/ban-ghi/{found['id']}.mp4"
    assert hoa.context.request.get(path).status == 200
    assert hall.context.request.get(path).status == 404
    stranger = visitors("Phạm Văn Lạ")
    assert stranger.context.request.get(path, max_redirects=0).status == 302
    stranger.sign_in("ha@vinhphuc.example", PASSWORD)
    assert stranger.context.request.get(path).status == 404
    page.get_by_role("button", name="Cho thành phần dự xem").click()
    page.get_by_text("Mọi thành phần dự").wait_for()
    assert hall.context.request.get(path).status == 200


@pytest.mark.parametrize("victim", ["writer", "node"])
def test_a_recording_goes_on_when_its_writer_or_its_node_is_killed(victim, house, meeting, visitors):
    minh = visitors("Trần Quang Minh")
    hall = visitors("Điểm cầu Tam Dương")
    chair, site = in_the_room(minh, CHAIR, meeting), in_the_room(hall, SITE, meeting)
    for page in (chair, site):
        moving(page)

    def kill():
        folder = Path(house.env["VAR_DIR"]) / "recordings" / recording_of(house)["id"]
        until(lambda: list(folder.glob("*/*-camera.mkv")), "a track is written", within_s=30)
        (writer,) = writers_of(house)
        os.kill(writer.pid if victim == "writer" else writer.parent, signal.SIGKILL)
        until(lambda: len(list(folder.glob("*/*-camera.mkv"))) > 1, "another writer goes on", within_s=30)

    record([chair, site], meanwhile=kill)
    found, film = film_of(house, minh, meeting)
    pictures, sound = seen_and_heard(film)
    assert abs(len(pictures) / 15 - found["length"]) < 1
    assert np.abs(sound).max() > 0.02
    assert pictures[-15].max() > 60


def writers_of(house):
    """The writer of this house: a grandchild of its web process."""
    return [process for process in descendants(house.webs[0].process.pid) if "recording.writer" in process.command]


class Process:
    """One process of the kernel's list."""

    def __init__(self, folder):
        self.pid = int(folder.name)
        self.command = (folder / "cmdline").read_text().replace("\0", " ")
        self.parent = int((folder / "stat").read_text().rsplit(")", 1)[1].split()[1])


def descendants(pid):
    everyone = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            everyone.append(Process(folder))
        except OSError:  # it has ended meanwhile
            continue
    found, parents = [], {pid}
    while more := [each for each in everyone if each.parent in parents and each.pid not in {one.pid for one in found}]:
        found += more
        parents |= {each.pid for each in more}
    return found
