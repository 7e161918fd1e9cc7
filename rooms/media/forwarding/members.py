"""One connection in a room: what it sends, what it receives, and how its packets are told apart."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from rooms.media.forwarding import answer, counts
from rooms.media.forwarding.bandwidth import Arrivals
from rooms.media.forwarding.counts import Counts
from rooms.media.forwarding.downlink import Downlink
from rooms.media.forwarding.layers import Layer, Track
from rooms.media.forwarding.outputs import Placed
from rooms.media.forwarding.packets import Rtp, stamp_of
from rooms.media.forwarding.rewrite import Slot, original_of
from rooms.media.forwarding.wall import Looking, Wall

LEARNED_MAX = 100  # SSRCs in a stay; a browser has eight, a hostile one a new one with each packet


class Member:
    """A connection from its answered offer to its leaving."""

    def __init__(self, connection: str, seat: str, agreement: answer.Agreement, *, row: int = 0) -> None:
        self.connection, self.seat = connection, seat
        self.row = row  # in the room's log of what was sent
        self.ready = False
        self.stale = False  # its pictures must be fitted anew whether its slots change or not
        self.looking = Looking(seat)
        self.wall = Wall()
        self.shown: list[Track] = []  # most important first
        self.downlink = Downlink()
        self.arrivals = Arrivals()
        self.past = Counts()  # of streams whose SSRC gave way to another
        self.tracks: dict[str, Track] = {}  # by mid
        self.slots: list[Slot] = []
        self.slot_by_ssrc: dict[int, Slot] = {}
        self._found: dict[int, tuple[Track, Layer]] = {}  # by media SSRC
        self._repeats: dict[int, int] = {}  # SSRC of retransmissions -> of the media they repeat
        self._rids: dict[str, tuple[str, ...]] = {}
        self._rtx_types: set[int] = set()
        self._learned = 0
        self._ids = _ids_by_uri(agreement.lines)
        for line in agreement.lines:
            if line.source is None:
                self._add_slot(line)
            else:
                self._add_track(line, line.source)

    def _add_slot(self, line: answer.Line) -> None:
        rtx = (line.rtx_payload_type, line.rtx_ssrc) if line.rtx_payload_type is not None else None
        slot = Slot(
            self.connection,
            line.mid,
            line.kind,
            payload_type=line.payload_type,
            ssrc=line.ssrc,
            rtx=rtx,
            row=self.row,
            stamp=stamp_of(_ids_by_uri([line]).get(answer.TRANSPORT_CC)),
        )
        self.slots.append(slot)
        self.slot_by_ssrc[line.ssrc] = slot

    def _add_track(self, line: answer.Line, source: str) -> None:
        track = Track(self.connection, self.seat, source, line.kind, line.mid, repairs="nack" in line.feedback)
        self.tracks[line.mid] = track
        self._rids[line.mid] = line.rids
        if line.rtx_payload_type is not None:
            self._rtx_types.add(line.rtx_payload_type)
        if line.ssrcs and not line.rids:
            self._learn(track, line.ssrcs[0], None)
            self._repeats.update(line.rtx_ssrcs)

    # --- which packet is whose

    def extension(self, packet: Rtp, uri: str) -> bytes | None:
        """The packet's header extension of this kind."""
        number = self._ids.get(uri)
        return packet.extensions.get(number) if number is not None else None

    def find(self, packet: Rtp) -> tuple[Track, Layer, Rtp] | None:
        """The layer that a packet belongs to, and the packet, unwrapped if it is a retransmission; None for strangers.

        The SSRC is learned from the extensions mid and rid of the first packets (RFC 8843 9.2, RFC 8852).
        """
        if packet.payload_type in self._rtx_types:
            return self._find_repeated(packet)
        found = self._found.get(packet.ssrc)
        if found is None:
            track = self.tracks.get(self._text(packet, answer.MID))
            rid = self._text(packet, answer.RID) or None
            if track is None or (rid is not None and rid not in self._rids[track.mid]):
                return None
            if self._learned >= LEARNED_MAX:
                return None
            self._learned += 1
            found = (track, self._learn(track, packet.ssrc, rid))
        return *found, packet

    def _find_repeated(self, packet: Rtp) -> tuple[Track, Layer, Rtp] | None:
        original = original_of(packet)
        if packet.ssrc not in self._repeats:
            track = self.tracks.get(self._text(packet, answer.MID))
            rid = self._text(packet, answer.REPAIRED_RID) or None
            layer = track.layers.get(rid) if track is not None else None
            if layer is None:
                return None
            # one stream of repeats a layer: a thousand would be a thousand entries kept
            self._repeats = {repeat: media for repeat, media in self._repeats.items() if media != layer.ssrc}
            self._repeats[packet.ssrc] = layer.ssrc
        found = self._found.get(self._repeats[packet.ssrc])
        if found is None or original is None:
            return None
        seq, payload = original
        return *found, replace(packet, seq=seq, ssrc=found[1].ssrc, payload=payload)

    def _text(self, packet: Rtp, uri: str) -> str:
        return (self.extension(packet, uri) or b"").decode("ascii", "replace")

    def _learn(self, track: Track, ssrc: int, rid: str | None) -> Layer:
        before = track.layers.get(rid)
        if before is not None:
            self.past.add(counts.of_layer(before))
            self._found.pop(before.ssrc, None)
            self._repeats = {repeat: media for repeat, media in self._repeats.items() if media != before.ssrc}
        layer = track.add_layer(ssrc, rid)
        self._found[ssrc] = (track, layer)
        if not self.arrivals.media_ssrc or track.kind == "video":
            self.arrivals.media_ssrc = ssrc
        return layer

    def layer_of(self, ssrc: int) -> Layer | None:
        """The layer with this SSRC."""
        found = self._found.get(ssrc)
        return found[1] if found is not None else None

    def layers(self) -> list[Layer]:
        """Every layer that this connection sends."""
        return [layer for _, layer in self._found.values()]

    # --- who is in which slot

    def slots_of(self, kind: str) -> list[Slot]:
        """The slots for sound or for pictures."""
        return [slot for slot in self.slots if slot.kind == kind]

    def seat_tracks(self, kind: str, wanted: list[Track]) -> bool:
        """Give each wanted track a slot; who has one keeps it. True when something changed."""
        slots = self.slots_of(kind)
        wanted = wanted[: len(slots)]
        leaving = [slot for slot in slots if slot.track is not None and slot.track not in wanted]
        for slot in leaving:
            slot.feed(None)
        seated = [slot.track for slot in slots]
        coming = [track for track in wanted if track not in seated]
        for slot, track in zip((slot for slot in slots if slot.track is None), coming, strict=False):
            slot.feed(track)
        return bool(leaving or coming)

    def map_slots(self) -> Mapping[str, Placed | None]:
        """Who is in which slot now, by mid."""
        return {
            slot.mid: Placed(slot.track.seat, slot.track.source) if slot.track is not None else None
            for slot in self.slots
        }


def _ids_by_uri(lines: Iterable[answer.Line]) -> dict[str, int]:
    """Extension ids; in a BUNDLE one id means the same on every line (RFC 8843 8.1)."""
    return {uri: number for line in lines for number, uri in line.extensions.items()}
