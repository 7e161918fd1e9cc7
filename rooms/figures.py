"""Figures: what a process tells Prometheus, over HTTP on a port of its own that the world never reaches.

Off unless the set-up names a port. An address of the public Internet, or "every address", is refused at start: figures
tell who meets when. The library's own server answers from its own thread; what it reads of an event loop's objects it
must ask that loop for (rooms/media/wire/figures.py does).
"""

import ipaddress
import logging
import socket
from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from prometheus_client import CollectorRegistry, start_http_server

log = logging.getLogger(__name__)


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


def private(host: str) -> str:
    """The address that `host` stands for. Raises ImproperlyConfigured for one that strangers may reach."""
    found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)[0][4][0]
    address = ipaddress.ip_address(str(found).partition("%")[0])
    if address.is_unspecified or not address.is_private:
        raise ImproperlyConfigured(f"METRICS_BIND={host}: figures are served on a private address alone")
    return str(found)


def _nothing() -> None:
    """There is no server to end."""
