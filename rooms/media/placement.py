"""Which node serves a meeting (grown set-up). A meeting stays on its node until that node's heart stops.

A node beats into the cache four times a second, each beat another number; it is dead when five beats running are
missed, or when it said goodbye, or when the number begins anew: then another process stands where it was. Each web
process counts by its own clock, so that clocks need not agree. The place of a meeting is kept in the cache too, so that
every web process sends to the same node. A new place is chosen by rendezvous hashing over the live nodes: each process
that chooses at the same moment chooses the same.
"""

from collections.abc import Iterable, Mapping
from hashlib import sha256

from django.conf import settings
from django.core.cache import cache

from rooms.rehearsal import crash_point

BEAT_S = 0.25
DEAD_AFTER_S = 1.25  # sound is promised back within 3 s: half of it to notice, half to connect anew
BEAT_KEPT_S = 5
PLACE_KEPT_S = 24 * 3600  # the longest meeting
BYE = "bye"

Beat = tuple[str, int | str]  # the boot of the node's process, and the beat's number or BYE


def beat(node: str, boot: str, number: int) -> None:
    """Say that `node` lives."""
    cache.set(_heart(node), (boot, number), timeout=BEAT_KEPT_S)


def say_goodbye(node: str, boot: str) -> None:
    """Say that `node` leaves now, so that nobody need miss its beats."""
    cache.set(_heart(node), (boot, BYE), timeout=BEAT_KEPT_S)


def beats() -> dict[str, Beat]:
    """The last beat of every node that has beaten lately."""
    hearts = {_heart(node): node for node in settings.MEDIA_NODES}
    return {hearts[heart]: tuple(found) for heart, found in cache.get_many(hearts).items()}


def nodes_up() -> set[str]:
    """The nodes that have beaten within the last BEAT_KEPT_S and did not say goodbye: enough for a lamp."""
    return {node for node, (_, number) in beats().items() if number != BYE}


class Hearts:
    """Who lives, in the eyes of one process; told what it read and when. Pure."""

    def __init__(self) -> None:
        self._seen: dict[str, tuple[Beat, float]] = {}  # the last new beat, and when it was seen

    def listen(self, read: Mapping[str, Beat], now: float) -> dict[str, str]:
        """The boots of the nodes that live, by node."""
        for node, latest in read.items():
            if node not in self._seen or self._seen[node][0] != latest:
                self._seen[node] = (latest, now)
        self._seen = {node: seen for node, seen in self._seen.items() if now - seen[1] <= DEAD_AFTER_S}
        return {node: boot for node, ((boot, number), _) in self._seen.items() if number != BYE}

    def excuse(self, now: float) -> None:
        """The cache was away, so nobody's beat could be seen: that is no sign of death."""
        self._seen = {node: (latest, now) for node, (latest, _) in self._seen.items()}


def node_for(meeting: str, alive: Iterable[str]) -> str | None:
    """The node that serves a meeting, chosen now if it has none that lives. None when no node lives."""
    nodes = sorted(alive)
    place = f"media.place.{meeting}"
    node: str | None = cache.get(place)
    if node in nodes:
        return node
    if not nodes:
        return None
    chosen = rendezvous(meeting, nodes)
    cache.set(place, chosen, timeout=PLACE_KEPT_S)
    crash_point("node.after_placement")
    return chosen


def rendezvous(meeting: str, nodes: list[str]) -> str:
    """The node with the highest hash together with the meeting: losing one moves only its own meetings."""
    return max(nodes, key=lambda node: sha256(f"{node}\n{meeting}".encode()).digest())


def _heart(node: str) -> str:
    return f"media.heart.{node}"
