"""The chair signs by keyboard alone, in a real browser, and the files come down."""

import json

import pytest

from tests.factories.people import PASSWORD

HELD = """
import json
from tests.factories.signoff import a_closed_meeting
meeting = a_closed_meeting()
print(json.dumps(meeting.slug))
"""


@pytest.mark.browser
def test_the_chair_reads_ticks_and_signs_by_keyboard(house, visitors):
    slug = json.loads(house.python(HELD).strip().splitlines()[-1])
    minh = visitors("Trần Quang Minh")
    minh.sign_in("minh@vinhphuc.example", PASSWORD)
    page = minh.goto(f"/hop/{slug}/ky/")
    page.get_by_role("img", name="Trang 1;").wait_for()
    digest = page.locator("input[name=seen]").get_attribute("value")
    page.get_by_role("checkbox").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.get_by_role("dialog").wait_for()
    assert page.evaluate("document.activeElement.textContent").strip() == "Xem lại"
    page.keyboard.press("Escape")
    assert page.get_by_text("Chờ chủ trì ký").is_visible()
    page.get_by_role("button", name="Ký và khóa biên bản").focus()
    page.keyboard.press("Enter")
    page.get_by_role("dialog").wait_for()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.get_by_text("Đã ký và khóa").wait_for()
    assert digest in page.locator(".dc-digest").text_content().replace(" ", "")
    with page.expect_download() as download:
        page.get_by_role("link", name="Tải biên bản đã ký").press("Enter")
    assert download.value.suggested_filename == "bien-ban.pdf"
