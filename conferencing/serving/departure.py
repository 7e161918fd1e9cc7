"""Leaving in order: on SIGTERM everyone is told and everything is finished; on SIGINT the same in a hurry.

Order (RELIABILITY.md 4.4): `/ready` says 503 and no new websocket is let in; doors say their farewells; every websocket
is closed with 1012 and its `disconnect()` runs; requests in flight are answered; the listening socket closes; exit.
"""

import asyncio
import logging
import signal
from collections.abc import Awaitable, Callable

from twisted.internet import reactor

from conferencing.serving.server import Server
from rooms import clock, leaving

log = logging.getLogger(__name__)

IN_ORDER_S = 15.0  # with the farewells' 2 s and the children's time this stays under 20 s
HURRIED_S = 2.0


class Departure:
    """Hears the signals of one server. `and_then` ends whatever else the process owns (children)."""

    def __init__(self, server: Server, and_then: Callable[[], Awaitable[None]], *, drain_s: float) -> None:
        self.server = server
        self.and_then = and_then
        self.drain_s = drain_s
        self.leaving: asyncio.Task[None] | None = None

    def listen(self) -> None:
        """Take SIGTERM and SIGINT; call this when the loop runs."""
        loop = asyncio.get_running_loop()
        loop.add_signal_handler(signal.SIGTERM, self.begin, self.drain_s, IN_ORDER_S)
        loop.add_signal_handler(signal.SIGINT, self.begin, 0.0, HURRIED_S)

    def begin(self, drain_s: float, patience_s: float) -> None:
        """Start to leave; asked a second time, stop at once."""
        if self.leaving is None:
            self.leaving = asyncio.get_running_loop().create_task(self._leave(drain_s, patience_s))
        else:
            reactor.callLater(0, self.server.stop)

    async def _leave(self, drain_s: float, patience_s: float) -> None:
        started = clock.monotonic()
        log.info("leaving", extra={"sockets": len(self.server.sockets())})
        try:
            await leaving.begin()
            for websocket in self.server.sockets():
                websocket.send_away()
            await asyncio.sleep(drain_s)  # the proxy needs a look at /ready before the door closes
            await self._finish(started + patience_s)
            await self.and_then()
        finally:
            log.info("left", extra={"after_s": round(clock.monotonic() - started, 2)})
            self.server.stop()

    async def _finish(self, deadline: float) -> None:
        """Wait for the applications that still run, those that begin meanwhile included."""
        while (running := self.server.unfinished()) and (left_s := deadline - clock.monotonic()) > 0:
            await asyncio.wait(running, timeout=left_s)
