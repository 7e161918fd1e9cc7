"""What everybody sees and hears in the room: shared screens, pins, modes of speaking, a saved line; with real media."""

import pytest

from tests.browser.province import KEEP_PEERS
from tests.browser.test_room import assert_accessible
from tests.factories.people import PASSWORD
from tests.servers import until

A_MEETING = """
from tests.factories.meetings import an_announced_meeting
print(an_announced_meeting().slug)
"""
CHAIR, SECRETARY, SITE = "minh@vinhphuc.example", "hoa@vinhphuc.example", "truong@tamduong.example"
HALL = "Điểm cầu Tam Dương"
AT_ONCE_MS = 2_300  # the node itself would notice a screen's end after 2.5 s without packets
pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

# What comes in and goes out by line, from the browser's own counters (W3C webrtc-stats), with whom each line shows.
LINES = """async () => {
  const {placed} = document.querySelector("dc-room").media.media;
  const all = {height: 0, screen: 0, screen_sound: 0, camera: 0, mic: 0, sent: 0, seats: []};
  for (const peer of window.peers.filter((peer) => peer.connectionState === "connected"))
    for (const stats of (await peer.getStats()).values()) {
      const source = stats.type === "inbound-rtp" ? placed[stats.mid]?.source : undefined;
      if (source === "screen") all.screen += stats.framesDecoded ?? 0;
      if (source === "screen") all.height = stats.frameHeight ?? 0;
      if (source === "screen_sound") all.screen_sound += stats.totalAudioEnergy ?? 0;
      if (source === "mic") all.mic += stats.packetsReceived;
      if (stats.type === "inbound-rtp" && stats.kind === "video") all.camera += stats.bytesReceived;
      if (stats.type === "outbound-rtp" && stats.kind === "video") all.sent += stats.bytesSent;
    }
  all.seats = Object.values(placed).filter((slot) => slot?.source === "mic").map((slot) => slot.seat).sort();
  return all;
}"""

STOPWATCH = """((name, over) => {
  window.stoppedAt = undefined;
  const {media} = document.querySelector("dc-room");
  media.addEventListener(name, () => { if (over(media)) window.stoppedAt ??= Date.now(); });
})"""


class Guest:
    """Somebody in the room."""

    def __init__(self, visitor, email, slug) -> None:
        visitor.context.add_init_script(KEEP_PEERS)
        visitor.sign_in(email, PASSWORD)
        self.visitor, self.page = visitor, visitor.goto(f"/hop/{slug}/phong/")
        self.page.wait_for_selector("[data-press=hand], [data-press=mute_all]")
        until(lambda: self.of_room("media.pictures.connected"), f"{visitor.name} is connected")
        self.seat = self.of_room("page.state.you.seat")

    def of_room(self, what):
        """Something that the page's room knows."""
        return self.page.evaluate(f"document.querySelector('dc-room').{what}")

    def press(self, press) -> None:
        self.page.locator(f"[data-press={press}]").click()

    def lines(self) -> dict:
        return self.page.evaluate(LINES)

    def refused(self, deed, **fields) -> str:
        """The code with which the house refuses this deed."""
        act = "([deed, fields]) => document.querySelector('dc-room').page.live.act(deed, fields)"
        return self.page.evaluate(f"(given) => ({act})(given).then(() => 'done', (no) => no.code)", [deed, fields])

    def more(self, what, at_least) -> None:
        """So much more of something comes in."""
        start = self.lines()[what]
        until(lambda: self.lines()[what] >= start + at_least, f"{self.visitor.name}: {what} +{at_least}")

    def hears(self, *seats) -> None:
        until(lambda: self.lines()["seats"] == sorted(seats), f"{self.visitor.name} hears {len(seats)}")

    def main_shows(self, words) -> None:
        self.page.locator(f".dc-main video[aria-label*='{words}']").wait_for()

    def ends_at_once(self, *viewers, by) -> None:
        """This one's shared screen ends by a deed, and leaves every viewer's stage; by the pages' own clocks."""
        self.page.evaluate(f"{STOPWATCH}('unshared', () => true)")
        for viewer in viewers:
            viewer.page.evaluate(f"{STOPWATCH}('change', (media) => media.pictures.screen === null)")
        by()
        for viewer in viewers:
            viewer.page.locator(".dc-main.screen").wait_for(state="detached")
        ended, *gone = (guest.page.evaluate("window.stoppedAt") for guest in (self, *viewers))
        assert max(gone) - ended < AT_ONCE_MS


@pytest.fixture(scope="module")
def slug(house):
    return house.python(A_MEETING).split()[-1]


