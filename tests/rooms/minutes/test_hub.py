import pytest
from asgiref.sync import async_to_sync
from channels.db import database_sync_to_async as sync

from rooms.meetings import actions as meetings
from rooms.minutes import actions, frames, queries
from rooms.minutes.hub import RESTARTING, UNREADABLE
from rooms.minutes.hubs import Hubs
from rooms.minutes.models import Minutes, Snapshot, Update
from rooms.minutes.shapes import SCHEMA
from tests.factories.meetings import START, an_open_meeting, doer
from tests.factories.minutes import Browser, words_of

pytestmark = pytest.mark.django_db(transaction=True)  # database_sync_to_async closes what it finds open


@pytest.fixture
def meeting():
    return an_open_meeting()


def play(story):
    async_to_sync(story)()


def just_open(browser, meeting):
    async def story():
        hubs = Hubs()
        await browser.opens(hubs, meeting.pk)
        await hubs.leave(browser)

    play(story)


def the_secretary(meeting, **changes) -> Browser:
    seat = meeting.seats.get(role="secretary")
    return Browser(f"seat:{seat.pk}", **{"client_id": 100, **changes})


def the_chair(meeting) -> Browser:
    return Browser(f"seat:{meeting.seats.get(role='chair').pk}", client_id=200)


def a_reader() -> Browser:
    return Browser("seat:doc", may_write=False, client_id=300)


def stored(meeting) -> list[str]:
    return words_of(queries.tree_of(meeting.pk))


OPENED = ["08 giờ 30 phút: Chủ trì khai mạc cuộc họp.", "", "08 giờ 30 phút: Bắt đầu nội dung 1."]


def test_whoever_opens_the_minutes_finds_the_agenda_and_what_happened(meeting):
    reader = a_reader()
    just_open(reader, meeting)
    assert reader.words()[:3] == OPENED
    assert not reader.writes


def test_what_the_secretary_writes_is_stored_acknowledged_and_read_along(meeting):
    secretary, reader = the_secretary(meeting), a_reader()

    async def story():
        hubs = Hubs()
        await secretary.opens(hubs, meeting.pk)
        await reader.opens(hubs, meeting.pk)
        await secretary.writes_down(secretary.editor.types("Tỷ lệ hồ sơ đúng hạn đạt 95,1%."))
        await secretary.saved()
        await hubs.leave(secretary)
        await hubs.leave(reader)

    play(story)
    assert "Tỷ lệ hồ sơ đúng hạn đạt 95,1%." in stored(meeting)
    assert reader.words() == secretary.words() == stored(meeting)
    row = Update.objects.get(author=secretary.author)
    assert row.seq == secretary.log_seq == Minutes.objects.get().seq


def test_edits_that_come_while_a_commit_is_under_way_share_a_row(meeting):
    secretary = the_secretary(meeting)

    async def story():
        hubs = Hubs()
        await secretary.opens(hubs, meeting.pk)
        await secretary.writes_down(*(secretary.editor.types(letter) for letter in "Xã đã bố trí"))
        await secretary.saved()
        await hubs.leave(secretary)

    play(story)
    assert stored(meeting)[3] == "Xã đã bố trí"
    assert Update.objects.filter(author=secretary.author).count() < len("Xã đã bố trí")
    assert list(Update.objects.values_list("seq", flat=True)) == list(range(1, Update.objects.count() + 1))


def test_two_hubs_on_one_database_end_equal_without_any_layer(meeting, settings):
    settings.CHANNEL_LAYERS = {}
    secretary, chair = the_secretary(meeting), the_chair(meeting)

    async def story():
        here, there = Hubs(), Hubs()
        await secretary.opens(here, meeting.pk)
        await chair.opens(there, meeting.pk)
        for turn in range(20):
            await secretary.writes_down(secretary.editor.types(f"thư ký {turn} "))
            await chair.writes_down(chair.editor.types(f"chủ trì {turn} "), chair.editor.states(f"Ý kiến {turn}"))
        await secretary.saved()
        await chair.saved()
        await secretary.hub.look()
        await chair.hub.look()
        await here.leave(secretary)
        await there.leave(chair)

    play(story)
    assert secretary.words() == chair.words() == stored(meeting)
    assert sum(words.startswith("Ý kiến") for words in stored(meeting)) == 20


