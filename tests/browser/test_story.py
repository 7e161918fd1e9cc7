"""The great story: one real meeting, from plan to signed record, in real browsers, in both set-ups.

It is one test, because it is one meeting: each chapter stands on the one before. A chapter that fails says which.
"""

import io
import json
import re

import docx
import pypdf
import pytest

from rooms import clock
from rooms.demo.accounts import CHAIR, LAP_THACH, SECRETARY, TAM_DUONG
from tests.browser.province import ITEMS, STATEMENT, TITLE, Person, Secretary, a_reply
from tests.servers import until

SEATS = 4
pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]


class Meeting:
    """The story's people and what they know by now."""

    def __init__(self, house, visit, others=None) -> None:
        browser = {"browser": others} if others else {}
        self.house, self.slug = house, ""
        self.secretary = Secretary(visit("thư ký", **browser), SECRETARY)
        self.chair = Person(visit("chủ trì"), CHAIR)
        self.tam_duong = Person(visit("Tam Dương", **browser), TAM_DUONG)
        self.lap_thach = Person(visit("Lập Thạch"), LAP_THACH)
        self.in_room = [self.chair, self.tam_duong, self.lap_thach]


@pytest.mark.parametrize("setting", ["house", pytest.param("grown_house", marks=pytest.mark.grown)])
def test_one_meeting_from_plan_to_signed_record(setting, request, visitors_of):
    house = request.getfixturevalue(setting)
    hold(Meeting(house, visitors_of(house)))


def test_one_meeting_in_chromium_and_firefox_mixed(mixed_house, firefox, visitors_of):
    """Secretary and Tam Dương use Firefox, the others Chromium; each sees and hears the others, the kill included."""
    hold(Meeting(mixed_house, visitors_of(mixed_house), others=firefox))


def hold(meeting: Meeting) -> None:
    """The whole meeting."""
    plan_and_invite(meeting)
    answer(meeting)
    open_and_meet(meeting)
    give_the_floor(meeting)
    reload_and_miss_nothing(meeting)
    write_the_minutes(meeting)
    survive_a_kill(meeting)
    close_and_sign(meeting)


def plan_and_invite(meeting: Meeting) -> None:
    """The secretary plans; four invitations reach a real SMTP server."""
    meeting.secretary.sign_in()
    meeting.slug = meeting.secretary.plans()
    meeting.secretary.sends_invitations()
    until(lambda: len(letters_of(meeting)) >= SEATS, "four invitations")
    assert len({letter["X-Rcpt-To"] for letter in letters_of(meeting)}) == SEATS == len(letters_of(meeting))


def letters_of(meeting: Meeting) -> list:
    """The invitations to this meeting; the demo province sends some of its own."""
    return [letter for letter in meeting.house.mail.messages if TITLE in letter["Subject"]]


def answer(meeting: Meeting) -> None:
    """Tam Dương's mail program answers; Lập Thạch answers on the page of the link in the letter."""
    letter = the_letter_to(meeting, TAM_DUONG)
    reply = a_reply(letter, "ACCEPTED")
    meeting.house.deliver(reply.as_bytes(), "", str(reply["To"]))
    meeting.secretary.sees_answer(meeting.slug, TAM_DUONG.site, "Tham dự")

    words = the_letter_to(meeting, LAP_THACH).get_body(("plain",)).get_content()
    link = re.search(r"https?://\S+(/tra-loi/\S+)", words)[1]
    page = meeting.lap_thach.visitor.goto(link)
    page.get_by_role("button", name="Điểm cầu tham dự").click()
    page.get_by_text("Đã trả lời").wait_for()
    meeting.secretary.sees_answer(meeting.slug, LAP_THACH.site, "Tham dự")


def the_letter_to(meeting: Meeting, account):
    """The invitation of a site, whose address its technician's account does not tell."""
    return next(
        letter
        for letter in letters_of(meeting)
        if account.site in letter.get_body(("plain",)).get_content().replace("\r", "")
    )


def open_and_meet(meeting: Meeting) -> None:
    """The chair opens; all three see the two others move."""
    for person in meeting.in_room:
        person.sign_in()
        person.enter_room(meeting.slug)
    meeting.chair.press("open")
    meeting.chair.page.locator("[data-press=close]").wait_for()
    for person in meeting.in_room:
        person.sees_moving_pictures(2)