@pytest.fixture
def room(visitors, slug):
    """Chair, secretary and a hall, in the open meeting."""
    chair = Guest(visitors("Trần Quang Minh"), CHAIR, slug)
    if chair.of_room("page.state.meeting.state") == "announced":
        chair.press("open")
    chair.page.get_by_text("Đang họp").wait_for()
    return chair, Guest(visitors("Lê Thị Hòa"), SECRETARY, slug), Guest(visitors(HALL), SITE, slug)


def test_a_screen_is_shared_with_its_sound_and_is_gone_at_once(room):
    chair, secretary, hall = room
    hall.press("share")
    hall.page.get_by_text("Xin phát biểu để được chia sẻ màn hình").wait_for()
    assert hall.refused("screen.share") == "may_not_share"
    assert hall.page.locator(".own-screen").count() == 0

    chair.page.keyboard.press("s")
    chair.page.get_by_text("Bạn đang chia sẻ màn hình").wait_for()
    assert chair.page.locator(".dc-main.screen").count() == 0  # no hall of mirrors
    for guest in (secretary, hall):
        guest.main_shows("Màn hình của")
        guest.more("screen", 3)
        guest.more("screen_sound", 1e-6)
    assert_accessible(secretary.page)
    chair.ends_at_once(secretary, hall, by=lambda: chair.press("share"))

    secretary.press("share")
    chair.main_shows("Màn hình của")
    chair.more("screen", 3)
    # The browser's own button, which no page can press: all it does to the page is this event.
    ended = "media.screen.getVideoTracks()[0].dispatchEvent(new Event('ended'))"
    secretary.ends_at_once(chair, by=lambda: secretary.of_room(ended))


def test_a_turn_gives_the_right_to_share_and_takes_it_back(room):
    chair, secretary, hall = room
    hall.page.keyboard.press("h")
    chair.page.get_by_role("button", name=f"Mời {HALL} phát biểu").click()
    hall.page.get_by_text("Micro của hội trường đang mở").wait_for()
    hall.page.keyboard.press("s")
    secretary.main_shows("Màn hình của")
    secretary.more("screen", 3)
    stop = chair.page.get_by_role("button", name="Dừng", exact=True)
    hall.ends_at_once(secretary, by=stop.click)
    hall.page.get_by_text("thôi được chia sẻ").wait_for()


def test_what_the_chair_pins_is_everybodys_main_picture(room):
    chair, secretary, hall = room
    chair.page.get_by_role("tab", name="Có mặt").click()
    chair.page.get_by_role("button", name=f"Ghim {HALL} cho mọi người").click()
    assert_accessible(chair.page)
    secretary.main_shows(HALL)
    secretary.page.get_by_text(f"Chủ trì ghim: {HALL}").wait_for()
    secretary.page.get_by_role("button", name="Ghim Trần Quang Minh vào hình chính").click()
    secretary.main_shows("Trần Quang Minh")  # one's own pin comes first
    assert hall.refused("stage.pin", seat=hall.seat) == "not_the_chair"
    chair.page.get_by_role("button", name=f"Bỏ ghim {HALL} cho mọi người").click()
    hall.main_shows("Trần Quang Minh")
    secretary.page.get_by_role("button", name="Theo người nói").click()


def test_one_microphone_silences_the_chair_while_another_speaks(room):
    chair, secretary, hall = room
    secretary.hears(chair.seat)
    chair.page.get_by_text("Một micro", exact=True).click()
    secretary.page.get_by_text("Mỗi lúc chỉ một micro mở").wait_for()
    hall.page.keyboard.press("h")
    chair.page.get_by_role("button", name=f"Mời {HALL} phát biểu").click()
    secretary.hears(hall.seat)
    chair.page.get_by_role("button", name="Một micro: đang khóa").wait_for()
    chair.page.get_by_role("button", name="Dừng", exact=True).click()
    secretary.hears(chair.seat)

    chair.page.get_by_text("Tự do", exact=True).click()
    secretary.page.get_by_text("Ai cũng có thể bật micro").wait_for()
    secretary.page.get_by_role("button", name="Bật micro").wait_for()  # nobody's microphone opens by itself
    secretary.page.locator("body").click(position={"x": 5, "y": 300})
    secretary.page.keyboard.down(" ")
    secretary.page.get_by_role("button", name="Tắt micro").wait_for()
    hall.more("mic", 25)
    hall.hears(chair.seat, secretary.seat)
    secretary.page.keyboard.up(" ")
    secretary.page.get_by_role("button", name="Bật micro").wait_for()

    chair.page.get_by_role("tab", name="Có mặt").click()
    chair.page.get_by_role("button", name="Tắt tiếng Lê Thị Hòa").click()
    secretary.page.get_by_role("button", name="Chủ trì tắt tiếng").wait_for()
    assert secretary.refused("microphone.unmute", seat=secretary.seat) == "not_your_microphone"
    assert secretary.refused("floor.mode", mode="queue") == "not_the_chair"
    chair.page.get_by_text("Theo hàng đợi", exact=True).click()
    secretary.page.get_by_role("tab", name="Phát biểu").click()
    secretary.page.get_by_text("Theo hàng đợi.").wait_for()


