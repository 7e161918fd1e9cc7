"""What a web process tells Prometheus: itself, its live door, how long letters wait, and whether answers come in."""

from collections.abc import Iterable

from django.db import DatabaseError, connection
from prometheus_client import CollectorRegistry, ProcessCollector
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from rooms import clock
from rooms.invitations.queries import incoming, outgoing
from rooms.live import figures as live
from rooms.live.hubs import hubs


class Post(Collector):
    """The letters on their way, and the ways by which answers come in; asked on the thread of the scrape."""

    def describe(self) -> Iterable[Metric]:
        """Nothing: asked for it, the registry does not read us when we register."""
        return ()

    def collect(self) -> Iterable[Metric]:
        """Seconds that letters wait and mails stay out; no figure while the database is away."""
        now = clock.now()
        try:
            since, ways = outgoing.oldest_queued(), incoming.ways_in(now)
        except DatabaseError:
            return
        finally:
            connection.close()  # of this scrape's own thread, which ends with it
        waited = (now - since).total_seconds() if since else 0
        yield GaugeMetricFamily("diemcau_outbox_oldest_seconds", "How long the oldest letter has waited.", waited)
        well = GaugeMetricFamily("diemcau_mail_in_well_seconds", "Since a way in was last well.", labels=["way"])
        failing = GaugeMetricFamily("diemcau_mail_in_failing_seconds", "How long a way in has failed.", labels=["way"])
        for row, _state in ways:
            began = row.failing_since
            failing.add_metric([row.name], (now - began).total_seconds() if began else 0)
            if row.well_at is not None:
                well.add_metric([row.name], (now - row.well_at).total_seconds())
        yield from (well, failing)


def registry() -> CollectorRegistry:
    """Everything; called on the loop of the sockets."""
    found = CollectorRegistry()
    ProcessCollector(registry=found)
    sockets = live.Figures()
    sockets.watch(lambda: live.read(hubs))
    found.register(sockets)
    found.register(Post())
    return found
