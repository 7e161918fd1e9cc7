"""The minutes in real browsers: the desk of the secretary, and somebody who reads along."""

import json

import pytest

from tests.browser.conftest import Visitor

pytestmark = pytest.mark.browser

OPEN_A_MEETING = """
import json
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from tests.factories.meetings import an_open_meeting

meeting = an_open_meeting()

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
    return json.loads(house.python(OPEN_A_MEETING).strip().splitlines()[-1])


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
    reader.get_by_text("Giao Sở Nội vụ hướng dẫn.").wait_for()
