from hypothesis import given
from hypothesis import strategies as st

from rooms.media.forwarding import vp8
from rooms.media.forwarding.bandwidth import Arrivals
from rooms.media.forwarding.packets import Lost, read_rtcp, read_rtp, write_nack
from tests.factories.media import CC_ID, LEVEL_ID, MID_ID, a_packet, a_picture


def test_a_packet_is_read_with_its_extensions():
    packet = read_rtp(a_packet(mid="12", seq=7, timestamp=9, ssrc=5, level=33, cc=513, payload=b"x", marker=True))
    assert (packet.seq, packet.timestamp, packet.ssrc, packet.payload, packet.marker) == (7, 9, 5, b"x", True)
    assert (packet.extensions[MID_ID], packet.extensions[LEVEL_ID], packet.extensions[CC_ID]) == (
        b"12",
        b"\x21",
        b"\x02\x01",
    )


def test_padding_is_taken_off():
    padded = bytearray(a_packet(mid="1", seq=1, payload=b"voice\0\0\3"))
    padded[0] |= 0x20
    assert read_rtp(bytes(padded)).payload == b"voice"


@given(st.binary(max_size=80))
def test_any_bytes_are_a_packet_or_none(data):
    read_rtp(data)
    read_rtcp(data)
    found = vp8.read(data)
    vp8.renumber(data, found, 1, 1)


@given(st.binary(max_size=60), st.sampled_from([200, 201, 202, 203, 205, 206]), st.integers(0, 63))
def test_any_rtcp_says_something_or_nothing(data, kind, flags):
    data = data[: len(data) // 4 * 4]
    read_rtcp(bytes([0x80 | flags, kind]) + (len(data) // 4).to_bytes(2, "big") + data)


def test_a_nack_over_the_wrap_names_every_packet():
    [lost] = read_rtcp(write_nack(5, [65534, 65535, 0, 1, 40]))
    assert lost == Lost(5, [0, 1, 40, 65534, 65535]) or set(lost.seqs) == {65534, 65535, 0, 1, 40}


def test_a_picture_id_is_renumbered_in_its_own_width():
    payload = vp8.renumber(a_picture(300, tl0=9), vp8.read(a_picture(300, tl0=9)), 32_768 + 5, 260)
    found = vp8.read(payload)
    assert (found.picture, found.tl0, found.wide) == (5, 4, True)


def told(feedback: bytes) -> dict[int, float]:
    """What a transport-cc feedback says: number -> seconds since its reference."""
    base, count = int.from_bytes(feedback[12:14], "big"), int.from_bytes(feedback[14:16], "big")
    ticks = int.from_bytes(feedback[16:19], "big") * 256
    symbols, at = [], 20
    while len(symbols) < count:
        word = int.from_bytes(feedback[at : at + 2], "big")
        symbols += [word >> shift & 3 for shift in (12, 10, 8, 6, 4, 2, 0)]
        at += 2
    arrived = {}
    for number, symbol in enumerate(symbols[:count]):
        if symbol:
            ticks += int.from_bytes(feedback[at : at + symbol], "big", signed=symbol == 2)
            at += symbol
            arrived[base + number & 0xFFFF] = ticks / 4000
    return arrived


@given(
    start=st.integers(0, 0xFFFF),
    steps=st.lists(st.tuples(st.integers(1, 40), st.integers(0, 3000)), min_size=1, max_size=100),
)
def test_feedback_tells_when_every_packet_arrived(start, steps):
    arrivals, seq, milliseconds, noted = Arrivals(), start, 5_000_000, {}
    for skip, wait in steps:
        seq, milliseconds = seq + skip & 0xFFFF, milliseconds + wait
        arrivals.note(seq, milliseconds / 1000)
        noted[seq] = milliseconds / 1000
    said = {}
    for feedback in arrivals.feedback():
        said.update(told(feedback))
    assert said.keys() == noted.keys()
    assert all(abs(said[each] - noted[each]) < 0.001 for each in noted)
    assert arrivals.feedback() == []
