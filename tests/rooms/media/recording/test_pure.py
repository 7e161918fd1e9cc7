"""Ordering, pictures, timeline and rows: loss, disorder, wraps and garbage."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rooms.media.recording.ordering import WAIT_S, Window
from rooms.media.recording.pictures import Pictures, body_of, size_of
from rooms.media.recording.rows import Batches, BrokenRow, Packet, pack_batch, pack_note, read_batch, read_row
from rooms.media.recording.timeline import NTP_UNIT, STEP_S, WATCH_S, Offset, Timeline
from tests.factories.tapes import HEIGHT, WIDTH, picture_packets, pictures, row_of

FOREVER = float("inf")


def a_packet(index, arrival=0.0):
    return Packet(1, index, index * 960, arrival, marker=True, payload=b"x")


# --- rows


@given(st.lists(st.binary(min_size=0, max_size=50), max_size=5), st.integers(1, 40))
def test_batches_come_out_of_a_pipe_as_they_went_in_however_it_is_cut(payloads, step):
    packets = [Packet(1, n, n * 7, n / 3, n % 2 == 0, payload) for n, payload in enumerate(payloads)]
    data = pack_batch("a" * 36, [row_of(packet) for packet in packets]) * 2
    batches = Batches()
    bodies = [body for at in range(0, len(data), step) for body in batches.take(data[at : at + step])]
    assert len(bodies) == 2
    for body in bodies:
        name, rows = read_batch(body)
        assert name == "a" * 36
        assert [read_row(row) for row in rows] == packets


@given(st.binary(max_size=200))
def test_garbage_in_the_pipe_is_refused_and_nothing_else(data):
    try:
        for body in Batches().take(data):
            for row in read_batch(body)[1]:
                read_row(row)
    except BrokenRow:
        pass


def test_a_note_is_an_object():
    assert read_row(pack_note({"end": True})) == {"end": True}
    with pytest.raises(BrokenRow):
        read_row(b"\x01[]")


# --- ordering


@given(st.permutations(list(range(30))), st.sets(st.integers(1, 29), max_size=10))
def test_what_comes_in_any_order_goes_out_in_order_each_once(order, lost):
    window = Window()
    window.push(a_packet(0))
    out = list(window.ready(0.0))
    for index in order + order:
        if index not in lost:
            window.push(a_packet(index))
            out += window.ready(0.1)
    out += window.ready(FOREVER)
    assert [packet.index for packet in out] == sorted(set(range(30)) - lost)
    assert window.lost == len({index for index in lost if index < max(set(range(30)) - lost)})


def test_a_hole_is_waited_for_and_then_given_up():
    window = Window()
    for index in (0, 2, 3):
        window.push(a_packet(index, arrival=1.0))
    assert [packet.index for packet in window.ready(1.0 + WAIT_S / 2)] == [0]
    assert [packet.index for packet in window.ready(1.0 + WAIT_S)] == [2, 3]
    window.push(a_packet(1))
    assert list(window.ready(FOREVER)) == []


# --- pictures


def frames_of(packets):
    gathered = Pictures()
    return [frame for packet in packets if (frame := gathered.take(packet)) is not None], gathered


def test_whole_frames_come_out_as_they_went_in():
    made = pictures(20)
    frames, gathered = frames_of(picture_packets(made))
    assert tuple(frame.data for frame in frames) == made
    assert frames[0].size == (WIDTH, HEIGHT)
    assert [frame.keyframe for frame in frames].count(True) == 1
    assert not gathered.starving


def test_after_a_loss_nothing_comes_until_the_next_keyframe():
    made = pictures(45, every=15)
    packets = picture_packets(made)
    hit = next(n for n, packet in enumerate(packets) if packet.timestamp == 6000 * 5)
    frames, _ = frames_of(packets[:hit] + packets[hit + 1 :])
    assert [frame.data for frame in frames] == [*made[:5], *made[15:]]


@given(st.sets(st.integers(0, 400), max_size=40))
def test_whatever_is_lost_each_frame_that_comes_out_is_whole_and_can_be_decoded(lost):
    made = pictures(45, every=15)
    frames, _ = frames_of([packet for packet in picture_packets(made) if packet.index not in lost])
    known = {frame: number for number, frame in enumerate(made)}
    numbers = [known[frame.data] for frame in frames]
    for before, number in zip([-1, *numbers], numbers, strict=False):
        assert number == before + 1 or number % 15 == 0


@given(st.lists(st.tuples(st.binary(max_size=30), st.booleans(), st.integers(0, 2**32 - 1)), max_size=30))
def test_garbage_is_no_picture_and_no_fault(rows):
    frames_of([Packet(1, n, stamp, 0.0, marker, data) for n, (data, marker, stamp) in enumerate(rows)])


@pytest.mark.parametrize(
    ("payload", "body"),
    [
        (b"", None),
        (b"\x10", None),
        (b"\x90", None),
        (b"\x90\x80\x05", None),
        (b"\x10ab", (b"ab", True)),
        (b"\x00ab", (b"ab", False)),
        (b"\x11ab", (b"ab", False)),
        (b"\x90\x80\x05ab", (b"ab", True)),
        (b"\x90\x80\x85\x01ab", (b"ab", True)),
        (b"\x90\xf0\x85\x01\x02\x20ab", (b"ab", True)),
    ],
)
def test_the_descriptor_is_taken_away(payload, body):
    assert body_of(payload) == body


def test_a_keyframe_that_lies_about_itself_is_none():
    assert size_of(b"\x00\x00\x00\x9d\x01\x2a\x00\x00\x00\x00") is None
    assert size_of(b"\x00\x00\x00\x9d\x01\x2a") is None


# --- timeline


@given(st.lists(st.floats(0, 0.03), min_size=20, max_size=60), st.integers(0, 2**32 - 1))
def test_jitter_moves_no_picture_and_a_wrap_is_no_leap(delays, first):
    timeline = Timeline(90_000, Offset())
    for number, delay in enumerate(delays):
        at = timeline.time(first + number * 6000 & 0xFFFFFFFF, 50.0 + number / 15 + delay)
        assert abs(at - (50.0 + number / 15)) <= STEP_S + 0.03


def test_a_pause_leaves_a_gap_of_its_length():
    timeline = Timeline(48_000, Offset())
    first = timeline.time(0, 10.0)
    assert timeline.time(48_000 * 60, 70.005) - first == pytest.approx(60.0)


def ntp(seconds):
    return int(seconds * NTP_UNIT)


def test_lips_fit_words_though_the_picture_is_delayed_more():
    sender = Offset()
    sound, picture = Timeline(48_000, sender), Timeline(90_000, sender)
    sound.tell(ntp(5000.0), 1_000)
    picture.tell(ntp(5000.0), 77_000)
    heard = sound.time(1_000 + 48_000, 20.01)  # said at 5001
    seen = picture.time(77_000 + 90_000, 20.35)  # shown at 5001
    assert abs(seen - heard) < 0.001


def test_a_clock_that_runs_wrong_is_followed_within_a_watch():
    timeline = Timeline(48_000, Offset())
    drift = 1 + 300e-6  # their second is too short: 0.3 ms a second
    for second in range(3600):
        at = timeline.time(int(second * drift * 48_000) & 0xFFFFFFFF, 100.0 + second + 0.01)
        assert abs(at - 100.0 - second) <= STEP_S + 0.011 + WATCH_S * 300e-6
    timeline = Timeline(48_000, Offset())
    for second in range(3600):
        at = timeline.time(int(second / drift * 48_000) & 0xFFFFFFFF, 100.0 + second + 0.01)
        assert abs(at - 100.0 - second) <= 2 * STEP_S + 2 * WATCH_S * 300e-6
