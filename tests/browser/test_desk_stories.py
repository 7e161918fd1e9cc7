"""The secretary's desk: a weekly series planned, announced and changed; a mail that needs a person; the Giấy mời."""

import io
import re
from datetime import timedelta
from pathlib import Path

import docx
import pypdf
import pytest

from rooms import clock
from rooms.demo.accounts import OFFICIAL, PASSWORD, SECRETARY
from rooms.meetings.wording import at_home, short_day
from tests.browser.invited import a_meeting, letters_to, the_link, words_of
from tests.browser.test_answer_pages import looked_at
from tests.browser.test_pages import SIZES, faults_of
from tests.servers import until

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

SERIES = "Giao ban tối thứ Hai"
A_HOLIDAY = """
from datetime import date
from rooms.meetings.models import Holiday
Holiday.objects.all().delete()
Holiday.objects.create(day=date.fromisoformat("{day}"), name="Ngày nghỉ thử")
"""


@pytest.fixture
def secretary(visitors):
    nhung = visitors(SECRETARY.full_name)
    nhung.sign_in(SECRETARY.email, PASSWORD)
    return nhung


def fine(page):
    """axe finds nothing, and nothing is wider than the window, in the office and on a phone."""
    for size in SIZES.values():
        page.set_viewport_size(size)
        assert faults_of(page) == ([], 0)
    page.set_viewport_size(SIZES["office"])


def press(page, role, name):
    """By keyboard, as one who never leaves it."""
    page.get_by_role(role, name=name).press("Enter")


# --- a weekly series


def a_monday():
    """Far enough for the three working days, whatever today is."""
    today = at_home(clock.now()).date()
    return today + timedelta(days=14 - today.weekday())


def plan(page, first):
    """Four Mondays in the evening, when nobody of the demo sits; the third of them is a holiday."""
    page.get_by_label("Tên cuộc họp").fill(SERIES)
    page.get_by_label("Cơ quan mời họp").select_option(label="UBND tỉnh Phú Thọ")
    page.get_by_label("Chủ trì").select_option(label="Trần Quang Vịnh, Phó Chủ tịch UBND tỉnh")
    page.get_by_label("Ngày họp").fill(f"{first}")
    page.get_by_label("Từ", exact=True).fill("19:00")
    page.get_by_label("Đến", exact=True).fill("20:00")
    page.get_by_text("Lặp lại", exact=True).press("Enter")
    page.get_by_label("Lặp đến hết ngày").fill(f"{first + timedelta(days=21)}")
    page.get_by_label("Nội dung mục 1").fill("Điểm tình hình tuần")
    page.get_by_role("checkbox", name=OFFICIAL.full_name).press("Space")
    press(page, "button", "Tiếp: xem giấy mời")


def change(page, hour, *, all_that_follow):
    """Another hour on the change page; then the confirm page stands there."""
    press(page, "link", "Đổi cuộc họp")
    page.get_by_label("Từ", exact=True).fill(f"{hour}:00")
    page.get_by_label("Đến", exact=True).fill(f"{hour + 1}:00")
    if all_that_follow:
        page.get_by_role("radio", name="Chỉ phiên này").press("ArrowDown")
    page.get_by_role("button", name="Tiếp: xem ai nhận thư").last.press("Enter")
    page.get_by_role("heading", name="Gửi thư báo thay đổi?").wait_for()


def confirm(page):
    press(page, "button", "Đổi và gửi thư")
    page.get_by_text("Đã đổi cuộc họp. Thư báo đang được gửi.").wait_for()


def of_series(house):
    """The official's letters about the series, in order."""
    return [one for one in house.mail.messages if one["X-Rcpt-To"] == OFFICIAL.email and SERIES in one["Subject"]]


def answer_for_all(ha, letter):
    """On a phone. Enter on the tick box answers nothing, however one meant it."""
    page = ha.goto(re.search(r"https?://[^/\s]+(/tra-loi/\S+)", words_of(letter))[1])
    assert looked_at(page, "series") == ("series", [], 0, [], [])
    tick = page.get_by_role("checkbox", name="Trả lời cho cả 3 phiên còn lại của chuỗi họp")
    tick.press("Enter")
    tick.press("Space")
    assert tick.is_checked()
    press(page, "button", "Tôi tham dự")
    page.get_by_text("Đã trả lời: Tham dự").wait_for()
    page.get_by_text("Các câu trả lời đã gửi").wait_for(state="detached")  # it was one answer, not two


