"""A substitute from the phone of the one invited to the paper that is signed, through real letters and a real room."""

import io

import docx
import pytest

from rooms.demo.accounts import ADMINISTRATOR, CHAIR, OFFICIAL, SECRETARY
from tests.browser.invited import TITLE, a_meeting, change_meeting, letters_to, the_link, words_of
from tests.browser.province import Person
from tests.servers import until

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

PHONE = {"width": 390, "height": 844}
YEN, LONG = "Dương Thị Hải Yến", "Vũ Đức Long"
PLATE = f"{YEN} (dự thay {OFFICIAL.full_name})"


def propose(visitor, link, name, address):
    """On a phone, from the mail, without signing in."""
    page = visitor.goto(link)
    page.get_by_role("link", name="Cử người dự thay").click()
    page.get_by_label("Họ và tên người dự thay").fill(name)
    page.get_by_label("Chức vụ").fill("Phó Giám đốc")
    page.get_by_label("Thư điện tử của người dự thay").fill(address)
    page.get_by_role("button", name="Gửi đề nghị").click()
    page.get_by_text(f"{name} dự thay, chờ thư ký duyệt.").wait_for()


def test_a_substitute_is_approved_by_one_tap_enters_and_stands_in_roll_and_minutes(house, visitors):
    slug = a_meeting(house)
    ha = visitors("Thu Hà", viewport=PHONE, has_touch=True)
    old = the_link(house, OFFICIAL.email)
    propose(ha, old, YEN, "yen@phutho.example")

    chair = Person(visitors("Chủ trì"), CHAIR)
    chair.sign_in()
    chair.page.get_by_role("button", name=f"Duyệt {YEN} dự thay {OFFICIAL.full_name}").click()
    chair.page.get_by_text("Đã duyệt. Người dự thay sẽ nhận giấy mời riêng.").wait_for()

    yen = Person(visitors("Hải Yến", viewport=PHONE, has_touch=True))
    page = yen.visitor.goto(the_link(house, "yen@phutho.example"))
    until(lambda: len(letters_to(house, OFFICIAL.email)) == 2, "the one replaced is told")
    assert f"{YEN} dự thay quý vị" in words_of(letters_to(house, OFFICIAL.email)[-1])
    ha.forgive("status of 410")
    ha.goto(old).get_by_text("Chỗ dự họp này đã chuyển cho người dự thay.").wait_for()

    page.get_by_role("button", name="Vào phòng họp").click()
    page.wait_for_url(f"**/hop/{slug}/vao/**")
    yen.enter_room(slug)
    chair.enter_room(slug)
    change_while_some_are_in(house, slug, chair)
    chair.press("open")
    yen.page.locator(".dc-tile-plate", has_text=PLATE).first.wait_for()
    chair.page.locator(".dc-plate", has_text=YEN).get_by_text(f"dự thay {OFFICIAL.full_name}").wait_for()

    propose_in_the_sitting(house, visitors, chair)

    secretary = Person(visitors("Thư ký"), SECRETARY)
    secretary.sign_in()
    roll = secretary.visitor.goto(f"/hop/{slug}/diem-danh/")
    roll.locator("tr", has_text=YEN).get_by_text(f"dự thay {OFFICIAL.full_name}").wait_for()
    words = paper_of(secretary, slug)
    assert f"(dự thay {OFFICIAL.full_name})" in words
    assert "Dự thay: 1" in words


def change_while_some_are_in(house, slug, chair):
    """The room follows without a reload: its name, the hall that comes, the hall that does not."""
    chair.page.get_by_role("tab", name="Có mặt").click()
    people = chair.page.locator("dc-people li")
    people.filter(has_text="Xã Tam Dương").wait_for()
    change_meeting(house, slug, f"{TITLE}, đợt hai", "Điểm cầu Xã Lập Thạch")
    people.filter(has_text="Xã Lập Thạch").wait_for()
    people.filter(has_text="Xã Tam Dương").wait_for(state="detached")
    chair.page.locator(".dc-room-top h1", has_text=f"{TITLE}, đợt hai").wait_for()


def propose_in_the_sitting(house, visitors, chair):
    """While it sits, the chair is shown the proposal in the room, and approves it there."""
    son = visitors("Công Sơn", viewport=PHONE)
    propose(son, the_link(house, ADMINISTRATOR.email), LONG, "long@phutho.example")
    chair.page.get_by_role("button", name=f"Duyệt {LONG} dự thay {ADMINISTRATOR.full_name}").click()
    chair.page.locator("dc-substitutes section").wait_for(state="detached")
    the_link(house, "long@phutho.example")
    chair.page.get_by_role("tab", name="Có mặt").click()
    chair.page.locator("dc-people li", has_text=LONG).get_by_text(f"dự thay {ADMINISTRATOR.full_name}").wait_for()


def paper_of(secretary, slug):
    """The text of the Biên bản as DOCX."""
    answer = secretary.visitor.context.request.get(f"{secretary.visitor.url}/hop/{slug}/bien-ban.docx")
    assert answer.ok, answer.status
    return "\n".join(one.text for one in docx.Document(io.BytesIO(answer.body())).paragraphs)
