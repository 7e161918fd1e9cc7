"""Who may watch over everybody's line, and what they are told."""

import pytest
from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer

from rooms.live import hubs
from rooms.media.signalling import Offer, Quality, Watch, to_wire
from tests.factories.live import Browser, the_seat

pytestmark = pytest.mark.django_db(transaction=True)


def a_row(seat):
    return {
        "seat": str(seat.pk),
        "rtt_ms": 80,
        "up_kbps": 900,
        "down_kbps": 2400,
        "up_lost_permille": 0,
        "down_lost_permille": 31,
        "jitter_ms": 6,
        "layers": ["l", "m"],
        "level": "full",
    }


async def told(channel, meeting, *seats):
    quality = Quality(str(meeting.pk), tuple(map(a_row, seats)))
    await get_channel_layer().send(channel, {"type": "media.reply", "message": to_wire(quality)})


@pytest.mark.parametrize(
    ("role", "answer"),
    [("chair", "done"), ("secretary", "done"), ("site", "not_yours_to_watch")],
)
def test_the_desk_may_watch_and_nobody_else(meeting, node, role, answer):
    seat = the_seat(meeting, role)

    async def story():
        browser = await Browser(seat).entered()
        said = await browser.do("media.watch", on=True)
        await browser.leave()
        return said

    said = async_to_sync(story)()
    assert said.get("code", said["type"]) == answer
    assert bool(node.of(Watch)) == (answer == "done")


def test_the_technician_of_the_centre_may_watch_too(meeting, node):
    site = the_seat(meeting, "site")
    meeting.centre = site.site
    meeting.save()

    async def story():
        browser = await Browser(site).entered()
        said = await browser.do("media.watch", on=True)
        await browser.leave()
        return said

    assert async_to_sync(story)()["type"] == "done"


def test_who_watches_is_told_and_nobody_else_and_the_node_is_asked_again_until_they_end(meeting, node):
    chair, secretary, site = (the_seat(meeting, role) for role in ("chair", "secretary", "site"))

    async def story():
        minh, hoa, truong = [await Browser(seat).entered() for seat in (chair, secretary, site)]
        await hoa.do("media.watch", on=True)
        first = node.of(Watch)[-1]
        await told(first.reply_to, meeting, site)
        quality = await hoa.until(lambda news: news["type"] == "media.quality")
        await hubs.hubs._hubs[meeting.pk][0].look()
        again = node.of(Watch)[-1]
        await hoa.do("media.watch", on=False)
        ended = node.of(Watch)[-1]
        count = len(node.of(Watch))
        await hubs.hubs._hubs[meeting.pk][0].look()
        await told(first.reply_to, meeting, site)
        for browser in (minh, hoa, truong):
            await browser.do("chat.say", text="Đường truyền tốt")
            await browser.leave()
        return quality, first, again, ended, count, [minh, hoa, truong]

    quality, first, again, ended, count, browsers = async_to_sync(story)()
    assert quality["rows"] == [a_row(site)]
    assert (first.meeting, first.on, again) == (str(meeting.pk), True, first)
    assert ended.on is False
    assert len(node.of(Watch)) == count
    heard = [[news["type"] for news in browser.heard].count("media.quality") for browser in browsers]
    assert heard == [0, 1, 0]
    assert not [message for message in node.heard if isinstance(message, Offer)]


@pytest.mark.parametrize("fields", [{}, {"on": 1}, {"on": "true"}, {"on": None}])
def test_a_watch_that_says_neither_yes_nor_no_is_refused(meeting, node, fields):
    chair = the_seat(meeting, "chair")

    async def story():
        browser = await Browser(chair).entered()
        said = await browser.do("media.watch", **fields)
        await browser.leave()
        return said

    assert async_to_sync(story)()["code"] == "bad_message"
    assert node.of(Watch) == []
