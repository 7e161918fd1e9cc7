"""Who watches over which meeting's lines. A watch that is not said again lapses: a page that vanished costs nothing."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict

from rooms.media.forwarding.quality import Line, Overview
from rooms.media.forwarding.router import Room
from rooms.media.signalling import Quality, Watch

LOOK_S = 2.0
LAPSES_S = 10.0  # live says it again with each look at the journal, every 2 s


class Watching:
    """The watches of one node."""

    def __init__(self) -> None:
        self._until: dict[str, dict[tuple[str, str], float]] = {}  # meeting -> (connection, reply_to) -> when it lapses
        self._overviews: dict[str, Overview] = {}
        self._next = 0.0

    def note(self, watch: Watch, now: float) -> None:
        """Somebody begins, goes on or ends."""
        watchers = self._until.setdefault(watch.meeting, {})
        if watch.on:
            watchers[watch.connection, watch.reply_to] = now + LAPSES_S
        else:
            watchers.pop((watch.connection, watch.reply_to), None)

    def look(self, rooms: Mapping[str, Room], now: float) -> Iterable[tuple[str, Quality]]:
        """What is to be told now and on which channels: once a channel, however many watch behind it."""
        if now < self._next:
            return
        self._next = now + LOOK_S
        self._forget(now)
        for meeting, watchers in self._until.items():
            room = rooms.get(meeting)
            lines = self._overviews.setdefault(meeting, Overview()).look(room.members.values() if room else (), now)
            if lines is None:
                continue
            for reply_to in dict.fromkeys(reply_to for _, reply_to in watchers):
                yield reply_to, Quality(meeting, tuple(map(_plain, lines)))

    def _forget(self, now: float) -> None:
        for meeting, watchers in list(self._until.items()):
            kept = {who: until for who, until in watchers.items() if until > now}
            if kept:
                self._until[meeting] = kept
            else:
                del self._until[meeting]
                self._overviews.pop(meeting, None)


def _plain(line: Line) -> dict[str, object]:
    return asdict(line) | {"layers": list(line.layers)}
