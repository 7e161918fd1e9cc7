"""Tape: what of a meeting is recorded, packed into rows for the writer. Pure.

Taken are the voices that are forwarded, every shared screen with its sound, and the cameras of the chair, the speaker,
whom the chair pinned and whose voice sounds: each in the best layer that flows. A switch of layer waits for a keyframe,
so that the picture never stops for it.
"""

from collections.abc import Iterable

from rooms.media.forwarding import loudness
from rooms.media.forwarding.floor import Truth
from rooms.media.forwarding.inputs import Input, RecordTold, TapeCut, TapeHungry
from rooms.media.forwarding.layers import Layer, Track
from rooms.media.forwarding.outbox import Outbox
from rooms.media.forwarding.outputs import Taped
from rooms.media.forwarding.packets import Rtp, write_keyframe_request
from rooms.media.forwarding.vp8 import Descriptor
from rooms.media.recording.rows import pack_note, pack_packet

LEASE_S = 300.0  # live tells every 2 s; a node that hears nothing for so long no longer knows that it may


class Recording:
    """A room's side of being recorded: nothing at all while nobody says so."""

    def __init__(self) -> None:
        self._tape: Tape | None = None
        self._seq = -1
        self._ended: list[Taped] = []

    def hear(self, given: Input, now: float, out: Outbox) -> bool:
        """What live and the writer say; True when it concerns the recording."""
        match given:
            case RecordTold(seq, recording) if seq >= self._seq:
                self._seq = seq
                self._turn(recording, now)
            case TapeHungry(connection, source) if self._tape is not None:
                _ask(self._tape.hungry(connection, source), now, out)
            case TapeCut() if self._tape is not None:
                self._tape.rewind()
            case _:
                return False
        return True

    def _turn(self, recording: str | None, now: float) -> None:
        if self._tape is not None and self._tape.recording == recording:
            self._tape.told = now
            return
        self._end()
        if recording is not None:
            self._tape = Tape(recording, now)

    def _end(self) -> None:
        if self._tape is not None:
            self._ended.append(Taped(self._tape.recording, self._tape.end()))
            self._tape = None

    def choose(self, tracks: Iterable[Track], voices: tuple[Track, ...], truth: Truth, now: float, out: Outbox) -> None:
        """Look around: who is to be recorded now, and in which layer."""
        if self._tape is None:
            return
        if self._tape.is_over(now):
            self._end()
            return
        for track in self._tape.choose(tracks, voices, truth, now):
            _ask(track, now, out)

    def take(self, layer: Layer, packet: Rtp, picture: Descriptor | None, now: float) -> None:
        """A packet on its way; of most rooms nothing is taken."""
        if self._tape is not None:
            self._tape.take(layer, packet, now, keyframe=picture is not None and picture.keyframe)

    def hand_on(self, out: Outbox) -> None:
        """Give the writer what was taken."""
        for taped in self._ended:
            out.news(taped)
        self._ended.clear()
        if self._tape is not None and (rows := self._tape.drain()):
            out.news(Taped(self._tape.recording, rows))


def _ask(track: Track | None, now: float, out: Outbox) -> None:
    """A keyframe, if one may be asked for now; one request brings one on every layer of Chromium (MEDIA.md fact 9)."""
    if track is not None and (layer := track.best("h", now)) is not None and track.may_ask_keyframe(now):
        out.control(track.connection, write_keyframe_request(layer.ssrc))


