"""Doors: every way into the node, all of one port number: UDP and TCP, IPv4 and IPv6, one socket each."""

import socket
from collections.abc import Callable, Sequence
from contextlib import ExitStack

from rooms.media.wire.ice import Names
from rooms.media.wire.peers import Peer
from rooms.media.wire.port import Port
from rooms.media.wire.tcp import Listener

FREE_TRIES = 20


class Doors:
    """Opens and closes them together."""

    def __init__(self, names: Names, on_burst: Callable[[list[tuple[Peer, bytes]]], None], *, path: str) -> None:
        self._names = names
        self._path = path
        self._on_burst = on_burst
        self.ports: list[Port] = []
        self._listener = Listener(names, on_burst)

    @property
    def unsent(self) -> int:
        """Packets that a full line lost."""
        return sum(port.unsent for port in self.ports) + self._listener.unsent

    def flush(self) -> None:
        """Let everything leave that waits in a batch."""
        for port in self.ports:
            port.flush()

    def open(self, hosts: Sequence[str], number: int) -> int:
        """Listen; the number, any that is free for all when 0 is asked. Raises OSError when it is taken."""
        for _ in range(0 if number else FREE_TRIES):
            try:
                return self._open(hosts, number)
            except OSError:  # free for UDP, taken for TCP: another one
                continue
        return self._open(hosts, number)

    def _open(self, hosts: Sequence[str], number: int) -> int:
        with ExitStack() as undo:
            for host in hosts:
                port = Port(self._names, self._on_burst, _family(host), path=self._path)
                undo.callback(self._shut, port)
                self.ports.append(port)
                number = port.open(host, number)
            listening = [
                undo.enter_context(socket.create_server((host, number), family=_family(host))) for host in hosts
            ]
            undo.pop_all()
        for each in listening:
            self._listener.serve(each)
        return number

    def _shut(self, port: Port) -> None:
        self.ports.remove(port)
        port.close()

    async def close(self) -> None:
        """Stop listening and cut every connection."""
        for port in list(self.ports):
            self._shut(port)
        await self._listener.close()


def _family(host: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in host else socket.AF_INET
