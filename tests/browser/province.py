"""What people of the demo province do in the great story, in their own words: one class a person, one method a deed."""

from datetime import timedelta
from email.message import EmailMessage
from email.utils import make_msgid

import icalendar

from rooms import clock
from rooms.demo.accounts import CHAIR, LAP_THACH, PASSWORD, SECRETARY, TAM_DUONG
from tests.browser.conftest import Visitor
from tests.servers import until

TITLE = "Sơ kết cải cách hành chính năm 2026"
ITEMS = (("Báo cáo kết quả công tác tháng 11", 20), ("Thủ tục hành chính tại xã, phường", 30))
STATEMENT = "Đề nghị các xã, phường rà soát hồ sơ quá hạn, báo cáo trước ngày 05 tháng 12."

# Every peer connection of the page, so that a story can ask the browser's own counters (W3C webrtc-stats).
KEEP_PEERS = """
  window.peers = [];
  const Platform = window.RTCPeerConnection;
  window.RTCPeerConnection = class extends Platform {
    constructor(...given) { super(...given); window.peers.push(this); }
  };
"""
COUNTERS = """async () => {
  const all = {frames: [], heard: 0, spoken: 0};
  for (const peer of window.peers.filter((peer) => peer.connectionState === "connected"))
    for (const stats of (await peer.getStats()).values()) {
      const kind = `${stats.type} ${stats.kind}`;
      if (kind === "inbound-rtp video" && stats.framesDecoded) all.frames.push([stats.mid, stats.framesDecoded]);
      if (kind === "inbound-rtp audio") all.heard += stats.packetsReceived;
      if (kind === "outbound-rtp audio") all.spoken += stats.packetsSent;
    }
  return all;
}"""


class Person:
    """Somebody at a browser."""

    def __init__(self, visitor: Visitor, account=None) -> None:
        self.visitor, self.page, self.account = visitor, visitor.page, account
        visitor.context.add_init_script(KEEP_PEERS)

    def sign_in(self) -> None:
        self.visitor.sign_in(self.account.email, PASSWORD)

    # --- in the room

    def enter_room(self, slug: str) -> None:
        """By the join page, as everybody does."""
        self.visitor.goto(f"/hop/{slug}/phong/")
        self.page.wait_for_url(f"**/hop/{slug}/phong/**")
        self.page.locator("[data-press=leave]").wait_for()

    def press(self, press: str) -> None:
        self.page.locator(f"[data-press={press}]").click()

    def counters(self) -> dict:
        return self.page.evaluate(COUNTERS)

    def sees_moving_pictures(self, at_least: int) -> None:
        """So many pictures of others, each with frames that go on being decoded."""

        def moving() -> bool:
            before = dict(self.counters()["frames"])
            self.page.wait_for_timeout(300)
            after = dict(self.counters()["frames"])
            return sum(after[mid] > before.get(mid, 0) for mid in after) >= at_least

        until(moving, f"{self.visitor.name} sees {at_least} moving pictures")

    def hears(self) -> None:
        """Sound comes in."""
        start = self.counters()["heard"]
        until(lambda: self.counters()["heard"] > start + 25, f"{self.visitor.name} hears somebody")

    def reads(self, words: str, within_ms: int = 20_000) -> None:
        """These words stand on the page."""
        self.page.get_by_text(words).first.wait_for(timeout=within_ms)


class Secretary(Person):
    """Plans, invites, writes."""

    def plans(self) -> str:
        """A meeting of chair, secretary and two sites, tomorrow; its slug."""
        page = self.visitor.goto("/hop/moi/")
        page.fill("[name=title]", TITLE)
        page.select_option("[name=agency]", index=1)
        self._choose("chair", CHAIR.full_name)
        self._choose("secretary", SECRETARY.full_name)
        page.fill("[name=day]", (clock.now() + timedelta(days=1)).date().isoformat())
        page.fill("[name=starts]", "08:30")
        page.fill("[name=ends]", "10:30")
        for number, (title, minutes) in enumerate(ITEMS):
            page.fill(f"[name=item-{number}-title]", title)
            page.fill(f"[name=item-{number}-minutes]", str(minutes))
        for account in (TAM_DUONG, LAP_THACH):
            page.get_by_label(f"Điểm cầu {account.site}", exact=True).check()
        self._goes_on_to_the_letters()
        if page.locator("[name=despite]").count():  # tomorrow is a holiday, and no storm waits for it
            self._goes_on_to_the_letters()
        page.wait_for_url("**/giay-moi/")
        return page.url.split("/hop/")[1].split("/")[0]

    def _goes_on_to_the_letters(self) -> None:
        with self.page.expect_navigation():
            self.page.locator("button[name=then]").click()

    def _choose(self, field: str, name: str) -> None:
        option = self.page.locator(f"[name={field}] option", has_text=name).first
        self.page.select_option(f"[name={field}]", option.get_attribute("value"))

    def sends_invitations(self) -> None:
        """The meeting is tomorrow: it goes out as urgent, with a reason."""
        self.page.get_by_label("Đây là cuộc họp gấp").check()
        self.page.get_by_label("Lý do họp gấp").fill("Ứng phó bão số 12")
        self.page.get_by_role("button", name="Gửi").first.click()

    def sees_answer(self, slug: str, seat: str, words: str) -> None:
        """The funnel shows this state beside this seat."""

        def shown() -> bool:
            self.visitor.goto(f"/hop/{slug}/giay-moi/")
            row = self.page.locator("tbody tr", has_text=seat)
            return words in row.inner_text()

        until(shown, f"{seat}: {words}")

    def opens_desk(self, slug: str) -> None:
        self.visitor.goto(f"/hop/{slug}/bien-ban/")
        self.page.locator("dc-minutes-editor [contenteditable=true]").wait_for()

    def writes(self, words: str) -> None:
        """At the end of the first section."""
        self.page.keyboard.type(words)

    def puts_caret_in_first_item(self) -> None:
        self.page.locator("dc-minutes-editor [contenteditable=true] p").first.click()
        self.page.keyboard.press("End")

    def waits_for_saved(self) -> None:
        self.page.locator("[data-saving=saved]").wait_for()


def the_calendar_of(letter: EmailMessage) -> bytes:
    """The calendar part of an invitation."""
    part = next(part for part in letter.walk() if part.get_content_type() == "text/calendar")
    return part.get_payload(decode=True)


def a_reply(letter: EmailMessage, answer: str) -> EmailMessage:
    """What a calendar client sends back when its owner presses a button (RFC 5546 3.2.3)."""
    asked = icalendar.Calendar.from_ical(the_calendar_of(letter))
    event = asked.walk("VEVENT")[0]
    reply = icalendar.Calendar()
    for name, value in (("prodid", "-//Thử nghiệm//VI"), ("version", "2.0"), ("method", "REPLY")):
        reply.add(name, value)
    back = icalendar.Event()
    for name in ("uid", "sequence", "organizer", "dtstart", "dtend", "summary"):
        back.add(name, event[name])
    back.add("dtstamp", clock.now())
    attendee = icalendar.vCalAddress(event["attendee"])
    attendee.params["PARTSTAT"] = answer
    back.add("attendee", attendee)
    reply.add_component(back)
    mail = EmailMessage()
    mail["From"], mail["To"] = letter["To"], event["organizer"].removeprefix("mailto:")
    mail["Subject"] = "Accepted"
    mail["Message-ID"] = make_msgid(domain="client.example")
    mail.set_content("Nhận lời")
    mail.add_alternative(reply.to_ical(), maintype="text", subtype="calendar", params={"method": "REPLY"})
    return mail
