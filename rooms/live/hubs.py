"""The hubs of this process, and what they do together: heartbeats, reaping, leaving in order."""

import asyncio
from uuid import UUID

from rooms.live.hub import Hub
from rooms.live.sockets import Socket


class Hubs:
    """One hub per meeting that has a browser here."""

    def __init__(self) -> None:
        self._hubs: dict[UUID, tuple[Hub, asyncio.Task[None]]] = {}

    async def join(self, meeting_id: UUID) -> Hub:
        """The running hub of a meeting; who joins must leave."""
        if meeting_id not in self._hubs:
            fresh = Hub(meeting_id)
            self._hubs[meeting_id] = (fresh, asyncio.create_task(fresh.start()))
        hub, started = self._hubs[meeting_id]
        hub.members += 1
        try:
            await asyncio.shield(started)
        except BaseException:
            await self.leave(hub)
            raise
        return hub

    async def leave(self, hub: Hub, socket: Socket | None = None) -> None:
        """One less; the last one stops the hub."""
        hub.sockets.discard(socket) if socket else None
        hub.members -= 1
        if hub.members == 0:
            self._hubs.pop(hub.meeting_id, None)
            await hub.stop()


hubs = Hubs()