class Tape:
    """The recording of one room, as long as it is told that there is one."""

    def __init__(self, recording: str, now: float) -> None:
        self.recording = recording
        self.told = now
        self._rows: list[bytes] = []
        self._streams: dict[Layer, int] = {}
        self._coming: dict[Layer, Track] = {}  # wanted layers that have not sent a keyframe yet
        self._current: dict[Track, Layer] = {}
        self._clocks: dict[Layer, tuple[int, int] | None] = {}
        self._count = 0
        self._floor: dict[str, object] = {}

    def rewind(self) -> None:
        """The writer is a new one: say everything again."""
        self._streams, self._coming, self._current, self._clocks, self._floor = {}, {}, {}, {}, {}

    # --- what is wanted

    def choose(self, tracks: Iterable[Track], voices: tuple[Track, ...], truth: Truth, now: float) -> list[Track]:
        """Aim at what shall be recorded now; the tracks whose keyframe is needed."""
        loud = loudness.sounding(voices)[:1]
        self._note_floor(truth, loud, now)
        faces = {truth.chair, truth.speaker, truth.pinned, *loud} - {None}
        wanted = {track for track in tracks if _is_wanted(track, voices, faces)}
        for track in set(self._current) - wanted:
            self._leave(self._current.pop(track))
        self._coming = {layer: track for layer, track in self._coming.items() if track in wanted}
        return [track for track in wanted if self._aim(track, now)]

    def _aim(self, track: Track, now: float) -> bool:
        best = track.best("h", now)
        if best is None or best is self._current.get(track) or best in self._coming:
            return best is not None and best in self._coming
        self._coming = {layer: other for layer, other in self._coming.items() if other is not track}
        if track.kind == "audio":
            self._switch(track, best)
            return False
        self._coming[best] = track
        return True

    def _leave(self, layer: Layer) -> None:
        self._streams.pop(layer, None)
        self._clocks.pop(layer, None)

    def _switch(self, track: Track, layer: Layer) -> None:
        before = self._current.get(track)
        if before is not None:
            self._leave(before)
        self._coming.pop(layer, None)
        self._current[track] = layer
        self._count += 1
        self._streams[layer] = self._count
        names = {"seat": track.seat, "source": track.source, "sender": track.connection}
        self._rows.append(pack_note({"stream": self._count, **names}))

    def _note_floor(self, truth: Truth, loud: tuple[str, ...], now: float) -> None:
        floor: dict[str, object] = {
            "chair": truth.chair,
            "speaker": truth.speaker,
            "pinned": truth.pinned,
            "sharing": list(truth.sharing),
            "loud": next(iter(loud), self._floor.get("loud")),  # who spoke last is still meant in a pause
        }
        if floor != self._floor:
            self._floor = floor
            self._rows.append(pack_note({"floor": floor, "at": now}))

    # --- packets

    def take(self, layer: Layer, packet: Rtp, now: float, *, keyframe: bool) -> None:
        """A packet on its way through the room."""
        if keyframe and layer in self._coming:
            self._switch(self._coming[layer], layer)
        stream = self._streams.get(layer)
        if stream is None:
            return
        if layer.clock is not self._clocks.get(layer):
            self._note_clock(stream, layer)
        self._rows.append(
            pack_packet(stream, packet.index, packet.timestamp, now, packet.marker, bytes(packet.payload))
        )

    def _note_clock(self, stream: int, layer: Layer) -> None:
        self._clocks[layer] = layer.clock
        if layer.clock is not None:
            ntp, timestamp = layer.clock
            self._rows.append(pack_note({"stream": stream, "ntp": ntp, "timestamp": timestamp}))

    def hungry(self, connection: str, source: str) -> Track | None:
        """The recorded track that the writer waits for a keyframe of."""
        for track in self._current:
            if track.connection == connection and track.source == source:
                return track
        return None

    def is_over(self, now: float) -> bool:
        """Whether nobody has said for too long that the recording goes on."""
        return now - self.told > LEASE_S

    def end(self) -> list[bytes]:
        """The last rows."""
        return [*self.drain(), pack_note({"end": True})]

    def drain(self) -> list[bytes]:
        """The rows since the last drain."""
        rows, self._rows = self._rows, []
        return rows


def _is_wanted(track: Track, voices: tuple[Track, ...], faces: set[str | None]) -> bool:
    match track.source:
        case "mic":
            return track in voices
        case "camera":
            return track.seat in faces
    return True
