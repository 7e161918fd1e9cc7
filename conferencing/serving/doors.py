"""The listening socket: bound before anything else starts, so that a taken port is said plainly and at once."""

import errno
import socket

# RELIABILITY.md 4.3. Accepted sockets inherit it; the kernel then drops a peer that acknowledges nothing, or keeps its
# window shut, for this long (tcp(7)).
USER_TIMEOUT_MS = 20_000
BACKLOG = 1024


class PortTaken(Exception):
    """Somebody else listens where we should. Says which variable of the environment chooses another port."""

    def __init__(self, what: str, port: int, variable: str) -> None:
        super().__init__(
            f"{what} port {port} is taken by another program. Choose another one: {variable}={port + 1} make run"
        )


def listen(host: str, port: int) -> socket.socket:
    """A listening TCP socket. Raises PortTaken."""
    door = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM)
    door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if hasattr(socket, "TCP_USER_TIMEOUT"):
        door.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, USER_TIMEOUT_MS)
    _bind(door, host, port, PortTaken("web", port, "PORT"))
    door.listen(BACKLOG)
    door.setblocking(False)  # noqa: FBT003 - the standard library's signature
    return door


def check_media_port(host: str, port: int) -> None:
    """See that the media node will get its UDP port. Raises PortTaken."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_DGRAM) as door:
        _bind(door, host, port, PortTaken("media", port, "MEDIA_PORT"))


def _bind(door: socket.socket, host: str, port: int, taken: PortTaken) -> None:
    try:
        door.bind((host, port))
    except OSError as error:
        door.close()
        if error.errno == errno.EADDRINUSE:
            raise taken from error
        raise
