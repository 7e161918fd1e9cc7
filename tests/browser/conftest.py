"""Browser stories: a running house, Chromium with made-up camera and microphone, and visitors who watch for trouble.

    def test_the_secretary_sees_her_meetings(house, visitors):
        hoa = visitors("Lê Thị Hòa")                 # a browser profile of her own
        hoa.sign_in("hoa@…", "…")
        hoa.page.get_by_role("link", name="…").click()

Fixtures
  house         the small set-up, shared by the tests of one file
  grown_house   PostgreSQL, Redis, two web processes behind a proxy, media, tasks, mail in; shared likewise (grown)
  chromium      the browser; one for all browser tests
  firefox       Firefox ESR by WebDriver BiDi, which Playwright speaks (channel "moz-firefox"): no driver of our own, no
                geckodriver; `visit("…", browser=firefox)`
  mixed_house   the small house whose media node has an address that Firefox takes
  visitors      opens profiles in `house`; visitors_of(other_house) does so in another

At the end of a test every visitor must have seen no console error, no breach of the Content-Security-Policy and no
request to another host (SECURITY.md S-3). A test that provokes one says so: `hoa.forgive("status of 409")`.

Django's ORM is not for these tests: Playwright's loop runs in this thread. Ask the house: `house.python("…")`.
"""

import contextlib
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Error, Page, Request, sync_playwright

from tests import houses
from tests.servers import ROOT, a_folder, own_address

CHROMIUM = next((path for path in ("/usr/bin/chromium", "/usr/bin/chromium-browser") if Path(path).exists()), None)
FAKE_DEVICES = [
    "--no-sandbox",
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
    "--autoplay-policy=no-user-gesture-required",
    "--disable-features=WebRtcHideLocalIpsWithMdns",  # no mDNS answers on a loopback without multicast
]
FIREFOX = Path("/usr/bin/firefox-esr")
FIREFOX_PREFS = {
    "media.navigator.streams.fake": True,
    "media.navigator.permission.disabled": True,
    "media.autoplay.default": 0,  # 0 is: allowed
    "media.autoplay.blocking_policy": 0,
    "media.peerconnection.ice.obfuscate_host_addresses": False,  # no mDNS answers here
    "media.gmp-manager.updateEnabled": False,  # asks nobody for codecs
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
}
TELL_BREACHES = """document.addEventListener("securitypolicyviolation", (event) =>
  console.error(`CSP ${event.effectiveDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`))"""
TROUBLES = ROOT / "var" / "troubles"
OFFICE = {"width": 1366, "height": 768}


class Visitor:
    """One person at one browser, with a profile of their own."""

    def __init__(self, name: str, context: BrowserContext, url: str) -> None:
        self.name, self.context, self.url = name, context, url
        self.troubles: list[str] = []
        self.forgiven: list[str] = []
        context.add_init_script(TELL_BREACHES)
        context.on("console", self._heard)
        context.on("weberror", lambda error: self.troubles.append(f"exception {error.error}"))
        context.on("request", self._asked)
        context.set_default_timeout(20_000)
        self.page: Page = context.new_page()

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.troubles.append(f"{message.text} ({message.location.get('url', '')})")

    def _asked(self, request: Request) -> None:
        if not request.url.startswith((self.url + "/", "data:", "blob:", "about:")):
            self.troubles.append(f"request to another host: {request.url}")

    def goto(self, path: str) -> Page:
        """Open a page of the house."""
        self.page.goto(self.url + path)
        return self.page

    def sign_in(self, email: str, password: str) -> None:
        """Through the sign-in page, as everybody does."""
        page = self.goto("/tai-khoan/vao/")
        page.fill("input[name=login]", email)
        page.fill("input[name=password]", password)
        page.locator("form:has(input[name=password]) [type=submit]").click()
        page.wait_for_url(lambda url: "/tai-khoan/vao/" not in url)

    def forgive(self, pattern: str) -> None:
        """A trouble that this test provokes; a regular expression."""
        self.forgiven.append(pattern)

    def picture(self, folder: Path) -> None:
        """What the page looks like now, for whoever asks why a test failed."""
        folder.mkdir(parents=True, exist_ok=True)
        with contextlib.suppress(Error):  # a page that has crashed shows nothing
            self.page.screenshot(path=folder / f"{self.name}.png")

    def leave(self) -> None:
        """Close the profile, once what its pages had to say has been heard."""
        for page in self.context.pages:
            with contextlib.suppress(Error):  # a page that has crashed or navigates now says nothing more
                page.evaluate("new Promise((done) => setTimeout(done))")
        self.context.close()

    def unforgiven(self) -> list[str]:
        """The troubles that remain."""
        return [trouble for trouble in self.troubles if not any(re.search(one, trouble) for one in self.forgiven)]


