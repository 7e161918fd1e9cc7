"""A slot: one outgoing SSRC that stays one continuous stream, whoever feeds it.

Each switch begins a segment: from then on source numbers become slot numbers by fixed offsets. Segments are kept for a
while, because a receiver may still ask for a packet from before the switch. Between switches a slot stands in the fan
of its layer (fan.py), and its packets are written as columns. Without renumbered VP8 picture ids Chromium freezes for
1.5 to 1.9 s at a switch (MEDIA.md).
"""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rooms.media.forwarding import vp8
from rooms.media.forwarding.layers import CLOCK_HZ, Layer, Track
from rooms.media.forwarding.packets import Rtp, write_rtp, write_sender_clock
from rooms.media.forwarding.receipts import Receipt

if TYPE_CHECKING:
    from rooms.media.forwarding.fan import Fan

SEGMENTS_KEPT = 8
FIRST_SEQ = 1000  # low, so that a straggler from before it is not taken for a wrap (MEDIA.md fact 10)
OSN = 2  # bytes of the original sequence number, RFC 4588 4
FILLERS = 64  # packets of one slot that a probe may repeat at a time
PADDING = 255  # bytes, the most that RFC 3550 5.1 can count
PLAINTS, PLAINT_EVERY_S = 5.0, 2.0  # keyframes that one receiver may cause at once, and one more after so long
RETRY_S = 0.5  # a switch that waits for its keyframe asks again


@dataclass(frozen=True, slots=True)
class Segment:
    """From `first` (slot index) on, packets of `layer` with these offsets."""

    layer: Layer
    first: int
    index_offset: int
    timestamp_offset: int
    picture_offset: int = 0
    tl0_offset: int = 0


