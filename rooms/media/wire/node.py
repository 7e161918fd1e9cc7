"""Node: the meetings that this process serves; brings signals and packets to the pure rooms, does what they answer."""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Callable, Iterable

from rooms import clock
from rooms.media.forwarding.answer import Agreement, Identity, make_answer
from rooms.media.forwarding.copies import Copies
from rooms.media.forwarding.counts import Counts
from rooms.media.forwarding.inputs import (
    TICK_S,
    Burst,
    Darkened,
    FloorTold,
    Input,
    Joined,
    Left,
    Loaded,
    Readied,
    RecordTold,
    TapeCut,
    TapeHungry,
    Tick,
    Viewed,
)
from rooms.media.forwarding.load import Load
from rooms.media.forwarding.outputs import (
    Control,
    LimitsChanged,
    LoudChanged,
    Output,
    Placed,
    SlotsChanged,
    Taped,
    Transmit,
)
from rooms.media.forwarding.router import Room
from rooms.media.refusals import BadOffer, MediaFull, words_of
from rooms.media.signalling import (
    Answer,
    Dark,
    Floor,
    FromNode,
    Gone,
    Limits,
    Loud,
    Measure,
    Offer,
    Ready,
    Record,
    Refusal,
    Slots,
    ToNode,
    View,
    Watch,
)
from rooms.media.wire import diary, paths, readings
from rooms.media.wire.diary import Diary
from rooms.media.wire.doors import Doors
from rooms.media.wire.dtls import fingerprint_of, new_certificate
from rooms.media.wire.figures import Figures
from rooms.media.wire.ice import Names
from rooms.media.wire.lanes import Lanes
from rooms.media.wire.measuring import Measuring
from rooms.media.wire.peers import Pass, Peer, new_pass
from rooms.media.wire.recorder import Recorder
from rooms.media.wire.watching import Watching
from rooms.refusals import Unreadable
from rooms.rehearsal import crash_point

log = logging.getLogger(__name__)

PEERS_MAX = 1000
ROOMS_MAX = 1000  # meetings whose floor is known; the longest unused is forgotten first
Reply = Callable[[str, FromNode], None]


