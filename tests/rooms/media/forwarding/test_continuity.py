"""Hundreds of thousands of packets through a room, over switches and wraps, losses and repeats: each stream is one."""

import random

import numpy as np
import pytest

from rooms.media.forwarding.copies import Copies, slot_type
from rooms.media.forwarding.inputs import Burst, FloorTold, Joined, Loaded, Readied, Tick, Viewed
from rooms.media.forwarding.outputs import Control, Transmit
from rooms.media.forwarding.packets import KeyframeAsked, read_rtcp, read_rtp, write_nack
from rooms.media.forwarding.router import Room
from tests.factories.media import CAMERA, MIC, OPUS, VP8, a_packet, a_picture, an_agreement
from tests.rooms.media.forwarding.continuity import Stream

VIEWERS = [f"viewer-{n}" for n in range(6)]  # more than fan.FEWEST, so that most packets go as columns
SENDERS = ["chair", "tam-duong", "yen-lac"]
FRAME_S = 1 / 25
PICTURES_FROM = 0x10000 + 2 * 6  # SSRC of the first video slot: a repeat without RTX is a double by design


class Sender:
    """A camera in three layers and a microphone whose numbers are about to wrap."""

    def __init__(self, seat, dice):
        self.seat, self.dice, self.keyframe, self.late = seat, dice, True, []
        self.seq = {rid: 0xFFFF - dice.randrange(3000) for rid in ("l", "m", "h", MIC)}
        self.picture, self.timestamp = 0x7FFF - dice.randrange(500), 0xFFFFFFFF - dice.randrange(5_000_000)
        self.lost = 0

    def frame(self):
        """The packets of one frame in all layers; some are lost, some of these come late."""
        self.picture, self.timestamp = self.picture + 1, self.timestamp + 3600
        out, self.late = self.late, []
        for rid, ssrc, packets in (("l", 13, 1), ("m", 14, 2), ("h", 15, 4)):
            for place in range(packets):
                payload = a_picture(
                    self.picture & 0x7FFF, keyframe=self.keyframe, tl0=self.picture, body=bytes([place])
                )
                payload = payload if place == 0 else bytes([payload[0] & ~0x10]) + payload[1:]
                out += self._perhaps(
                    a_packet(
                        mid=CAMERA,
                        rid=rid,
                        seq=self._next(rid),
                        timestamp=self.timestamp,
                        ssrc=ssrc,
                        kind=VP8,
                        payload=payload,
                        marker=place == packets - 1,
                    ),
                    may_be_lost=not self.keyframe,
                )
        sound = {"level": self.dice.randrange(10, 60), "payload": b"voice"}
        out += [a_packet(mid=MIC, seq=self._next(MIC), timestamp=self.timestamp, ssrc=11, **sound) for _ in range(2)]
        self.keyframe = False
        return [(self.seat, packet) for packet in out]

    def _next(self, stream):
        self.seq[stream] += 1
        return self.seq[stream]

    def _perhaps(self, packet, *, may_be_lost):
        if may_be_lost and self.dice.random() < 0.02:
            self.lost += 1
            if self.dice.random() < 0.5:
                self.late.append(packet)
            return []
        return [packet]


class Story:
    def __init__(self, seed):
        self.dice, self.room, self.now, self.received, self.repeats = random.Random(seed), Room(), 1000.0, 0, 0
        self.senders = {seat: Sender(seat, self.dice) for seat in SENDERS}
        self.streams = {}
        for seat in (*SENDERS, *VIEWERS):
            self.give(Joined(seat, seat, an_agreement(video_slots=2)))
            self.give(Readied(seat))
        self.row = {member.row: seat for seat, member in self.room.members.items()}
        self.seq = 0
        self.floor()

    def floor(self):
        self.seq += 1
        self.give(FloorTold(self.seq, tuple(self.dice.sample(SENDERS, 2)), "chair", self.dice.choice(SENDERS)))

    def give(self, what):
        for output in self.room.handle(what, self.now):
            if isinstance(output, Transmit):
                for data in output.packets:
                    self.take(output.connection, read_rtp(data))
            elif isinstance(output, Copies):
                self.take_copies(output)
            elif isinstance(output, Control) and output.connection in self.senders:
                asked = [each for data in output.packets for each in read_rtcp(data)]
                self.senders[output.connection].keyframe |= any(isinstance(each, KeyframeAsked) for each in asked)

    def take_copies(self, copies):
        sizes = [each.size for each in copies.packets]
        into = np.zeros((len(copies.columns), len(sizes)), slot_type(128))
        copies.write(into, sizes)
        for row, line in zip(copies.columns["row"].tolist(), into, strict=True):
            for packet, size in zip(line, sizes, strict=True):
                self.take(self.row[row], read_rtp(packet.tobytes()[:size]))

    def take(self, seat, packet):
        self.received += 1
        if packet.payload_type in {OPUS, VP8}:
            stream = self.streams.setdefault((seat, packet.ssrc), Stream())
            stream.take(packet, "audio" if packet.payload_type == OPUS else "video")
        elif (seat, packet.ssrc - 1) in self.streams:
            self.repeats += 1
            self.streams[seat, packet.ssrc - 1].repeated(packet)

    def complain(self):
        (seat, ssrc), stream = self.dice.choice([each for each in self.streams.items() if each[0][1] >= PICTURES_FROM])
        asked = {stream.newest - self.dice.randrange(200) & 0xFFFF for _ in range(3)}
        self.give(Burst([(seat, write_nack(ssrc, asked))]))

    def step(self):
        self.now += FRAME_S
        for sender in self.senders.values():
            self.give(Burst(sender.frame()))
        self.give(Tick())
        match self.dice.randrange(40):
            case 0:
                self.floor()
            case 1 | 2:
                pinned = self.dice.choice([*SENDERS, None])
                self.give(Viewed(self.dice.choice(VIEWERS), self.dice.randrange(3), pinned))
            case 3:
                self.give(Loaded(self.dice.choice([0, 0, 1, 2, 3])))
            case chance if chance < 14 and self.now > 1001:
                self.complain()


@pytest.mark.parametrize(
    ("seed", "packets"), [(1, 12_000), (2, 12_000), pytest.param(3, 300_000, marks=pytest.mark.grown)]
)
def test_every_stream_is_one_over_switches_wraps_losses_and_repeats(seed, packets):
    story = Story(seed)
    while story.received < packets:
        story.step()
    assert story.repeats > packets / 2000
    lost = sum(sender.lost for sender in story.senders.values())
    assert all(stream.holes <= lost for stream in story.streams.values())
    pictures = [stream for (_, ssrc), stream in story.streams.items() if stream.count > 100]
    assert len(pictures) >= 2 * len(VIEWERS)
