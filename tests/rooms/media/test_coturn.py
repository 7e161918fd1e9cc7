"""What a real coturn with our arguments lets through: a good pass to the media node, nothing else (SECURITY.md T1)."""

import asyncio
from datetime import timedelta

import pytest
from aioice import stun, turn

from rooms import clock
from rooms.media.relay import ice_servers
from tests.relays import SECRET, a_relay
from tests.servers import own_address

pytestmark = pytest.mark.grown


@pytest.fixture(scope="module")
def relay():
    host = own_address() or pytest.skip("SKIPPED LOUDLY: this machine has no address but its loopback")
    with a_relay(host) as relay:
        yield relay


async def ask(relay, known, peer=None):
    """Allocate over TCP; when a peer is named, ask to reach it. The refusal's code, or 0."""
    server = (relay.host, relay.port)
    try:
        transport, _protocol = await turn.create_turn_endpoint(
            asyncio.DatagramProtocol, server, known["username"], known["credential"], transport="tcp"
        )
    except stun.TransactionFailed as refused:
        return refused.response.attributes["ERROR-CODE"][0]
    try:
        if peer:
            await transport._TurnTransport__inner_protocol.channel_bind(0x4000, peer)
    except stun.TransactionFailed as refused:
        return refused.response.attributes["ERROR-CODE"][0]
    finally:
        transport.close()
        await asyncio.sleep(0)
    return 0


def good(relay):
    return relay.a_pass(f"{int(clock.now().timestamp()) + 600}:tam-duong")


def test_the_pass_that_we_make_is_taken(relay, settings):
    settings.TURN_URLS, settings.TURN_SECRET = ["turn:relay"], SECRET
    (server,) = ice_servers("tam-duong", clock.now())
    assert asyncio.run(ask(relay, server, (relay.host, 40_000))) == 0


@pytest.mark.parametrize("age", [timedelta(seconds=-601), timedelta(days=-400)], ids=["just", "long"])
def test_a_pass_that_has_ended_is_refused(relay, settings, age):
    settings.TURN_URLS, settings.TURN_SECRET = ["turn:relay"], SECRET
    (server,) = ice_servers("tam-duong", clock.now() + age)
    assert asyncio.run(ask(relay, server)) == 401


def test_a_pass_signed_by_somebody_else_is_refused(relay):
    name = good(relay)["username"]
    assert asyncio.run(ask(relay, relay.a_pass(name, "đoán mò"))) == 401


def test_a_pass_that_was_lengthened_is_refused(relay):
    known = good(relay)
    later = {**known, "username": known["username"].replace(":", "0:")}
    assert asyncio.run(ask(relay, later)) == 401


@pytest.mark.parametrize(
    "peer", ["127.0.0.1", "10.0.0.1", "169.254.169.254", "192.168.1.1", "8.8.8.8", "0.0.0.0", "255.255.255.255"]
)
def test_nobody_but_the_media_node_is_reached(relay, peer):
    assert asyncio.run(ask(relay, good(relay), (peer, 80))) == 403
