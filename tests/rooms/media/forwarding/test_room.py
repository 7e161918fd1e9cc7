"""Whatever happens in a room, in whatever order: nobody gets their own, nobody hears whom the floor forbids."""

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from rooms.media.forwarding.inputs import Burst, Darkened, FloorTold, Joined, Left, Loaded, Readied, Tick, Viewed
from rooms.media.forwarding.outputs import LimitsChanged, SlotsChanged, Transmit
from rooms.media.forwarding.packets import read_rtp, write_keyframe_request, write_nack
from rooms.media.forwarding.router import Room
from tests.factories.media import CAMERA, MIC, OPUS, SCREEN, SCREEN_SOUND, VP8, a_packet, a_picture, an_agreement
from tests.rooms.media.forwarding.continuity import Stream

SEATS = ("chair", "tam-duong", "yen-lac", "lap-thach", "song-lo")
SOURCES = {MIC: "mic", CAMERA: "camera", SCREEN: "screen", SCREEN_SOUND: "screen_sound"}
MIDS = {source: mid for mid, source in SOURCES.items()}
seats = st.sampled_from(SEATS)
some = st.lists(seats, unique=True, max_size=4).map(tuple)
one = st.none() | seats


class Meeting(RuleBasedStateMachine):
    """A room and what its browsers get; a payload names who sent it."""

    def __init__(self):
        super().__init__()
        self.room, self.now, self.seq = Room(), 1000.0, 0
        self.number = 0
        self.heard, self.sharing, self.muted = frozenset(), frozenset(), frozenset()
        self.streams = {}

    def give(self, what, *, after=0.01):
        self.now += after
        for output in self.room.handle(what, self.now):
            if isinstance(output, Transmit):
                for data in output.packets:
                    self.take(output.connection, read_rtp(data))
            elif isinstance(output, SlotsChanged):
                assert all(placed is None or placed.seat != output.connection for placed in output.slots.values())
            elif isinstance(output, LimitsChanged):
                assert (output.level == "full") == (output.reason == "")

    def take(self, seat, packet):
        if packet.payload_type not in {OPUS, VP8}:
            return
        sound = packet.payload_type == OPUS
        self.streams.setdefault((seat, packet.ssrc), Stream()).take(packet, "audio" if sound else "video")
        sender, source = packet.payload[0 if sound else 7 :].decode().split("/")
        assert sender != seat
        assert self.passes(sender, source)

    def passes(self, seat, source):
        return {
            "camera": True,
            "mic": seat in self.heard - self.muted,
            "screen": seat in self.sharing,
            "screen_sound": seat in self.sharing - self.muted,
        }[source]

    @rule(seat=seats, simulcast=st.booleans(), slots=st.integers(0, 4))
    def join(self, seat, simulcast, slots):
        offer = an_agreement(simulcast=simulcast, video_slots=slots, screen_sound=True, audio_slots=4)
        self.streams = {key: stream for key, stream in self.streams.items() if key[0] != seat}
        self.give(Joined(seat, seat, offer))
        self.give(Readied(seat))

    @rule(seat=seats)
    def leave(self, seat):
        self.give(Left(seat))

    @rule(heard=some, chair=one, speaker=one, pinned=one, sharing=some, muted=some, older=st.booleans())
    def floor(self, heard, chair, speaker, pinned, sharing, muted, older):  # noqa: PLR0913, PLR0917
        if older and self.seq:
            self.give(FloorTold(self.seq - 1, SEATS, chair, speaker, pinned, SEATS, ()))
            return
        self.seq += 1
        self.heard, self.sharing, self.muted = frozenset(heard), frozenset(sharing), frozenset(muted)
        self.give(FloorTold(self.seq, heard, chair, speaker, pinned, sharing, muted))

    @rule(seat=seats, page=st.integers(0, 3), pinned=one, low=st.booleans())
    def view(self, seat, page, pinned, low):
        self.give(Viewed(seat, page, pinned, low))

    @rule(seat=seats, source=st.sampled_from(["camera", "screen", "mic"]))
    def darken(self, seat, source):
        self.give(Darkened(seat, source))

    @rule(level=st.integers(0, 4))
    def load(self, level):
        self.give(Loaded(level))

    @rule(seconds=st.sampled_from([0.05, 0.2, 1, 3]))
    def wait(self, seconds):
        for _ in range(round(seconds / 0.05)):
            self.give(Tick(), after=0.05)

    @rule(
        seat=seats, source=st.sampled_from(list(MIDS)), rid=st.sampled_from(["", "l", "h"]), packets=st.integers(1, 8)
    )
    def send(self, seat, source, rid, packets):
        member = self.room.members.get(seat)
        for _ in range(packets):
            self.number += 1
            name = f"{seat}/{source}".encode()
            where = {"mid": MIDS[source], "seq": self.number, "timestamp": 3000 * self.number}
            if source in {"mic", "screen_sound"}:
                data = a_packet(**where, ssrc=int(MIDS[source]) + 50, level=20, payload=name)
            else:
                layered = member is not None and source == "camera" and any(member._rids.values())
                payload = a_picture(self.number & 0x7FFF, keyframe=self.number % 3 == 0, tl0=self.number, body=name)
                which = rid if layered else ""
                ssrc = 60 + 10 * int(MIDS[source]) + len(which) + (which == "h")
                data = a_packet(**where, rid=which, ssrc=ssrc, kind=VP8, payload=payload)
            self.give(Burst([(seat, data)]), after=0.02)

    @rule(seat=seats, slot=st.integers(8, 12), back=st.integers(0, 300))
    def complain(self, seat, slot, back):
        ssrc = 0x10000 + 2 * slot
        stream = self.streams.get((seat, ssrc))
        newest = stream.newest if stream is not None else 1000
        self.give(Burst([(seat, write_nack(ssrc, [newest - back & 0xFFFF])), (seat, write_keyframe_request(ssrc))]))

    @rule(seat=seats, data=st.binary(max_size=60))
    def hostile(self, seat, data):
        self.give(Burst([(seat, data)]))

    @invariant()
    def each_slot_has_its_one_track(self):
        for member in self.room.members.values():
            tracks = [slot.track for slot in member.slots if slot.track is not None]
            assert len(set(map(id, tracks))) == len(tracks)
            for track in tracks:
                assert track.seat != member.seat
                assert track.admitted
                assert track.admitted == self.passes(track.seat, track.source)
                assert track in self.room.members[track.connection].tracks.values()

    @invariant()
    def layers_know_their_slots(self):
        living = {id(slot) for member in self.room.members.values() for slot in member.slots}
        for member in self.room.members.values():
            for layer in member.layers():
                fed = [*layer.slots, *layer.fan.slots]
                assert len(set(map(id, fed))) == len(fed)
                assert all(id(slot) in living and layer in {slot.layer, slot.pending} for slot in fed)


Meeting.TestCase.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
TestMeeting = Meeting.TestCase