def test_a_hub_that_nobody_pokes_looks_by_itself(meeting):
    secretary, reader = the_secretary(meeting), a_reader()

    async def story():
        here, there = Hubs(), Hubs()
        await reader.opens(there, meeting.pk)
        await secretary.opens(here, meeting.pk)
        await secretary.writes_down(secretary.editor.types("Không ai báo."))
        await reader.until(lambda: "Không ai báo." in reader.words())
        await here.leave(secretary)
        await there.leave(reader)

    play(story)


def test_a_poke_brings_the_news_at_once(meeting):
    reader = a_reader()

    async def story():
        hubs = Hubs()
        await reader.opens(hubs, meeting.pk)
        actor = await sync(doer)(meeting, "chair")
        await sync(meetings.open_next_item)(meeting.pk, by=actor, now=START)
        hubs.poked(meeting.pk, 4)
        await reader.until(lambda: "08 giờ 30 phút: Bắt đầu nội dung 2." in reader.words())
        await hubs.leave(reader)

    play(story)


def test_facts_are_written_once_by_two_hubs_and_the_closing_page(meeting):
    browsers = [a_reader(), a_reader()]

    async def story():
        both = [Hubs(), Hubs()]
        for hubs, browser in zip(both, browsers, strict=True):
            await browser.opens(hubs, meeting.pk)
        await sync(meetings.close_meeting)(meeting.pk, by=await sync(doer)(meeting, "chair"), now=START)
        for browser in [*browsers, *browsers]:
            await browser.hub.look()
        await sync(actions.write_facts)(meeting.pk, now=START)
        for hubs, browser in zip(both, browsers, strict=True):
            await hubs.leave(browser)

    play(story)
    assert stored(meeting).count("08 giờ 30 phút: Chủ trì kết thúc cuộc họp.") == 1
    assert stored(meeting).count(OPENED[0]) == 1
    assert browsers[0].words() == browsers[1].words() == stored(meeting)


def test_a_fact_that_the_secretary_struck_out_does_not_come_back(meeting):
    secretary = the_secretary(meeting)

    async def story():
        hubs = Hubs()
        await secretary.opens(hubs, meeting.pk)
        del secretary.editor.section(0).children[0]
        await secretary.writes_down(secretary.editor.edits[-1])
        await secretary.saved()
        await secretary.hub.look()
        await hubs.leave(secretary)

    play(story)
    actions.write_facts(meeting.pk, now=START)
    assert OPENED[0] not in stored(meeting)


def test_a_readers_update_is_refused(meeting):
    reader, secretary = a_reader(), the_secretary(meeting)

    async def story():
        hubs = Hubs()
        await secretary.opens(hubs, meeting.pk)
        await reader.opens(hubs, meeting.pk)
        await reader.writes_down(reader.editor.types("Tôi cũng viết"))
        await secretary.writes_down(secretary.editor.types("Thư ký viết"))
        await secretary.saved()
        await hubs.leave(reader)
        await hubs.leave(secretary)

    play(story)
    assert reader.acked == 0
    assert "Tôi cũng viết" not in "".join(stored(meeting))
    assert reader.cut_with is None


def test_an_editor_of_another_schema_reads_along(meeting):
    secretary = the_secretary(meeting, schema=SCHEMA + 1)
    just_open(secretary, meeting)
    assert secretary.words()[:3] == OPENED
    assert secretary.writes is False


@pytest.mark.parametrize("frame", [b"", b"\x07", frames.update(b"noise"), frames.update(b"\x01\x05\xff")])
def test_noise_cuts_its_sender_alone(meeting, frame):
    secretary, chair = the_secretary(meeting), the_chair(meeting)

    async def story():
        hubs = Hubs()
        await secretary.opens(hubs, meeting.pk)
        await secretary.says(frame)
        await hubs.leave(secretary)
        await chair.opens(hubs, meeting.pk)
        await chair.writes_down(chair.editor.types("Tiếp tục."))
        await chair.saved()
        await hubs.leave(chair)

    play(story)
    assert secretary.cut_with == UNREADABLE
    assert "Tiếp tục." in stored(meeting)


