"""Chair and a hall in one meeting: entering, talk, hand, floor, a reload that misses nothing; and axe on every page."""

from pathlib import Path

import pytest

from tests.factories.people import PASSWORD

AXE = Path(__file__).parents[2] / "frontend/node_modules/axe-core/axe.min.js"
RULES = "['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']"
A_MEETING = """
from tests.factories.meetings import an_announced_meeting
print(an_announced_meeting().slug)
"""
CHAIR, SITE = "minh@vinhphuc.example", "truong@tamduong.example"


@pytest.fixture(scope="module")
def meeting(house):
    return house.python(A_MEETING).split()[-1]


def assert_accessible(page):
    """No violation that axe can see: WCAG A and AA to 2.2, and best practice."""
    page.evaluate(AXE.read_text() + ";0")
    found = page.evaluate(f"axe.run(document, {{runOnly: {RULES}}})")["violations"]
    assert [(each["id"], [node["html"] for node in each["nodes"]]) for each in found] == []


def in_the_room(visitor, email, meeting):
    visitor.sign_in(email, PASSWORD)
    page = visitor.goto(f"/hop/{meeting}/phong/")
    page.wait_for_selector("[data-press=hand], [data-press=mute_all]")
    return page


@pytest.mark.browser
def test_chair_and_hall_meet_talk_and_give_the_floor(house, meeting, visitors):
    hall = visitors("Điểm cầu Tam Dương")
    hall.sign_in(SITE, PASSWORD)
    site = hall.goto(f"/hop/{meeting}/vao/")
    site.wait_for_selector("#pick-camera")
    assert_accessible(site)
    site.get_by_role("link", name="Vào phòng họp").click()
    site.wait_for_selector(".dc-hall-button.hand")

    chair = in_the_room(visitors("Trần Quang Minh"), CHAIR, meeting)
    chair.get_by_role("button", name="Khai mạc").click()
    chair.get_by_text("Đang họp").wait_for()
    site.keyboard.press("h")
    chair.get_by_role("button", name="Mời Điểm cầu Tam Dương phát biểu").wait_for()
    assert_accessible(chair)
    chair.keyboard.press("Enter")
    site.get_by_text("Micro của hội trường đang mở").wait_for()
    assert_accessible(site)

    site.goto("about:blank")
    chair.keyboard.press("c")
    chair.locator("dc-chat textarea:focus").wait_for()
    chair.keyboard.type("Kính chào điểm cầu Tam Dương")
    chair.keyboard.press("Enter")
    chair.locator(".dc-lines li", has_text="Kính chào").wait_for()
    assert_accessible(chair)
    site.goto(f"{house.url}/hop/{meeting}/phong/")
    site.get_by_text("Micro của hội trường đang mở").wait_for()
    assert "Kính chào điểm cầu Tam Dương" in site.evaluate(
        "document.querySelector('dc-room').page.state.chat.map((line) => line.text)"
    )
    site.keyboard.press("h")
    chair.get_by_role("tab", name="Phát biểu").click()
    chair.locator(".dc-turn.idle").wait_for()


@pytest.mark.browser
def test_a_broken_line_heals_and_what_was_said_meanwhile_is_there(house, meeting, visitors):
    chair_browser = visitors("Trần Quang Minh")
    chair = in_the_room(chair_browser, CHAIR, meeting)
    reader = visitors("Lê Thị Hòa")
    reader.forgive("ERR_INTERNET_DISCONNECTED")
    secretary = in_the_room(reader, "hoa@vinhphuc.example", meeting)
    secretary.get_by_role("tab", name="Trao đổi").click()
    reader.context.set_offline(True)
    secretary.get_by_text("Đang nối lại").first.wait_for()
    secretary.locator("dc-chat textarea").fill("Viết khi mất mạng")
    secretary.keyboard.press("Enter")
    chair.keyboard.press("c")
    chair.locator("dc-chat textarea:focus").wait_for()
    chair.keyboard.type("Nói khi thư ký mất mạng")
    chair.keyboard.press("Enter")
    reader.context.set_offline(False)
    for page in (chair, secretary):
        for words in ("Viết khi mất mạng", "Nói khi thư ký mất mạng"):
            page.locator(".dc-lines li", has_text=words).wait_for()
    assert secretary.locator(".dc-lines li", has_text="Viết khi mất mạng").count() == 1
