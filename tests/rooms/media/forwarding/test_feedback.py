from struct import pack

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rooms.media.forwarding.bandwidth import Arrivals
from rooms.media.forwarding.feedback import read_remb, read_transport_cc
from rooms.media.forwarding.packets import write_keyframe_request, write_nack

TICKS = 4000


def feedback(chunks, deltas=b"", *, base=7, count, reference=2):
    body = pack("!LLHH", 1, 2, base, count) + reference.to_bytes(3, "big") + b"\0" + chunks + deltas
    body += bytes(-len(body) % 4)
    return pack("!BBH", 0x8F, 205, len(body) // 4) + body


@given(
    start=st.integers(0, 0xFFFF),
    steps=st.lists(st.tuples(st.integers(1, 40), st.integers(0, 3000)), min_size=1, max_size=100),
)
def test_what_our_own_feedback_says_is_read_again(start, steps):
    arrivals, seq, milliseconds, noted = Arrivals(), start, 5_000_000, {}
    for skip, wait in steps:
        seq, milliseconds = seq + skip & 0xFFFF, milliseconds + wait
        arrivals.note(seq, milliseconds / 1000)
        noted[seq] = milliseconds * 4
    said = {}
    for data in arrivals.feedback():
        for told in read_transport_cc(write_nack(5, [1]) + data + write_keyframe_request(5)):
            for number, ticks in enumerate(told.arrivals):
                if ticks is not None:
                    said[told.base + number & 0xFFFF] = ticks
    assert said == noted


def test_every_kind_of_chunk_is_read():
    run = pack("!H", 1 << 13 | 3)  # three packets in time
    ones = pack("!H", 0x8000 | 0b10_0000_0000_0001)  # of 14 the first and the last
    twos = pack("!H", 0xC000 | 2 << 12 | 1 << 10)  # one late or early, one in time, five absent
    [told] = read_transport_cc(feedback(run + ones + twos, bytes([0, 4, 8, 1, 1]) + pack("!hB", -4, 2), count=24))
    assert told.base == 7
    assert told.arrivals == (512, 516, 524, 525, *[None] * 12, 526, 522, 524, *[None] * 5)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        feedback(b"", count=0),
        feedback(pack("!H", 1 << 13 | 8191), count=5000),  # more than anybody sent
        feedback(pack("!H", 1 << 13 | 9), count=9)[:16],
        feedback(pack("!H", 2 << 13 | 100), count=100),  # the deltas are missing
        feedback(b"\0\0" * 4, count=60),
    ],
)
def test_a_broken_feedback_says_nothing(data):
    assert [told for told in read_transport_cc(data) if any(told.arrivals)] == []


@given(st.binary(max_size=120), st.sampled_from([205, 206]), st.integers(0, 63))
def test_any_bytes_are_feedback_or_nothing(body, kind, flags):
    body = body[: len(body) // 4 * 4]
    data = bytes([0x80 | flags, kind]) + (len(body) // 4).to_bytes(2, "big") + body
    for told in read_transport_cc(data):
        assert len(told.arrivals) <= 2048
    assert (read_remb(data) or 0) >= 0
    read_transport_cc(body)


def test_a_receivers_own_estimate_is_read():
    body = pack("!LL", 1, 0) + b"REMB" + bytes([1, 4 << 2 | 1, 0, 5]) + pack("!L", 77)
    data = pack("!BBH", 0x8F, 206, len(body) // 4) + body
    assert read_remb(write_nack(5, [1]) + data) == (0x10005) << 4
    assert read_remb(data[:-8]) is None
    assert read_remb(write_nack(5, [1])) is None
