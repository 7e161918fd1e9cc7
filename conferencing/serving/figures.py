"""What a web process tells Prometheus: itself, its live door, and how long letters have waited."""

from collections.abc import Iterable

from django.db import DatabaseError, connection
from prometheus_client import CollectorRegistry, ProcessCollector
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from rooms import clock
from rooms.invitations import queries as invitations
from rooms.live import figures as live
from rooms.live.hubs import hubs


class Outbox(Collector):
    """The letters on their way; asked on the thread of the scrape."""

    def describe(self) -> Iterable[Metric]:
        """Nothing: asked for it, the registry does not read us when we register."""
        return ()

    def collect(self) -> Iterable[Metric]:
        """Seconds that the oldest letter has waited for its turn; no figure while the database is away."""
        try:
            since = invitations.oldest_queued()
        except DatabaseError:
            return
        finally:
            connection.close()  # of this scrape's own thread, which ends with it
        waited = (clock.now() - since).total_seconds() if since else 0
        yield GaugeMetricFamily("diemcau_outbox_oldest_seconds", "How long the oldest letter has waited.", waited)


def registry() -> CollectorRegistry:
    """Everything; called on the loop of the sockets."""
    found = CollectorRegistry()
    ProcessCollector(registry=found)
    sockets = live.Figures()
    sockets.watch(lambda: live.read(hubs))
    found.register(sockets)
    found.register(Outbox())
    return found
