"""Every way into the node, with real browsers: TCP where no UDP gets out, IPv6, and a new address in mid-call."""

import json
import socket
from contextlib import suppress
from urllib.parse import quote

import pytest

from rooms import clock
from rooms.media.signalling import Floor
from tests.browser.conftest import CHROMIUM, FAKE_DEVICES
from tests.browser.test_media import wait
from tests.relays import a_relay
from tests.rooms.media.served import MEETING, a_served_node

pytestmark = pytest.mark.browser


def enter(browser, served, seat, **query):
    """A page that has joined; its context is the test's to close."""
    allowed = ["camera", "microphone"] if browser.browser_type.name == "chromium" else []
    context = browser.new_context(permissions=allowed)
    context.set_default_timeout(30_000)
    page = context.new_page()
    page.goto(f"{served.url}/?" + "&".join(f"{name}={quote(value)}" for name, value in {"seat": seat, **query}.items()))
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


@pytest.fixture(scope="module")
def ipv6_address():
    """An address of this machine that browsers take as a candidate. Nothing is sent."""
    with socket.socket(socket.AF_INET6, socket.SOCK_DGRAM) as door, suppress(OSError):
        door.connect(("2001:db8::1", 9))  # RFC 3849: nobody's; the kernel only looks up from where it would send
        address = door.getsockname()[0]
        if not address.startswith(("::1", "fe80")):
            return address
    return pytest.skip("SKIPPED LOUDLY: this machine has no IPv6 address but its loopback")


@pytest.mark.parametrize("only", ["udp", "tcp"])
@pytest.mark.parametrize("name", ["chromium", "firefox"])
def test_over_ipv6(name, only, request, ipv6_address):
    browser = request.getfixturevalue(name)
    with a_served_node(ipv6_address) as served:
        served.tell(Floor(MEETING, 1, ("chair", "tam-duong"), "chair"))
        chair, hall = enter(browser, served, "chair"), enter(browser, served, "tam-duong", only=only)
        watch_each_other([chair, hall])
        assert hall.evaluate("wayTaken()").strip("[]").replace("[", "") == f"{only} {ipv6_address}"
        for page in (chair, hall):
            page.context.close()


@pytest.fixture(scope="module")
def trusting(playwright):
    """A Chromium that takes the relay's self-made certificate."""
    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=[*FAKE_DEVICES, "--ignore-certificate-errors"])
    yield browser
    browser.close()


@pytest.mark.parametrize("way", ["tcp", "tls"])
def test_where_nothing_but_the_relay_is_reached_media_goes_through_it(way, trusting, media_address):
    with a_served_node(media_address) as served, a_relay(media_address) as relay:
        served.tell(Floor(MEETING, 1, ("chair", "tam-duong"), "chair"))
        url = f"turn:{relay.host}:{relay.port}" if way == "tcp" else f"turns:{relay.host}:{relay.tls_port}"
        known = relay.a_pass(f"{int(clock.now().timestamp()) + 600}:tam-duong")
        server = json.dumps({"urls": f"{url}?transport=tcp", **known})
        chair, hall = enter(trusting, served, "chair"), enter(trusting, served, "tam-duong", relay=server)
        watch_each_other([chair, hall])
        for page in (chair, hall):
            wait(page, "voice", 50)
        assert hall.evaluate("relayTaken()") == way
        assert chair.evaluate("relayTaken()") == ""
        for page in (chair, hall):
            page.context.close()


@pytest.mark.parametrize("name", ["chromium", "firefox"])
def test_another_way_is_found_without_leaving(name, request, media_address):
    browser = request.getfixturevalue(name)
    with a_served_node(media_address) as served:
        served.tell(Floor(MEETING, 1, ("chair", "tam-duong"), "chair"))
        chair, hall = enter(browser, served, "chair"), enter(browser, served, "tam-duong")
        watch_each_other([chair, hall])
        hall.evaluate("window.before = media.peer, window.phases = [], media.on('phase', (each) => phases.push(each))")
        for _ in range(3):
            hall.evaluate("media.reroute()")
            hall.wait_for_function("media.peer.signalingState === 'stable'")
            watch_each_other([chair, hall])
        assert hall.evaluate("[window.before === media.peer, phases]") == [True, []]
        for page in (chair, hall):
            page.context.close()
