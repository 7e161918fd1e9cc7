"""What Prometheus sees of a web process: scraped over HTTP while browsers are connected."""

import asyncio
from datetime import timedelta

import pytest
from asgiref.sync import async_to_sync

from conferencing.serving.figures import registry
from rooms import clock, figures
from rooms.invitations.actions import invite
from tests.factories.live import Browser, the_seat
from tests.factories.meetings import a_draft, an_open_meeting, doer
from tests.scrape import scrape
from tests.servers import free_port

pytestmark = pytest.mark.django_db(transaction=True)


def test_browsers_what_they_owe_and_what_they_were_not_told_are_seen():
    meeting = an_open_meeting()
    chair, site = the_seat(meeting, "chair"), the_seat(meeting, "site")
    port = free_port()

    async def story():
        end = figures.serve(registry(), port)
        empty = await asyncio.to_thread(scrape, port)
        minh, truong = await Browser(chair).entered(), await Browser(site).entered()
        await minh.do("media.watch", on=True)
        full = await asyncio.to_thread(scrape, port)
        await minh.leave()
        await truong.leave()
        await asyncio.to_thread(end)
        return empty, full

    empty, full = async_to_sync(story)()
    assert (empty.value("live_sockets"), empty.value("live_meetings")) == (0, 0)
    assert (full.value("live_sockets"), full.value("live_meetings"), full.value("live_sockets_watching")) == (2, 1, 1)
    assert full.value("live_owed_bytes") >= full.value("live_owed_bytes_most") > 0
    assert full.value("live_entries_behind") == 0
    assert empty.value("outbox_oldest_seconds") == 0
    assert full.labels("meeting") == set()  # no label that grows


def test_how_long_the_oldest_letter_has_waited_is_seen():
    meeting = a_draft()
    invite.announce_and_invite(
        meeting.pk, by=doer(meeting, "secretary"), now=clock.now() - timedelta(minutes=5), urgent_reason="Bão số 12"
    )
    port = free_port()

    async def story():
        end = figures.serve(registry(), port)
        seen = await asyncio.to_thread(scrape, port)
        await asyncio.to_thread(end)
        return seen

    assert 300 <= async_to_sync(story)().value("outbox_oldest_seconds") < 360
