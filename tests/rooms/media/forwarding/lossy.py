"""A lossy line in memory, halls that send, and a viewer behind the line: what it would see and hear, second by second.

The figures of the lines are RELIABILITY.md 8's. Everything has a seed and a made clock: the same story every time.
"""

import heapq
import random
from collections import defaultdict
from itertools import count, pairwise
from struct import pack, unpack_from

import numpy as np

from rooms.media.forwarding.bandwidth import Arrivals
from rooms.media.forwarding.copies import Copies, slot_type
from rooms.media.forwarding.inputs import TICK_S, Burst, FloorTold, Joined, Loaded, Readied, Tick, Viewed
from rooms.media.forwarding.outputs import Control, LimitsChanged, SlotsChanged, Transmit
from rooms.media.forwarding.packets import (
    KeyframeAsked,
    read_rtcp,
    read_rtp,
    write_keyframe_request,
    write_nack,
)
from rooms.media.forwarding.reception import Reception
from rooms.media.forwarding.router import Room
from tests.factories.media import CAMERA, CC_ID, MIC, SCREEN, VP8, a_packet, a_picture, an_agreement

BELOW_RTP = 38  # bytes a packet: IPv4, UDP, SRTP's tag
STEP_S = 0.01
PACKET = 1100
LAYERS = {"l": 120_000, "m": 450_000, "h": 1_500_000}
FPS = 15
FEEDBACK_S = 0.1
HEADER = "!BHB"  # layer, frame, packets left in it


class Line:
    """One direction: what is sent comes out later, or never."""

    def __init__(self, *, rate=1e9, delay=0.02, jitter=0.0, loss=0.0, burst=1, queue=0.4, seed=1):  # noqa: PLR0913
        self.rate, self.delay, self.jitter, self.loss, self.burst, self.queue = rate, delay, jitter, loss, burst, queue
        self._random = random.Random(seed)
        self._free = self._last = 0.0
        self._losing = 0
        self._under_way = []
        self._order = count()

    def send(self, data, now):
        start = max(now, self._free)
        if start - now > self.queue:
            return
        self._free = start + (len(data) + BELOW_RTP) * 8 / self.rate
        if self._loses():
            return
        self._last = max(self._last, self._free + self.delay + self._random.uniform(-self.jitter, self.jitter))
        heapq.heappush(self._under_way, (self._last, next(self._order), data))

    def _loses(self):
        if self._losing:
            self._losing -= 1
            return True
        if self._random.random() < self.loss / self.burst:
            self._losing = self.burst - 1
            return True
        return False

    def arrived(self, now):
        while self._under_way and self._under_way[0][0] <= now:
            at, _, data = heapq.heappop(self._under_way)
            yield at, data


