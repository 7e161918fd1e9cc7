"""One house, a chair beside it and a hall behind a line; the line changes from test to test, the meeting goes on."""

import stat
from pathlib import Path
from types import SimpleNamespace

import pytest
from playwright.sync_api import sync_playwright

from tests import houses
from tests.browser.conftest import CHROMIUM, FAKE_DEVICES, OFFICE, Visitor
from tests.browser.province import KEEP_PEERS
from tests.browser.test_room import A_MEETING, CHAIR, SITE, in_the_room
from tests.line import a_line, why_not
from tests.proxy import RoundRobin
from tests.servers import a_folder, free_port


@pytest.fixture(scope="module")
def line():
    """The line, without faults at first."""
    if reason := why_not():
        pytest.skip(f"SKIPPED LOUDLY, and the release check fails by it: {reason}")
    with a_line() as line:
        yield line


@pytest.fixture(scope="module")
def house(line):
    """The small house, reached over the line's near end."""
    port, own = free_port(), f"127.0.0.1,localhost,{line.here}"
    env = {"PUBLIC_URL": f"http://{line.here}:{port}", "ALLOWED_HOSTS": own, "DEMO": "1"}
    with houses.small_house(**env, MEDIA_BIND=line.here, MEDIA_PUBLIC_IP=line.here) as house:
        house.manage("make_demo")
        with RoundRobin([int(house.url.rpartition(":")[2])], line.here, port):
            house.url = env["PUBLIC_URL"]
            yield house


@pytest.fixture(scope="module")
def meeting(line, house):
    """Chair and hall in the open meeting, the hall with the floor; each a Chromium of its own."""
    slug = house.python(A_MEETING).split()[-1]
    trusting = [*FAKE_DEVICES, f"--unsafely-treat-insecure-origin-as-secure={house.url}"]
    with a_folder() as folder, sync_playwright() as playwright:
        browsers = [
            playwright.chromium.launch(executable_path=path, args=trusting) for path in (CHROMIUM, behind(line, folder))
        ]
        people = []
        for browser, email in zip(browsers, (CHAIR, SITE), strict=True):
            context = browser.new_context(viewport=OFFICE, locale="vi-VN", permissions=["camera", "microphone"])
            visitor = Visitor(email, context, house.url)
            context.add_init_script(KEEP_PEERS)
            people.append(SimpleNamespace(visitor=visitor, page=in_the_room(visitor, email, slug)))
        chair, hall = people
        chair.page.get_by_role("button", name="Khai mạc").click()
        hall.page.locator("[data-press=hand]").click()
        chair.page.locator("dc-queue").get_by_role("button", name="Mời").first.click()
        yield SimpleNamespace(chair=chair.page, hall=hall.page, house=house)
        for browser in browsers:
            browser.close()


def behind(line, folder: Path) -> Path:
    """A program that is Chromium at the far end of the line."""
    script = folder / "chromium"
    script.write_text(f'#!/bin/sh\nexec {" ".join(line.inside(CHROMIUM))} "$@"\n')
    script.chmod(stat.S_IRWXU)
    return script
