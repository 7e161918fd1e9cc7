"""What a process does for all its browsers: news without pokes, heartbeats, farewells."""

from uuid import UUID

import pytest
from asgiref.sync import async_to_sync
from channels.db import database_sync_to_async

from rooms import clock
from rooms.attendance import actions as attendance
from rooms.attendance.models import Connection
from rooms.attendance.rules import Reason
from rooms.live import hub as hub_module
from rooms.live import hubs
from rooms.live.sockets import ELSEWHERE, RESTARTING
from rooms.meetings import actions as meetings
from rooms.meetings import queries
from tests.factories.attendance import an_arrival
from tests.factories.live import Browser, the_seat
from tests.factories.meetings import an_open_meeting

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def meeting():
    return an_open_meeting()


@pytest.fixture
def _no_layer(settings):
    """A channel layer that loses everything: the worst that Redis can do."""
    settings.CHANNEL_LAYERS = {}


@pytest.fixture
def _narrow_layer(settings):
    settings.CHANNEL_LAYERS = {
        "default": {"BACKEND": "channels.layers.InMemoryChannelLayer", "CONFIG": {"capacity": 1}}
    }


@pytest.mark.usefixtures("_no_layer")
def test_without_any_channel_layer_news_come_with_the_next_look(meeting, monkeypatch):
    monkeypatch.setattr(hub_module, "LOOK_S", 0.01)
    chair, site = the_seat(meeting, "chair"), the_seat(meeting, "site")

    async def story():
        minh, truong = await Browser(chair).entered(), await Browser(site).entered()
        await truong.do("chat.say", text="Không có Redis")
        said = await minh.entry("chat.said")
        await minh.leave()
        await truong.leave()
        return said

    assert async_to_sync(story)()["payload"]["text"] == "Không có Redis"


@pytest.mark.usefixtures("_narrow_layer")
def test_two_hubs_with_a_layer_of_capacity_one_tell_the_same_order(meeting):
    """Two processes, as far as the journal can see: each hub reads for itself, pokes are lost between them."""
    doers = [queries.doer_in_seat(the_seat(meeting, role)) for role in ("chair", "site")]

    def speak(number):
        meetings.say(meeting.pk, f"câu {number}", by=doers[number % 2], now=clock.now())

    async def story():
        one, other = hub_module.Hub(meeting.pk), hub_module.Hub(meeting.pk)
        await one.start()
        await other.start()
        for number in range(30):
            await database_sync_to_async(speak)(number)
        for hub in (one, other):
            await hub.catch_up()
            await hub.stop()
        return (
            [told.full for told in one._recent],
            [told.full for told in other._recent],
            [told.seq for told in one._recent],
        )

    mine, theirs, seqs = async_to_sync(story)()
    assert mine == theirs
    assert seqs == list(range(1, len(seqs) + 1))
    assert len(seqs) == 33


def test_one_beat_keeps_every_stay_and_opens_anew_what_somebody_closed(meeting):
    site = the_seat(meeting, "site")

    async def story():
        truong = await Browser(site).entered()
        row = await database_sync_to_async(Connection.objects.get)()
        before = row.last_seen
        await hubs.hubs.beat()
        await database_sync_to_async(row.refresh_from_db)()
        assert row.last_seen > before
        await database_sync_to_async(attendance.disconnect)(row.pk, Reason.SILENT, now=clock.now())
        await hubs.hubs.beat()
        open_rows = Connection.objects.filter(closed_at__isnull=True)
        assert await database_sync_to_async(open_rows.count)() == 1
        await truong.leave()

    async_to_sync(story)()


def test_a_page_that_came_in_through_another_process_is_let_go_here(meeting):
    site = the_seat(meeting, "site")

    async def story():
        truong = await Browser(site).entered()
        elsewhere = an_arrival(site, browser=UUID(truong.connection), process="web-2")
        await database_sync_to_async(attendance.connect)(elsewhere, now=clock.now())
        await hubs.hubs.beat()
        code = await truong.closed()
        await truong.leave(code)
        return code

    assert async_to_sync(story)() == ELSEWHERE


def test_a_process_that_goes_tells_everyone_to_come_back_each_at_a_moment_of_their_own(meeting):
    chair, site = the_seat(meeting, "chair"), the_seat(meeting, "site")

    async def story():
        browsers = [await Browser(seat).entered() for seat in (chair, site)]
        await hubs.hubs.say_moving()
        news = [await browser.until(lambda news: news["type"] == "moving") for browser in browsers]
        codes = [await browser.closed() for browser in browsers]
        for browser, code in zip(browsers, codes, strict=True):
            await browser.leave(code)
        return news, codes

    news, codes = async_to_sync(story)()
    assert codes == [1012, 1012]
    assert all(0 <= each["after_s"] < 5 for each in news)


def test_a_hub_that_fails_sends_its_browsers_to_a_fresh_one(meeting, monkeypatch):
    site = the_seat(meeting, "site")

    async def story():
        truong = await Browser(site).entered()
        monkeypatch.setattr(hub_module.minutes, "hear", lambda *_: 1 / 0)
        await truong.send(do="chat.say", key=truong.connection, text="Xin chào")
        code = await truong.closed()
        await truong.leave(code)
        monkeypatch.undo()
        back = await Browser(site, truong.connection).entered(since=truong.welcome["seq"])
        assert (await back.do("chat.say", text="Đã quay lại"))["type"] == "done"
        await back.leave()
        return code

    assert async_to_sync(story)() == RESTARTING
