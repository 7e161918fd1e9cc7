"""The minutes in real browsers: the desk of the secretary, and somebody who reads along."""

import json
import re

import pytest

from tests.browser.conftest import Visitor

pytestmark = pytest.mark.browser

WHO_SITS_WHERE = """
import json
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from rooms.meetings.models import Meeting

meeting = Meeting.objects.get(state="open")

def signed_in(person):
    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.save()
    return session.session_key

seats = {seat.role: seat for seat in meeting.seats.order_by("-number")}
print(json.dumps({
    "slug": meeting.slug,
    "secretary": signed_in(seats["secretary"].person),
    "chair": signed_in(seats["chair"].person),
    "site": signed_in(seats["site"].site.technicians.first()),
}))
"""


@pytest.fixture(scope="module")
def meeting(house):
    return json.loads(house.python(WHO_SITS_WHERE).strip().splitlines()[-1])


def at_the_minutes(visitor: Visitor, meeting, role):
    visitor.context.add_cookies([{"name": "session", "value": meeting[role], "url": visitor.url}])
    page = visitor.goto(f"/hop/{meeting['slug']}/bien-ban/")
    page.wait_for_selector(".ProseMirror")
    return page


def test_the_secretary_writes_and_a_site_reads_along(house, visitors, meeting):
    desk = at_the_minutes(visitors("Lê Thị Hòa"), meeting, "secretary")
    reader = at_the_minutes(visitors("Đỗ Xuân Trường"), meeting, "site")
    item = desk.locator(".dc-minutes-item").nth(1)
    item.locator("p").last.click()
    desk.keyboard.insert_text("Tỷ lệ hồ sơ đúng hạn đạt 95,1%.")
    reader.get_by_text("Tỷ lệ hồ sơ đúng hạn đạt 95,1%.").wait_for()
    desk.locator("[data-saving=saved]").wait_for()
    desk.keyboard.press("Control+Enter")
    desk.keyboard.insert_text("Đề nghị bổ sung máy quét.")
    desk.keyboard.press("Control+Shift+K")
    desk.keyboard.insert_text("Giao Sở Nội vụ hướng dẫn.")
    desk.keyboard.press("Alt+Shift+T")
    desk.keyboard.insert_text("Ban hành hướng dẫn trực sáng thứ Bảy")
    desk.locator(".dc-part-task input[name=lead]").fill("Sở Nội vụ")
    desk.locator(".dc-part-task input[name=due]").fill("04/12/2026")
    desk.locator(".dc-part-task input[name=due]").blur()
    desk.locator("[data-saving=saved]").wait_for()
    reader.locator(".ProseMirror").get_by_text("Giao Sở Nội vụ hướng dẫn.").wait_for()


COUNT_FRAMES = """
  window.framesSent = 0;
  const send = WebSocket.prototype.send;
  WebSocket.prototype.send = function (data) {
    window.framesSent += 1;
    return send.call(this, data);
  };
"""
FRAMES_A_SECOND = 50  # what the server takes from a socket in the long run; more waits


@pytest.mark.parametrize("browser", ["chromium", "firefox"])
def test_what_a_quick_hand_types_is_read_at_once(browser, request, house, visitors, meeting):
    """Each letter is an edit and a caret; sent one by one, a page of them stood in the server's queue for 10 s."""
    hoa = visitors("Lê Thị Hòa", browser=request.getfixturevalue(browser))
    hoa.context.add_init_script(COUNT_FRAMES)
    desk = at_the_minutes(hoa, meeting, "secretary")
    reader = at_the_minutes(visitors("Đỗ Xuân Trường"), meeting, "site")
    desk.locator(".dc-minutes-item").nth(1).locator("p").last.click()
    words = f"Gõ nhanh bằng {browser}: " + "rà soát hồ sơ quá hạn, " * 10
    sent, began = desk.evaluate("[window.framesSent, performance.now()]")
    desk.keyboard.type(words)
    reader.get_by_text(words.strip()).wait_for(timeout=3_000)
    sent_now, now = desk.evaluate("[window.framesSent, performance.now()]")
    assert (sent_now - sent) / ((now - began) / 1000) < FRAMES_A_SECOND
    saved(desk)


