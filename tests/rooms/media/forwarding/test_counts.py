"""What a room has been, read off its layers and slots."""

from dataclasses import astuple

from rooms.media.forwarding.reception import Reception
from tests.factories.media import CAMERA
from tests.rooms.media.forwarding.network import Network


def a_shown_picture():
    """A chair who sees a site; answers the network and both."""
    network = Network()
    chair, site = network.join("chair"), network.join("tam-duong")
    site.appear()
    return network, chair, site


def test_packets_are_counted_on_their_way_in_and_out():
    network, _chair, site = a_shown_picture()
    for _ in range(8):
        site.show()
    count = network.room.count()
    assert (count.packets_in, count.packets_out) == (10, 9)  # the first one waits for a keyframe
    assert count.octets_in > count.octets_out > 0
    assert count.keyframes_asked == 1


def test_losses_and_repairs_are_counted_both_ways():
    network, chair, site = a_shown_picture()
    site.show(lost=True)
    site.show()
    network.pass_time(0.05)
    chair.complain(next(mid for mid, placed in chair.slots.items() if placed), chair.rtp[0].seq)
    count = network.room.count()
    assert (count.lost_in, count.repairs_asked) == (1, 1)
    assert (count.repairs_wanted, count.repairs_sent) == (1, 1)


def test_no_count_ever_falls_whoever_leaves():
    network, _chair, site = a_shown_picture()
    for step in (site.show, lambda: network.leave("tam-duong"), lambda: network.leave("chair")):
        before = network.room.count()
        step()
        after = network.room.count()
        assert all(now >= then for now, then in zip(astuple(after), astuple(before), strict=True))
    assert network.room.count().packets_in == 3
    network.join("tam-duong").appear()
    assert network.room.count().packets_in == 5


def test_a_stream_that_begins_anew_under_another_number_keeps_what_it_was():
    network, _chair, _site = a_shown_picture()
    member = network.room.members["tam-duong"]
    member._learn(member.tracks[CAMERA], 99, None)
    assert network.room.count().packets_in == 2


def test_a_microphone_that_was_not_listened_to_has_lost_nothing():
    reception = Reception(clock_hz=48_000, repairs=False, pauses=True)
    for seq, now in ((10, 1.0), (11, 1.02), (13, 1.06), (90, 2.6)):
        assert reception.arrived(reception.extend(seq), 960 * seq, now)
    assert reception.lost == 1
    assert reception.expected - reception.received == 1
    assert reception.report(7, 2.6).lost == 1
