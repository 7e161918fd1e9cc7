"""The minutes' binary frames: a socket joins its meeting's minutes with its first, and leaves when it closes."""

import logging
from uuid import UUID

from django.db import Error as DatabaseFault

from rooms.live.sockets import RESTARTING, Socket
from rooms.minutes.hubs import hubs

log = logging.getLogger(__name__)


async def receive(socket: Socket, frame: bytes) -> None:
    """One frame of the conversation. Where the log cannot be read now the browser is asked to come back."""
    if not hubs.holds(socket):
        try:
            await hubs.join(socket.place.meeting_id, socket)
        except DatabaseFault as fault:
            log.warning("the minutes cannot be read", extra={"meeting": socket.place.meeting_id, "error": fault})
            socket.cut(RESTARTING)
            return
    await hubs.receive(socket, frame)


async def leave(socket: Socket) -> None:
    """The socket is gone."""
    await hubs.leave(socket)


def hear(meeting_id: UUID, message: dict[str, object]) -> None:
    """A message of the channel layer: the journal moved on, so there may be a fact; or the log did."""
    seq = message.get("seq")
    match message.get("type"):
        case "journal.poke":
            hubs.poked(meeting_id)
        case "minutes.poke" if isinstance(seq, int):
            hubs.poked(meeting_id, seq)
