import pytest
from asgiref.sync import async_to_sync

from rooms.minutes import frames, queries
from rooms.minutes.document import Document
from rooms.minutes.shapes import SCHEMA
from tests.factories.live import Browser, the_seat
from tests.factories.meetings import an_open_meeting
from tests.factories.minutes import Editor, words_of

pytestmark = pytest.mark.django_db(transaction=True)


async def frame_of(browser, *kind) -> frames.Reader:
    """The next binary frame of this kind; what comes between is heard as well."""
    while True:
        news = await browser.wire.receive_output(10)
        data = news.get("bytes")
        if data and tuple(data[: len(kind)]) == kind:
            return frames.Reader(data[len(kind) :])


async def opens_minutes(browser) -> Editor:
    editor = Editor()
    await browser.wire.send_to(bytes_data=frames.hello(SCHEMA))
    await browser.wire.send_to(bytes_data=frames.step_1(editor.doc.get_state()))
    editor.hears((await frame_of(browser, frames.SYNC, frames.STEP_2)).block())
    return editor


def words_in(editor) -> list[str]:
    return words_of(Document([editor.doc.get_update()]).tree())


def test_the_secretary_types_and_a_site_reads_it_over_the_same_socket():
    meeting = an_open_meeting()
    secretary, site = the_seat(meeting, "secretary"), the_seat(meeting, "site")

    async def story():
        hoa, truong = await Browser(secretary).entered(), await Browser(site).entered()
        pen, reading = await opens_minutes(hoa), await opens_minutes(truong)
        await hoa.wire.send_to(bytes_data=frames.update(pen.types("Xã đã bố trí hai công chức.")))
        acked = await frame_of(hoa, frames.ACK)
        assert (acked.number(), acked.number()) == (2, 1)  # the sections and the opening are the first row
        reading.hears((await frame_of(truong, frames.SYNC, frames.UPDATE)).block())
        assert words_in(reading) == words_in(pen)
        await hoa.leave()
        await truong.leave()

    async_to_sync(story)()
    assert "Xã đã bố trí hai công chức." in words_of(queries.tree_of(meeting.pk))


def test_a_site_that_sends_an_update_is_told_to_read_along():
    meeting = an_open_meeting()

    async def story():
        truong = await Browser(the_site).entered()
        reading = await opens_minutes(truong)
        await truong.wire.send_to(bytes_data=frames.update(reading.types("Tôi cũng viết.")))
        while (await frame_of(truong, frames.MODE)).number() != 0:
            pass
        await truong.leave()

    the_site = the_seat(meeting, "site")
    async_to_sync(story)()
    assert "Tôi cũng viết." not in words_of(queries.tree_of(meeting.pk))


def test_noise_in_a_binary_frame_closes_its_socket_as_unreadable():
    meeting = an_open_meeting()
    secretary = the_seat(meeting, "secretary")

    async def story():
        hoa = await Browser(secretary).entered()
        await opens_minutes(hoa)
        await hoa.wire.send_to(bytes_data=b"\x00\x02\x03abc")
        code = await hoa.closed()
        await hoa.leave(code)
        return code

    assert async_to_sync(story)() == 4400
