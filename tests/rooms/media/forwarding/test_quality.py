"""How each line was between two looks."""

import pytest

from rooms.media.forwarding.packets import Report, write_reports, write_sender_clock
from rooms.media.forwarding.quality import Overview
from tests.rooms.media.forwarding.network import Network, ssrc_of

CLOCK = 0xE000_0001_8000_0000


@pytest.fixture
def network():
    network = Network()
    network.join("chair")
    network.join("tam-duong").appear()
    return network


def look(overview, network):
    lines = overview.look(network.room.members.values(), network.now)
    return None if lines is None else {line.seat: line for line in lines}


def mid_of(browser):
    return next(mid for mid, placed in browser.slots.items() if placed)


def test_the_first_look_has_nothing_to_compare_with(network):
    assert look(Overview(), network) is None


def test_rates_are_of_the_time_between_two_looks(network):
    overview, site = Overview(), network.browsers["tam-duong"]
    look(overview, network)
    for _ in range(20):
        site.show(body=bytes(1243))  # with VP8's descriptor 1,250 bytes: 10,000 bits
        network.pass_time(0.1)
    seen = look(overview, network)
    assert 95 <= seen["tam-duong"].up_kbps <= 100
    assert seen["tam-duong"].down_kbps == 0
    assert 95 <= seen["chair"].down_kbps <= 100
    assert seen["chair"].up_kbps == 0
    assert look(overview, network) is None  # no time has passed
    network.pass_time(2)
    assert look(overview, network)["tam-duong"].up_kbps == 0


def test_losses_upward_are_the_holes_that_the_node_saw(network):
    overview, site = Overview(), network.browsers["tam-duong"]
    look(overview, network)
    for number in range(40):
        site.show(lost=number % 10 == 5)
        network.pass_time(0.05)
    assert look(overview, network)["tam-duong"].up_lost_permille == 100


def test_losses_downward_and_the_round_trip_are_what_the_receiver_reports(network):
    overview, chair, site = Overview(), network.browsers["chair"], network.browsers["tam-duong"]
    look(overview, network)
    site._send(write_sender_clock(12, CLOCK, 3000, 1, 1))
    for _ in range(20):
        site.show()
        network.pass_time(0.05)
    network.pass_time(0.06)
    chair._send(write_reports([Report(ssrc_of(mid_of(chair)), 0, 5, 100, 0, CLOCK >> 16 & 0xFFFFFFFF, 0)]))
    line = look(overview, network)["chair"]
    assert line.down_lost_permille == 250
    assert 0 < line.rtt_ms < 1100


def test_who_joined_since_the_last_look_and_who_left_are_taken_as_they_are(network):
    overview = Overview()
    look(overview, network)
    network.join("yen-lac")
    network.leave("tam-duong")
    network.pass_time(2)
    assert set(look(overview, network)) == {"chair", "yen-lac"}


def test_the_layers_that_a_camera_sends_are_named_lowest_first():
    network, overview = Network(), Overview()
    network.join("chair")
    site = network.join("tam-duong", simulcast=True)
    for rid in ("h", "l", "m"):
        site.appear(rid=rid)
    look(overview, network)
    network.pass_time(2)
    for rid in ("l", "m"):
        site.show(rid=rid)
    network.pass_time(1)
    assert look(overview, network)["tam-duong"].layers == ("l", "m")
