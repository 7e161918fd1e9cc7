"""ICE-TCP, passive (RFC 6544), for networks that let no UDP out: the same packets in the frames of RFC 4571.

A stranger may hold a connection for PROVE_WITHIN_S; its first frame must be a check that knows a password. A line that
takes less than it is given loses whole bursts, the oldest first: late media is worth nothing, and memory stays bounded.
"""

import asyncio
import contextlib
import socket
from collections import Counter, deque
from collections.abc import Callable

from rooms import clock
from rooms.media.wire.ice import PREFIX_END, Names
from rooms.media.wire.peers import Peer
from rooms.media.wire.port import BURST, DTLS, LONGEST, SRTP
from rooms.media.wire.routes import Address, Route

HEAD = 2  # bytes of a frame's length
PROVE_WITHIN_S = 5.0
CONNECTIONS_MAX = 2000
STRANGERS_MAX = 256  # connections that have not proved themselves; a newcomer takes the oldest one's place
STRANGERS_AN_ADDRESS = 64  # a commune's halls stand behind one address
BACKLOG = 128
UNSENT = 16_384  # bytes in the kernel or asyncio that are not on the line yet; media waits here instead
URGENT_MAX = 65_536  # beyond it not even replies and handshakes are added
WAITING_MAX = 262_144  # bytes of media for one connection
STALE_S = 0.4  # media that waited longer is given up
BURST_S = 0.02  # packets that came within it were one burst

Arrivals = list[tuple[Peer, bytes]]


class TcpRoute(asyncio.Protocol):
    """One accepted connection: a stranger, then the route of one peer."""

    rank = 1  # UDP goes before it

    def __init__(self, listener: "Listener") -> None:
        self.address: Address = ("", 0)
        self.peer: Peer | None = None
        self._listener = listener
        self._transport: asyncio.Transport | None = None
        self._came = bytearray()
        self._waiting: deque[tuple[float, bytes]] = deque()
        self._waiting_bytes = 0
        self._full = False

    # --- the connection

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        if not isinstance(transport, asyncio.Transport):
            return
        self._transport = transport
        host, port = transport.get_extra_info("peername")[:2]
        self.address = (host, port)
        transport.set_write_buffer_limits(high=UNSENT)
        _hurry(transport.get_extra_info("socket"))
        self._listener.welcome(self)

    def connection_lost(self, _exc: Exception | None) -> None:
        self._listener.leave(self)
        self._waiting.clear()
        if self.peer is not None:
            self.peer.lost(self)

    def close(self, owner: object) -> None:
        """Its peer does not use it any more, or it did not prove itself."""
        del owner
        if self._transport is not None:
            self._transport.abort()

    # --- what comes

    def data_received(self, data: bytes) -> None:
        self._came += data
        self._read()

    def _read(self) -> None:
        """Take a burst of frames; more wait until others of this loop have had their turn."""
        if self._transport is None or self._transport.is_closing():
            return
        arrivals: Arrivals = []
        for _ in range(BURST):
            size = int.from_bytes(self._came[:HEAD], "big")
            if len(self._came) < HEAD or len(self._came) < HEAD + size <= HEAD + LONGEST:
                self._transport.resume_reading()
                break
            frame = bytes(self._came[HEAD : HEAD + size])
            del self._came[: HEAD + size]
            if size > LONGEST or not self._take(frame, arrivals):
                self.close(self)
                break
        else:
            self._transport.pause_reading()
            asyncio.get_running_loop().call_soon(self._read)
        if arrivals:
            self._listener.on_burst(arrivals)

    def _take(self, frame: bytes, arrivals: Arrivals) -> bool:
        """Whether the connection may go on."""
        peer = self.peer
        if peer is None or (frame and frame[0] < PREFIX_END):
            return self._prove(frame, self)
        if not frame:
            return True  # RFC 4571 2: an empty one keeps the line open
        if frame[0] in SRTP and peer.line is not None and peer.up:
            packet = peer.line.unprotect(frame)
            if packet is not None:
                arrivals.append((peer, packet))
        elif frame[0] in DTLS:
            peer.received(frame)
        return True

    def _prove(self, frame: bytes, route: Route) -> bool:
        peer = self._listener.names.answer(frame, route, clock.monotonic())
        if self.peer is None and peer is not None:
            self.peer = peer
            self._listener.proved(self)
            return True
        if peer is not None and peer is not self.peer:
            peer.lost(self)  # one connection, one peer
            return False
        return self.peer is not None

    # --- what goes

    def send(self, data: bytes) -> None:
        """Send, or let it wait its turn if it is media and the line is full."""
        transport = self._transport
        if transport is None or transport.is_closing():
            return
        frame = len(data).to_bytes(HEAD, "big") + data
        if self._full and data[0] in SRTP:
            self._keep(frame, clock.monotonic())
        elif transport.get_write_buffer_size() < URGENT_MAX:
            transport.write(frame)
        else:
            self._listener.unsent += 1

    def _keep(self, frame: bytes, now: float) -> None:
        self._waiting.append((now, frame))
        self._waiting_bytes += len(frame)
        while self._waiting_bytes > WAITING_MAX or self._waiting[0][0] < now - STALE_S:
            burst_ends = self._waiting[0][0] + BURST_S
            while self._waiting and self._waiting[0][0] <= burst_ends:
                self._waiting_bytes -= len(self._waiting.popleft()[1])
                self._listener.unsent += 1
            if not self._waiting:
                break

    def pause_writing(self) -> None:
        self._full = True

    def resume_writing(self) -> None:
        self._full = False
        while self._waiting and not self._full and self._transport is not None:
            _, frame = self._waiting.popleft()
            self._waiting_bytes -= len(frame)
            self._transport.write(frame)


