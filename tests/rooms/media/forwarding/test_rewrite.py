"""Whatever comes in, in whatever order, a slot is one stream without doubles whose numbers only tell of real holes."""

import itertools

from hypothesis import given
from hypothesis import strategies as st

from rooms.media.forwarding import vp8
from rooms.media.forwarding.layers import Track
from rooms.media.forwarding.packets import Rtp, read_rtp
from rooms.media.forwarding.rewrite import Slot
from tests.factories.media import a_picture


class Source:
    """A sender of one picture a packet whose numbers may begin anywhere, wraps included."""

    def __init__(self, ssrc, seq, timestamp, picture):
        self.layer = Track("c", f"seat-{ssrc}", "camera", "video", "1").add_layer(ssrc, None)
        self.seq, self.timestamp, self.picture, self.sent = seq, timestamp, picture, 0

    def next(self, *, keyframe):
        self.sent += 1
        payload = a_picture(self.picture + self.sent & 0x7FFF, keyframe=keyframe, tl0=self.sent)
        seq, timestamp = self.seq + self.sent & 0xFFFF, self.timestamp + 3000 * self.sent & 0xFFFFFFFF
        packet = Rtp(96, True, seq, timestamp, self.layer.ssrc, payload, {})  # noqa: FBT003 - a header's field
        packet.index = self.layer.reception.extend(seq)
        self.layer.reception.arrived(packet.index, timestamp, 0.0)
        self.layer.history.keep(packet)
        return packet


numbers = st.tuples(st.integers(0, 0xFFFF), st.integers(0, 0xFFFFFFFF), st.integers(0, 0x7FFF))
steps = st.lists(st.sampled_from(["go", "go", "go", "late", "switch", "lose"]), min_size=1, max_size=120)


@given(starts=st.lists(numbers, min_size=2, max_size=3), story=steps)
def test_a_slot_is_continuous_over_switches_wraps_and_stragglers(starts, story):
    sources = [Source(n + 1, *start) for n, start in enumerate(starts)]
    slot = Slot("viewer", "6", "video", payload_type=100, ssrc=7, rtx=None)
    current, held, out, losses, now = 0, None, [], 0, 10.0
    slot.pending = sources[0].layer

    def pass_on(source, packet):
        data = slot.forward(source.layer, packet, vp8.read(packet.payload), now)
        if data is not None:
            out.append(read_rtp(data))
        return data is not None

    for step in story:
        now += 1 / 30
        source = sources[current]
        if step == "switch":
            current = (current + 1) % len(sources)
            slot.pending = sources[current].layer
            pass_on(sources[current], sources[current].next(keyframe=True))
            held = None
        elif step == "late" and held is not None:
            pass_on(*held)
            held = None
        else:
            packet = source.next(keyframe=slot.layer is None)
            if step == "lose" and slot.layer is source.layer:
                held = (source, packet)
                losses += 1
            else:
                pass_on(source, packet)

    indexes = [packet.seq for packet in out]
    assert len(set(indexes)) == len(indexes)
    span = max(indexes) - min(indexes) + 1 if indexes else 0
    assert span - len(indexes) <= losses
    assert {packet.ssrc for packet in out} <= {7}
    in_order = sorted(out, key=lambda packet: packet.seq)
    steps_of_time = [(b.timestamp - a.timestamp) & 0xFFFFFFFF for a, b in itertools.pairwise(in_order)]
    assert all(0 < step < 90_000 * 60 for step in steps_of_time)
    pictures = [(packet.seq, vp8.read(packet.payload).picture) for packet in in_order]
    assert all((b[1] - a[1]) & 0x7FFF == b[0] - a[0] for a, b in itertools.pairwise(pictures))


@given(start=numbers, asked=st.integers(0, 0xFFFF))
def test_a_repeat_is_the_packet_that_was_sent_or_nothing(start, asked):
    source = Source(1, *start)
    slot = Slot("viewer", "6", "video", payload_type=100, ssrc=7, rtx=None)
    slot.pending = source.layer
    sent = {}
    for n in range(300):
        packet = source.next(keyframe=n == 0)
        data = slot.forward(source.layer, packet, vp8.read(packet.payload), 10.0 + n / 30)
        sent[read_rtp(data).seq] = data
    assert slot.repeat(asked) in {sent.get(asked), None}
    assert all(slot.repeat(seq) == data for seq, data in list(sent.items())[-256:])
