"""The hubs of this process, and what they do together: heartbeats, reaping, the nodes' post, leaving in order."""

import asyncio
import logging
import secrets
from collections.abc import Callable, Iterator
from uuid import UUID

from channels.db import database_sync_to_async
from django.db import DatabaseError

from rooms import clock, leaving
from rooms.attendance import actions as attendance
from rooms.attendance import queries as stays
from rooms.attendance.rules import Reason
from rooms.live.boot import BOOT, PROCESS
from rooms.live.handlers.attendance import arrive
from rooms.live.hub import Hub
from rooms.live.messages import Moving
from rooms.live.post import Post
from rooms.live.sockets import ELSEWHERE, RESTARTING, Socket

log = logging.getLogger(__name__)
BEAT_S = 15
BACK_WITHIN_MS = 5000  # over which the herd of a restart spreads itself


class Hubs:
    """One hub per meeting that has a browser here."""

    def __init__(self) -> None:
        self.post = Post()
        self._hubs: dict[UUID, tuple[Hub, asyncio.Task[None]]] = {}
        self._awake: asyncio.Task[None] | None = None
        self._beating: asyncio.Task[None] | None = None
        self._stay: Callable[[], None] = lambda: None

    def sockets(self) -> Iterator[Socket]:
        """Every browser of this process."""
        for hub, _ in list(self._hubs.values()):
            yield from list(hub.sockets)

    def seqs(self) -> dict[UUID, int]:
        """The meetings with a browser here, and the last entry that each was told."""
        return {meeting_id: hub.seq for meeting_id, (hub, _) in self._hubs.items()}

    async def join(self, meeting_id: UUID) -> Hub:
        """The running hub of a meeting; who joins must leave."""
        if self._awake is None:
            self._awake = asyncio.create_task(self._wake())
        if meeting_id not in self._hubs:
            fresh = Hub(meeting_id)
            self._hubs[meeting_id] = (fresh, asyncio.create_task(fresh.start()))
        hub, started = self._hubs[meeting_id]
        hub.members += 1
        try:
            await asyncio.gather(asyncio.shield(self._awake), asyncio.shield(started))
        except BaseException:
            await self.leave(hub)
            raise
        return hub

    async def leave(self, hub: Hub, socket: Socket | None = None) -> None:
        """One less; the last one stops the hub, and with the last hub the process rests."""
        if socket is not None:
            hub.sockets.discard(socket)
        hub.members -= 1
        if hub.members == 0:
            self._hubs.pop(hub.meeting_id, None)
            await hub.stop()
        if not self._hubs:
            await self._rest()

    async def _wake(self) -> None:
        """The first browser since the start, or since the last one went."""
        self._stay = leaving.at_leaving(self.say_moving)
        await self.post.open()
        await database_sync_to_async(attendance.start)(PROCESS, BOOT)
        self._beating = asyncio.create_task(self._keep_beating())

    async def _rest(self) -> None:
        """Everything is let go before the first wait: a browser that comes meanwhile wakes the process anew."""
        self._stay()
        tasks = [task for task in (self._awake, self._beating, self.post.close()) if task is not None]
        self._awake = self._beating = None
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def say_moving(self) -> None:
        """The process goes: everyone comes back at a moment of their own (RELIABILITY.md 4.4)."""
        for socket in self.sockets():
            socket.say(Moving(secrets.randbelow(BACK_WITHIN_MS) / 1000))
            socket.close(RESTARTING)

    async def _keep_beating(self) -> None:
        while True:
            await asyncio.sleep(BEAT_S)
            try:
                await self.beat()
            except DatabaseError as error:  # rows that fall silent are opened anew at the first beat that succeeds
                log.warning("heartbeats cannot be kept", extra={"error": error})

    async def beat(self) -> None:
        """One heartbeat for all browsers of this process; then reap what other processes left behind."""
        held = {socket.connection: socket for socket in self.sockets() if socket.connection is not None}
        lost = await database_sync_to_async(attendance.heartbeat)(held, now=clock.now())
        replaced = await database_sync_to_async(stays.ended_so)(lost, Reason.REPLACED)
        for connection in lost:
            await self._revive(held[connection], is_elsewhere=connection in replaced)
        await database_sync_to_async(attendance.reap)(now=clock.now())

    async def _revive(self, socket: Socket, *, is_elsewhere: bool) -> None:
        if is_elsewhere:  # the same page came in through another process
            socket.cut(ELSEWHERE)
        else:
            socket.connection = await database_sync_to_async(arrive)(socket.place, clock.now())


hubs = Hubs()
