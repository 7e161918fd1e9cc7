"""The live door through Channels: what is asked, what is answered, what everybody hears."""

from dataclasses import dataclass

import pytest
from asgiref.sync import async_to_sync
from channels.db import database_sync_to_async
from django.db import transaction
from django.db.models import F

from rooms.journal import actions as journal_actions
from rooms.journal import queries as journal
from rooms.journal.events import DESK, Event
from rooms.journal.models import Deed
from rooms.live import hubs
from rooms.live.hub import STALE
from rooms.live.sockets import ELSEWHERE, NO_TICKET, TOO_SLOW, UNREADABLE, WITHDRAWN
from rooms.meetings.models import Seat
from tests.factories.live import Browser, the_seat
from tests.factories.meetings import an_open_meeting

pytestmark = pytest.mark.django_db(transaction=True)


@dataclass(frozen=True)
class NoteTaken(Event):
    kind = "note.taken"
    words: str

    @property
    def audience(self):
        return DESK


KEY = "6f1d7a52-3c1e-4a55-9c0e-3c2a8f0b7a11"


@pytest.fixture
def meeting():
    return an_open_meeting()


def told(story):
    return async_to_sync(story)()


def test_a_speech_from_the_raised_hand_to_its_end_is_heard_by_all_in_the_same_order(meeting):
    seats = [the_seat(meeting, role) for role in ("chair", "site", "secretary")]

    async def story():
        minh, truong, hoa = [await Browser(seat).entered() for seat in seats]
        await truong.do("hand.raise")
        await minh.entry("hand.raised")
        await minh.do("floor.give", seat=str(seats[1].pk), minutes=3)
        await truong.entry("turn.opened")
        await truong.do("floor.end")
        await minh.do("item.next")
        for browser in (minh, truong, hoa):
            await browser.entry("item.opened")
            await browser.leave()
        return minh, truong, hoa

    for browser in told(story):
        last = browser.welcome["seq"]
        assert browser.seqs == list(range(last + 1, last + 1 + len(browser.seqs)))
        kinds = [entry["kind"] for entry in browser.entries if not entry["kind"].startswith("seat.")]
        assert kinds == ["hand.raised", "hand.lowered", "turn.opened", "turn.ended", "item.opened"]


def test_the_same_deed_sent_twice_is_done_once_and_answered_twice(meeting):
    async def story():
        truong = await Browser(the_seat_of_site).entered()
        answers = [await truong.do("chat.say", key=KEY, text="Một lần thôi") for _ in range(2)]
        await truong.leave()
        again = await Browser(the_seat_of_site).entered()
        answers.append(await again.do("chat.say", key=KEY, text="Một lần thôi"))
        await again.leave()
        return answers

    the_seat_of_site = the_seat(meeting, "site")
    assert [answer["type"] for answer in told(story)] == ["done"] * 3
    assert len(journal.entries_of_kinds(meeting.pk, ["chat.said"])) == 1


def test_the_key_of_one_seat_is_nobody_elses(meeting):
    async def story():
        for role in ("site", "secretary"):
            browser = await Browser(seats[role]).entered()
            assert (await browser.do("chat.say", key=KEY, text="Xin chào"))["type"] == "done"
            await browser.leave()

    seats = {role: the_seat(meeting, role) for role in ("site", "secretary")}
    told(story)
    assert len(journal.entries_of_kinds(meeting.pk, ["chat.said"])) == 2


def test_a_refused_deed_is_refused_in_words_to_its_asker_alone_and_keeps_nothing(meeting):
    async def story():
        minh, truong = [await Browser(seat).entered() for seat in seats]
        answer = await truong.do("item.next", key=KEY)
        await minh.do("chat.say", text="Tiếp tục")
        await minh.leave()
        await truong.leave()
        return answer, minh

    seats = [the_seat(meeting, role) for role in ("chair", "site")]
    answer, minh = told(story)
    assert (answer["code"], answer["words"]) == ("not_the_chair", "Chỉ chủ trì làm được việc này.")
    assert not [news for news in minh.heard if news["type"] == "refused"]
    assert not Deed.objects.filter(key=KEY).exists()


