"""Room: whose packets go to whom. The one place where a meeting's media is decided; pure.

A packet of a microphone whose seat may not be heard, or of a screen whose seat may not share, is dropped on arrival,
before anything else is done with it.
"""

from collections.abc import Sequence

from rooms.media.forwarding import aiming, answer, counts, hearing, loudness, placing, upkeep, vp8
from rooms.media.forwarding.counts import Counts
from rooms.media.forwarding.floor import Truth
from rooms.media.forwarding.inputs import (
    Burst,
    Darkened,
    FloorTold,
    Input,
    Joined,
    Left,
    Loaded,
    Readied,
    Tick,
    Viewed,
)
from rooms.media.forwarding.layers import Layer, Track
from rooms.media.forwarding.listening import Listening
from rooms.media.forwarding.members import Member
from rooms.media.forwarding.outbox import Outbox
from rooms.media.forwarding.outputs import LimitsChanged, LoudChanged, Output, SlotsChanged
from rooms.media.forwarding.packets import (
    KeyframeAsked,
    Lost,
    Report,
    Rtp,
    SenderClock,
    is_rtcp,
    read_rtcp,
    read_rtp,
)
from rooms.media.forwarding.rewrite import Slot
from rooms.media.forwarding.sent import SentLog
from rooms.media.forwarding.tape import Recording
from rooms.media.forwarding.wall import Looking, Pictures

LISTEN_EVERY = 4  # ticks: who is loud, who is live
REPORT_EVERY = 20  # ticks: receiver and sender reports
# From one placing of everybody to the next, a member: placing costs a third of it, so that a crowd at the door cannot
# stop the packets. Small meetings are placed at once.
SETTLING_S, AT_ONCE = 0.00015, 30
REPEATS_MAX = 64  # packets repeated for one NACK; more is a line that needs less, not more


