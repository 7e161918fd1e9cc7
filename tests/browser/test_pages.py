"""Pages in a real browser: axe finds nothing at two sizes, the keyboard reaches all, no script is needed."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from rooms.demo.accounts import PASSWORD, SECRETARY

pytestmark = pytest.mark.browser

AXE = Path(settings.BASE_DIR, "frontend", "node_modules", "axe-core", "axe.min.js")
LOOK = """async () => (await axe.run(document, {runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa",
"best-practice"]})).violations.map((found) => `${found.id}: ${found.nodes.map((node) => node.target).join(" | ")}`)"""
SIZES = {"office": {"width": 1366, "height": 768}, "phone": {"width": 390, "height": 844}}
PAGES = [
    "/",
    "/hop/",
    "/hop/moi/",
    "/bien-ban/",
    "/danh-ba/",
    "/tai-khoan/toi/",
    "/tai-khoan/lich/",
    "/tai-khoan/mat-khau/",
]


@pytest.fixture(scope="module", autouse=True)
def _demo(house):
    house.manage("make_demo")


def faults_of(page):
    """What axe finds, and how far the page is wider than the window."""
    page.wait_for_load_state("networkidle")
    page.evaluate(AXE.read_text(encoding="utf-8"))
    return page.evaluate(LOOK), page.evaluate("document.documentElement.scrollWidth - innerWidth")


@pytest.mark.parametrize("size", SIZES)
def test_axe_finds_nothing_on_any_page(house, visitors, size):
    nhung = visitors("Nguyễn Thị Hồng Nhung", viewport=SIZES[size])
    page = nhung.goto("/tai-khoan/vao/")
    assert faults_of(page) == ([], 0)
    nhung.sign_in(SECRETARY.email, PASSWORD)
    for path in PAGES:
        nhung.goto(path)
        assert (path, *faults_of(page)) == (path, [], 0)
    nhung.goto("/hop/")
    page.get_by_role("link", name=re.compile("^Hội nghị trực tuyến")).first.click()
    assert faults_of(page) == ([], 0)
    page.get_by_role("link", name="Sửa").click()
    assert faults_of(page) == ([], 0)


def test_a_newcomer_enters_by_one_click_and_plans_by_keyboard(house, visitors):
    nhung = visitors("Nguyễn Thị Hồng Nhung")
    page = nhung.goto("/tai-khoan/vao/")
    page.get_by_role("button", name=f"Vào với tên {SECRETARY.full_name}").press("Enter")
    page.get_by_role("link", name="Lập cuộc họp").first.press("Enter")
    page.get_by_label("Tên cuộc họp").fill("Họp chuyên đề chống rét")
    page.get_by_label("Cơ quan mời họp").select_option(label="UBND tỉnh Phú Thọ")
    page.get_by_label("Chủ trì").select_option(label="Trần Quang Vịnh, Phó Chủ tịch UBND tỉnh")
    page.get_by_label("Ngày họp").fill("2099-11-27")
    page.get_by_label("Từ", exact=True).fill("08:30")
    page.get_by_label("Đến", exact=True).fill("08:00")
    page.get_by_label("Nội dung mục 1").fill("Khai mạc")
    page.get_by_role("button", name="Thêm mục").press("Enter")
    page.keyboard.type("Kết luận")
    page.get_by_role("searchbox", name="Tìm điểm cầu hoặc người").fill("dai dinh")
    page.get_by_role("checkbox", name="Điểm cầu Xã Đại Đình").press("Space")
    page.get_by_text("1 chỗ", exact=True).wait_for()
    nhung.forgive("status of 400")
    page.get_by_role("button", name="Lưu nháp").press("Enter")
    page.get_by_role("link", name="Đến: Giờ kết thúc phải sau giờ bắt đầu.").press("Enter")
    assert page.evaluate("document.activeElement.name") == "ends"
    page.get_by_label("Đến", exact=True).fill("10:00")
    page.get_by_role("button", name="Lưu nháp").press("Enter")
    page.get_by_role("heading", name="Họp chuyên đề chống rét").wait_for()
    page.get_by_text("08 giờ 30 phút, thứ Sáu, ngày 27 tháng 11 năm 2099").wait_for()
    page.get_by_text("Kết luận").wait_for()
    page.get_by_text("Điểm cầu Xã Đại Đình").wait_for()
    page.get_by_role("link", name="Hủy cuộc họp").press("Enter")
    page.get_by_role("dialog").get_by_label("Lý do").fill("Lập nhầm")
    page.get_by_role("dialog").get_by_role("button", name="Hủy cuộc họp").press("Enter")
    page.get_by_text("Cuộc họp đã hủy.").wait_for()


def test_pages_work_before_script(house, visitors):
    nhung = visitors("Nguyễn Thị Hồng Nhung", java_script_enabled=False)
    nhung.sign_in(SECRETARY.email, PASSWORD)
    page = nhung.goto("/hop/moi/")
    page.get_by_role("button", name="Thêm mục").click()
    assert page.get_by_label("Nội dung mục 8").is_visible()
    page.get_by_label("Điểm cầu Xã Đại Đình").check()
    page.get_by_text("Nguyễn Thị Hồng Nhung").first.click()
    page.get_by_role("button", name="Đăng xuất").first.click()
    assert "/tai-khoan/vao/" in nhung.goto("/").url
    page.close()  # a visitor who leaves asks the page for its last words, and without script it has none


def test_the_language_is_switched_and_kept(house, visitors):
    nhung = visitors("Nguyễn Thị Hồng Nhung")
    nhung.sign_in(SECRETARY.email, PASSWORD)
    page = nhung.page
    page.get_by_role("button", name="English").first.click()
    page.wait_for_load_state()
    assert page.locator("html").get_attribute("lang") == "en"
    nhung.goto("/danh-ba/")
    assert page.locator("html").get_attribute("lang") == "en"