class Node:
    """One port and its meetings. `reply(reply_to, message)` carries answers out; `recordings` is a folder."""

    def __init__(self, reply: Reply, *, path: str = paths.AUTO, recordings: str = "") -> None:
        self._reply = reply
        self._certificate = new_certificate()
        self._names = Names()
        self._lanes: defaultdict[str, Lanes] = defaultdict(Lanes)  # by meeting
        self._doors = Doors(self._names, self._burst, path=path)
        self._measuring = Measuring(self._doors.flush, lambda peer: self._drop(peer, diary.MEASURED))
        self._addresses: tuple[str, ...] = ()
        self._number = 0
        self.rooms: dict[str, Room] = {}
        self.peers: dict[str, Peer] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._ticker: asyncio.Task[None] | None = None
        self.recorder = Recorder(recordings, self._tape_hungry, self._tape_cut) if recordings else None
        self.figures = Figures()
        self._diary = Diary(self.figures)
        self._watching = Watching()
        self._load = Load()
        self._past = Counts()  # of rooms that are forgotten

    def open(self, bind: str, number: int, public_ip: str) -> int:
        """Listen on UDP and TCP; the port's number. Raises OSError when it is taken.

        `bind` and `public_ip` may be lists with commas, IPv4 and IPv6.
        """
        self._number = self._doors.open(bind.split(","), number)
        self._addresses = tuple(public_ip.split(","))
        self._ticker = asyncio.create_task(self._tick())
        self.figures.watch(lambda: readings.read(self.rooms, self._past, self._doors.unsent))
        return self._number

    async def close(self) -> None:
        """Let every connection go and stop listening."""
        await self._measuring.close()
        for peer in list(self.peers.values()):
            self._drop(peer, diary.CLOSING)
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._ticker is not None:
            self._ticker.cancel()
        await self._doors.close()
        if self.recorder is not None:
            await self.recorder.close()

    # --- signals

    def receive(self, message: ToNode) -> None:
        """Do what a message from live says. Never raises."""
        match message:
            case Offer():
                self._take_offer(message)
            case Ready(_, connection):
                self._mark_ready(connection)
            case View(meeting, connection, page, pinned, low):
                self._tell(meeting, Viewed(connection, page, pinned, low))
            case Dark(meeting, connection, source):
                self._tell(meeting, Darkened(connection, source))
            case Gone(_, connection):
                peer = self.peers.get(connection)
                if peer is not None:
                    self._drop(peer, diary.LEFT)
            case Floor(meeting, seq, heard, chair, speaker, pinned, sharing, muted):
                self._room(meeting)
                self._tell(meeting, FloorTold(seq, heard, chair, speaker, pinned, sharing, muted))
            case Record(meeting, seq, recording):
                self._room(meeting)
                self._tell(meeting, RecordTold(seq, recording))
            case Watch():
                self._watching.note(message, clock.monotonic())

    def _take_offer(self, offer: Offer) -> None:
        known = new_pass()
        identity = Identity(*known, fingerprint_of(self._certificate), self._addresses, self._number)
        try:
            agreement = make_answer(offer.sdp, identity)
        except Unreadable:
            self._refuse(offer, BadOffer.code)
            return
        before = self.peers.get(offer.connection)
        if before is not None and before.continues(agreement):
            before.reply_to = offer.reply_to
            self._names.add(before, known)
        elif not self._admit(offer, agreement, known):
            return
        self._reply(offer.reply_to, Answer(offer.connection, agreement.sdp, offer.offer))
        crash_point("node.after_answer")

    def _admit(self, offer: Offer, agreement: Agreement, known: Pass) -> bool:
        before = self.peers.get(offer.connection)
        if before is not None:
            self._drop(before, diary.REPLACED)
        if len(self.peers) >= PEERS_MAX or (isinstance(offer, Measure) and self._measuring.full(offer.connection)):
            self._refuse(offer, MediaFull.code)
            return False
        peer = Peer(offer.meeting, offer.connection, offer.reply_to, now=clock.monotonic())
        peer.agreement = agreement
        self.peers[offer.connection] = peer
        self._names.add(peer, known)
        room = self._room(offer.meeting)
        self._tell(offer.meeting, Joined(offer.connection, offer.seat, agreement))
        self._lanes[offer.meeting].put(room.members[offer.connection].row, peer)
        self._start(peer, agreement.fingerprints)
        if isinstance(offer, Measure):
            self._measuring.begin(peer)
        return True

    def _refuse(self, offer: Offer, code: str) -> None:
        self._diary.refused(offer, code)
        self._reply(offer.reply_to, Refusal(offer.connection, code, words_of(code)))

    def _room(self, meeting: str) -> Room:
        room = self.rooms.pop(meeting, None) or Room(load=self._load.level)
        self.rooms[meeting] = room  # at the end: the first of the dict is the longest unused
        if len(self.rooms) > ROOMS_MAX:
            idle = next((name for name, each in self.rooms.items() if not each.members), None)
            if idle is not None:
                self._past.add(self.rooms.pop(idle).count())
                self._lanes.pop(idle, None)
        return room

    # --- peers

    def _start(self, peer: Peer, fingerprints: tuple[tuple[str, str], ...]) -> None:
        task = asyncio.create_task(peer.run(self._certificate, fingerprints, lambda: self._feed(peer)))
        self._tasks.add(task)
        task.add_done_callback(lambda done: self._ended(peer, done))

    def _ended(self, peer: Peer, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        self._diary.broke(peer, None if task.cancelled() else task.exception())
        self._drop(peer, diary.ENDED)

    def _mark_ready(self, connection: str) -> None:
        peer = self.peers.get(connection)
        if peer is not None:
            peer.wants_media = True
            self._feed(peer)

    def _feed(self, peer: Peer) -> None:
        """Feed only when both ends are up, else the first keyframe is lost (MEDIA.md fact 3)."""
        if peer.wants_media and peer.up:
            peer.moved()
            self._diary.flows(peer, clock.monotonic())
            self._tell(peer.meeting, Readied(peer.connection))

    def _drop(self, peer: Peer, why: str) -> None:
        peer.close()
        self._names.remove(peer)
        if self.peers.get(peer.connection) is peer:
            del self.peers[peer.connection]
            self._diary.ended(peer, why, clock.monotonic())
            self._lanes[peer.meeting].take(peer)
            self._tell(peer.meeting, Left(peer.connection))

    # --- packets and time

    def _burst(self, arrivals: list[tuple[Peer, bytes]]) -> None:
        by_meeting: dict[str, list[tuple[str, bytes]]] = {}
        for peer, packet in arrivals:
            by_meeting.setdefault(peer.meeting, []).append((peer.connection, packet))
        for meeting, packets in by_meeting.items():
            self._give(meeting, Burst(packets))
        self._doors.flush()

    async def _tick(self) -> None:
        while True:
            due = clock.monotonic() + TICK_S
            await asyncio.sleep(TICK_S)
            self._weigh(max(0.0, clock.monotonic() - due))
            for meeting, room in list(self.rooms.items()):
                if room.members:
                    self._give(meeting, Tick())
            self._doors.flush()
            now = clock.monotonic()
            for reply_to, quality in self._watching.look(self.rooms, now):
                self._reply(reply_to, quality)
            for peer in [peer for peer in self.peers.values() if peer.silent(now)]:
                self._drop(peer, diary.SILENT)

    def _weigh(self, late_s: float) -> None:
        """Take how late the loop is; where that is too much, every room leaves something out, never sound."""
        self.figures.late.observe(late_s)
        if self._load.ticked(late_s, now=clock.monotonic(), cpu_s=clock.cpu()):
            log.warning("the load has changed", extra={"level": self._load.level})
            for meeting in list(self.rooms):
                self._tell(meeting, Loaded(self._load.level))

    def _tape_hungry(self, connection: str, source: str) -> None:
        peer = self.peers.get(connection)
        if peer is not None:
            self._tell(peer.meeting, TapeHungry(connection, source))

    def _tape_cut(self) -> None:
        for meeting in list(self.rooms):
            self._tell(meeting, TapeCut())

    def _tell(self, meeting: str, given: Input) -> None:
        """Give a room something and let what follows leave at once."""
        self._give(meeting, given)
        self._doors.flush()

    def _give(self, meeting: str, given: Input) -> None:
        room = self.rooms.get(meeting)
        if room is not None:
            self._perform(meeting, room.handle(given, clock.monotonic()))

    def _perform(self, meeting: str, outputs: Iterable[Output]) -> None:
        for output in outputs:
            match output:
                case Copies():
                    self._lanes[meeting].send(output)
                case LoudChanged(connections, seats):
                    self._tell_loud(connections, seats)
                case LimitsChanged(connection, level, reason, kbps):
                    self._answer(connection, Limits(connection, level, reason, kbps))
                case SlotsChanged(connection, slots):
                    plain = {mid: _plain(placed) for mid, placed in slots.items()}
                    self._answer(connection, Slots(connection, plain))
                case Taped(recording, rows) if self.recorder is not None:
                    self.recorder.take(recording, rows)
                case Transmit(connection, packets) if connection in self.peers:
                    self.peers[connection].transmit(packets)
                case Control(connection, packets) if connection in self.peers:
                    self.peers[connection].control(packets)

    def _tell_loud(self, connections: Iterable[str], seats: tuple[str, ...]) -> None:
        """Once for each channel: whoever listens there knows who sits in the meeting."""
        peers = [self.peers[connection] for connection in connections if connection in self.peers]
        for meeting, reply_to in dict.fromkeys((peer.meeting, peer.reply_to) for peer in peers):
            self._reply(reply_to, Loud(meeting, seats))

    def _answer(self, connection: str, message: FromNode) -> None:
        peer = self.peers.get(connection)
        if peer is not None:
            self._reply(peer.reply_to, message)


def _plain(placed: Placed | None) -> dict[str, str] | None:
    return {"seat": placed.seat, "source": placed.source} if placed is not None else None