@pytest.fixture(scope="package")
def playwright():
    """One Playwright. Package scope: outside no loop of its may run in this thread."""
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="package")
def chromium(playwright):
    """One Chromium for all browser tests."""
    if CHROMIUM is None:
        pytest.fail("chromium is missing: apt install chromium")
    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FAKE_DEVICES)
    yield browser
    browser.close()


@pytest.fixture(scope="module")
def firefox(playwright):
    """Firefox ESR as Debian ships it, for the tests of one file: idle, it costs more than Chromium."""
    if not FIREFOX.exists():
        pytest.fail("firefox is missing: apt install firefox-esr")
    browser = playwright.firefox.launch(
        channel="moz-firefox", executable_path=FIREFOX, firefox_user_prefs=FIREFOX_PREFS
    )
    yield browser
    browser.close()


@pytest.fixture(scope="module")
def house(request):
    """The small house with the demo province in it."""
    with houses.small_house(DEMO="1") as house:
        house.manage("make_demo")
        yield house
        _show_logs(request, house)


@pytest.fixture(scope="module")
def media_address():
    """Where a node can be reached by Firefox too, which takes no candidate on 127.0.0.1. Who knows no connection's
    ICE password is not answered there (docs/protocols/media.md), whoever can reach it.
    """
    return own_address() or pytest.skip("SKIPPED LOUDLY: this machine has no address but its loopback for Firefox")


@pytest.fixture(scope="module")
def mixed_house(request, media_address):
    """The small house, its media on an address that Firefox takes."""
    with houses.small_house(DEMO="1", MEDIA_BIND=media_address, MEDIA_PUBLIC_IP=media_address) as house:
        house.manage("make_demo")
        yield house
        _show_logs(request, house)


@pytest.fixture(scope="module")
def grown_house(request, postgres, redis_url):
    """The grown house with the demo province in it."""
    with houses.grown_house(postgres.database(), redis_url, DEMO="1") as house:
        house.manage("make_demo")
        yield house
        _show_logs(request, house)


def _show_logs(request, house) -> None:
    if request.session.testsfailed:
        print(house.logs())  # noqa: T201 - pytest shows it with the failure


@pytest.fixture
def visitors_of(request, chromium: Browser) -> Callable[[houses.House], Callable[..., Visitor]]:
    """Visitors of any house: `visitors_of(house)("Lê Thị Hòa")`. Their troubles are looked at when the test ends."""
    everyone: list[Visitor] = []

    def of(house: houses.House) -> Callable[..., Visitor]:
        def visit(name: str, browser: Browser = chromium, **profile: object) -> Visitor:
            # Firefox knows no such permissions by name; its preferences say yes.
            asked = {"permissions": ["camera", "microphone"]} if browser is chromium else {}
            options = {"viewport": OFFICE, "locale": "vi-VN", **asked, **profile}
            visitor = Visitor(name, browser.new_context(**options), house.url)
            visitor.forgive("was interrupted while the page was loading")  # Firefox, of a socket whose page is left
            everyone.append(visitor)
            return visitor

        return visit

    yield of
    for visitor in everyone:
        if request.session.testsfailed:
            visitor.picture(TROUBLES)
        visitor.leave()
    troubles = {visitor.name: visitor.unforgiven() for visitor in everyone if visitor.unforgiven()}
    assert not troubles


@pytest.fixture
def visitors(house, visitors_of) -> Callable[..., Visitor]:
    """Visitors of the small house."""
    return visitors_of(house)


@pytest.fixture
def downloads():
    """A folder for what a page gives to keep."""
    with a_folder() as folder:
        yield folder
