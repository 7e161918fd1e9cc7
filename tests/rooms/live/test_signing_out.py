"""Signing out ends the person's open sockets and their media, in every process that looks."""

import pytest
from asgiref.sync import async_to_sync, sync_to_async
from django.test import Client

from rooms.live import hubs
from rooms.media.signalling import Gone
from tests.factories.live import Browser, the_seat

pytestmark = pytest.mark.django_db(transaction=True)


def signed_in(person):
    client = Client()
    client.force_login(person)
    return client


def test_who_signs_out_is_cut_with_their_media_and_others_stay(meeting, node):
    chair, site = the_seat(meeting, "chair"), the_seat(meeting, "site")
    client = signed_in(chair.person)

    async def story():
        minh = await Browser(chair, session=client.session.session_key).entered()
        truong = await Browser(site).entered()  # by a personal link, without a session that we know of
        await minh.do("media.offer", sdp="v=0")
        hub = hubs.hubs._hubs[meeting.pk][0]
        await hub.look()
        assert not [message for message in node.heard if isinstance(message, Gone)]
        await sync_to_async(client.logout)()
        await hub.look()
        code = await minh.closed()
        await minh.leave(1006)
        assert (await truong.do("chat.say", text="Vẫn ở đây"))["type"] == "done"
        await truong.leave()
        return code, f"{chair.pk}/{minh.connection}"

    code, stay = async_to_sync(story)()
    assert code == 1012  # comes back for a ticket, and is told at that door that it may not
    assert next(message.connection for message in node.heard if isinstance(message, Gone)) == stay


@pytest.mark.parametrize("cookie", [b"", b"session=", b"\xff\xfe=;;;", b"session=khong-co-that"])
def test_a_handshake_with_any_cookie_is_read(meeting, node, cookie):
    site = the_seat(meeting, "site")

    async def story():
        browser = Browser(site)
        browser.headers = [(b"cookie", cookie)]
        await browser.entered()
        assert (await browser.do("chat.say", text="Xin chào"))["type"] == "done"
        await browser.leave()

    async_to_sync(story)()