def test_what_no_editor_could_draw_does_not_stay_in_memory(meeting):
    secretary, reader = the_secretary(meeting), a_reader()

    async def story():
        hubs = Hubs()
        await secretary.opens(hubs, meeting.pk)
        await reader.opens(hubs, meeting.pk)
        with secretary.editor.doc.transaction():
            secretary.editor.section(1).attributes["onclick"] = "x"
        await secretary.writes_down(secretary.editor.edits[-1])
        await hubs.leave(secretary)
        await hubs.leave(reader)
        await reader.opens(hubs, meeting.pk)
        await hubs.leave(reader)

    play(story)
    assert (secretary.cut_with, reader.cut_with) == (UNREADABLE, RESTARTING)
    assert reader.words() == stored(meeting)


def test_a_commit_that_fails_cuts_everybody_and_acknowledges_nothing(meeting):
    secretary, reader = the_secretary(meeting), a_reader()

    async def story():
        hubs = Hubs()
        await secretary.opens(hubs, meeting.pk)
        await reader.opens(hubs, meeting.pk)
        first = secretary.hub
        head = await sync(Minutes.objects.get)()
        # Somebody wrote past the lock: the number is taken, so the database refuses ours.
        stray = await sync(Update.objects.create)(
            minutes=head, seq=head.seq + 1, data=b"\x00\x00", author="?", at=START
        )
        await secretary.writes_down(secretary.editor.types("Chưa lưu."))
        await reader.until(lambda: reader.cut_with is not None)
        assert secretary.acked == 0
        await sync(stray.delete)()
        await hubs.leave(secretary)
        await hubs.leave(reader)
        again = Browser(secretary.author)
        again.editor = secretary.editor
        await again.opens(hubs, meeting.pk)
        assert again.hub is not first
        again.sent += 1
        await again.says(frames.step_2(again.editor.doc.get_update(again.hub.vector())))
        await again.saved()
        await hubs.leave(again)

    play(story)
    assert secretary.cut_with == reader.cut_with == RESTARTING
    assert "Chưa lưu." not in reader.words()
    assert "Chưa lưu." in stored(meeting)


def test_nobody_writes_once_the_record_is_signed(meeting):
    secretary, chair = the_secretary(meeting), the_chair(meeting)

    async def story():
        hubs = Hubs()
        await secretary.opens(hubs, meeting.pk)
        await chair.opens(hubs, meeting.pk)
        await sync(Minutes.objects.update)(frozen_at=START)
        await secretary.writes_down(secretary.editor.types("Quá muộn."))
        await secretary.until(lambda: secretary.cut_with is not None)
        await hubs.leave(secretary)
        await hubs.leave(chair)
        await chair.opens(hubs, meeting.pk)
        await hubs.leave(chair)

    play(story)
    assert secretary.acked == 0
    assert chair.writes is False
    assert "Quá muộn." not in stored(meeting)
    assert "Quá muộn." not in chair.words()


def test_signing_is_noticed_by_those_who_only_look(meeting):
    secretary = the_secretary(meeting)

    async def story():
        hubs = Hubs()
        await secretary.opens(hubs, meeting.pk)
        assert secretary.writes
        await sync(Minutes.objects.update)(frozen_at=START)
        await secretary.hub.look()
        await hubs.leave(secretary)

    play(story)
    assert secretary.writes is False
    assert secretary.cut_with is None


def test_a_caret_carries_the_servers_name_and_goes_with_its_editor(meeting):
    secretary, reader = the_secretary(meeting), a_reader()

    async def story():
        hubs = Hubs()
        await secretary.opens(hubs, meeting.pk)
        await secretary.says(frames.awareness([frames.Caret(100, 1, {"user": {"name": "Chủ tịch"}, "cursor": 5})]))
        await reader.opens(hubs, meeting.pk)
        await hubs.leave(secretary)
        await hubs.leave(reader)

    play(story)
    here, gone = reader.carets
    assert here.state == {"user": {"id": secretary.author, "name": "Lê Thị Hòa"}, "cursor": 5}
    assert gone.state is None


def test_a_snapshot_and_the_rows_after_it_are_the_whole_log(meeting):
    secretary = the_secretary(meeting)

    async def story():
        hubs = Hubs(compact_after=10)
        await secretary.opens(hubs, meeting.pk)
        for turn in range(25):
            await secretary.writes_down(secretary.editor.types(f"{turn} "))
            await secretary.saved()
        await hubs.leave(secretary)

    play(story)
    assert 0 < Snapshot.objects.get().upto < Minutes.objects.get().seq
    assert Update.objects.count() == Minutes.objects.get().seq
    assert stored(meeting) == secretary.words()
