"""What a node tells Prometheus.

Rooms are read when somebody asks, on the node's own loop. Noted as they happen are only joins, refusals, failed
handshakes and the lateness of the loop.
"""

import asyncio
import logging
from collections.abc import Callable, Iterable
from concurrent.futures import CancelledError

from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from rooms import clock
from rooms.media.wire.readings import Reading, families

log = logging.getLogger(__name__)

READ_WITHIN_S = 5.0  # a loop that is later than this has other sorrows; the scrape goes on without the rooms
JOINS_S = (0.1, 0.2, 0.3, 0.5, 1, 2, 5, 10, 30)
LATE_S = (0.001, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 1)
PREFIX = "diemcau_media_"


class Figures(Collector):
    """A node's figures; `registry` holds them all."""

    def __init__(self) -> None:
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
        self._read: Callable[[], Reading] | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        registry.register(self)

    def watch(self, read: Callable[[], Reading]) -> None:
        """From now on a scrape calls `read` on the running loop."""
        self._read, self._loop = read, asyncio.get_running_loop()

    def describe(self) -> Iterable[Metric]:
        """Nothing: asked for it, the registry does not read us when we register."""
        return ()

    def collect(self) -> Iterable[Metric]:
        """Called by the thread of the server."""
        reading = self._ask()
        if reading is not None:
            yield from families(reading)
            cost = self._cost(reading.total.packets_out)
            yield GaugeMetricFamily(f"{PREFIX}cpu_us_per_packet", "CPU for each packet sent since last asked.", cost)

    def _ask(self) -> Reading | None:
        if self._loop is None or self._loop.is_closed():
            return None
        asked = asyncio.run_coroutine_threadsafe(self._read_here(), self._loop)
        try:
            return asked.result(READ_WITHIN_S)
        except (TimeoutError, CancelledError):
            asked.cancel()
            log.warning("the node is too busy to be read")
            return None

    async def _read_here(self) -> Reading | None:
        return self._read() if self._read is not None else None

    def _cost(self, packets: int) -> float:
        """Microseconds of this process for each packet sent since this was last asked."""
        cpu = clock.cpu()
        sent, used = packets - self._cost_before[0], cpu - self._cost_before[1]
        self._cost_before = (packets, cpu)
        return used * 1e6 / sent if sent else 0.0
