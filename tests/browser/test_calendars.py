"""Calendar addresses and advice while planning, in a real browser, by keyboard, with script and without."""

import urllib.request

import pytest

from rooms.demo.accounts import CHAIR, PASSWORD, SECRETARY

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module", autouse=True)
def _demo(house):
    house.manage("make_demo")


def test_an_official_makes_an_address_by_keyboard_and_a_program_reads_it(house, visitors):
    vinh = visitors("Trần Quang Vịnh")
    vinh.sign_in(CHAIR.email, PASSWORD)
    page = vinh.goto("/tai-khoan/toi/")
    page.get_by_role("main").get_by_role("link", name="Lịch cá nhân").press("Enter")
    page.get_by_role("button", name="Tạo địa chỉ").first.press("Enter")
    page.get_by_text("Đã có địa chỉ mới.").wait_for()
    page.get_by_role("button", name="Chép địa chỉ").press("Enter")
    page.locator(".dc-toast").wait_for()
    address = page.get_by_label("Địa chỉ bí mật").input_value()
    with urllib.request.urlopen(house.url + address[address.index("/lich/") :]) as answer:
        assert b"BEGIN:VEVENT" in answer.read()
    webcal = page.get_by_role("link", name="Mở bằng phần mềm lịch").get_attribute("href")
    assert webcal == "webcal" + address[address.index("://") :]
    page.get_by_role("button", name="Thu hồi").press("Enter")
    page.get_by_text("Đã thu hồi địa chỉ.").wait_for()


def fill_in(page, day, starts, ends):
    page.get_by_label("Tên cuộc họp").fill("Họp trùng giờ")
    page.get_by_label("Cơ quan mời họp").select_option(label="UBND tỉnh Phú Thọ")
    page.get_by_label("Chủ trì").select_option(label="Trần Quang Vịnh, Phó Chủ tịch UBND tỉnh")
    page.get_by_label("Ngày họp").fill(day)
    page.get_by_label("Từ", exact=True).fill(starts)
    page.get_by_label("Đến", exact=True).fill(ends)


def test_a_clash_is_seen_while_typing_and_a_free_time_is_taken_by_one_tap(house, visitors):
    nhung = visitors("Nguyễn Thị Hồng Nhung")
    nhung.sign_in(SECRETARY.email, PASSWORD)
    page = nhung.goto("/hop/moi/")
    fill_in(page, "2098-11-28", "08:00", "10:00")
    page.get_by_role("button", name="Lưu nháp").press("Enter")
    page.get_by_role("heading", name="Họp trùng giờ").wait_for()
    page = nhung.goto("/hop/moi/")
    fill_in(page, "2098-11-28", "09:00", "11:00")
    page.get_by_text("Trần Quang Vịnh (dự kiến) bận: 08:00–10:00").wait_for()
    page.get_by_role("button", name="Gợi ý giờ rảnh").press("Enter")
    free = page.get_by_role("button", name="thứ Hai, 01/12/2098, 07:30–09:30")
    free.press("Enter")
    assert page.get_by_label("Ngày họp").input_value() == "2098-12-01"
    assert page.evaluate("document.activeElement.name") == "day"
    page.get_by_text("2 chỗ, không ai bận vào giờ này.").wait_for()


def test_without_script_a_clash_is_asked_about_once(house, visitors):
    nhung = visitors("Nguyễn Thị Hồng Nhung", java_script_enabled=False)
    nhung.sign_in(SECRETARY.email, PASSWORD)
    page = nhung.goto("/hop/moi/")
    fill_in(page, "2098-12-05", "08:00", "10:00")
    page.get_by_label("Tên cuộc họp").press("Enter")  # the first button of the form is the one that saves
    page.get_by_role("heading", name="Họp trùng giờ").wait_for()
    page = nhung.goto("/hop/moi/")
    fill_in(page, "2098-12-05", "09:00", "11:00")
    page.get_by_role("button", name="Lưu nháp").click()
    page.get_by_role("alert").get_by_text("Trần Quang Vịnh (dự kiến) bận: 08:00–10:00").wait_for()
    page.get_by_role("button", name="Gợi ý giờ rảnh").click()
    page.get_by_role("button", name="thứ Hai, 08/12/2098, 07:30–09:30").click()
    assert page.get_by_label("Ngày họp").input_value() == "2098-12-08"
    fill_in(page, "2098-12-05", "09:00", "11:00")
    page.get_by_role("button", name="Lưu nháp").click()
    page.get_by_role("button", name="Lưu nháp").click()
    page.get_by_role("heading", name="Họp trùng giờ").wait_for()
    page.close()