def test_a_page_that_comes_back_gets_exactly_what_it_missed(meeting):
    async def story():
        minh, truong = [await Browser(seat).entered() for seat in seats]
        await truong.do("chat.say", text="Trước khi mất mạng")
        since = (await minh.entry("chat.said"))["seq"]
        await minh.leave(1006)
        for text in ("một", "hai", "ba"):
            await truong.do("chat.say", text=text)
        back = await Browser(seats[0], minh.connection).entered(since=since)
        heard = [(await back.next())["payload"]["text"] for _ in range(3)]
        await back.leave()
        await truong.leave()
        return back, heard, since

    seats = [the_seat(meeting, role) for role in ("chair", "site")]
    back, heard, since = told(story)
    assert back.welcome["snapshot"] is None
    assert (heard, back.seqs) == (["một", "hai", "ba"], [since + 1, since + 2, since + 3])


@pytest.mark.parametrize("since", [10**9, 2**53 - 1])
def test_a_page_from_a_future_that_never_was_gets_a_snapshot(meeting, since):
    async def story():
        minh = await Browser(chair).entered(since=since)
        await minh.leave()
        return minh.welcome

    chair = the_seat(meeting, "chair")
    welcome = told(story)
    assert welcome["snapshot"]["seats"][0]["present"]
    assert welcome["seq"] == len(["announced", "opened", "item.opened", "seat.arrived"])


