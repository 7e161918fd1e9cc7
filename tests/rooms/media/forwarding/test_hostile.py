"""A hostile browser with a seat: what it may cost others, and what it may make the node keep.

Its RTP and RTCP are true ones, only far too many; what is broken in itself is fuzzed (tests/fuzz).
"""

from struct import pack

import pytest

from rooms.media.forwarding.inputs import Burst
from rooms.media.forwarding.members import LEARNED_MAX
from rooms.media.forwarding.packets import write_keyframe_request, write_nack
from tests.factories.media import CAMERA, RTX, VP8, a_packet, a_picture
from tests.rooms.media.forwarding.network import Network, ssrc_of

BODY = b"x" * 1100


@pytest.fixture
def network():
    """An honest sender, an honest viewer and a hostile one."""
    network = Network()
    sender = network.join("sender")
    network.join("viewer")
    network.join("hostile")
    sender.appear(body=BODY)
    return network


def seen_at(browser, seat):
    return next(mid for mid, placed in browser.slots.items() if placed and placed.seat == seat)


def flood(network, packet):
    network.give(Burst([("hostile", packet)]))


def a_second(network, attack):
    """Thirty pictures, each with a piece of the attack."""
    for _ in range(30):
        network.browsers["sender"].show(body=BODY)
        attack()
        network.pass_time(0.033)


def test_a_flood_of_nacks_does_not_multiply(network):
    hostile, viewer = network.browsers["hostile"], network.browsers["viewer"]
    mid = seen_at(hostile, "sender")
    asked = b"".join(write_nack(ssrc_of(mid), range(seq, seq + 17)) for seq in range(1000, 1030))

    def attack():
        for _ in range(10):
            flood(network, asked)

    before, begun = len(viewer.of(seen_at(viewer, "sender"))), network.now
    for _ in range(2):
        a_second(network, attack)
    repeated = sum(len(packet.payload) for packet in hostile.rtp if packet.payload_type == RTX)
    most = 125_000 * (1 + network.now - begun)  # 1 Mbit/s, and a second's worth at first
    assert 0 < repeated <= most  # asked for were 5 MB with each picture
    assert len(viewer.of(seen_at(viewer, "sender"))) - before == 60


def test_a_flood_of_keyframe_requests_leaves_the_others_their_picture(network):
    sender, hostile = network.browsers["sender"], network.browsers["hostile"]
    plaint = write_keyframe_request(ssrc_of(seen_at(hostile, "sender")))
    before = len(sender.keyframes_asked)
    for _ in range(20):
        a_second(network, lambda: flood(network, plaint * 50))
    assert len(sender.keyframes_asked) - before <= 16  # 5 at once, one every 2 s


def test_who_complains_rarely_is_fed_at_once(network):
    sender, viewer = network.browsers["sender"], network.browsers["viewer"]
    for _ in range(5):
        a_second(network, lambda: None)
        before = len(sender.keyframes_asked)
        network.give(Burst([("viewer", write_keyframe_request(ssrc_of(seen_at(viewer, "sender"))))]))
        assert len(sender.keyframes_asked) == before + 1


def test_a_thousand_streams_of_one_camera_are_not_all_kept(network):
    member = network.room.members["hostile"]
    for number in range(1000):
        flood(network, a_packet(mid=CAMERA, seq=number, ssrc=5000 + number, kind=VP8, payload=a_picture(number)))
    assert member._learned == LEARNED_MAX
    assert len(member.layers()) == 1
    for number in range(1000):
        body = pack("!H", number) + a_picture(number)
        flood(network, a_packet(mid=CAMERA, seq=number, ssrc=9000 + number, kind=RTX, payload=body))
    assert len(member._repeats) <= 3


def test_huge_extension_blocks_and_unknown_layers_reach_nobody(network):
    viewer = network.browsers["viewer"]
    before = len(viewer.rtp)
    head = a_packet(mid=CAMERA, seq=1, ssrc=12, kind=VP8)[:12]
    flood(network, head + pack("!HH", 0xBEDE, 0xFFFF) + bytes(1200))
    flood(network, head + pack("!HH", 0x1000, 300) + bytes([7, 255]) * 600)
    for number in range(1000):
        flood(network, a_packet(mid=CAMERA, rid=f"r{number}", seq=number, ssrc=number, kind=VP8, payload=a_picture(1)))
    assert len(viewer.rtp) == before
