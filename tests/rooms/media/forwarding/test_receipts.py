"""What a receiver's reports say about a stream."""

from rooms.media.forwarding.packets import Report
from rooms.media.forwarding.receipts import Receipt

CLOCK = 0xE000_0001_8000_0000
MIDDLE = 0x0001_8000


def a_report(*, lost=0, last_clock=MIDDLE, since_s=0.0, jitter=0):
    return Report(7, 0, lost, 100, jitter, last_clock, int(since_s * 65536))


def test_a_round_trip_is_what_is_left_when_the_receivers_own_wait_is_taken_off():
    receipt = Receipt()
    receipt.told(CLOCK, now=10.0)
    receipt.heard(a_report(since_s=0.5), now=10.58)
    assert receipt.rtt_s is not None
    assert abs(receipt.rtt_s - 0.08) < 0.001


def test_a_clock_that_was_told_twice_gives_the_trip_that_can_be():
    receipt = Receipt()
    receipt.told(CLOCK, now=10.0)
    receipt.told(CLOCK, now=11.0)
    receipt.heard(a_report(since_s=0.9), now=11.0 - 0.02)  # of the first telling: the second would lie in the future
    assert abs(receipt.rtt_s - 0.08) < 0.001


def test_a_report_about_no_clock_of_ours_says_nothing_of_the_way():
    receipt = Receipt()
    receipt.heard(a_report(last_clock=0), now=1.0)
    receipt.told(CLOCK, now=2.0)
    receipt.heard(a_report(last_clock=99), now=3.0)
    assert receipt.rtt_s is None


def test_losses_never_become_fewer():
    receipt = Receipt()
    for lost in (3, 5, 4, -2):
        receipt.heard(a_report(lost=lost), now=1.0)
    assert receipt.lost == 5