class Room:
    """A meeting's media: `handle` one input, then perform every output."""

    def __init__(self, *, load: int = 0) -> None:
        self.members: dict[str, Member] = {}
        self.truth = Truth()
        self.sent = SentLog()
        self._listening = Listening()
        self._recording = Recording()
        self._ticks = 0
        self._out = Outbox()
        self._unsettled = False
        self._settle_at = 0.0
        self._load = load
        self._past = Counts()  # of members that left

    def handle(self, given: Input, now: float) -> list[Output]:
        """Take one input at `now` (monotonic seconds) and answer everything that follows from it."""
        self._out = Outbox()
        self._unsettled |= self._recording.hear(given, now, self._out)
        match given:
            case Burst(arrivals):
                self._take(arrivals, now)
            case Tick():
                self._tick(now)
            case Loaded(level):
                self._load = level
                for member in self.members.values():
                    member.stale = self._unsettled = True
            case FloorTold(seq, heard, chair, speaker, pinned, sharing, muted):
                truth = Truth(seq, frozenset(heard), chair, speaker, pinned, sharing, frozenset(muted))
                self._believe(truth, now)
            case _:
                self._follow(given, now)
        if self._unsettled and now >= self._settle_at:
            self._settle(now)
        self._recording.hand_on(self._out)
        return self._out.drain(self.sent, now)

    def count(self) -> Counts:
        """What this room has been until now."""
        total = Counts()
        total.add(self._past)
        for member in self.members.values():
            total.add(counts.of_member(member))
        return total

    # --- who is here, what is true

    def _follow(self, given: Input, now: float) -> None:
        """What one connection did."""
        match given:
            case Joined(connection, seat, agreement):
                self._join(connection, seat, agreement)
            case Readied(connection):
                self._ready(connection)
            case Viewed(connection, page, pinned, low):
                self._view(connection, page, pinned, low=low)
            case Darkened(connection, source):
                self._darken(connection, source, now)
            case Left(connection):
                self._remove(connection)

    def _join(self, connection: str, seat: str, agreement: answer.Agreement) -> None:
        self._remove(connection)
        member = self.members[connection] = Member(connection, seat, agreement, row=self.sent.open())
        self._admit(member)

    def _admit(self, member: Member) -> None:
        for track in member.tracks.values():
            track.admitted = self.truth.admits(track.source, track.seat)

    def _ready(self, connection: str) -> None:
        """Feed a member; said again, after its websocket came back, it is told again what it may have missed."""
        member = self.members.get(connection)
        if member is not None:
            member.ready = member.stale = self._unsettled = True
            self._announce(member)
            self._tell_limits(member)

    def _view(self, connection: str, page: int, pinned: str | None, *, low: bool) -> None:
        member = self.members.get(connection)
        if member is not None:
            member.looking = Looking(member.seat, page, pinned, low)
            member.stale = self._unsettled = True

    def _darken(self, connection: str, source: str, now: float) -> None:
        member = self.members.get(connection)
        for track in member.tracks.values() if member is not None else ():
            if track.kind == "video" and track.source == source:
                track.darken(now)
                self._unsettled = True

    def _remove(self, connection: str) -> None:
        member = self.members.pop(connection, None)
        if member is None:
            return
        self._past.add(counts.of_member(member))
        for slot in member.slots:
            slot.feed(None)
        self.sent.close(member.row)
        self._listening.forget(connection)
        self._unsettled = True

    def _believe(self, truth: Truth, now: float) -> None:
        if truth.seq < self.truth.seq or truth == self.truth:
            return
        self.truth = truth
        for member in self.members.values():
            self._admit(member)
        self._listen(now)
        self._unsettled = True

    # --- packets

    def _take(self, arrivals: Sequence[tuple[str, bytes]], now: float) -> None:
        for connection, data in arrivals:
            member = self.members.get(connection)
            if member is None:
                continue
            if is_rtcp(data):
                if member.downlink.may_speak(now):
                    self._obey(member, data, now)
            else:
                self._forward(member, data, now)

    def _forward(self, member: Member, data: bytes, now: float) -> None:
        packet = read_rtp(data)
        if packet is None:
            return
        stamp = member.extension(packet, answer.TRANSPORT_CC)
        if stamp is not None:
            member.arrivals.note(int.from_bytes(stamp[:2], "big"), now)
        found = member.find(packet)
        if found is None:
            return
        track, layer, packet = found
        if not track.admitted:
            return
        packet.index = layer.reception.extend(packet.seq)
        if not layer.reception.arrived(packet.index, packet.timestamp, now):
            return
        layer.last = now
        layer.octets += len(packet.payload)
        self._wake(track, now)
        picture = None
        layer.history.keep(packet)
        if track.kind == "video":
            picture = vp8.read(packet.payload)
        else:
            loudness.heard(track, member.extension(packet, answer.LEVEL))
        self._recording.take(layer, packet, picture, now)
        self._spread(layer, packet, picture, now)

    def _spread(self, layer: Layer, packet: Rtp, picture: vp8.Descriptor | None, now: float) -> None:
        """To all who are in step at once, to the others one by one; these may then fall into step."""
        apart = list(layer.slots)
        if layer.fan.carries(packet):
            self._out.copies(layer.fan.columns, packet, picture)
            layer.fan.took(packet, picture, now)
        else:
            apart += layer.fan.slots
        newest = packet.index == layer.reception.newest
        for slot in apart:
            copy = slot.forward(layer, packet, picture, now)
            if copy is not None:
                self._out.media(slot, copy)
                if newest:
                    slot.step_in()

    def _wake(self, track: Track, now: float) -> None:
        if not track.live and now >= track.dark_until:
            track.live = self._unsettled = True

    def _obey(self, member: Member, data: bytes, now: float) -> None:
        if hearing.hear(member, data, self.sent, now):
            self._aim(member, now, full=True)
        for feedback in read_rtcp(data):
            slot = member.slot_by_ssrc.get(feedback.ssrc)
            match feedback:
                case KeyframeAsked() if slot is not None:
                    slot.hear_plaint(now)
                    slot.keyframes_wanted += 1
                    self._feed_hungry(slot, now)
                case Lost(_, seqs) if slot is not None:
                    slot.repairs_wanted += len(seqs)
                    self._repeat(member, slot, seqs, now)
                case Report() if slot is not None:
                    slot.receipt.heard(feedback, now)
                    member.downlink.reported(feedback.fraction_lost)
                case SenderClock(ssrc, ntp, timestamp):
                    layer = member.layer_of(ssrc)
                    if layer is not None:
                        layer.clock = (ntp, timestamp)
                        layer.reception.heard_clock(ntp, now)

    def _repeat(self, member: Member, slot: Slot, seqs: Sequence[int], now: float) -> None:
        granted = member.downlink.may_ask(min(len(seqs), REPEATS_MAX), now) if slot.layer is not None else 0
        for seq in seqs[:granted]:
            packet = slot.repeat(seq)
            if packet is not None and (slot.kind == "audio" or member.downlink.may_repeat(len(packet), now)):
                slot.repairs_sent += 1
                self._out.media(slot, packet)

    # --- who is heard and seen

    def _feed_hungry(self, slot: Slot, now: float) -> None:
        upkeep.feed_hungry(slot, now, self._out)

    def _listen(self, now: float) -> None:
        self._unsettled |= self._listening.choose(self._tracks("mic", "screen_sound"), self.truth, now)

    def _tracks(self, *sources: str) -> list[Track]:
        return [
            track for member in self.members.values() for track in member.tracks.values() if track.source in sources
        ]

    def _settle(self, now: float) -> None:
        """Place everybody anew where something changed, and say so."""
        self._settle_at = now + SETTLING_S * max(0, len(self.members) - AT_ONCE)
        self._listen(now)
        pictures = Pictures.of(self._tracks("camera", "screen"))
        for member in self.members.values():
            if member.ready:
                moved = placing.place(member, pictures, self._listening.sounds, self.truth)
                if moved or member.stale:
                    self._aim(member, now)
                if moved:
                    self._announce(member)
        self._record(now)
        self._unsettled = False

    def _record(self, now: float) -> None:
        tracks = self._tracks("mic", "camera", "screen", "screen_sound")
        self._recording.choose(tracks, self._listening.voices, self.truth, now, self._out)

    def _announce(self, member: Member) -> None:
        self._out.news(SlotsChanged(member.connection, member.map_slots()))

    def _aim(self, member: Member, now: float, *, full: bool = False) -> None:
        """Fit a member's pictures to its line; `full`: it was just found full."""
        member.stale = False
        if aiming.aim(member, now, load=self._load, full=full):
            self._tell_limits(member)
        upkeep.feed_member(member, now, self._out)

    def _tell_limits(self, member: Member) -> None:
        limit, rate = member.downlink.thrift.limit, member.downlink.estimate.rate
        self._out.news(LimitsChanged(member.connection, limit.level, limit.reason, int((rate or 0) / 1000)))

    # --- time

    def _tick(self, now: float) -> None:
        self._ticks += 1
        for member in self.members.values():
            upkeep.ask_repairs(member, now, self._out)
            upkeep.feed_waiting(member, now, self._out)
            hearing.probe(member, now, self._out)
        if self._ticks % LISTEN_EVERY == 0:
            self._watch(now)
        self._balance(now)
        if self._ticks % REPORT_EVERY == 0:
            for member in self.members.values():
                upkeep.report(member, now, self._out)

    def _balance(self, now: float) -> None:
        """Fit pictures to lines: often where something lacks, else once a second, and never everybody at once."""
        for place, member in enumerate(self.members.values()):
            turn = self._ticks + place
            if turn % LISTEN_EVERY == 0:
                for layer in member.layers():
                    layer.measure(now)
            if member.ready and turn % (LISTEN_EVERY if member.downlink.lacks else REPORT_EVERY) == 0:
                self._aim(member, now)

    def _watch(self, now: float) -> None:
        """Notice who fell silent or went dark, and who is loud."""
        for track in self._tracks("mic", "camera", "screen", "screen_sound"):
            if track.live and not any(layer.flows(now) for layer in track.layers.values()):
                track.live = False
                loudness.fall_silent(track)
                self._unsettled = True
        self._listen(now)
        loud = self._listening.newly_loud()
        if loud is not None:
            ready = tuple(connection for connection, member in self.members.items() if member.ready)
            self._out.news(LoudChanged(ready, loud))
        self._record(now)
