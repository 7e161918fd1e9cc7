"""Hub: what one process does for one meeting, however many browsers it serves.

It is one member of the channel layer, reads new journal entries once, in order, on a poke and every 2 s, and hands
them to its sockets, each as its audience allows. A lost poke costs at most those 2 s (ARCHITECTURE.md, decision 1).
"""

import asyncio
import contextlib
import logging
from collections import deque
from collections.abc import Coroutine
from dataclasses import dataclass
from uuid import UUID

from channels.db import database_sync_to_async
from channels.layers import get_channel_layer
from django.db import DatabaseError

from rooms import clock
from rooms.journal import actions as journal
from rooms.journal import queries as entries
from rooms.journal.models import Entry
from rooms.live import floor, snapshot
from rooms.live.audience import visible
from rooms.live.boot import BOOT
from rooms.live.buckets import Buckets
from rooms.live.codec import encode
from rooms.live.contents import Snapshot, You
from rooms.live.handlers import minutes
from rooms.live.messages import EntryRedacted, EntryTold, Welcome
from rooms.live.post import LAYER_IS_AWAY
from rooms.live.sockets import ELSEWHERE, RESTARTING, WITHDRAWN, Socket
from rooms.media import door
from rooms.media.signalling import Gone
from rooms.meetings import queries as meetings
from rooms.people import queries as people

log = logging.getLogger(__name__)
LOOK_S = 2
RENEW_LOOKS = 10  # every 20 s: a Redis that was restarted has forgotten our group (RELIABILITY.md 1)
RECENT = 1000  # entries kept at hand; who missed more gets a snapshot
STALE = 50  # entries after which a cached snapshot is taken anew


@dataclass(frozen=True, slots=True)
class Told:
    """An entry with its frames: encoded once for all sockets."""

    seq: int
    audience: str
    full: str
    stub: str


def _told(entry: Entry) -> Told:
    full = EntryTold(entry.seq, entry.at, entry.actor, entry.kind, entry.payload)
    return Told(entry.seq, entry.audience, encode(full), encode(EntryRedacted(entry.seq)))


