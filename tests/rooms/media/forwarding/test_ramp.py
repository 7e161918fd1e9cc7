"""The ramp by a made clock: its rates, its packets, its end."""

import pytest

from rooms.media.forwarding.packets import read_rtp
from rooms.media.forwarding.ramp import QUIET_S, RAMP_S, STEP_S, STEPS_KBPS, Ramp
from tests.factories.media import an_agreement


def all_packets(ramp, until=RAMP_S + 5, every=0.01):
    return [(step * every, packet) for step in range(round(until / every)) for packet in ramp.due(step * every)]


def test_it_is_quiet_then_rises_step_by_step_and_ends():
    ramp = Ramp(an_agreement(), 0.0)
    came = all_packets(ramp)
    assert min(at for at, _ in came) >= QUIET_S
    assert max(at for at, _ in came) < RAMP_S + 0.02
    for step, kbps in enumerate(STEPS_KBPS):
        begin = QUIET_S + step * STEP_S
        bits = sum(8 * len(packet) for at, packet in came if begin <= at < begin + STEP_S)
        assert bits / STEP_S / 1000 == pytest.approx(kbps, rel=0.05)
    assert ramp.over(RAMP_S)
    assert not ramp.over(RAMP_S - 0.1)


def test_its_packets_are_of_one_stream_that_the_answer_named():
    agreement = an_agreement()
    slot = next(line for line in agreement.lines if line.source is None and line.kind == "video")
    packets = [read_rtp(packet) for _, packet in all_packets(Ramp(agreement, 0.0))]
    assert {packet.ssrc for packet in packets} == {slot.ssrc}
    assert {packet.payload_type for packet in packets} == {slot.payload_type}
    assert [packet.seq for packet in packets] == list(range(1, len(packets) + 1))


def test_a_sender_that_was_held_up_does_not_flood():
    ramp = Ramp(an_agreement(), 0.0)
    ramp.due(QUIET_S + STEP_S * 3.2)
    assert len(ramp.due(QUIET_S + STEP_S * 3.9)) < 30


def test_without_a_picture_slot_there_is_nothing_to_send():
    ramp = Ramp(an_agreement(video_slots=0), 0.0)
    assert ramp.over(0.0)
    assert ramp.due(2.0) == []