class Slot:
    """One receiving line of a connection, and the numbers of its stream."""

    def __init__(  # noqa: PLR0913 - the line's own figures
        self,
        connection: str,
        mid: str,
        kind: str,
        *,
        payload_type: int,
        ssrc: int,
        rtx: tuple[int, int] | None,
        row: int = 0,
        stamp: int = 0,
    ) -> None:
        self.connection, self.mid, self.kind = connection, mid, kind
        self.row, self.stamp = row, stamp  # of the connection; the word of its transport-wide number
        self.payload_type, self.ssrc, self.rtx = payload_type, ssrc, rtx  # rtx: (payload type, SSRC)
        self.track: Track | None = None
        self.wanted: str | None = "h"  # None: left out for now
        self.layer: Layer | None = None
        self.pending: Layer | None = None
        self.asked = 0.0
        self.starving = False  # its receiver asked for a keyframe
        self._plaints, self._plaint_at = PLAINTS, 0.0
        self.receipt = Receipt()
        self.repairs_wanted = self.repairs_sent = self.keyframes_wanted = 0
        self._packets = self._octets = 0
        self._fan: Fan | None = None
        self._segments: deque[Segment] = deque(maxlen=SEGMENTS_KEPT)
        self._newest = FIRST_SEQ
        self._timestamp = 0
        self._sent_at = 0.0
        self._picture = self._tl0 = 0
        self._rtx_seq = 0

    # --- who feeds it

    def feed(self, track: Track | None) -> None:
        """Take `track` from the next keyframe on; nothing is sent for None, and never a BYE (fact 10)."""
        if track is self.track:
            return
        for layer in {self.layer, self.pending} - {None}:
            self._leave(layer)
        self.track, self.layer, self.pending = track, None, None

    def choose(self, now: float) -> Layer | None:
        """Aim at the best layer that flows. Returns the one whose keyframe should be asked for, if any.

        The caller sets `asked` when it has asked: the track may have refused, and then this says so again.
        """
        if self.wanted is None:
            self.pause()
            return None
        best = self.track.best(self.wanted, now) if self.track is not None else None
        if best is None:
            return None
        if best is self.layer:
            self._leave(self.pending)
            self.pending = None
            return None
        if best is not self.pending:
            self._leave(self.pending)
            self.pending, self.asked = best, -RETRY_S
            best.slots.append(self)
        hungry = self.kind == "video" and now - self.asked >= RETRY_S
        return best if hungry else None

    def pause(self) -> None:
        """Send nothing more of what it is fed; whatever is chosen next begins with a keyframe."""
        self._leave(self.layer)
        self._leave(self.pending)
        self.layer = self.pending = None

    def fillers(self) -> Iterator[bytes]:
        """Repeats of its last packets, and bare padding after them: a receiver of RTX drops both without harm."""
        self._catch_up()
        for back in range(FILLERS):
            packet = self.repeat(self._newest - back & 0xFFFF)
            yield packet if packet is not None else self._padding()

    def _padding(self) -> bytes:
        payload_type, ssrc = self.rtx or (self.payload_type, self.ssrc)
        self._rtx_seq = self._rtx_seq + 1 & 0xFFFF
        data = write_rtp(payload_type, self._rtx_seq, self._timestamp, ssrc, bytes(PADDING - 1) + bytes([PADDING]))
        return bytes([data[0] | 0x20]) + data[1:]  # RFC 3550 5.1: the last byte counts the padding

    def _leave(self, layer: Layer | None) -> None:
        if layer is None:
            return
        if self._fan is not None and self._fan is layer.fan:
            self._step_out()
        elif self in layer.slots:
            layer.slots.remove(self)

    # --- in step with the others

    def step_in(self) -> None:
        """The newest packet of its layer came here too: from the next one on the fan speaks for this slot."""
        if self.layer is None or self._fan is not None:
            return
        self.layer.slots.remove(self)
        self._fan = fan = self.layer.fan
        segment = self._segments[-1]
        fan.join(self, segment.first - segment.index_offset)
        self._packets, self._octets = self._packets - fan.packets, self._octets - fan.octets

    def _step_out(self) -> None:
        self._catch_up()
        fan, self._fan = self._fan, None
        if fan is not None:
            fan.leave(self)
            self._packets, self._octets = self._packets + fan.packets, self._octets + fan.octets

    def _catch_up(self) -> None:
        if self._fan is None or self._fan.last is None:
            return
        packet, picture, at = self._fan.last
        segment = self._segments[-1]
        index = packet.index + segment.index_offset
        if index > self._newest:
            self._advance(index, segment, packet, picture, at)

    def column(self) -> tuple[int, ...]:
        """Its line of the fan's columns."""
        now = self._segments[-1]
        offsets = now.index_offset, now.timestamp_offset, now.picture_offset, now.tl0_offset
        return self.row, self.ssrc, self.payload_type, self.stamp, *offsets

    @property
    def packets(self) -> int:
        """Packets sent, repeats left out."""
        return self._packets + (self._fan.packets if self._fan is not None else 0)

    @property
    def octets(self) -> int:
        """Bytes of their payloads."""
        return self._octets + (self._fan.octets if self._fan is not None else 0)

    # --- packets

    def forward(self, layer: Layer, packet: Rtp, picture: vp8.Descriptor | None, now: float) -> bytes | None:
        """The packet with this slot's numbers, or None when it is not for it."""
        fresh = layer is self.pending
        if fresh:
            if picture is not None and not picture.keyframe:
                return None
            self._switch(layer, packet, picture, now)
        elif layer is not self.layer:
            return None
        self._catch_up()
        segment = self._segments[-1]
        index = packet.index + segment.index_offset
        if index < segment.first:
            return None
        data = self._write(segment, packet, picture, marker=fresh and self.kind == "audio")
        if index >= self._newest:
            self._advance(index, segment, packet, picture, now)
        self._packets += 1
        self._octets += len(packet.payload)
        return data

    def _switch(self, layer: Layer, packet: Rtp, picture: vp8.Descriptor | None, now: float) -> None:
        if self.layer is not layer:
            self._leave(self.layer)
        self.layer, self.pending = layer, None
        first = self._newest + 1
        elapsed = max(1, int((now - self._sent_at) * CLOCK_HZ[self.kind])) if self._sent_at else 1
        self._segments.append(
            Segment(
                layer,
                first,
                index_offset=first - packet.index,
                timestamp_offset=self._timestamp + elapsed - packet.timestamp,
                picture_offset=self._picture + 1 - picture.picture if picture is not None else 0,
                tl0_offset=self._tl0 + 1 - picture.tl0 if picture is not None else 0,
            )
        )

    def _advance(self, index: int, segment: Segment, packet: Rtp, picture: vp8.Descriptor | None, now: float) -> None:
        self._newest, self._sent_at = index, now
        self._timestamp = packet.timestamp + segment.timestamp_offset & 0xFFFFFFFF
        if picture is not None:
            self._picture = picture.picture + segment.picture_offset & 0x7FFF
            self._tl0 = picture.tl0 + segment.tl0_offset & 0xFF

    def _write(self, segment: Segment, packet: Rtp, picture: vp8.Descriptor | None, *, marker: bool) -> bytes:
        second = self.payload_type | (0x80 if packet.marker or marker else 0)
        return write_rtp(second, *self._numbers(segment, packet), self.ssrc, _payload(segment, packet, picture))

    def _numbers(self, segment: Segment, packet: Rtp) -> tuple[int, int]:
        seq = packet.index + segment.index_offset & 0xFFFF
        return seq, packet.timestamp + segment.timestamp_offset & 0xFFFFFFFF

    # --- feedback

    def hear_plaint(self, now: float) -> None:
        """Its receiver asks for a keyframe. One that does so all the time spoils the picture of all others."""
        self._plaints = min(PLAINTS, self._plaints + (now - self._plaint_at) / PLAINT_EVERY_S)
        self._plaint_at = now
        if self._plaints >= 1:
            self._plaints -= 1
            self.starving = True

    def repeat(self, seq: int) -> bytes | None:
        """A packet asked for again by its slot number, from the history of the layer that it came from."""
        self._catch_up()
        index = self._newest - (self._newest - seq & 0xFFFF)
        segment = next((each for each in reversed(self._segments) if each.first <= index), None)
        packet = segment.layer.history.find(index - segment.index_offset) if segment is not None else None
        if segment is None or packet is None:
            return None
        picture = vp8.read(packet.payload) if self.kind == "video" else None
        if self.rtx is None:
            return self._write(segment, packet, picture, marker=False)
        # RFC 4588 4: its own SSRC and numbers; the original number leads the payload
        payload_type, ssrc = self.rtx
        seq, timestamp = self._numbers(segment, packet)
        self._rtx_seq = self._rtx_seq + 1 & 0xFFFF
        second = payload_type | (0x80 if packet.marker else 0)
        body = seq.to_bytes(2, "big") + _payload(segment, packet, picture)
        return write_rtp(second, self._rtx_seq, timestamp, ssrc, body)

    def sender_clock(self) -> bytes | None:
        """A sender report: the source's own clock at this slot's timestamp. None while nothing flows."""
        if self.layer is None or self.layer.clock is None or not self._segments:
            return None
        ntp, timestamp = self.layer.clock
        here = timestamp + self._segments[-1].timestamp_offset & 0xFFFFFFFF
        return write_sender_clock(self.ssrc, ntp, here, self.packets, self.octets)


def _payload(segment: Segment, packet: Rtp, picture: vp8.Descriptor | None) -> bytes:
    if picture is None or not picture.picture_at:
        return packet.payload
    return vp8.renumber(
        packet.payload,
        picture,
        picture.picture + segment.picture_offset,
        picture.tl0 + segment.tl0_offset,
    )


def original_of(packet: Rtp) -> tuple[int, bytes] | None:
    """Sequence number and payload that a retransmission repeats; None for padding (MEDIA.md fact 4)."""
    if len(packet.payload) < OSN:
        return None
    return int.from_bytes(packet.payload[:2], "big"), packet.payload[2:]