WITHOUT_CARETS = """(line) => {
  const copy = line.cloneNode(true);
  for (const caret of copy.querySelectorAll(".dc-caret")) caret.remove();
  return copy.textContent;
}"""


def compose(page, *stages):
    """Type a word as an input method does: each stage replaces the one before, the last stays; the space is a key."""
    cdp = page.context.new_cdp_session(page)
    for stage in stages:
        cdp.send("Input.imeSetComposition", {"text": stage, "selectionStart": len(stage), "selectionEnd": len(stage)})
        yield stage
    cdp.send("Input.insertText", {"text": stages[-1]})
    saved(page)  # nobody presses the next key before the screen shows the last
    page.keyboard.press("Space")
    saved(page)


def saved(page):
    page.locator("[data-saving=saved]").wait_for()


def test_vietnamese_composition_survives_a_colleague_who_writes_meanwhile(house, visitors, meeting):
    desk = at_the_minutes(visitors("Lê Thị Hòa"), meeting, "secretary")
    chair = at_the_minutes(visitors("Trần Quang Minh"), meeting, "chair")
    lines = [page.locator(".dc-minutes-item").nth(2).locator("p").last for page in (desk, chair)]
    lines[0].click()
    desk.keyboard.insert_text("Mở đầu: ")
    chair.get_by_text("Mở đầu:").wait_for()
    lines[1].click()
    chair.keyboard.press("Home")
    for word in (["v", "vi", "viê", "viêt", "việt"], ["đ", "đư", "đươ", "đươn", "đường"], ["h", "ho", "họp"]):
        for _ in compose(desk, *word):
            chair.keyboard.insert_text("*")
    for page in (desk, chair):
        page.locator(".dc-minutes-item").nth(2).filter(has_text=re.compile(r"(\*.*){13}.*họp", re.DOTALL)).wait_for()
    written = [line.evaluate(WITHOUT_CARETS) for line in lines]
    assert written[0].replace("*", "").rstrip() == "Mở đầu: việt đường họp"
    assert written[0] == written[1]
    assert written[0].count("*") == 13
    assert chair.locator(".dc-caret-name").count() == 1


def test_the_caret_stays_with_its_letters(house, visitors, meeting):
    """y-tiptap 3.0.7 to 3.0.9 left it where it was when a colleague wrote before it in the same line."""
    desk = at_the_minutes(visitors("Lê Thị Hòa"), meeting, "secretary")
    chair = at_the_minutes(visitors("Trần Quang Minh"), meeting, "chair")
    lines = [page.locator(".dc-minutes-item").last.locator("p").last for page in (desk, chair)]
    lines[0].click()
    desk.keyboard.insert_text("Bế mạc lúc mười giờ")
    chair.get_by_text("Bế mạc lúc mười giờ").wait_for()
    lines[1].click()
    chair.keyboard.press("Home")
    chair.keyboard.insert_text("Hội nghị ")
    lines[0].filter(has_text=re.compile("Hội nghị .*Bế mạc")).wait_for()  # the chair's caret and name stand between
    desk.keyboard.insert_text(" ba mươi phút.")
    lines[1].filter(has_text="Hội nghị Bế mạc lúc mười giờ ba mươi phút.").wait_for()


def test_what_is_typed_while_the_server_is_away_is_kept_and_brought_back(house, visitors, meeting):
    hoa = visitors("Lê Thị Hòa")
    hoa.forgive("WebSocket|Failed to load resource")
    desk = at_the_minutes(hoa, meeting, "secretary")
    desk.locator(".dc-minutes-item").first.locator("p").last.click()
    desk.keyboard.insert_text("Trước khi máy chủ tắt. ")
    desk.locator("[data-saving=saved]").wait_for()
    house.webs[0].kill()
    desk.locator("[data-saving=offline]").wait_for()
    desk.keyboard.insert_text("Trong lúc máy chủ tắt.")
    desk.locator("[data-saving]", has_text="Mất kết nối, 1 thay đổi giữ trên máy này").wait_for()
    house.webs[0].start()
    desk.locator("[data-saving=saved]").wait_for(timeout=60_000)
    desk.reload()
    desk.wait_for_selector(".ProseMirror")
    desk.get_by_text("Trước khi máy chủ tắt. Trong lúc máy chủ tắt.").wait_for()