def test_the_snapshot_and_the_entries_after_it_are_the_whole_story(meeting):
    """However stale the snapshot at hand: its number and the entries leave no gap."""

    async def story():
        minh = await Browser(seats[0]).entered()
        for _ in range(STALE // 10):
            await minh.do("microphone.mute_all")
            for seat in seats[1:]:
                await minh.do("microphone.unmute", seat=str(seat.pk))
            hub = hubs.hubs._hubs[meeting.pk][0]
            hub.buckets.__init__()
        late = await Browser(seats[1]).entered()
        await late.entry("seat.arrived")
        await minh.leave()
        await late.leave()
        return late

    seats = [the_seat(meeting, "chair"), the_seat(meeting, "secretary"), the_seat(meeting, "site")]
    late = told(story)
    assert late.seqs == list(range(late.welcome["seq"] + 1, late.seqs[-1] + 1))


def test_an_entry_for_the_desk_is_a_number_and_nothing_else_to_a_site(meeting):
    def take_note():
        with transaction.atomic():
            journal_actions.record(meeting.pk, NoteTaken("riêng cho bàn thư ký"), by="system", at=meeting.opened_at)

    async def story():
        minh, truong = [await Browser(seat).entered() for seat in seats]
        await database_sync_to_async(take_note)()
        seen = await minh.entry("note.taken"), await truong.entry("redacted")
        await minh.leave()
        await truong.leave()
        return seen

    seats = [the_seat(meeting, role) for role in ("chair", "site")]
    full, stub = told(story)
    assert full["payload"] == {"words": "riêng cho bàn thư ký"}
    assert stub == {"type": "entry", "seq": full["seq"], "kind": "redacted"}


def test_presence_is_told_and_a_deliberate_leave_at_once(meeting):
    async def story():
        minh = await Browser(seats[0]).entered()
        truong = await Browser(seats[1]).entered()
        arrived = await minh.until(lambda news: news.get("payload", {}).get("seat_id") == str(seats[1].pk))
        await truong.leave(1000)
        left = await minh.entry("seat.left")
        await minh.leave()
        return arrived, left

    seats = [the_seat(meeting, role) for role in ("chair", "site")]
    arrived, left = told(story)
    assert arrived["kind"] == "seat.arrived"
    assert left["payload"]["seat_id"] == str(seats[1].pk)


def test_a_seat_that_changes_hands_closes_its_sockets_and_nobody_elses(meeting):
    async def story():
        minh, truong = [await Browser(seat).entered() for seat in seats]
        await database_sync_to_async(Seat.objects.filter(pk=seats[1].pk).update)(epoch=F("epoch") + 1)
        await minh.do("chat.say", text="Người dự thay đã được duyệt")
        code = await truong.closed()
        await truong.leave(code)
        assert (await minh.do("chat.say", text="Vẫn nghe"))["type"] == "done"
        await minh.leave()
        return code

    seats = [the_seat(meeting, role) for role in ("chair", "site")]
    assert told(story) == WITHDRAWN


def test_a_deed_from_a_seat_that_changed_hands_is_not_done(meeting):
    async def story():
        truong = await Browser(site).entered()
        await database_sync_to_async(Seat.objects.filter(pk=site.pk).update)(epoch=F("epoch") + 1)
        await truong.send(do="chat.say", key=KEY, text="Tôi vẫn ở đây")
        code = await truong.closed()
        await truong.leave(code)
        return code

    site = the_seat(meeting, "site")
    assert told(story) == WITHDRAWN
    assert journal.entries_of_kinds(meeting.pk, ["chat.said"]) == []


def test_the_same_page_on_a_new_socket_closes_its_old_one(meeting):
    async def story():
        first = await Browser(site).entered()
        second = await Browser(site, first.connection).entered(since=first.welcome["seq"])
        code = await first.closed()
        await first.leave(code)
        assert (await second.do("chat.say", text="Tôi đây"))["type"] == "done"
        await second.leave()
        return code

    site = the_seat(meeting, "site")
    assert told(story) == ELSEWHERE


def test_two_browsers_of_one_seat_sit_side_by_side(meeting):
    async def story():
        desk, phone = await Browser(site).entered(), await Browser(site).entered()
        await desk.do("chat.say", text="Từ máy tính")
        await phone.entry("chat.said")
        await desk.leave()
        assert (await phone.do("hand.raise"))["type"] == "done"
        await phone.leave()

    site = the_seat(meeting, "site")
    told(story)
    assert [entry.kind for entry in journal.entries_of_kinds(meeting.pk, ["seat.arrived", "seat.left"])] == [
        "seat.arrived",
        "seat.left",
    ]


@pytest.mark.parametrize("ticket", ["x", "a" * 2000])
def test_a_bad_ticket_opens_nothing(meeting, ticket):
    async def story():
        stranger = await Browser(site).enter(ticket=ticket)
        code = await stranger.closed()
        await stranger.leave(code)
        return code

    site = the_seat(meeting, "site")
    assert told(story) == NO_TICKET


def test_a_ticket_opens_one_socket_and_only_its_own_meeting(meeting):
    async def story():
        truong = Browser(site)
        ticket = await truong.ticket()
        await truong.enter(ticket=ticket)
        await truong.until(lambda news: news["type"] == "welcome")
        thief = await Browser(site).enter(ticket=ticket)
        elsewhere = await Browser(site).enter(slug="another-meeting")
        codes = [await thief.closed(), await elsewhere.closed()]
        for browser, code in ((thief, codes[0]), (elsewhere, codes[1]), (truong, 1000)):
            await browser.leave(code)
        return codes

    site = the_seat(meeting, "site")
    assert told(story) == [NO_TICKET, NO_TICKET]


@pytest.mark.parametrize("frame", ["{", "[]", "7", '{"do": "enter"}', "x" * 300_000])
def test_an_unreadable_first_frame_closes_the_socket(meeting, frame):
    async def story():
        noise = await Browser(site).open()
        await noise.wire.send_to(text_data=frame)
        code = await noise.closed()
        await noise.leave(code)
        return code

    site = the_seat(meeting, "site")
    assert told(story) in {UNREADABLE, NO_TICKET}


def test_a_deed_or_noise_before_entering_opens_nothing(meeting):
    async def story():
        codes = []
        for frame in ({"text_data": '{"do":"ack","seq":0,"bytes":0}'}, {"bytes_data": b"\0\0"}):
            noise = await Browser(site).open()
            await noise.wire.send_to(**frame)
            codes.append(await noise.closed())
            await noise.leave(codes[-1])
        return codes

    site = the_seat(meeting, "site")
    assert told(story) == [NO_TICKET, NO_TICKET]


def test_bad_deeds_are_answered_and_the_socket_goes_on(meeting):
    async def story():
        truong = await Browser(site).entered()
        codes = []
        for message in (
            {"do": "dance", "key": KEY},
            {"do": "chat.say", "key": KEY},
            {"do": "chat.say", "key": "no-key", "text": "x"},
            {"do": "chat.say", "key": KEY, "text": "x\u202ey"},
            {"do": "ack", "seq": 0, "bytes": 10**9},
            {"do": "enter", "ticket": "again", "connection": KEY},
        ):
            await truong.send(**message)
            codes.append((await truong.until(lambda news: news["type"] == "refused"))["code"])
        assert (await truong.do("chat.say", text="Vẫn ổn"))["type"] == "done"
        await truong.leave()
        return codes

    site = the_seat(meeting, "site")
    assert told(story) == ["unknown_deed", "bad_message", "bad_message", "bad_chat", "bad_message", "bad_message"]


def test_a_flood_of_chat_is_refused_in_words(meeting):
    async def story():
        truong = await Browser(site).entered()
        codes = [(await truong.do("chat.say", text=f"dòng {n}")).get("code") for n in range(9)]
        await truong.leave()
        return codes

    site = the_seat(meeting, "site")
    codes = told(story)
    assert codes[:5] == [None] * 5
    assert "too_fast" in codes[5:]


def test_who_asks_while_acknowledging_hears_a_word(meeting):
    async def story():
        truong = await Browser(the_seat_of_the_site).entered()
        await truong.send(do="ack", seq=0, bytes=0)
        await truong.send(do="ack", seq=0, bytes=0, ask=True)
        heard = await truong.until(lambda news: news["type"] == "heard")
        assert (await truong.do("chat.say", text="Vẫn nghe"))["type"] == "done"
        await truong.leave()
        return heard, truong.heard

    the_seat_of_the_site = the_seat(meeting, "site")
    heard, everything = async_to_sync(story)()
    assert heard == {"type": "heard"}
    assert everything.count(heard) == 1


def test_a_browser_that_acknowledges_nothing_is_cut_and_others_stay(meeting):
    async def story():
        minh, truong = [await Browser(seat).entered() for seat in seats]
        hub = hubs.hubs._hubs[meeting.pk][0]
        deaf = next(socket for socket in hub.sockets if socket.place.seat_id == seats[1].pk)
        deaf.credit._waiting_since -= 16
        await hub.look()
        code = await truong.closed()
        await truong.leave(code)
        assert (await minh.do("chat.say", text="Tôi vẫn nghe"))["type"] == "done"
        await minh.leave()
        return code

    seats = [the_seat(meeting, role) for role in ("chair", "site")]
    assert told(story) == TOO_SLOW


def test_closing_the_meeting_ends_the_speech_before_it_ends_the_sitting(meeting):
    async def story():
        minh = await Browser(seats[0]).entered()
        await minh.do("floor.give", seat=str(seats[1].pk), minutes=5)
        await minh.do("meeting.close")
        await minh.entry("meeting.closed")
        answer = await minh.do("chat.say", text="Muộn rồi")
        await minh.leave()
        return minh, answer

    seats = [the_seat(meeting, role) for role in ("chair", "site")]
    minh, answer = told(story)
    assert [entry["kind"] for entry in minh.entries[-2:]] == ["turn.ended", "meeting.closed"]
    assert answer["code"] == "not_now"
