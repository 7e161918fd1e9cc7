"""The network test page in real browsers: it measures, says in words what will work, can be stopped and copied."""

import re

import pytest

from rooms.demo.accounts import PASSWORD, SECRETARY
from tests.browser.test_pages import SIZES, faults_of

pytestmark = pytest.mark.browser
WORDS = "Đường truyền đủ cho hình rõ, âm thanh và chia sẻ màn hình."


def at_the_page(visitors, name, **options):
    visitor = visitors(name, **options)
    visitor.sign_in(SECRETARY.email, PASSWORD)
    return visitor.goto("/kiem-tra-mang/")


def figure(page, name):
    return page.locator(f".dc-line-figures > div:has(dt:text-is('{name}')) dd").inner_text()


@pytest.mark.parametrize("size", SIZES)
def test_a_good_line_is_told_so_by_figures_and_words(house, visitors, size, tmp_path):
    page = at_the_page(visitors, f"Nguyễn Thị Hồng Nhung {size}", viewport=SIZES[size])
    assert faults_of(page) == ([], 0)
    page.keyboard.press("Tab")
    page.get_by_role("button", name="Bắt đầu đo").focus()
    page.keyboard.press("Enter")
    page.get_by_role("progressbar").wait_for()
    page.get_by_text(WORDS).wait_for(timeout=25_000)
    assert re.search(r"Mbit/s", figure(page, "Tốc độ về"))
    assert figure(page, "Mất gói chiều về") == "0%"
    assert figure(page, "Đường đang dùng") == "UDP"
    assert page.get_by_text("Trực kỹ thuật:").is_visible()
    assert faults_of(page) == ([], 0)


def test_it_can_be_stopped_and_its_result_copied(house, visitors):
    page = at_the_page(visitors, "Nguyễn Thị Hồng Nhung")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Bắt đầu đo").click()
    page.get_by_role("button", name="Dừng đo").click()
    page.get_by_role("button", name="Bắt đầu đo").click()
    page.get_by_role("button", name="Chép kết quả cho kỹ thuật").click(timeout=25_000)
    page.get_by_text("Đã chép kết quả.").wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert WORDS in copied
    assert "Tốc độ đi" in copied
