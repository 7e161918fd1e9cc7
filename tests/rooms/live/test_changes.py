"""A running room follows what is changed while browsers are in it: words, hours, agenda, seats."""

import json
from dataclasses import replace

import pytest
from asgiref.sync import async_to_sync
from channels.db import database_sync_to_async

from rooms.attendance.models import Connection
from rooms.journal import queries as journal
from rooms.live import hubs, snapshot
from rooms.live.codec import encode
from rooms.live.floor import KINDS
from rooms.live.messages import Welcome
from rooms.live.sockets import RESTARTING, WITHDRAWN
from rooms.media.signalling import Floor, Gone
from rooms.meetings import actions as meetings
from rooms.meetings import queries
from rooms.meetings.changes import actions as changes
from rooms.meetings.changes.rules import Change
from rooms.meetings.models import Meeting
from rooms.meetings.refusals import NotNow
from rooms.meetings.rules import PlannedItem
from rooms.speakers.rules import Mode
from tests.factories.directory import a_site, the_committee
from tests.factories.live import Browser, the_seat
from tests.factories.meetings import NOW, an_announced_meeting, an_open_meeting, doer
from tests.factories.people import a_person

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def meeting():
    return an_announced_meeting()


def changed(meeting, by="secretary", *, first_hall=True, **what):
    """Change it, or leave out the first hall."""
    plan = queries.plan_of(Meeting.objects.get(pk=meeting.pk))
    halls = plan.site_ids if first_hall else plan.site_ids[1:]
    plan = replace(plan, **{"site_ids": halls, **what})
    return changes.change(meeting.pk, Change(plan, urgent_reason="Bão số 9"), by=doer(meeting, by), now=NOW)


in_thread = database_sync_to_async(changed)


def as_told(shown):
    """A snapshot as it goes over the wire."""
    return json.loads(encode(Welcome(None, 0, "", NOW, shown)))["snapshot"]


def kinds_of(meeting, seat):
    entries = journal.entries_after(meeting.pk, 0)
    return [entry.kind for entry in entries if entry.payload.get("seat_id") == str(seat.pk)]


def test_everybody_in_the_room_hears_the_new_agenda_and_opens_its_items(meeting):
    async def story():
        minh, truong = [await Browser(seat).entered() for seat in seats]
        await in_thread(meeting, title="Họp chống bão", items=[PlannedItem("Ứng phó bão số 9", 45, "Phạm Thu Hà")])
        entry = await truong.entry("meeting.changed")
        await minh.do("meeting.open")
        opened = await truong.entry("item.opened")
        await minh.leave()
        await truong.leave()
        return entry["payload"], opened["payload"]

    seats = [the_seat(meeting, role) for role in ("chair", "site")]
    told, opened = async_to_sync(story)()
    assert (told["what"], told["title"]) == (["title", "agenda"], "Họp chống bão")
    (item,) = told["items"]
    assert (item["number"], item["title"], item["minutes"]) == (1, "Ứng phó bão số 9", 45)
    assert (opened["item_id"], item["presenter"]) == (item["id"], "Phạm Thu Hà")
    shown = as_told(snapshot.take(meeting.pk)[1])["items"][0]
    assert {name: shown[name] for name in item} == item


def test_a_change_of_the_hour_leaves_the_agenda_unsaid(meeting):
    start = meeting.starts_at.replace(hour=7)
    changed(meeting, starts_at=start, ends_at=start.replace(hour=9))
    (entry,) = journal.entries_of_kinds(meeting.pk, ["meeting.changed"])
    assert (entry.payload["what"], entry.payload["items"]) == (["time"], None)
    assert (entry.payload["starts_at"], entry.payload["ends_at"]) == (
        "2026-11-27T07:30:00+00:00",
        "2026-11-27T09:30:00+00:00",
    )


def test_a_seat_added_is_told_as_a_snapshot_shows_it(meeting):
    async def story():
        minh = await Browser(chair).entered()
        await in_thread(meeting, person_ids=[guest.pk], site_ids=[*sites, hall.pk])
        told = [(await minh.until(lambda news: news.get("kind") == "seat.added"))["payload"] for _ in range(2)]
        await minh.leave()
        return told

    chair, sites = the_seat(meeting, "chair"), queries.plan_of(meeting).site_ids
    guest = a_person("Đỗ Quang Huy", "huy@phutho.example")
    hall = a_site(the_committee(), "Điểm cầu Sông Lô", "songlo@phutho.example")
    told = async_to_sync(story)()
    shown = as_told(snapshot.take(meeting.pk)[1])["seats"]
    for one in told:
        (same,) = [seat for seat in shown if seat["id"] == one["seat_id"]]
        assert {name: same[name] for name in ("name", "role", "site", "detail", "number")} == {
            name: one[name] for name in ("name", "role", "site", "detail", "number")
        }
    assert [seat["id"] for seat in shown[-2:]] == [one["seat_id"] for one in told]


def test_a_guest_let_in_while_the_meeting_sits_is_seen_by_all_comes_and_speaks():
    async def story():
        minh = await Browser(chair).entered()
        seat = await database_sync_to_async(let_in)()
        told = (await minh.entry("seat.added"))["payload"]
        huy = await Browser(await database_sync_to_async(queries.seat)(seat.pk)).entered()
        await minh.entry("seat.arrived")
        answers = [await huy.do("hand.raise"), await minh.do("floor.give", seat=str(seat.pk), minutes=3)]
        for browser in (minh, huy):
            await browser.leave()
        return seat, told, huy.welcome["you"], [answer["type"] for answer in answers]

    def let_in():
        guest = a_person("Đỗ Quang Huy", "huy@phutho.example", position="Chánh Thanh tra")
        return meetings.add_guest(sitting.pk, guest, by=doer(sitting, "secretary"), now=sitting.ends_at)

    sitting = an_open_meeting()
    chair = the_seat(sitting, "chair")
    seat, told, you, answers = async_to_sync(story)()
    assert told == {
        "seat_id": str(seat.pk),
        "name": "Đỗ Quang Huy",
        "role": "guest",
        "site": False,
        "detail": "Chánh Thanh tra",
        "number": 5,
    }
    assert (you["name"], you["hats"], answers) == ("Đỗ Quang Huy", ["guest"], ["done", "done"])


