"""The hubs of this process: one for each meeting whose minutes somebody has open here."""

from uuid import UUID

from rooms.minutes.hub import COMPACT, Client, Hub


class Hubs:
    """Which hub serves which meeting, and which client is where."""

    def __init__(self, compact_after: int = COMPACT) -> None:
        self._compact_after = compact_after
        self._hubs: dict[UUID, Hub] = {}
        self._places: dict[Client, Hub] = {}

    async def join(self, meeting_id: UUID, client: Client) -> Hub:
        """Let a browser in; the first one starts the hub. Raises what loading raises, django.db.Error."""
        hub = self._hubs.get(meeting_id)
        if hub is None:
            hub = self._hubs[meeting_id] = Hub(meeting_id, self._dropped, self._compact_after)
        self._places[client] = hub
        hub.members += 1
        try:
            await hub.started()
            await hub.enter(client)
        except BaseException:
            await self.leave(client)
            raise
        return hub

    async def leave(self, client: Client) -> None:
        """Let a browser go; the last one ends the hub."""
        hub = self._places.pop(client, None)
        if hub is None:
            return
        hub.leave(client)
        hub.members -= 1
        if not hub.members:
            self._dropped(hub)
            await hub.stop()

    def holds(self, client: Client) -> bool:
        """Whether this browser has opened the minutes."""
        return client in self._places

    def poked(self, meeting_id: UUID, seq: int | None = None) -> None:
        """The channel layer says that the meeting's journal or log moved on."""
        hub = self._hubs.get(meeting_id)
        if hub is not None:
            hub.poked(seq)

    async def receive(self, client: Client, frame: bytes) -> None:
        """A frame for whichever hub the browser is in."""
        hub = self._places.get(client)
        if hub is not None:
            await hub.receive(client, frame)

    def _dropped(self, hub: Hub) -> None:
        if self._hubs.get(hub.meeting_id) is hub:
            del self._hubs[hub.meeting_id]


hubs = Hubs()
