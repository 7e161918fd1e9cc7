"""Two real Chromium browsers and a node: they see each other, and are heard only by the floor."""

import pytest

from rooms.media.signalling import Floor
from tests.rooms.media.served import MEETING, a_served_node


def received(page):
    return page.evaluate("received()")


def wait(page, what, more):
    """Wait until so many more pictures ("frames") or packets of sound ("voice") have come in."""
    page.evaluate("([what, least]) => until(what, least)", [what, received(page)[what] + more])


def sources(page):
    return page.evaluate("Object.values(media.placed).filter(Boolean).map((placed) => placed.source).sort()")


@pytest.mark.browser
def test_two_browsers_see_each_other_and_only_the_floor_is_heard(chromium):
    with a_served_node() as served:
        context = chromium.new_context(permissions=["camera", "microphone"])
        context.set_default_timeout(30_000)
        chair, site = context.new_page(), context.new_page()
        served.tell(Floor(MEETING, 1, ("chair",), "chair"))
        chair.goto(f"{served.url}/?seat=chair")
        site.goto(f"{served.url}/?seat=tam-duong")
        for page in (chair, site):
            page.wait_for_function("window.media")
            wait(page, "frames", 30)
        wait(site, "voice", 50)  # the chair is heard all that time, the site is not
        assert received(chair)["voice"] == 0

        served.tell(Floor(MEETING, 2, ("chair", "tam-duong"), "chair", "tam-duong"))
        wait(chair, "voice", 50)
        assert sources(chair) == ["camera", "mic"]

        served.tell(Floor(MEETING, 3, ("chair",), "chair"))
        chair.wait_for_function("Object.values(media.placed).filter(Boolean).length == 1")
        before = received(chair)["voice"]
        wait(chair, "frames", 20)
        assert received(chair)["voice"] <= before + 2  # what was already on its way

        site.reload()  # a new stay takes the old one's place
        site.wait_for_function("window.media")
        wait(site, "frames", 20)
        wait(chair, "frames", 20)
        context.close()
