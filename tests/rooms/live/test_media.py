"""What live says to the media node, and how its answers find their browser."""

import pytest
from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer

from rooms.live import hubs
from rooms.media.signalling import Dark, Floor, Gone, Limits, Loud, Offer, Ready, Record, Slots, View, to_wire
from tests.factories.live import Browser, the_seat

pytestmark = pytest.mark.django_db(transaction=True)


def is_a(kind):
    return lambda news: news["type"] == kind


def test_an_offer_is_answered_and_the_node_is_told_the_floor(meeting, node):
    chair, site = the_seat(meeting, "chair"), the_seat(meeting, "site")

    async def story():
        minh, truong = await Browser(chair).entered(), await Browser(site).entered()
        assert (await truong.do("media.offer", sdp="v=0"))["type"] == "done"
        answer = next((news for news in truong.heard if news["type"] == "media.answer"), None)
        answer = answer or await truong.until(is_a("media.answer"))
        assert node.last(Floor).heard == (str(chair.pk),)
        await minh.do("floor.give", seat=str(site.pk), minutes=5)
        await truong.entry("turn.opened")
        await hubs.hubs._hubs[meeting.pk][0].look()
        await minh.leave()
        await truong.leave()
        return answer

    assert async_to_sync(story)()["sdp"] == "answer to v=0"
    floor = node.last(Floor)
    assert set(floor.heard) == {str(chair.pk), str(site.pk)}
    assert (floor.chair, floor.speaker) == (str(chair.pk), str(site.pk))


def test_the_node_hears_of_a_recording_only_after_its_entry_and_again_and_again(meeting, node):
    chair, site, secretary = (the_seat(meeting, role) for role in ("chair", "site", "secretary"))

    async def story():
        minh, truong = await Browser(chair).entered(), await Browser(site).entered()
        await truong.do("media.offer", sdp="v=0")
        assert node.last(Record).recording is None
        await minh.do("recording.start")
        entry = await truong.entry("recording.started")
        hub = hubs.hubs._hubs[meeting.pk][0]
        for _ in range(2):  # as every two seconds
            await hub.tell_floor()
        newcomer = await Browser(secretary).entered()
        await newcomer.entry("recording.started")  # the snapshot of all who come at once may be older
        await minh.do("meeting.close")
        await truong.entry("recording.stopped")
        await hub.tell_floor()
        for browser in (minh, truong, newcomer):
            await browser.leave()
        return entry

    entry = async_to_sync(story)()
    told = [message for message in node.heard if isinstance(message, Record) and message.recording]
    assert len(told) >= 2
    assert {message.recording for message in told} == {entry["payload"]["recording_id"]}
    assert all(message.seq >= entry["seq"] for message in told)
    assert max((m for m in node.heard if isinstance(m, Record)), key=lambda m: m.seq).recording is None


def test_what_a_browser_looks_at_and_its_leaving_reach_the_node_under_its_own_name(meeting, node):
    site = the_seat(meeting, "site")

    async def story():
        truong = await Browser(site).entered()
        for deed, fields in (
            ("offer", {"sdp": "v=0"}),
            ("ready", {}),
            ("view", {"page": 2, "pinned": str(site.pk), "low": True}),
            ("dark", {"source": "screen"}),
        ):
            assert (await truong.do(f"media.{deed}", **fields))["type"] == "done"
        await truong.leave(1001)
        return f"{site.pk}/{truong.connection}"

    name = async_to_sync(story)()
    assert node.last(Ready).connection == name
    assert node.last(View) == View(str(meeting.pk), name, 2, str(site.pk), low=True)
    assert node.last(Dark) == Dark(str(meeting.pk), name, "screen")
    assert node.last(Gone).connection == name


def test_slots_and_loudness_find_their_browser_and_no_other(meeting, node):
    chair, site = the_seat(meeting, "chair"), the_seat(meeting, "site")

    async def story():
        minh, truong = await Browser(chair).entered(), await Browser(site).entered()
        await truong.do("media.offer", sdp="v=0")
        name = node.last(Offer).connection
        for message in (
            Slots(name, {"3": {"seat": str(chair.pk), "source": "camera"}, "4": None}),
            Loud(str(meeting.pk), (str(chair.pk),)),
            Limits(name, "reduced", "line", 700),
        ):
            await get_channel_layer().send(
                node.last(Offer).reply_to, {"type": "media.reply", "message": to_wire(message)}
            )
        slots = await truong.until(is_a("media.slots"))
        await truong.until(is_a("loud"))
        assert await truong.until(is_a("media.limits")) == {
            "type": "media.limits",
            "level": "reduced",
            "reason": "line",
            "kbps": 700,
        }
        await minh.do("chat.say", text="Tôi không nghe thấy gì của họ")
        await minh.leave()
        await truong.leave()
        return slots, minh

    slots, minh = async_to_sync(story)()
    assert slots["slots"] == {"3": {"seat": str(chair.pk), "source": "camera"}, "4": None}
    assert not [news for news in minh.heard if news["type"].startswith(("media", "loud"))]


@pytest.mark.parametrize(
    "noise", [None, 7, {"kind": "dance"}, {"kind": "loud"}, {"kind": "loud", "meeting": "x", "seats": []}]
)
def test_noise_from_a_node_harms_nobody(meeting, node, noise):
    site = the_seat(meeting, "site")

    async def story():
        truong = await Browser(site).entered()
        hubs.hubs.post.hear({"type": "media.reply", "message": noise})
        assert (await truong.do("chat.say", text="Vẫn ổn"))["type"] == "done"
        await truong.leave()

    async_to_sync(story)()


def test_without_a_node_an_offer_is_refused_in_words(meeting):
    site = the_seat(meeting, "site")

    async def story():
        truong = await Browser(site).entered()
        await truong.send(do="media.offer", key=truong.connection, sdp="v=0")
        refused = await truong.until(is_a("media.refused"))
        await truong.leave()
        return refused

    assert async_to_sync(story)()["words"]


def test_a_page_whose_line_dropped_keeps_its_media_and_one_from_another_process_offers_anew(meeting, node):
    chair, site = the_seat(meeting, "chair"), the_seat(meeting, "site")

    async def story():
        minh, truong = await Browser(chair).entered(), await Browser(site).entered()
        await truong.do("media.offer", sdp="v=0")
        await truong.leave(1006)
        back = await Browser(site, truong.connection).entered(since=truong.welcome["seq"])
        await back.do("chat.say", text="Đã quay lại")
        stranger = await Browser(site).entered(since=truong.welcome["seq"])
        moved = await stranger.until(is_a("media.moved"))
        for browser in (minh, back, stranger):
            await browser.leave()
        return back, moved

    back, moved = async_to_sync(story)()
    assert not [news for news in back.heard if news["type"] == "media.moved"]
    assert moved == {"type": "media.moved"}
