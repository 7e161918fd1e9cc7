"""One HTTP connection: how long it may take to ask, and how much it may send.

Twisted's own time-out starts again with every byte, so one byte a minute held a connection for ever: daphne alone kept
400 such connections (SECURITY.md 6). Here the headers of a request have one deadline, and its body one size.
"""

from typing import Any

from daphne.http_protocol import HTTPFactory, WebRequest
from twisted.internet import reactor
from twisted.web.http import HTTPChannel

HEADERS_S = 10
IDLE_S = 30  # between two bytes of a body, and between two requests of a kept connection
BODY_MAX = 32 * 1024 * 1024


class Channel(HTTPChannel):  # type: ignore[misc] # Twisted is half-typed, see pyproject.toml
    """Cuts a connection whose headers take longer than HEADERS_S or whose body is larger than BODY_MAX."""

    _deadline: Any = None
    _body = 0

    def connectionMade(self) -> None:  # noqa: N802 - Twisted's name
        super().connectionMade()
        self._expect_headers()

    def lineReceived(self, line: bytes) -> None:  # noqa: N802 - Twisted's name
        if self._deadline is None:  # the first line of a second request on a kept connection
            self._expect_headers()
        super().lineReceived(line)

    def allHeadersReceived(self) -> None:  # noqa: N802 - Twisted's name
        self._forget_deadline()
        self._body = 0
        if self.length and self.length > BODY_MAX:
            self._too_large()
        super().allHeadersReceived()

    def rawDataReceived(self, data: bytes) -> None:  # noqa: N802 - Twisted's name
        if not self._handlingRequest:  # a chunked body tells its length only by arriving
            self._body += len(data)
            if self._body > BODY_MAX:
                self._too_large()
                return
        super().rawDataReceived(data)

    def connectionLost(self, reason: object) -> None:  # noqa: N802 - Twisted's name
        self._forget_deadline()
        super().connectionLost(reason)

    def _expect_headers(self) -> None:
        self._deadline = reactor.callLater(HEADERS_S, self._too_slow)

    def _forget_deadline(self) -> None:
        if self._deadline is not None and self._deadline.active():
            self._deadline.cancel()
        self._deadline = None

    def _too_slow(self) -> None:
        self._deadline = None
        self.transport.abortConnection()

    def _too_large(self) -> None:
        self.transport.write(b"HTTP/1.1 413 Content Too Large\r\nConnection: close\r\nContent-Length: 0\r\n\r\n")
        self.loseConnection()


def furnish(factory: HTTPFactory) -> None:
    """Let daphne's factory build our channels. Without TLS and HTTP/2, which the proxy speaks, no wrapper is needed."""
    factory.protocol = Channel
    factory.timeOut = IDLE_S
    Channel.requestFactory = WebRequest
