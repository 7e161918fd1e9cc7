"""Daphne with our gate, our limits and our way to leave."""

import asyncio
import logging
import socket
from collections.abc import Callable
from functools import partial
from typing import Any

from daphne.server import Server as Daphne
from twisted.internet import reactor
from twisted.internet.defer import Deferred
from twisted.logger import LogLevel, formatEvent, globalLogPublisher

from conferencing.serving import channel
from conferencing.serving.gate import SENT_MAX, GatedSocket, Waiting

log = logging.getLogger(__name__)

PING_S, PONG_S = 10, 15  # a silent socket is asked after 10 s and dropped after 15 more
HANDSHAKE_S = 10


class Server(Daphne):  # type: ignore[misc] # daphne carries no types
    """One listening socket, one application."""

    def __init__(
        self, application: object, door: socket.socket, on_ready: Callable[[], None], *, proxied: bool
    ) -> None:
        super().__init__(
            application,
            endpoints=[f"fd:fileno={door.fileno()}" + (":domain=10" if door.family == socket.AF_INET6 else "")],
            signal_handlers=False,  # SIGTERM and SIGINT belong to departure.py
            websocket_max_message_size=SENT_MAX,
            websocket_max_frame_size=SENT_MAX,
            websocket_handshake_timeout=HANDSHAKE_S,
            websocket_connect_timeout=HANDSHAKE_S,
            websocket_timeout=-1,  # a conference may last a week
            ping_interval=PING_S,
            ping_timeout=PONG_S,
            proxy_forwarded_address_header="X-Forwarded-For" if proxied else None,
            proxy_forwarded_port_header="X-Forwarded-Port" if proxied else None,
            proxy_forwarded_proto_header="X-Forwarded-Proto" if proxied else None,
            server_name="",  # nobody needs to know what serves
            ready_callable=self._furnish,
        )
        self.door = door  # kept: a socket that nobody holds closes itself, and only its number was given away
        self.on_ready = on_ready

    def _furnish(self) -> None:
        """Put our parts into daphne's factories; called when they exist and nothing has been accepted yet."""
        self.ws_factory.protocol = GatedSocket
        # failByDrop off: a client that sent too much is told 1009, not cut without a word.
        self.ws_factory.setProtocolOptions(failByDrop=False)
        channel.furnish(self.http_factory)
        globalLogPublisher.addObserver(_tell_of_faults)
        reactor.callLater(0, self.on_ready)  # the first thing that runs inside the loop

    def create_application(self, protocol: Any, scope: dict[str, Any]) -> asyncio.Queue[dict[str, Any]]:  # noqa: ANN401
        """As daphne's, with a queue that tells the gate when something was taken."""
        waiting = Waiting(protocol.taken if isinstance(protocol, GatedSocket) else _nothing)
        scope.setdefault("asgi", {"version": "3.0"})
        running = self.application(scope=scope, receive=waiting.get, send=partial(self.handle_reply, protocol))
        self.connections[protocol]["application_instance"] = asyncio.ensure_future(running)
        return waiting

    async def handle_reply(self, protocol: Any, message: dict[str, Any]) -> None:  # noqa: ANN401 - daphne's signature
        """As daphne's; then wait until the reader has made room."""
        await super().handle_reply(protocol, message)
        if isinstance(protocol, GatedSocket):
            await protocol.drained()

    def sockets(self) -> list[GatedSocket]:
        """The open websockets."""
        return [protocol for protocol in self.connections if isinstance(protocol, GatedSocket)]

    def unfinished(self) -> list[asyncio.Future[None]]:
        """The applications that still run: requests in flight, and consumers whose `disconnect()` has not ended."""
        running = (details.get("application_instance") for details in self.connections.values())
        return [application for application in running if application is not None and not application.done()]

    def kill_all_applications(self) -> Deferred[object]:
        """Cancel what is left. Daphne's own fails on a connection that never got an application."""
        left = self.unfinished()
        for application in left:
            application.cancel()
        if left:
            log.warning("applications cancelled at exit", extra={"count": len(left)})
        return Deferred.fromFuture(asyncio.gather(*left, return_exceptions=True))


def _tell_of_faults(event: dict[str, Any]) -> None:
    """Daphne sends Twisted's log to nowhere; a fault in a protocol must not vanish there."""
    if event["log_level"] >= LogLevel.error:
        failure = event.get("log_failure")
        fault = (failure.type, failure.value, failure.getTracebackObject()) if failure else None
        log.error("fault in the server: %s", formatEvent(event), exc_info=fault)


def _nothing() -> None:
    """An HTTP request has no gate: its body is bounded by channel.py."""
