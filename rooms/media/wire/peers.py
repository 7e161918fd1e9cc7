"""Peer: the node's end of one browser's connection. ICE state and DTLS below, a seat in a meeting above."""

import asyncio
import secrets
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import NamedTuple

from aiortc.rtcdtlstransport import RTCCertificate

from rooms.media.forwarding.answer import Agreement
from rooms.media.wire.batch import Batch
from rooms.media.wire.dtls import SecureLine
from rooms.media.wire.routes import Route, UdpRoute
from rooms.media.wire.srtp import Context

PASSES_MAX = 2  # after an ICE restart the way of before holds until the new one is proved
ROUTES_MAX = 8  # a browser roams between a few; more is somebody playing with us
NOMINATED_S = 2.0  # so long a better route that was nominated too is preferred
WAITING_MAX = 64  # datagrams of a handshake that nobody reads yet
SILENT_AFTER_S = 30.0  # RFC 7675 5.1: consent expires


class Pass(NamedTuple):
    """What a check must know."""

    ufrag: str
    password: str


def new_pass() -> Pass:
    """RFC 8445 5.3: at least 24 bits of a name and 128 of a password."""
    return Pass(secrets.token_hex(4), secrets.token_hex(16))


class Peer:
    """One connection on the port. For aiortc's DTLS it is the transport: `role`, `_recv`, `_send`."""

    role = "controlled"

    def __init__(self, meeting: str, connection: str, reply_to: str, *, now: float) -> None:
        self.meeting, self.connection, self.reply_to = meeting, connection, reply_to
        self.passes: deque[Pass] = deque()  # newest last
        self.agreement: Agreement | None = None
        self.route: Route | None = None  # the one in use
        self.routes: deque[Route] = deque()  # all that were proved, oldest first
        self.born = self.checked_at = now
        self.fed_at: float | None = None  # when media first flowed
        self.wants_media = False  # the browser said that it is connected
        self.line: SecureLine | None = None
        self.moved: Callable[[], None] = _nothing  # told when the way to the browser may have changed
        self._kept_until = now  # a lower route must wait so long
        self._waiting: asyncio.Queue[bytes | None] = asyncio.Queue(WAITING_MAX + 1)
        self._closed = False

    @property
    def up(self) -> bool:
        """Whether media may pass both ways."""
        return self.line is not None and self.line.up and not self._closed

    @property
    def failed(self) -> bool:
        """Whether the handshake failed by itself, not by our closing."""
        return self.line is not None and self.line.failed and not self._closed

    def continues(self, agreement: Agreement) -> bool:
        """Whether an offer is an ICE restart of this running connection: same certificate, same lines."""
        return self.up and self.agreement is not None and replace(agreement, sdp="") == replace(self.agreement, sdp="")

    async def run(
        self, certificate: RTCCertificate, fingerprints: tuple[tuple[str, str], ...], up: Callable[[], None]
    ) -> None:
        """Shake hands, call `up`, and return when the connection is over, however it ends."""
        self.line = SecureLine(self, certificate)
        try:
            await self.line.shake_hands(fingerprints)
            if self.line.up:
                up()
                await self.line.wait_for_end()
        finally:
            await self.line.stop()

    def checked(self, route: Route, now: float, *, nominated: bool) -> None:
        """The browser proved itself by this route; it is used from now on if it is nominated (RFC 8445 7.3.1.5).

        Firefox nominates every pair at once: then UDP is kept before TCP. What Chromium nominates later, it uses.
        """
        self.checked_at = now
        if route not in self.routes:
            self.routes.append(route)
        if self.route is None or (nominated and (route.rank >= self.route.rank or now > self._kept_until)):
            self.route = route
        if nominated and route == self.route:
            self._kept_until = now + NOMINATED_S
        while len(self.routes) > ROUTES_MAX:
            self.lost(next(each for each in self.routes if each != self.route))
        self.moved()

    def lost(self, route: Route) -> None:
        """A route is closed or forgotten."""
        if route in self.routes:
            self.routes.remove(route)
            route.close(self)
        if route == self.route:
            self.route = self.routes[-1] if self.routes else None
            self.moved()

    def silent(self, now: float) -> bool:
        """Whether it has stopped proving itself."""
        return now - self.checked_at > SILENT_AFTER_S

    def received(self, data: bytes) -> None:
        """A DTLS record; a flood beyond what is read is dropped."""
        if self._waiting.qsize() < WAITING_MAX:
            self._waiting.put_nowait(data)

    def batched(self) -> tuple[Batch, Context, bytes] | None:
        """The batch that reaches this peer, its encryption and packed address; None for one by one, or not at all."""
        route, line = self.route, self.line
        if not isinstance(route, UdpRoute) or route.way.batch is None or line is None or not self.up:
            return None
        return route.way.batch, line.sending, route.packed

    def transmit(self, packets: Sequence[bytes]) -> None:
        """Encrypt and send RTP."""
        self._send_all(packets, control=False)

    def _send_all(self, packets: Sequence[bytes], *, control: bool) -> None:
        way = self.batched()
        if way is not None:
            batch, context, name = way
            for packet in packets:
                batch.packet(packet, context, name, control=control)
            return
        if self.line is None or self.route is None or not self.up:
            return
        for packet in packets:
            data = self.line.protect_control(packet) if control else self.line.protect(packet)
            if data is not None:
                self.route.send(data)

    def control(self, packets: Sequence[bytes]) -> None:
        """Encrypt and send RTCP."""
        self._send_all(packets, control=True)

    def close(self) -> None:
        """End `run`."""
        if not self._closed:
            self._closed = True
            self._waiting.put_nowait(None)
            for route in self.routes:
                route.close(self)

    # --- what aiortc's DTLS asks of its transport

    async def _recv(self) -> bytes:
        data = None if self._closed else await self._waiting.get()
        if data is None:
            raise ConnectionError
        return data

    async def _send(self, data: bytes) -> None:
        if self.route is None:
            raise ConnectionError
        self.route.send(data)


def _nothing() -> None:
    """Nobody asked to be told."""
