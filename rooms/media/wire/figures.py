"""What a node tells Prometheus.

Rooms are read when somebody asks, on the node's own loop. Noted as they happen are only joins, refusals, failed
handshakes and the lateness of the loop.
"""

from collections.abc import Iterable

from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector
from prometheus_client.core import GaugeMetricFamily, Metric

from rooms import clock
from rooms.figures import OfLoop
from rooms.media.wire.readings import Reading, families

JOINS_S = (0.1, 0.2, 0.3, 0.5, 1, 2, 5, 10, 30)
LATE_S = (0.001, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 1)
PREFIX = "diemcau_media_"


class Figures(OfLoop[Reading]):
    """A node's figures; `registry` holds them all."""

    def __init__(self) -> None:
        super().__init__()
        self.registry = registry = CollectorRegistry()
        self.joins = Histogram(
            f"{PREFIX}join_seconds", "From the offer until media flows.", buckets=JOINS_S, registry=registry
        )
        self.refused = Counter(f"{PREFIX}offers_refused", "Offers that were not taken.", ["code"], registry=registry)
        self.failed = Counter(f"{PREFIX}handshakes_failed", "DTLS handshakes that failed.", registry=registry)
        self.late = Histogram(
            f"{PREFIX}loop_late_seconds", "How late the node's tick came.", buckets=LATE_S, registry=registry
        )
        ProcessCollector(registry=registry)
        self._cost_before = (0, 0.0)
        registry.register(self)

    def families(self, reading: Reading) -> Iterable[Metric]:
        """The node, its rooms, and what a packet costs."""
        yield from families(reading)
        cost = self._cost(reading.total.packets_out)
        yield GaugeMetricFamily(f"{PREFIX}cpu_us_per_packet", "CPU for each packet sent since last asked.", cost)

    def _cost(self, packets: int) -> float:
        """Microseconds of this process for each packet sent since this was last asked."""
        cpu = clock.cpu()
        sent, used = packets - self._cost_before[0], cpu - self._cost_before[1]
        self._cost_before = (packets, cpu)
        return used * 1e6 / sent if sent else 0.0
