"""The one websocket route, and the origins it is opened from."""

from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urlsplit

from channels.routing import URLRouter
from channels.security.websocket import AllowedHostsOriginValidator, WebsocketDenier
from django.urls import re_path

from rooms.live.consumers import Room

Scope = dict[str, Any]
Application = Callable[[Scope, Callable[..., Any], Callable[..., Any]], Awaitable[None]]


def own_pages_only(application: Application) -> Application:
    """Let in what one of our own pages opened (S-6): the Origin is http(s) on the very host and port that was asked.

    Channels' validator stands behind it; alone it would pass another port of our host, and raise on a broken address.
    """

    async def guarded(scope: Scope, receive: Callable[..., Any], send: Callable[..., Any]) -> None:
        headers = dict(scope.get("headers", []))
        own = _is_own(headers.get(b"origin", b"").decode("latin1"), headers.get(b"host", b"").decode("latin1"))
        await (application if own else _denied)(scope, receive, send)

    return guarded


def _is_own(origin: str, host: str) -> bool:
    try:
        parts = urlsplit(origin)
    except ValueError:  # a broken IPv6 address
        return False
    return parts.scheme in {"http", "https"} and bool(host) and parts.netloc.lower() == host.lower()


_room: Any = Room.as_asgi()  # Channels routes applications through Django's paths, whose types know only views
routes: Any = URLRouter([re_path(r"^ws/hop/(?P<slug>[A-Za-z0-9_-]{1,32})/$", _room)])
_denied: Any = WebsocketDenier()
_allowed: Any = AllowedHostsOriginValidator(routes)
websocket = own_pages_only(_allowed)
