"""Which node serves a meeting (grown set-up). A meeting stays on its node until that node's heart stops.

A node beats into the cache every second; one that missed three seconds is dead. The place of a meeting is kept there
too, so that every web process sends to the same node. A new place is chosen by rendezvous hashing over the live
nodes: each process that chooses at the same moment chooses the same.
"""

from hashlib import sha256

from django.conf import settings
from django.core.cache import cache

from rooms import clock

BEAT_S = 1.0
DEAD_AFTER_S = 3
PLACE_KEPT_S = 24 * 3600  # the longest meeting


def beat(node: str) -> None:
    """Say that `node` lives."""
    cache.set(_heart(node), clock.now().isoformat(), timeout=DEAD_AFTER_S)


def live_nodes() -> list[str]:
    """The nodes of MEDIA_NODES whose heart beats."""
    hearts = {_heart(node): node for node in settings.MEDIA_NODES}
    return [hearts[heart] for heart in cache.get_many(hearts)]


def node_for(meeting: str) -> str | None:
    """The node that serves a meeting, chosen now if it has none that lives. None when no node lives."""
    alive = live_nodes()
    place = f"media.place.{meeting}"
    node: str | None = cache.get(place)
    if node in alive:
        return node
    if not alive:
        return None
    chosen = rendezvous(meeting, alive)
    cache.set(place, chosen, timeout=PLACE_KEPT_S)
    return chosen


def rendezvous(meeting: str, nodes: list[str]) -> str:
    """The node with the highest hash together with the meeting: losing one moves only its own meetings."""
    return max(nodes, key=lambda node: sha256(f"{node}\n{meeting}".encode()).digest())


def _heart(node: str) -> str:
    return f"media.heart.{node}"