class Hub:
    """One meeting in one process."""

    def __init__(self, meeting_id: UUID) -> None:
        self.meeting_id = meeting_id
        self.sockets: set[Socket] = set()
        self.buckets = Buckets()
        self.members = 0  # sockets and those about to become one; the registry counts
        self.seq = 0
        self.channel = ""
        self._recent: deque[Told] = deque(maxlen=RECENT)
        self._cached: tuple[int, Snapshot] | None = None
        self._reading = asyncio.Lock()
        self._snapping = asyncio.Lock()
        self._tasks: list[asyncio.Task[None]] = []
        self._floor_changed = True

    async def start(self) -> None:
        """Subscribe first, then load: nothing falls between."""
        layer = get_channel_layer()
        if layer is not None:
            self.channel = await layer.new_channel()
            await self._renew()
            self._begin(self._listen())
        head = await database_sync_to_async(entries.head_of)(self.meeting_id)
        self.seq = max(0, head - RECENT)
        await self.catch_up()
        self._begin(self._keep_looking())

    def _begin(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(work)
        task.add_done_callback(self._ended)
        self._tasks.append(task)

    def _ended(self, task: asyncio.Task[None]) -> None:
        """A hub that stopped listening by a fault of ours serves nobody: its browsers come back to a fresh one."""
        if not task.cancelled() and (fault := task.exception()) is not None:
            log.error("a hub failed", extra={"meeting": self.meeting_id}, exc_info=fault)
            for socket in list(self.sockets):
                socket.cut(RESTARTING)

    async def stop(self) -> None:
        """Let go of the tasks and of the layer."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        layer = get_channel_layer()
        if layer is not None and self.channel:  # empty where the start was cut short
            with contextlib.suppress(*LAYER_IS_AWAY):
                await layer.group_discard(journal.group_of(self.meeting_id), self.channel)

    # --- the journal, in

    async def catch_up(self) -> None:
        """Read what is new and hand it on; one reader at a time, whatever the number of pokes."""
        async with self._reading:
            while found := await database_sync_to_async(entries.entries_after)(self.meeting_id, self.seq, RECENT):
                for entry in found:
                    self._floor_changed |= entry.kind.startswith(floor.KINDS)
                    self._hand_on(_told(entry))

    def _hand_on(self, told: Told) -> None:
        self.seq = told.seq
        self._recent.append(told)
        for socket in list(self.sockets):
            self._tell(socket, told)

    def _tell(self, socket: Socket, told: Told) -> None:
        place = socket.place
        open_to = visible(told.audience, seat_id=place.seat_id, at_desk=place.doer.at_desk)
        socket.tell(told.seq, told.full if open_to else told.stub)

    # --- sockets, in and out

    async def welcome(self, socket: Socket, you: You, since: int | None) -> None:
        """Bring a socket up to date and keep it so."""
        await self.catch_up()
        held = since if since is not None and self._at_hand(since) else None
        seq, whole = (held, None) if held is not None else await self._snapshot()
        socket.seq = seq
        socket.say(Welcome(you, seq if whole else self.seq, str(BOOT), clock.now(), whole))
        for told in self._recent:
            self._tell(socket, told)
        self._replace(socket)
        self.sockets.add(socket)

    def _at_hand(self, since: int) -> bool:
        oldest = self._recent[0].seq if self._recent else self.seq + 1
        return oldest - 1 <= since <= self.seq

    async def _snapshot(self) -> tuple[int, Snapshot]:
        """The room at a number from which the recent entries lead on; one is taken for all who come at once."""
        async with self._snapping:
            if self._cached is None or self.seq - self._cached[0] > STALE:
                self._cached = await database_sync_to_async(snapshot.take)(self.meeting_id)
            return self._cached

    def _replace(self, newcomer: Socket) -> None:
        """The same page came back on another socket before the old one was seen to be dead."""
        for socket in list(self.sockets):
            if socket.place.stay == newcomer.place.stay:
                socket.cut(ELSEWHERE)

    async def withdraw(self) -> None:
        """Cut the sockets whose seat changed hands or is gone (L4), and those whose person signed out.

        Whoever is something else to the meeting now comes back at once, as that; their pictures and sound go on.
        """
        rights = await database_sync_to_async(meetings.rights_of)(self.meeting_id)
        signed_out = await self._signed_out()
        for socket in list(self.sockets):
            epoch, role = rights.get(socket.place.seat_id, (None, None))
            if epoch != socket.place.epoch:
                await self._end(socket, WITHDRAWN)
            elif role not in socket.place.doer.hats:
                socket.cut(RESTARTING)
            elif socket.place.session in signed_out:
                await self._end(socket, RESTARTING)  # whoever has another right comes back; the others are told why not

    async def _signed_out(self) -> set[str]:
        held = {socket.place.session for socket in self.sockets if socket.place.session}
        return held - await database_sync_to_async(people.sessions_kept)(held) if held else set()

    async def _end(self, socket: Socket, code: int) -> None:
        """Cut a browser whose right has ended, its picture and sound too."""
        socket.cut(code)
        await door.tell(Gone(str(self.meeting_id), socket.place.stay))

    # --- the layer and the clock

    async def _listen(self) -> None:
        layer = get_channel_layer()
        while layer is not None:
            try:
                message = await layer.receive(self.channel)
            except LAYER_IS_AWAY as error:
                log.warning("the channel layer is away", extra={"meeting": self.meeting_id, "error": error})
                await asyncio.sleep(LOOK_S)
                await self._renew()
                continue
            await self._hear(message)

    async def _hear(self, message: dict[str, object]) -> None:
        minutes.hear(self.meeting_id, message)
        if message.get("type") == "journal.poke" and isinstance(message.get("seq"), int):
            await self._safely_look()

    async def _keep_looking(self) -> None:
        looks = 0
        while True:
            await asyncio.sleep(LOOK_S)
            looks += 1
            if looks % RENEW_LOOKS == 0:
                await self._renew()
            self._floor_changed = True  # the node is told again whatever happened: it may have been started anew
            await self._safely_look()

    async def _renew(self) -> None:
        layer = get_channel_layer()
        if layer is None:
            return
        try:
            await layer.group_add(journal.group_of(self.meeting_id), self.channel)
        except LAYER_IS_AWAY as error:
            log.warning("the channel layer is away", extra={"meeting": self.meeting_id, "error": error})

    async def _safely_look(self) -> None:
        try:
            await self.look()
        except DatabaseError as error:  # the next look is in 2 s; the browsers keep what they have
            log.warning("the journal cannot be read", extra={"meeting": self.meeting_id, "error": error})

    async def look(self) -> None:
        """Everything a hub sees to: news, rights, credit."""
        await self.catch_up()
        await self.withdraw()
        for socket in list(self.sockets):
            socket.check_credit()
        if self._floor_changed and any(socket.has_media for socket in self.sockets):
            await self.tell_floor()
        for watch in [socket.watch for socket in self.sockets if socket.watch is not None]:
            await door.tell(watch)

    async def tell_floor(self) -> None:
        """Say to the media node who is heard, and whether it is recorded."""
        self._floor_changed = False
        await door.tell(await database_sync_to_async(floor.floor_at_head)(self.meeting_id))
        await door.tell(await database_sync_to_async(floor.record_at_head)(self.meeting_id))
