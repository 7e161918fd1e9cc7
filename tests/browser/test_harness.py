"""The harness itself: a house opens its door to a browser, in both set-ups, and troubles are seen."""

import json

import pytest

from tests.browser.conftest import Visitor


@pytest.mark.browser
def test_a_browser_reaches_the_small_house(house, visitors):
    hoa = visitors("Lê Thị Hòa")
    hoa.forgive("favicon.ico")  # a page of JSON names no icon, so Chromium asks for the default one
    page = hoa.goto("/ready")
    assert json.loads(page.text_content("body"))["ready"] is True


@pytest.mark.browser
@pytest.mark.grown
def test_a_browser_reaches_both_web_processes_of_the_grown_house(grown_house, visitors_of):
    hoa = visitors_of(grown_house)("Lê Thị Hòa")
    hoa.forgive("favicon.ico")
    page = hoa.goto("/ready")
    assert json.loads(page.text_content("body"))["ready"] is True
    grown_house.webs[0].kill()
    page.reload()
    page.reload()
    assert json.loads(page.text_content("body"))["ready"] is True


@pytest.mark.browser
def test_a_breach_of_the_content_security_policy_is_seen(house, chromium):
    visitor = Visitor("nobody", chromium.new_context(), house.url)
    visitor.goto("/health")
    with visitor.page.expect_console_message(lambda message: "CSP" in message.text):
        visitor.page.evaluate("fetch('http://127.0.0.1:9/').catch(() => null)")
    assert any("CSP connect-src" in trouble for trouble in visitor.unforgiven())
    visitor.context.close()
