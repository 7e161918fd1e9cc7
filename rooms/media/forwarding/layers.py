"""Sources and their layers: what a connection sends, and which simulcast layer of it a receiver gets now."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from rooms.media.forwarding.fan import Fan
from rooms.media.forwarding.history import History
from rooms.media.forwarding.reception import Reception

if TYPE_CHECKING:
    from rooms.media.forwarding.rewrite import Slot

CLOCK_HZ = {"audio": 48_000, "video": 90_000}
FLOWING_S = 2.5  # a layer silent for longer is off; a still screen sends a frame a second
STRAGGLING_S = 0.5  # packets sent before the word that the picture ended may come after it
KEYFRAME_GAP_S = 0.4  # one request gives keyframes on all layers of Chromium, so the limit is per track (fact 9)
FIRST_RATE = {"l": 150_000.0, "m": 500_000.0, "h": 1_500_000.0}  # what Chromium makes of 180, 360 and 720 lines
SOUND_RATE = 40_000.0
HEADERS = 1.05  # of payload, what the line carries
SMOOTHING = 0.2  # at five measurings a second about a second
ORDER = {"l": 0, "m": 1, "h": 2}
HIGHEST = 2
SILENCE = 127.0  # -dBov, RFC 6464


@dataclass(slots=True, eq=False)
class Layer:
    """One incoming SSRC: its reception, its recent packets, and the slots that it feeds.

    Those in step stand in the fan; `slots` are the others: fed one by one, or waiting for a keyframe.
    """

    ssrc: int
    rid: str | None
    reception: Reception
    history: History = field(default_factory=History)
    slots: list["Slot"] = field(default_factory=list)
    fan: Fan = field(default_factory=Fan)
    last: float = 0.0
    octets: int = 0  # of payload
    rate: float = 0.0  # bits a second lately, headers included; a guess before it is measured
    measured: tuple[int, float] | None = None  # octets at the last measuring, and when it was
    clock: tuple[int, int] | None = None  # (NTP, RTP timestamp) of its last sender report

    @property
    def rank(self) -> int:
        """Its place among the layers, lowest first; a stream without layers ranks highest."""
        return ORDER.get(self.rid or "", HIGHEST)

    def measure(self, now: float) -> None:
        """Renew the rate; due a few times a second."""
        before, self.measured = self.measured, (self.octets, now)
        if before is not None and now > before[1]:
            seen = (self.octets - before[0]) * 8 * HEADERS / (now - before[1])
            self.rate += (seen - self.rate) * SMOOTHING

    def flows(self, now: float) -> bool:
        """Whether packets came lately."""
        return now - self.last < FLOWING_S


@dataclass(slots=True, eq=False)
class Track:
    """One sending line of a connection: a microphone, a camera, a screen or its sound.

    `admitted`: its packets pass the door (floor.Truth.admits). `live`: packets came lately.
    """

    connection: str
    seat: str
    source: str
    kind: str
    mid: str
    repairs: bool = True  # its sender answers NACKs
    layers: dict[str | None, Layer] = field(default_factory=dict)
    level: float = SILENCE
    admitted: bool = False
    live: bool = False
    dark_until: float = 0.0  # its sender said that it ended: stragglers do not wake it
    asked: float = -1.0  # when a keyframe was last asked for
    keyframes_asked: int = 0

    def add_layer(self, ssrc: int, rid: str | None) -> Layer:
        """A newly seen SSRC; it takes the place of an older one of the same rid."""
        reception = Reception(clock_hz=CLOCK_HZ[self.kind], repairs=self.repairs, pauses=self.kind == "audio")
        first = FIRST_RATE.get(rid or "m", FIRST_RATE["m"]) if self.kind == "video" else SOUND_RATE
        layer = Layer(ssrc, rid, reception, rate=first)
        self.layers[rid] = layer
        return layer

    def up_to(self, wanted: str, now: float) -> list[Layer]:
        """The layers that flow, lowest first, up to the wanted one; at least the lowest."""
        flowing = sorted((layer for layer in self.layers.values() if layer.flows(now)), key=lambda layer: layer.rank)
        return [layer for layer in flowing if layer.rank <= ORDER[wanted]] or flowing[:1]

    def best(self, wanted: str, now: float) -> Layer | None:
        """The wanted layer, or the nearest below that flows, or the lowest of all that flow."""
        layers = self.up_to(wanted, now)
        return layers[-1] if layers else None

    def darken(self, now: float) -> None:
        """Its sender ended it: gone from every slot at once, not when its packets have been missed."""
        self.live, self.dark_until = False, now + STRAGGLING_S
        for layer in self.layers.values():
            layer.last = -FLOWING_S

    def may_ask_keyframe(self, now: float) -> bool:
        """Whether a keyframe may be asked for now; answering yes counts as asking."""
        if self.asked >= 0 and now - self.asked < KEYFRAME_GAP_S:
            return False
        self.asked = now
        self.keyframes_asked += 1
        return True
