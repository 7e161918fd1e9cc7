"""Figures: what a process tells Prometheus, over HTTP on a port of its own that the world never reaches.

Off unless the set-up names a port. An address of the public Internet, or "every address", is refused at start: figures
tell who meets when. The library's own server answers from its own thread; what it reads of an event loop's objects it
must ask that loop for (rooms/media/wire/figures.py does).
"""

import asyncio
import ipaddress
import logging
import socket
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from concurrent.futures import CancelledError
from typing import Generic, TypeVar

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from prometheus_client import CollectorRegistry, start_http_server
from prometheus_client.core import Metric
from prometheus_client.registry import Collector

log = logging.getLogger(__name__)

READ_WITHIN_S = 5.0  # a loop that is later than this has other sorrows; the scrape goes on without its figures
Reading = TypeVar("Reading")


def serve(registry: CollectorRegistry, port: int) -> Callable[[], None]:
    """Answer GET /metrics on METRICS_BIND; the answer ends it. Port 0 serves nothing; a taken one is only said."""
    if port == 0:
        return _nothing
    bind = private(settings.METRICS_BIND)
    try:
        server, thread = start_http_server(port, bind, registry)
    except OSError as taken:
        log.error("figures cannot be served", extra={"bind": bind, "port": port, "reason": repr(taken)})  # noqa: TRY400 - its trace says nothing
        return _nothing
    log.info("figures are served", extra={"bind": bind, "port": port})

    def end() -> None:
        server.shutdown()
        server.server_close()
        thread.join()

    return end


class OfLoop(Collector, ABC, Generic[Reading]):
    """Figures of objects that belong to an event loop: read there, written down by the thread of the server."""

    def __init__(self) -> None:
        self._read: Callable[[], Reading] | None = None
        self._loop: asyncio.AbstractEventLoop | None = None

    def watch(self, read: Callable[[], Reading]) -> None:
        """From now on a scrape calls `read` on the running loop."""
        self._read, self._loop = read, asyncio.get_running_loop()

    @abstractmethod
    def families(self, reading: Reading) -> Iterable[Metric]:
        """What is told of a reading."""

    def describe(self) -> Iterable[Metric]:
        """Nothing: asked for it, the registry does not read us when we register."""
        return ()

    def collect(self) -> Iterable[Metric]:
        """Called by the thread of the server."""
        reading = self._ask()
        if reading is not None:
            yield from self.families(reading)

    def _ask(self) -> Reading | None:
        if self._loop is None or not self._loop.is_running():
            return None
        asked = asyncio.run_coroutine_threadsafe(self._read_here(), self._loop)
        try:
            return asked.result(READ_WITHIN_S)
        except (TimeoutError, CancelledError):
            asked.cancel()
            log.warning("the loop is too busy to be read")
            return None

    async def _read_here(self) -> Reading | None:
        return self._read() if self._read is not None else None


def private(host: str) -> str:
    """The address that `host` stands for. Raises ImproperlyConfigured for one that strangers may reach."""
    found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)[0][4][0]
    address = ipaddress.ip_address(str(found).partition("%")[0])
    if address.is_unspecified or not address.is_private:
        raise ImproperlyConfigured(f"METRICS_BIND={host}: figures are served on a private address alone")
    return str(found)


def _nothing() -> None:
    """There is no server to end."""
