"""Credit: how much a socket may owe before it is cut. Pure.

A server's `send` never waits for a slow browser (RELIABILITY.md 1: 200 MB were accepted for one socket in 4 s), so a
full queue can never be seen. What can be seen is what the browser says it has received.
"""

from rooms.live.refusals import BadMessage

OWED_MAX = 2 * 1024 * 1024  # bytes
SILENT_MAX_S = 15


class Credit:
    """What was sent to one socket, and how much of it the browser acknowledged. Times are seconds of one clock."""

    def __init__(self) -> None:
        self._sent = 0
        self._acknowledged = 0
        self._waiting_since = 0.0

    @property
    def owed(self) -> int:
        """Bytes sent and not yet acknowledged."""
        return self._sent - self._acknowledged

    def sent(self, size: int, now: float) -> None:
        """Another frame is on its way."""
        if self.owed == 0:
            self._waiting_since = now
        self._sent += size

    def acknowledged(self, total: int, now: float) -> None:
        """The browser has received that many bytes in all. Raises BadMessage for more than were sent."""
        if total > self._sent:
            raise BadMessage
        if total > self._acknowledged:  # a doubled or late acknowledgement changes nothing
            self._acknowledged, self._waiting_since = total, now

    def is_spent(self, now: float) -> bool:
        """Too much is owed, or nothing was heard for too long while something is."""
        return self.owed > OWED_MAX or (self.owed > 0 and now - self._waiting_since > SILENT_MAX_S)