def test_a_series_skips_a_holiday_and_says_who_gets_mail_before_one_or_all_that_follow_move(house, secretary, visitors):
    first = a_monday()
    holiday = first + timedelta(days=14)
    house.python(A_HOLIDAY.format(day=holiday))
    page = secretary.goto("/hop/moi/")
    plan(page, first)
    press(page, "button", "Gửi 3 giấy mời")
    page.get_by_text("Đã mời", exact=True).first.wait_for()
    until(lambda: of_series(house), "the invitation to the series")
    assert f"trừ {short_day(holiday)}" in of_series(house)[0]["Subject"]

    answer_for_all(visitors("Thu Hà", viewport=SIZES["phone"], reduced_motion="reduce"), of_series(house)[0])

    press(page, "link", "Tổng quan")
    press(page, "link", "Xem tất cả các phiên")
    page.get_by_text(f"Không họp: {short_day(holiday)}").wait_for()
    assert faults_of(page) == ([], 0)
    series, occurrences = page.url, page.get_by_role("link", name=SERIES)
    assert occurrences.count() == 3

    occurrences.nth(1).press("Enter")
    change(page, 20, all_that_follow=False)
    page.get_by_text("3 nơi sẽ nhận thư báo đổi giờ.").wait_for()
    page.get_by_text("Chỉ áp dụng cho phiên này; các phiên khác của chuỗi không đổi.").wait_for()
    fine(page)
    assert len(of_series(house)) == 1  # nothing leaves before it is confirmed
    confirm(page)
    until(lambda: len(of_series(house)) > 1, "the letter of the one that moved")

    page.goto(series)
    page.get_by_role("link", name=SERIES).first.press("Enter")
    change(page, 18, all_that_follow=True)
    page.get_by_text("Áp dụng cho 3 phiên, từ phiên này trở đi.").wait_for()
    confirm(page)
    until(lambda: len(of_series(house)) > 2, "the letter of all that follow")
    press(page, "link", "Xem tất cả các phiên")
    page.get_by_role("heading", name="Các phiên").wait_for()
    # the one that was decided by itself keeps its hour
    until(lambda: hours(page) == ["18:00", "20:00", "18:00"], "the hours of the series")


def hours(page):
    return [words.split()[0] for words in page.locator(".dc-schedule-row .time").all_inner_texts()]


# --- a meeting by itself


@pytest.fixture(scope="module")
def slug(house):
    """A meeting of three days ahead, its letters sent."""
    made = a_meeting(house, minutes=3 * 24 * 60)
    the_link(house, OFFICIAL.email)
    return made


def answered_in_words(house):
    """What Ha's mail program sends when she writes instead of pressing a button."""
    letter = letters_to(house, OFFICIAL.email)[-1]
    calendar = next(part for part in letter.walk() if part.get_content_type() == "text/calendar").get_content()
    address = re.search(r"mailto:(hop\+[^\s;:]+)", re.sub(r"\r?\n[ \t]", "", calendar), re.IGNORECASE)[1]
    raw = (
        f"From: {OFFICIAL.email}\r\nTo: {address}\r\nMessage-ID: <loi@phutho.example>\r\n"
        f"In-Reply-To: {letter['Message-ID']}\r\nSubject: Re: moi hop\r\nMIME-Version: 1.0\r\n"
        "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\nTôi bận, xin vắng mặt.\r\n"
    )
    house.deliver(raw.encode(), OFFICIAL.email, address)


def test_a_mail_in_words_waits_for_a_person_who_reads_it_and_records_the_answer(house, slug, secretary):
    answered_in_words(house)
    page = secretary.page

    def waits():
        secretary.goto(f"/hop/{slug}/giay-moi/")
        return page.get_by_text("1 thư cần người xem").count()

    until(waits, "the mail waits")
    press(page, "link", "Xem và quyết định")
    page.get_by_role("heading", name="Cần người xem").wait_for()
    fine(page)
    page.get_by_role("link", name="Xem thư đến lúc").press("Enter")
    assert "Tôi bận, xin vắng mặt." in page.get_by_role("region", name="Lời trong thư").inner_text()
    fine(page)
    press(page, "button", "Ghi là vắng")
    page.get_by_text("Không có thư nào.").wait_for()
    page.locator(".dc-link", has_text="Giấy mời và trả lời").press("Enter")
    page.locator("tr", has_text=OFFICIAL.full_name).get_by_text("Vắng", exact=True).wait_for()
    page.get_by_role("button", name="EN English").press("Enter")
    page.get_by_text("Invitations and replies").first.wait_for()
    fine(page)  # in English too a button is called by the words on it


def test_the_clerk_looks_at_the_paper_numbers_it_takes_both_files_and_replaces_it(house, slug, secretary, downloads):
    page = secretary.goto(f"/hop/{slug}/giay-moi/van-ban/")
    page.get_by_label("Số", exact=True).fill("145")
    press(page, "button", "Xem trước")
    page.get_by_text("Số: 145/GM-UBND").wait_for(state="attached")
    first = page.get_by_role("img", name="Trang 1;")
    until(lambda: first.evaluate("(picture) => picture.complete && picture.naturalWidth"), "the picture is drawn")
    page.get_by_text("Đọc bản chữ").press("Enter")
    page.get_by_text("Số: 145/GM-UBND").wait_for()
    fine(page)
    press(page, "button", "Đánh số và ban hành")
    page.get_by_text("Đã ban hành Giấy mời số 145/GM-UBND.").wait_for()
    assert "145/GM-UBND" in words_of_docx(kept(page, "Tải bản Word", downloads))
    assert "145/GM-UBND" in words_of_pdf(kept(page, "Tải bản PDF", downloads))

    page.get_by_text("Ban hành giấy mời khác thay thế").press("Enter")
    page.get_by_label("Số", exact=True).fill("146")
    press(page, "button", "Đánh số và ban hành")
    page.get_by_role("link", name="Đã thay: số 145/GM-UBND").wait_for()
    fine(page)


def kept(page, name, folder) -> Path:
    """The file behind this link, as the browser keeps it."""
    with page.expect_download() as download:
        page.get_by_role("link", name=name).press("Enter")
    path = Path(folder, download.value.suggested_filename)
    download.value.save_as(path)
    return path


def words_of_docx(path):
    paper = docx.Document(str(path))
    cells = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    return "\n".join([*cells, *(one.text for one in paper.paragraphs)])


def words_of_pdf(path):
    return "".join(one.extract_text() for one in pypdf.PdfReader(io.BytesIO(path.read_bytes())).pages)
