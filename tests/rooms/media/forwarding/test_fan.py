"""What goes to everybody at once is what each would have got alone."""

from hypothesis import given, settings
from hypothesis import strategies as st

from rooms.media.forwarding import fan, vp8
from rooms.media.forwarding.copies import Copies
from rooms.media.forwarding.inputs import Burst
from rooms.media.forwarding.packets import STAMP_AT, read_rtp, write_sender_clock
from tests.factories.media import CAMERA, MIC, VP8, a_packet, a_picture
from tests.rooms.media.forwarding.network import Network, written

VIEWERS = 6
SENDERS = ("a", "b")
deeds = st.one_of(
    st.tuples(st.just("show"), st.sampled_from(SENDERS), st.integers(1, 4), st.sampled_from([0, 0, 0, 1, 2])),
    st.tuples(st.just("speak"), st.sampled_from(SENDERS), st.integers(1, 3), st.just(0)),
    st.tuples(st.just("late"), st.sampled_from(SENDERS), st.just(0), st.just(0)),
    st.tuples(st.just("keyframe"), st.sampled_from(SENDERS), st.just(0), st.just(0)),
    st.tuples(st.just("look"), st.integers(0, VIEWERS - 1), st.integers(0, 2), st.sampled_from([None, *SENDERS])),
    st.tuples(st.just("leave"), st.integers(0, VIEWERS - 1), st.just(0), st.just(0)),
    st.tuples(st.just("complain"), st.integers(0, VIEWERS - 1), st.integers(1000, 1020), st.just(0)),
    st.tuples(st.just("wait"), st.integers(1, 30), st.just(0), st.just(0)),
)
starts = st.tuples(st.integers(0, 0xFFFF), st.integers(0, 0xFFFFFFFF), st.integers(0, 0x7FFF))


class Sender:
    """Pictures of one packet each, whose numbers may begin anywhere; some stay behind and come late."""

    def __init__(self, network, seat, start):
        self.network, self.seat, (self.seq, self.time, self.picture) = network, seat, start
        self.sent = self.spoken = 0
        self.held = []
        network.join(seat, video_slots=0)

    def show(self, count, lost, *, keyframe=False):
        burst = []
        for n in range(count):
            packet = self._next(keyframe=keyframe and n == 0)
            (self.held if lost and n == lost else burst).append((self.seat, packet))
        self.network.give(Burst(burst))

    def _next(self, *, keyframe):
        self.sent += 1
        payload = a_picture(self.picture + self.sent & 0x7FFF, keyframe=keyframe, tl0=self.sent, body=b"x" * self.sent)
        numbers = {"seq": self.seq + self.sent, "timestamp": self.time + 3000 * self.sent, "cc": self.sent}
        return a_packet(mid=CAMERA, ssrc=12, kind=VP8, payload=payload, marker=self.sent % 3 == 0, **numbers)

    def speak(self, count):
        for _ in range(count):
            self.spoken += 1
            numbers = {"seq": self.seq + self.spoken, "timestamp": self.time + 960 * self.spoken}
            self.network.give(Burst([(self.seat, a_packet(mid=MIC, ssrc=11, level=20, payload=b"voice", **numbers))]))

    def late(self):
        self.network.give(Burst(self.held))
        self.held = []


def tell(story, numbers, fewest):
    """Everything that every viewer got, when only so many slots or more are written at once."""
    fan.FEWEST, before = fewest, fan.FEWEST
    try:
        return Story(numbers).tell(story)
    finally:
        fan.FEWEST = before


class Story:
    """A meeting that is told twice."""

    def __init__(self, numbers):
        self.network = Network()
        self.senders = {seat: Sender(self.network, seat, start) for seat, start in zip(SENDERS, numbers, strict=True)}
        self.viewers = {n: self.network.join(f"viewer-{n}", video_slots=1) for n in range(VIEWERS)}
        self.data = {n: viewer.data for n, viewer in self.viewers.items()}
        self.rtcp = {n: viewer.rtcp for n, viewer in self.viewers.items()}
        self.network.floor(*SENDERS)
        for sender in self.senders.values():
            sender.show(1, 0)
            sender.show(2, 0, keyframe=True)
            sender.speak(2)
            self.network.give(Burst([(sender.seat, write_sender_clock(12, 7 << 32, sender.time, 2, 20))]))

    def tell(self, story):
        for what, who, much, more in story:
            getattr(self, f"_{what}")(who, much, more)
        self.network.pass_time(1.05)
        return self.data, self.rtcp

    def _show(self, who, count, lost):
        self.senders[who].show(count, lost)

    def _speak(self, who, count, _):
        self.senders[who].speak(count)

    def _late(self, who, _much, _more):
        self.senders[who].late()

    def _keyframe(self, who, _much, _more):
        self.senders[who].show(2, 0, keyframe=True)

    def _look(self, who, page, pinned):
        if who in self.viewers:
            self.network.look(f"viewer-{who}", page, pinned)

    def _leave(self, who, _much, _more):
        if self.viewers.pop(who, None) is not None:
            self.network.leave(f"viewer-{who}")

    def _complain(self, who, seq, _):
        if who in self.viewers:
            for slot in self.network.room.members[f"viewer-{who}"].slots:
                self.viewers[who].complain(slot.mid, *range(seq, seq + 4))

    def _wait(self, ticks, _much, _more):
        self.network.pass_time(ticks * 0.05)


