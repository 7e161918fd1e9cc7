import pytest
from asgiref.sync import async_to_sync

from tests.factories.live import Browser, the_seat
from tests.factories.meetings import an_open_meeting

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_browser_enters_says_something_and_another_reads_it():
    meeting = an_open_meeting()
    chair, site = the_seat(meeting, "chair"), the_seat(meeting, "site")

    async def story():
        minh, truong = await Browser(chair).entered(), await Browser(site).entered()
        assert (await truong.do("chat.say", text="Tam Dương xin chào"))["type"] == "done"
        said = await minh.entry("chat.said")
        await minh.leave()
        await truong.leave()
        return minh, said

    minh, said = async_to_sync(story)()
    assert said["payload"] == {"seat_id": str(site.pk), "text": "Tam Dương xin chào"}
    assert minh.welcome["you"]["role"] == "chair"
    assert minh.welcome["snapshot"]["meeting"]["state"] == "open"


def test_who_comes_after_a_cached_snapshot_is_told_what_it_lacks():
    """The welcome carries the number of its snapshot, or the page would take the entries after it for known."""
    meeting = an_open_meeting()
    chair, site = the_seat(meeting, "chair"), the_seat(meeting, "site")

    async def story():
        minh = await Browser(chair).entered()
        await minh.do("chat.say", text="Mời các điểm cầu vào phòng họp")
        truong = await Browser(site).entered()
        said = await truong.entry("chat.said")
        await minh.leave()
        await truong.leave()
        return truong.welcome, said

    welcome, said = async_to_sync(story)()
    known = {line["seq"] for line in welcome["snapshot"]["chat"]}
    assert said["seq"] in known or said["seq"] > welcome["seq"]
