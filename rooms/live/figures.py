"""What a web process tells Prometheus of its live door: browsers, what they owe, how far news is behind the journal."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db import DatabaseError, connection
from prometheus_client.core import GaugeMetricFamily, Metric

from rooms.figures import OfLoop
from rooms.journal import queries as journal
from rooms.live.hubs import Hubs


@dataclass(frozen=True, slots=True)
class Reading:
    """The live door as it is now."""

    seqs: dict[UUID, int]  # each meeting that has a browser here, and the last entry handed on
    owed: tuple[int, ...]  # bytes that each browser has not acknowledged
    with_media: int
    watching: int


def read(hubs: Hubs) -> Reading:
    """Called on the loop of the sockets."""
    sockets = list(hubs.sockets())
    return Reading(
        hubs.seqs(),
        tuple(socket.credit.owed for socket in sockets),
        sum(socket.has_media for socket in sockets),
        sum(socket.watch is not None for socket in sockets),
    )


class Figures(OfLoop[Reading]):
    """The live door's figures."""

    def families(self, reading: Reading) -> Iterable[Metric]:
        """As Prometheus wants them."""
        yield _gauge("sockets", "Browsers that are connected.", len(reading.owed))
        yield _gauge("sockets_with_media", "Of these, browsers whose media a node serves.", reading.with_media)
        yield _gauge("sockets_watching", "Of these, browsers that watch over everybody's line.", reading.watching)
        yield _gauge("meetings", "Meetings with a browser here.", len(reading.seqs))
        yield _gauge("owed_bytes", "Bytes sent and not yet acknowledged.", sum(reading.owed))
        yield _gauge("owed_bytes_most", "The same of the browser that owes most.", max(reading.owed, default=0))
        behind = _behind(reading.seqs)
        if behind is not None:
            yield _gauge("entries_behind", "Entries of the journal that no browser here was told yet.", behind)


def _behind(seqs: dict[UUID, int]) -> int | None:
    """Summed over the meetings; None while the database is away. Called on the thread of the scrape."""
    try:
        heads = journal.heads_of(seqs)
    except DatabaseError:
        return None
    finally:
        connection.close()  # of this scrape's own thread, which ends with it
    return sum(max(0, heads.get(meeting_id, 0) - seq) for meeting_id, seq in seqs.items())


def _gauge(name: str, says: str, value: float) -> Metric:
    return GaugeMetricFamily(f"diemcau_live_{name}", says, value)