class Hall:
    """Sends sound, and a picture in three layers or one."""

    def __init__(self, seat, *, layers=LAYERS, mid=CAMERA, speaks=True, seed=0):
        self.seat, self.layers, self.mid, self.speaks = seat, layers, mid, speaks
        self._seq = defaultdict(int)
        self._frame = 0
        self._due = self._sound_due = 0.0
        self._random = random.Random(seed)
        self.keyframe = True

    def due(self, now):
        while self.speaks and self._sound_due <= now:
            self._sound_due = max(self._sound_due + 0.02, now - 0.1)
            self._seq[MIC] += 1
            n = self._seq[MIC]
            yield a_packet(mid=MIC, seq=n, timestamp=960 * n, ssrc=11, level=20, payload=pack("!H", n % 65536) * 40)
        if self._due <= now:
            self._due = max(self._due + 1 / FPS, now - 0.5)
            self._frame += 1
            for rid, rate in self.layers.items():
                yield from self._picture(rid, rate)
            self.keyframe = False

    def _picture(self, rid, rate):
        octets = int(rate / 8 / FPS * self._random.uniform(0.8, 1.2) * (4 if self.keyframe else 1))
        packets = octets // PACKET + 1
        for left in range(packets - 1, -1, -1):
            self._seq[rid] += 1
            first = left == packets - 1
            body = pack(HEADER, ord(rid or "s"), self._frame & 0xFFFF, left) + bytes(octets // packets)
            payload = a_picture(self._frame, keyframe=self.keyframe, tl0=self._frame, body=body)
            if not first:
                payload = bytes([payload[0] & ~0x10]) + payload[1:]
            yield a_packet(
                mid=self.mid,
                rid=rid,
                seq=self._seq[rid],
                timestamp=90_000 // FPS * self._frame,
                ssrc={"l": 13, "m": 14, "h": 15, "": 16}[rid],
                kind=VP8,
                payload=payload,
                marker=not left,
            )

    def hear(self, data):
        self.keyframe |= any(isinstance(each, KeyframeAsked) for each in read_rtcp(data))


class Picture:
    """What a decoder makes of one slot: a frame is shown when it and all before it are whole, or it is a keyframe."""

    def __init__(self, ssrc):
        self.ssrc = ssrc
        self.reception = Reception(clock_hz=90_000, repairs=True)
        self.shown = []  # (when, layer)
        self._packets = {}
        self._next = None
        self._stuck_since = None
        self.complained = 0.0

    def take(self, packet, now):
        index = self.reception.extend(packet.seq)
        if not self.reception.arrived(index, packet.timestamp, now):
            return
        at = 7
        layer, _, left = unpack_from(HEADER, packet.payload, at)
        key = packet.payload[0] & 0x10 and not packet.payload[6] & 1
        self._packets[index] = (chr(layer), left, bool(key))
        self._decode(now)

    def _decode(self, now):
        if self._next is None or self._next not in self._packets:
            whole = next((index for index in sorted(self._packets) if self._is_whole_keyframe(index)), None)
            if whole is not None:
                self._next = whole
        while self._next in self._packets:
            layer, left, _ = self._packets.pop(self._next)
            self._next += 1
            self._stuck_since = None
            if not left:
                self.shown.append((now, layer))
                self._packets = {index: packet for index, packet in self._packets.items() if index >= self._next}

    def _is_whole_keyframe(self, index):
        if index < (self._next or 0):
            return False
        _, left, key = self._packets[index]
        return key and all(index + step in self._packets for step in range(left + 1))

    def starves(self, now):
        """Whether it would ask for a keyframe now, as libwebrtc does when nothing can be decoded for a second."""
        if not self._packets:
            self._stuck_since = None
            return False
        self._stuck_since = self._stuck_since or now
        if now - max(self._stuck_since, self.complained) < 1.0:
            return False
        self.complained = now
        return True

    def freezes(self, since, until, longest=0.5):
        times = [since, *(at for at, _ in self.shown if since < at < until), until]
        return [(a, b - a) for a, b in pairwise(times) if b - a > longest]

    def layer_at(self, now):
        return next((layer for at, layer in reversed(self.shown) if now - 0.5 < at <= now), None)


class Viewer:
    """A browser behind the lines `down` and `up`."""

    def __init__(self, down, up, *, feedback=True):
        self.down, self.up = down, up
        self.pictures, self.sound = {}, []  # sound: (when it came, its number)
        self.limits, self.slots, self.octets = [], {}, 0
        self._arrivals = Arrivals() if feedback else None
        self._told_at = 0.0

    def take(self, at, data):
        self.octets += len(data)
        packet = read_rtp(data)
        stamp = packet.extensions.get(CC_ID)
        if stamp and self._arrivals:
            self._arrivals.note(int.from_bytes(stamp[:2], "big"), at + 5000)
        if packet.payload_type == 111:
            self.sound.append((at, int.from_bytes(packet.payload[:2], "big")))
        elif packet.payload_type == VP8:
            self.pictures.setdefault(packet.ssrc, Picture(packet.ssrc)).take(packet, at)
        elif len(packet.payload) > 2:
            ssrc = packet.ssrc - 1
            packet.seq, packet.payload = int.from_bytes(packet.payload[:2], "big"), packet.payload[2:]
            if ssrc in self.pictures:
                self.pictures[ssrc].take(packet, at)

    def complain(self, now):
        if now - self._told_at >= FEEDBACK_S and self._arrivals:
            self._told_at = now
            for feedback in self._arrivals.feedback():
                self.up.send(feedback, now)
        for picture in self.pictures.values():
            missing = picture.reception.due(now)
            if missing:
                self.up.send(write_nack(picture.ssrc, missing), now)
            if picture.starves(now):
                self.up.send(write_keyframe_request(picture.ssrc), now)


def offer_of(hall):
    layered = "l" in hall.layers
    return an_agreement(simulcast=layered and hall.mid == CAMERA, screen_layers=hall.mid == SCREEN, video_slots=1)


class Meeting:
    """A room with halls on perfect lines, and one viewer."""

    def __init__(self, halls, viewer, *, video_slots=9, **floor):
        self.room, self.now, self.halls, self.viewer = Room(), 100.0, {hall.seat: hall for hall in halls}, viewer
        self._tick_at = self.now
        for hall in halls:
            self.give(Joined(hall.seat, hall.seat, offer_of(hall)))
        self.give(Joined("viewer", "viewer", an_agreement(video_slots=video_slots)))
        heard = [hall.seat for hall in halls if hall.speaks]
        self.give(FloorTold(1, tuple(heard), halls[0].seat, None, **floor))
        for seat in (*self.halls, "viewer"):
            self.give(Readied(seat))

    def give(self, what):
        for output in self.room.handle(what, self.now):
            self._deliver(output)

    def load(self, level):
        self.give(Loaded(level))

    def look(self, **more):
        self.give(Viewed("viewer", 0, None, **more))

    def _deliver(self, output):
        if isinstance(output, Transmit) and output.connection == "viewer":
            for packet in output.packets:
                self.viewer.down.send(packet, self.now)
        elif isinstance(output, Copies):
            self._deliver_copies(output)
        elif isinstance(output, Control) and output.connection in self.halls:
            for packet in output.packets:
                self.halls[output.connection].hear(packet)
        elif isinstance(output, LimitsChanged) and output.connection == "viewer":
            self.viewer.limits.append((self.now, output.level, output.reason, output.kbps))
        elif isinstance(output, SlotsChanged) and output.connection == "viewer":
            self.viewer.slots = output.slots

    def _deliver_copies(self, copies):
        row = self.room.members["viewer"].row
        rows = copies.columns["row"].tolist()
        if row in rows:
            into = np.zeros((len(rows), len(copies.packets)), slot_type(1600))
            copies.write(into, [each.size for each in copies.packets])
            for packet, each in zip(into[rows.index(row)], copies.packets, strict=True):
                self.viewer.down.send(packet.tobytes()[: each.size], self.now)

    def run(self, seconds):
        until = self.now + seconds
        while self.now < until:
            self.now += STEP_S
            for hall in self.halls.values():
                burst = [(hall.seat, packet) for packet in hall.due(self.now)]
                if burst:
                    self.give(Burst(burst))
            for at, data in list(self.viewer.down.arrived(self.now)):
                self.viewer.take(at, data)
            self.viewer.complain(self.now)
            arrived = [("viewer", data) for _, data in self.viewer.up.arrived(self.now)]
            if arrived:
                self.give(Burst(arrived))
            if self.now - self._tick_at >= TICK_S:
                self._tick_at += TICK_S
                self.give(Tick())

    @property
    def estimate(self):
        return self.room.members["viewer"].downlink.estimate

    def picture_of(self, seat, source="camera"):
        """What the viewer sees of a seat."""
        mid = next(
            mid
            for mid, placed in self.viewer.slots.items()
            if placed and placed.seat == seat and placed.source == source
        )
        return self.viewer.pictures.get(0x10000 + 2 * int(mid)) or Picture(0)


def concealed(sound, since, until, most=0.2):
    """The share of voice packets that came too late for a player whose buffer follows the last seconds, or never."""
    came = {number: at for at, number in sound}
    numbers = [number for number, at in came.items() if since < at < until]
    if not numbers:
        return 1.0
    expected = range(min(numbers), max(numbers) + 1)
    lowest = min(came[number] - number * 0.02 for number in numbers)
    late = sum(number not in came or came[number] - number * 0.02 - lowest > most for number in expected)
    return late / len(expected)
