"""One websocket: how much may wait on its way in, and on its way out.

In: when more than WAITING_MAX messages wait for the application, nothing more is read from this socket until half of
them are taken; the sender meets TCP's own window. Daphne alone queued 606-777 MB for one handler that slept 3 s.
Out: `await send()` waits while the transport's buffer (64 KiB) is full; a reader that takes nothing for STALLED_S is
cut. Daphne alone accepted 200 MB for one reader that did not read (RELIABILITY.md 1).
"""

import asyncio
from collections.abc import Callable
from typing import Any

from autobahn.twisted.websocket import ConnectionDeny
from daphne.ws_protocol import WebSocketProtocol

from rooms import leaving

WAITING_MAX = 64
MESSAGE_MAX = 256 * 1024
# Autobahn holds one limit for both ways and raises in the sender; a snapshot or a long text may be larger than what a
# browser may send.
SENT_MAX = 16 * 1024 * 1024
# 900,000 one-byte fragments cost 3.9 s of CPU (SECURITY.md 3); no browser cuts 256 KiB into more than a few.
FRAGMENTS_MAX = 256
STALLED_S = 10.0
RESTARTING = 1012  # RFC 6455 7.4, IANA: service restart


class Waiting(asyncio.Queue[dict[str, Any]]):
    """What waits for one application; says when something was taken."""

    def __init__(self, on_taken: Callable[[], None]) -> None:
        super().__init__()
        self.on_taken = on_taken

    def _get(self) -> dict[str, Any]:
        message: dict[str, Any] = super()._get()
        self.on_taken()
        return message


class Outflow:
    """The transport's send buffer as one fact: full or not. Registered with the transport as its push producer."""

    def __init__(self, transport: Any) -> None:  # noqa: ANN401 - Twisted's transport carries no types
        self.transport = transport
        self.clear = asyncio.Event()
        self.clear.set()
        transport.unregisterProducer()  # the HTTP channel's, whose connection this was before the upgrade
        transport.registerProducer(self, True)  # noqa: FBT003 - Twisted's signature

    def pauseProducing(self) -> None:  # noqa: N802 - Twisted's name
        self.clear.clear()

    def resumeProducing(self) -> None:  # noqa: N802 - Twisted's name
        self.clear.set()

    def stopProducing(self) -> None:  # noqa: N802 - Twisted's name
        self.clear.set()  # the connection is lost: nobody shall wait for it

    def buffered(self) -> int:
        """Bytes not yet handed to the kernel."""
        transport = self.transport
        return int(len(transport.dataBuffer) - transport.offset + transport._tempDataLen)  # noqa: SLF001 - no public count

    async def drained(self) -> bool:
        """Wait until there is room again. False when not one byte went out for STALLED_S."""
        while not self.clear.is_set():
            before = self.buffered()
            try:
                await asyncio.wait_for(self.clear.wait(), STALLED_S)
            except TimeoutError:
                if self.buffered() >= before:
                    return False
        return True


class GatedSocket(WebSocketProtocol):  # type: ignore[misc] # daphne carries no types
    """Daphne's websocket with both bounds, and with fragments counted."""

    shut = False
    outflow: Outflow | None = None
    _fragments = 0

    def connectionMade(self) -> None:  # noqa: N802 - Twisted's name
        super().connectionMade()
        self.outflow = Outflow(self.transport)

    def connectionLost(self, reason: object) -> None:  # noqa: N802 - Twisted's name
        if self.outflow is not None:
            self.outflow.stopProducing()
        super().connectionLost(reason)

    def onConnect(self, request: Any) -> Any:  # noqa: ANN401, N802 - daphne's signature
        if leaving.told():
            raise ConnectionDeny(503, "restarting")
        return super().onConnect(request)

    def onClose(self, *details: object) -> None:  # noqa: N802 - autobahn's name
        if hasattr(self, "server"):  # daphne sets it in onConnect, which a refused handshake never reaches
            super().onClose(*details)

    # --- on the way in

    def dataReceived(self, data: bytes) -> None:  # noqa: N802 - Twisted's name
        # RFC 6455 4.1: a client waits for our 101 before it says more. Autobahn would take it for a second handshake.
        if hasattr(self, "handshake_deferred"):
            self.transport.abortConnection()
            return
        super().dataReceived(data)

    def onMessage(self, payload: bytes, isBinary: bool) -> None:  # noqa: FBT001, N802, N803 - autobahn's signature
        super().onMessage(payload, isBinary)
        if self.application_queue.qsize() > WAITING_MAX and not self.shut:
            self.shut = True
            self.transport.pauseProducing()

    def processData(self) -> bool:  # noqa: N802 - autobahn's name
        """Stop in the middle of what was read, too: one read may hold thousands of small messages."""
        if self.shut and self.state == self.STATE_OPEN:
            return False
        return bool(super().processData())

    def taken(self) -> None:
        """Open the gate again when half of what waited is taken."""
        if self.shut and self.application_queue.qsize() <= WAITING_MAX // 2:
            self.shut = False
            asyncio.get_running_loop().call_soon(self._go_on)

    def _go_on(self) -> None:
        self.consumeData()
        if not self.shut and self.transport.connected:
            self.transport.resumeProducing()

    def onMessageBegin(self, isBinary: bool) -> None:  # noqa: FBT001, N802, N803 - autobahn's signature
        self._fragments = 0
        super().onMessageBegin(isBinary)

    def onMessageFrameBegin(self, length: int) -> None:  # noqa: N802 - autobahn's name
        super().onMessageFrameBegin(length)
        self._fragments += 1
        for figure, most in ((self.message_data_total_length, MESSAGE_MAX), (self._fragments, FRAGMENTS_MAX)):
            if figure > most and not self.failedByMe:
                self._max_message_size_exceeded(figure, most, "message too large")

    def onPing(self, payload: bytes) -> None:  # noqa: N802 - autobahn's name
        if self.outflow is None or self.outflow.clear.is_set():  # who does not read gets no answers to its pings
            super().onPing(payload)

    # --- on the way out

    async def drained(self) -> None:
        """Wait for room in the send buffer; cut a reader that has stalled."""
        if self.outflow is not None and not await self.outflow.drained():
            self.transport.abortConnection()

    def serverClose(self, code: int | None = None) -> None:  # noqa: N802 - daphne's name
        """As daphne's, for every code: autobahn would refuse an application that says 1012 (or 1001, 1008, 1013)."""
        self.sendCloseFrame(code=1000 if code is None else code)

    def send_away(self) -> None:
        """Close with 1012: the client comes back, to another process or to this one's successor."""
        if self.state == self.STATE_OPEN:
            self.sendCloseFrame(code=RESTARTING, reasonUtf8=b"restarting")