def test_who_takes_the_chair_comes_back_as_the_chair_and_who_left_it_as_a_delegate(meeting, node):
    async def story():
        minh, huy, hoa = [await Browser(seat).entered() for seat in seats]
        await minh.do("media.offer", sdp="v=0", offer=1)
        await in_thread(meeting, chair_id=seats[1].person_id, person_ids=[seats[0].person_id])
        codes = [await minh.closed(), await huy.closed()]
        await hoa.until(lambda news: news.get("kind") == "seat.appointed" and news["payload"]["role"] == "chair")
        back = [await Browser(old.seat, old.connection).entered(hoa.welcome["seq"]) for old in (minh, huy)]
        gone = node.of(Gone)
        answers = [await browser.do("meeting.open") for browser in back]
        await hubs.hubs._hubs[meeting.pk][0].tell_floor()
        for browser in (minh, huy):
            await browser.leave(RESTARTING)
        for browser in (*back, hoa):
            await browser.leave()
        return codes, [browser.welcome["you"]["hats"] for browser in back], [one["type"] for one in answers], gone

    changed(meeting, person_ids=[a_person("Đỗ Quang Huy", "huy@phutho.example").pk])
    seats = [the_seat(meeting, role) for role in ("chair", "delegate", "secretary")]
    codes, hats, answers, gone = async_to_sync(story)()
    assert (codes, hats) == ([RESTARTING, RESTARTING], [["delegate"], ["chair"]])
    assert (answers, gone) == (["refused", "done"], [])  # pictures and sound went on
    assert node.last(Floor).chair == str(seats[1].pk)


def test_a_meeting_that_sits_is_changed_by_nobody():
    sitting = an_open_meeting()
    with pytest.raises(NotNow):
        changed(sitting, by="chair", title="Họp khác")


def test_whoever_sits_in_a_withdrawn_seat_is_told_loses_picture_and_sound_and_nobody_else(meeting, node):
    async def story():
        minh, truong = [await Browser(seat).entered() for seat in seats]
        await truong.do("media.offer", sdp="v=0", offer=1)
        await in_thread(meeting, first_hall=False)
        code = await truong.closed()
        await truong.leave(code)
        await minh.entry("seat.left")
        await minh.do("chat.say", text="Họp tiếp")
        await minh.leave()
        return code, truong

    seats = [the_seat(meeting, role) for role in ("chair", "site")]
    code, truong = async_to_sync(story)()
    assert code == WITHDRAWN
    assert next(gone.connection for gone in node.of(Gone)) == f"{seats[1].pk}/{truong.connection}"
    assert kinds_of(meeting, seats[1]) == ["seat.arrived", "seat.withdrawn", "seat.left"]
    assert not Connection.objects.filter(seat_id=seats[1].pk, closed_at__isnull=True).exists()


def test_a_withdrawn_seat_whose_line_had_dropped_stops_no_heartbeat(meeting):
    async def story():
        minh, truong = [await Browser(seat).entered() for seat in seats]
        await truong.leave(1006)
        await in_thread(meeting, first_hall=False)
        stays = Connection.objects.filter(seat_id=seats[1].pk)
        await database_sync_to_async(stays.update)(closed_at=NOW, opened_at=NOW, last_seen=NOW)
        await hubs.hubs.beat()
        await minh.entry("seat.left")
        await minh.leave()

    seats = [the_seat(meeting, role) for role in ("chair", "site")]
    async_to_sync(story)()
    assert kinds_of(meeting, seats[1])[-1] == "seat.left"


def test_a_withdrawn_seat_is_gone_from_the_stage_and_a_new_one_is_heard_at_once(meeting, node):
    async def story():
        minh = await Browser(seats[0]).entered()
        await minh.do("floor.mode", mode=Mode.FREE.value)
        await minh.do("stage.pin", seat=str(seats[1].pk))
        await minh.do("microphone.mute", seat=str(seats[1].pk))
        await minh.do("media.offer", sdp="v=0", offer=1)
        await in_thread(meeting, first_hall=False, person_ids=[guest.pk])
        added = (await minh.entry("seat.added"))["payload"]["seat_id"]
        await hubs.hubs._hubs[meeting.pk][0].tell_floor()
        await minh.leave()
        return added

    seats = [the_seat(meeting, role) for role in ("chair", "site")]
    guest = a_person("Đỗ Quang Huy", "huy@phutho.example")
    added = async_to_sync(story)()
    told = node.last(Floor)
    assert (told.pinned, told.muted) == (None, ())
    assert (added in told.heard, str(seats[1].pk) in told.heard) == (True, False)
    shown = snapshot.take(meeting.pk)[1]
    assert (shown.pinned, shown.muted, shown.shut_by_chair) == (None, (), ())


def test_the_node_is_told_anew_after_a_seat_came_or_went_and_not_at_each_arrival():
    moving = [
        kind
        for kind in ("seat.added", "seat.withdrawn", "seat.appointed", "seat.arrived", "seat.left")
        if kind.startswith(KINDS)
    ]
    assert moving == ["seat.added", "seat.withdrawn", "seat.appointed"]