class Listener:
    """The TCP side of the port. `on_burst` gets the decrypted packets of one wake-up of one connection."""

    def __init__(self, names: Names, on_burst: Callable[[Arrivals], None]) -> None:
        self.names = names
        self.on_burst = on_burst
        self.unsent = 0
        self._routes: set[TcpRoute] = set()
        self._strangers: dict[TcpRoute, asyncio.TimerHandle] = {}  # oldest first
        self._by_host: Counter[str] = Counter()  # strangers alone
        self._opening: list[asyncio.Task[asyncio.Server]] = []

    def serve(self, listening: socket.socket) -> None:
        """Take who connects here."""
        serving = asyncio.get_running_loop().create_server(lambda: TcpRoute(self), sock=listening, backlog=BACKLOG)
        self._opening.append(asyncio.create_task(serving))

    async def close(self) -> None:
        """Stop listening and cut every connection."""
        for opening in self._opening:
            (await opening).close()
        for route in list(self._routes):
            route.close(self)

    def welcome(self, route: TcpRoute) -> None:
        """A stranger connected: give it its time, or the door."""
        host = route.address[0]
        if len(self._routes) >= CONNECTIONS_MAX or self._by_host[host] >= STRANGERS_AN_ADDRESS:
            route.close(self)
            return
        if len(self._strangers) >= STRANGERS_MAX:
            oldest = next(iter(self._strangers))
            self._forget(oldest)
            oldest.close(self)
        self._routes.add(route)
        self._by_host[host] += 1
        self._strangers[route] = asyncio.get_running_loop().call_later(PROVE_WITHIN_S, route.close, self)

    def proved(self, route: TcpRoute) -> None:
        """It is a peer's now."""
        self._forget(route)

    def leave(self, route: TcpRoute) -> None:
        """It is closed."""
        self._routes.discard(route)
        self._forget(route)

    def _forget(self, stranger: TcpRoute) -> None:
        timer = self._strangers.pop(stranger, None)
        if timer is None:
            return
        timer.cancel()
        host = stranger.address[0]
        self._by_host[host] -= 1
        if not self._by_host[host]:
            del self._by_host[host]


def _hurry(line: socket.socket) -> None:
    """No delay for small packets, and little unsent in the kernel: what waits there cannot be given up."""
    with contextlib.suppress(OSError, AttributeError):  # where the kernel lacks one, more waits in it
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NOTSENT_LOWAT, UNSENT)
