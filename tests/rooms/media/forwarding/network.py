"""A room, a made clock and lines in memory: what each browser sends and gets, packet by packet."""

import numpy as np

from rooms.media.forwarding.copies import Copies, slot_type
from rooms.media.forwarding.inputs import TICK_S, Burst, Darkened, FloorTold, Joined, Left, Readied, Tick, Viewed
from rooms.media.forwarding.outputs import Control, LoudChanged, SlotsChanged, Transmit
from rooms.media.forwarding.packets import KeyframeAsked, Lost, read_rtcp, read_rtp, write_nack
from rooms.media.forwarding.router import Room
from tests.factories.media import CAMERA, MIC, SCREEN, SCREEN_SOUND, VP8, a_packet, a_picture, an_agreement


class Browser:
    """One end: its counters, and everything that came to it."""

    def __init__(self, network, seat, *, simulcast):
        self.network, self.seat, self.simulcast = network, seat, simulcast
        self.data, self.rtp, self.rtcp, self.slots, self.loud = [], [], [], {}, ()
        self.number = dict.fromkeys((MIC, CAMERA, SCREEN, SCREEN_SOUND, "l", "m", "h"), 0)

    def took(self, packets):
        self.data += packets
        self.rtp += [read_rtp(packet) for packet in packets]

    def speak(self, level=20, **fields):
        n = self._next(MIC)
        self._send(a_packet(mid=MIC, seq=n, timestamp=960 * n, ssrc=11, level=level, payload=b"voice", **fields))

    def play(self):
        """A packet of the shared screen's sound."""
        n = self._next(SCREEN_SOUND)
        self._send(a_packet(mid=SCREEN_SOUND, seq=n, timestamp=960 * n, ssrc=31, level=0, payload=b"film"))

    def show(self, *, keyframe=False, rid="", mid=CAMERA, lost=False, body=b"picture"):
        n = self._next(rid or mid)
        ssrc = {"": 12, "l": 13, "m": 14, "h": 15}[rid] + (10 if mid == SCREEN else 0)
        payload = a_picture(n, keyframe=keyframe, tl0=n, body=body)
        packet = a_packet(mid=mid, rid=rid, seq=n, timestamp=3000 * n, ssrc=ssrc, kind=VP8, payload=payload)
        if not lost:
            self._send(packet)
        return packet

    def appear(self, **where):
        """A picture, and the keyframe that is asked for once it is in a slot."""
        self.show(**where)
        self.show(keyframe=True, **where)

    def complain(self, mid, *seqs):
        """Ask the node for packets of a slot again."""
        self._send(write_nack(ssrc_of(mid), seqs))

    def _next(self, stream):
        self.number[stream] += 1
        return self.number[stream]

    def _send(self, packet):
        self.network.give(Burst([(self.seat, packet)]))

    @property
    def keyframes_asked(self):
        return [each.ssrc for data in self.rtcp for each in read_rtcp(data) if isinstance(each, KeyframeAsked)]

    @property
    def missed(self):
        return [seq for data in self.rtcp for each in read_rtcp(data) if isinstance(each, Lost) for seq in each.seqs]

    def of(self, mid):
        """What came in one slot."""
        return [packet for packet in self.rtp if packet.ssrc == ssrc_of(mid)]

    def sees(self):
        return [(placed.seat, placed.source) for placed in self.slots.values() if placed]


def ssrc_of(mid):
    return 0x10000 + 2 * int(mid)


class Network:
    """The room and its browsers; time passes when it is told to."""

    def __init__(self):
        self.room, self.now, self.browsers = Room(), 1000.0, {}

    def join(self, seat, *, simulcast=False, ready=True, **offer) -> Browser:
        browser = self.browsers[seat] = Browser(self, seat, simulcast=simulcast)
        self.give(Joined(seat, seat, an_agreement(simulcast=simulcast, **offer)))
        if ready:
            self.give(Readied(seat))
        return browser

    def leave(self, seat):
        self.give(Left(seat))
        del self.browsers[seat]

    def floor(self, *heard, seq=1, chair=None, speaker=None, **more):
        self.give(FloorTold(seq, heard, chair, speaker, **more))

    def look(self, seat, page=0, pinned=None, *, low=False):
        self.give(Viewed(seat, page, pinned, low))

    def darken(self, seat, source):
        self.give(Darkened(seat, source))

    def give(self, what):
        self.now += 0.001
        for output in self.room.handle(what, self.now):
            self._deliver(output)

    def pass_time(self, seconds):
        for _ in range(round(seconds / TICK_S)):
            self.now += TICK_S
            self.give(Tick())

    def _deliver(self, output):
        if isinstance(output, LoudChanged):
            for connection in output.connections:
                self.browsers[connection].loud = output.seats
            return
        if isinstance(output, Copies):
            self._deliver_copies(output)
            return
        browser = self.browsers[output.connection]
        if isinstance(output, Transmit):
            browser.took(output.packets)
        elif isinstance(output, Control):
            browser.rtcp += output.packets
        elif isinstance(output, SlotsChanged):
            browser.slots = output.slots

    def _deliver_copies(self, copies):
        by_row = {member.row: connection for connection, member in self.room.members.items()}
        sizes = [each.size for each in copies.packets]
        for row, packets in zip(copies.columns["row"].tolist(), written(copies, sizes), strict=True):
            self.browsers[by_row[row]].took(packets)


def written(copies, sizes) -> list[list[bytes]]:
    """The packets of each receiver."""
    stride = 1600
    into = np.zeros((len(copies.columns), len(sizes)), slot_type(stride))
    copies.write(into, sizes)
    return [[packet.tobytes()[:size] for packet, size in zip(line, sizes, strict=True)] for line in into]
