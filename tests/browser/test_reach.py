"""Every way into the node, with real browsers: TCP where no UDP gets out, IPv6, and a new address in mid-call."""

import pytest

from rooms.media.signalling import Floor
from tests.browser.test_media import wait
from tests.rooms.media.served import MEETING, a_served_node

pytestmark = pytest.mark.browser


def enter(browser, served, seat, **query):
    """A page that has joined; its context is the test's to close."""
    allowed = ["camera", "microphone"] if browser.browser_type.name == "chromium" else []
    context = browser.new_context(permissions=allowed)
    context.set_default_timeout(30_000)
    page = context.new_page()
    page.goto(f"{served.url}/?" + "&".join(f"{name}={value}" for name, value in {"seat": seat, **query}.items()))
    page.wait_for_function("window.media")
    return page


def watch_each_other(pages):
    for page in pages:
        wait(page, "frames", 20)


@pytest.mark.parametrize("name", ["chromium", "firefox"])
def test_without_udp_media_goes_over_tcp(name, request, media_address):
    browser = request.getfixturevalue(name)
    with a_served_node(media_address) as served:
        served.tell(Floor(MEETING, 1, ("chair", "tam-duong"), "chair"))
        chair, hall = enter(browser, served, "chair"), enter(browser, served, "tam-duong", only="tcp")
        watch_each_other([chair, hall])
        for page in (chair, hall):
            wait(page, "voice", 50)
        assert hall.evaluate("wayTaken()").startswith("tcp ")
        assert chair.evaluate("wayTaken()").startswith("udp ")
        for page in (chair, hall):
            page.context.close()