A_CROWD = """
from datetime import timedelta
from rooms import clock
from rooms.attendance.actions import connect, heartbeat
from tests.factories.attendance import an_arrival
from tests.factories.directory import a_site, the_committee
from tests.factories.meetings import NOW, a_plan, actions, doer
from rooms.people.models import Person
minh, hoa = (Person.objects.get(email=f"{name}@vinhphuc.example") for name in ("minh", "hoa"))
agency = the_committee()
sites = [a_site(agency, f"Điểm cầu Xã {n:02}", f"xa{n}@phutho.example") for n in range(20)]
meeting = actions.plan_meeting(a_plan(agency, minh, hoa, site_ids=[site.pk for site in sites]), by=hoa, now=NOW)
actions.announce(meeting.pk, by=doer(meeting, "secretary"), now=NOW)
stays = [connect(an_arrival(seat), now=clock.now()) for seat in meeting.seats.filter(role="site")]
heartbeat(stays, now=clock.now() + timedelta(hours=1))  # nobody reaps them while the story lasts
print(meeting.slug)
"""


@pytest.mark.usefixtures("slug")  # the people
def test_the_wall_is_read_page_by_page_and_loses_nobody(house, visitors):
    crowd = house.python(A_CROWD).split()[-1]
    secretary = Guest(visitors("Lê Thị Hòa"), SECRETARY, crowd)
    page = secretary.page
    seen = set()
    for number in (1, 2, 3):
        page.get_by_text(f"{number}/3", exact=True).wait_for()
        seen |= set(page.locator("dc-tile .dc-tile-plate").all_inner_texts())
        assert secretary.of_room("media.media.view?.page ?? 0") == number - 1
        page.keyboard.press("ArrowRight")
    assert len(seen) == 19  # and one in the main picture
    assert page.get_by_role("button", name="Trang sau").is_disabled()
    page.keyboard.press("ArrowLeft")
    page.get_by_text("2/3", exact=True).wait_for()
    page.get_by_role("button", name="Trang trước").click()
    page.get_by_text("1/3", exact=True).wait_for()
    assert page.get_by_text("Đang tắt hình", exact=True).count() == 8
    page.locator("video.dc-self").wait_for()  # a full wall is for the others


def test_a_saved_line_brings_sound_without_pictures_and_comes_back(room):
    chair, secretary, hall = room
    secretary.more("camera", 10_000)
    secretary.press("low")
    secretary.page.locator("dc-limits").get_by_text("Bạn đã chọn tiết kiệm đường truyền").wait_for()
    secretary.page.get_by_role("button", name="Hình tạm tắt").wait_for()
    assert_accessible(secretary.page)
    quiet(secretary, "camera")
    quiet(secretary, "sent")
    chair.page.keyboard.press("s")
    secretary.main_shows("Màn hình của")  # what is shown is no luxury
    secretary.more("screen", 2)
    until(lambda: 0 < secretary.lines()["height"] < hall.lines()["height"], "the smaller screen on the saved line")
    chair.page.keyboard.press("s")
    secretary.page.locator(".dc-main.screen").wait_for(state="detached")
    secretary.hears(chair.seat)
    secretary.more("mic", 50)
    secretary.page.get_by_role("button", name="Bật lại hình").click()
    secretary.more("camera", 10_000)
    secretary.more("sent", 10_000)


def quiet(guest, what) -> None:
    """Nothing more of it within a second; what was on its way may still arrive."""

    def still() -> bool:
        before = guest.lines()[what]
        guest.page.wait_for_timeout(1_000)
        return guest.lines()[what] - before < 500  # padding and probes

    until(still, f"{guest.visitor.name}: {what} falls quiet")


def test_everybody_sees_that_the_meeting_is_recorded(room):
    chair, secretary, hall = room
    assert secretary.refused("recording.start") == "not_the_chair"
    chair.press("record")
    chair.page.get_by_role("dialog").get_by_role("button", name="Ghi lại").click()
    for guest in room:
        guest.page.get_by_text("Đang ghi", exact=True).wait_for()
    chair.press("record")
    chair.page.get_by_role("dialog").get_by_role("button", name="Dừng ghi").click()
    for guest in (secretary, hall):
        guest.page.get_by_text("Đang ghi", exact=True).wait_for(state="detached")