def give_the_floor(meeting: Meeting) -> None:
    """Without the floor not one packet of a site's sound leaves the server; with it, it is heard."""
    chair, tam_duong = meeting.chair, meeting.tam_duong
    tam_duong.hears()  # the chair, who may always speak
    before = chair.counters()["heard"]
    sent = tam_duong.counters()["spoken"]
    until(lambda: tam_duong.counters()["spoken"] > sent + 50, "Tam Dương's browser sends its sound")
    assert chair.counters()["heard"] == before

    tam_duong.press("hand")
    chair.page.locator("dc-queue").get_by_role("button", name="Mời").first.click()
    chair.hears()


def reload_and_miss_nothing(meeting: Meeting) -> None:
    """Lập Thạch raises its hand while Tam Dương's page is away; back again, it knows, and still has the floor."""
    tam_duong = meeting.tam_duong
    tam_duong.page.goto("about:blank")
    meeting.lap_thach.press("hand")
    meeting.chair.page.locator("dc-queue").get_by_role("button", name="Mời").first.wait_for()
    tam_duong.enter_room(meeting.slug)
    tam_duong.page.locator(".dc-hall-side").get_by_text(f"Điểm cầu {LAP_THACH.site}").wait_for()
    tam_duong.sees_moving_pictures(2)
    meeting.chair.hears()


def write_the_minutes(meeting: Meeting) -> None:
    """The secretary types; a reader reads it."""
    meeting.chair.press("minutes")
    meeting.chair.page.locator("dc-minutes-editor [role=textbox]").wait_for()
    meeting.secretary.opens_desk(meeting.slug)
    meeting.secretary.puts_caret_in_first_item()
    meeting.secretary.writes(STATEMENT)
    typed = clock.monotonic()
    meeting.chair.reads(STATEMENT)
    figure = {"story": "typed_to_read_ms", "ms": round(1000 * (clock.monotonic() - typed))}
    print(json.dumps(figure))  # noqa: T201 - a figure for docs/performance.md, never a timed test
    meeting.secretary.waits_for_saved()


def survive_a_kill(meeting: Meeting) -> None:
    """Every web process dies by kill -9 in the middle of a sentence; the sentence is whole afterwards."""
    secretary, house = meeting.secretary, meeting.house
    secretary.writes(" Trước khi mất điện, ")
    for person in (secretary, *meeting.in_room):  # the server is dead; all other troubles count
        person.visitor.forgive("WebSocket|connection to ws:|Failed to load resource")
    for web in house.webs:
        web.kill()
    secretary.writes("trong khi mất điện, ")
    for web in house.webs:
        web.start()
    secretary.writes("sau khi có điện.")
    whole = "Trước khi mất điện, trong khi mất điện, sau khi có điện."
    meeting.chair.page.get_by_text(whole).first.wait_for(timeout=60_000)
    secretary.waits_for_saved()
    for person in meeting.in_room:
        person.sees_moving_pictures(2)


def close_and_sign(meeting: Meeting) -> None:
    """The chair closes and signs; both papers hold the attendance and what was written."""
    chair = meeting.chair
    chair.press("close")
    chair.page.locator("dialog[open]").get_by_role("button", name="Kết thúc").click()
    page = chair.page
    page.wait_for_url(f"**/hop/{meeting.slug}/ky/")
    page.check("#read")
    page.get_by_role("button", name="Ký và khóa biên bản").click()
    if page.locator("dialog[open]").count():
        page.locator("dialog[open]").get_by_role("button", name="Ký").click()
    page.get_by_text("Đã ký và khóa").wait_for()
    for paper in (words_of_docx(download(chair, meeting, "docx")), words_of_pdf(download(chair, meeting, "pdf"))):
        for words in (STATEMENT, ITEMS[0][0], TAM_DUONG.site, LAP_THACH.site, "có mặt", "sau khi có điện."):
            assert words.casefold() in paper.casefold()


def download(person: Person, meeting: Meeting, kind: str) -> bytes:
    answer = person.visitor.context.request.get(f"{meeting.house.url}/hop/{meeting.slug}/bien-ban.{kind}")
    assert answer.status == 200
    return answer.body()


def words_of_docx(paper: bytes) -> str:
    document = docx.Document(io.BytesIO(paper))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return " ".join(" ".join([*(paragraph.text for paragraph in document.paragraphs), *cells]).split())


def words_of_pdf(paper: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(paper)).pages).split())
