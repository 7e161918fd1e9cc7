"""What a receiver's feedback may cost the node, however strange its clock."""

from rooms.media.forwarding.estimate import ARRIVALS_KEPT, Estimate, Outcome

FEEDBACKS, PACKETS = 2000, 20


def test_a_receiver_whose_clock_stands_still_makes_nothing_grow():
    estimate = Estimate()
    for feedback in range(FEEDBACKS):
        now = feedback * 0.1
        estimate.told([Outcome(sent_at=now - 0.05, size=1100, arrived_at=7.0)] * PACKETS, now)
        assert estimate.arriving > 0
    assert len(estimate._arrived) == ARRIVALS_KEPT < FEEDBACKS * PACKETS
