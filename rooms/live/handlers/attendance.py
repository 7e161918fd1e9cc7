"""A socket's stay, as evidence: it arrives, its heart beats with the process's others, it departs."""

from datetime import datetime
from uuid import UUID

from rooms.attendance import actions
from rooms.attendance.actions import Arrival
from rooms.attendance.rules import Reason
from rooms.live.boot import BOOT, PROCESS
from rooms.live.sockets import RESTARTING, WITHDRAWN, Place

LEFT = 1000  # a page closes its socket with it when the person leaves the room
_REASONS = {LEFT: Reason.LEFT, WITHDRAWN: Reason.LEFT, RESTARTING: Reason.RESTARTED}


def arrive(place: Place, now: datetime) -> UUID:
    """Keep that this browser is there; answers the name of its row."""
    arrival = Arrival(place.meeting_id, place.seat_id, place.browser, place.device, PROCESS, BOOT, place.epoch)
    return actions.connect(arrival, now=now)


def depart(connection_id: UUID, code: int, now: datetime) -> None:
    """Keep that it went; the socket's close code says how."""
    actions.disconnect(connection_id, _REASONS.get(code, Reason.GONE), now=now)