@settings(deadline=None)
@given(numbers=st.tuples(starts, starts), story=st.lists(deeds, max_size=40))
def test_at_once_or_one_by_one_every_receiver_gets_the_same_bytes(numbers, story):
    assert tell(story, numbers, 1) == tell(story, numbers, 1000)


def in_step(count=5):
    """Viewers who are all in step with one sender, and what the next burst gives."""
    network = Network()
    sender = Sender(network, "a", (65_530, 7, 9))
    viewers = [network.join(f"viewer-{n}", video_slots=1) for n in range(count)]
    sender.show(1, 0)
    sender.show(2, 0, keyframe=True)
    return network, sender, viewers


def test_who_is_in_step_is_fed_at_once():
    network, sender, viewers = in_step()
    burst = [("a", sender._next(keyframe=False)) for _ in range(3)]
    outputs = network.room.handle(Burst(burst), network.now)
    assert [type(output) for output in outputs] == [Copies]
    assert outputs[0].stamps.shape == (len(viewers), 3)


def test_padding_is_taken_off_by_who_reads():
    network, sender, _ = in_step()
    (copies,) = network.room.handle(Burst([("a", sender._next(keyframe=False)) for _ in range(3)]), network.now)
    sizes = [each.size for each in copies.packets]
    largest = max(sizes)
    for bare, padded in zip(written(copies, sizes), written(copies, [largest] * 3), strict=True):
        assert [len(packet) for packet in padded] == [largest] * 3
        assert [read_rtp(packet).payload for packet in padded] == [read_rtp(packet).payload for packet in bare]


def test_a_part_is_the_same_packets_for_some():
    network, sender, _ = in_step()
    (copies,) = network.room.handle(Burst([("a", sender._next(keyframe=False)) for _ in range(3)]), network.now)
    sizes = [each.size for each in copies.packets]
    part = copies.part(slice(1, 3), slice(1, 2))
    assert written(part, sizes[1:2]) == [line[1:2] for line in written(copies, sizes)[1:3]]


def test_a_narrow_picture_number_stays_narrow():
    network, _, viewers = in_step()
    for n, payload in enumerate([bytes([0x90, 0x80, 0x7F, 1, 9]), bytes([0x10, 1, 9])]):
        packet = a_packet(mid=CAMERA, ssrc=12, kind=VP8, seq=65_534 + n, timestamp=9, payload=payload)
        network.give(Burst([("a", packet)]))
    narrow, without = viewers[0].rtp[-2:]
    assert not vp8.read(narrow.payload).wide
    assert without.payload == bytes([0x10, 1, 9])


def test_the_transport_wide_number_stands_in_one_place_whoever_writes_it():
    network, sender, viewers = in_step()
    for viewer in viewers:
        for slot in network.room.members[viewer.seat].slots:
            slot.stamp = 0x31000000
    network.room.members["a"].tracks[CAMERA].layers[None].fan._columns = None
    before = len(viewers[0].data)
    sender.show(3, 0)
    words = [packet[STAMP_AT : STAMP_AT + 4] for packet in viewers[0].data[before:]]
    first = int.from_bytes(words[0][1:3], "big")
    assert words == [bytes([0x31, 0, first + n, 0]) for n in range(3)]
    assert read_rtp(viewers[0].data[-1]).extensions == {3: bytes([0, first + 2])}
    times, sizes = network.room.sent.look_up(network.room.members[viewers[0].seat].row, [first, first + 2])
    assert times.tolist() == [network.now] * 2
    assert sizes.tolist() == [len(viewers[0].data[-3]), len(viewers[0].data[-1])]
