"""Where a browser finds the relay (coturn) when its network lets nothing but TLS through, and its pass to it.

The pass is coturn's `use-auth-secret` scheme: a name that carries its own end and an HMAC of it, so that the relay
needs no list of users. It lives 10 minutes (SECURITY.md T1): long enough to enter, useless to whoever finds it later;
a relayed stream that runs is not cut by its end.
"""

import base64
import hmac
from datetime import datetime, timedelta

from django.conf import settings

PASS_LIVES = timedelta(minutes=10)

IceServer = dict[str, str | list[str]]


def ice_servers(seat: str, now: datetime) -> list[IceServer]:
    """What RTCPeerConnection takes as `iceServers`; empty where there is no relay. No foreign host is ever named."""
    if not settings.TURN_URLS:
        return []
    name = f"{int((now + PASS_LIVES).timestamp())}:{seat}"
    # SHA-1 is what coturn's scheme asks for; as HMAC it is sound.
    digest = hmac.new(settings.TURN_SECRET.encode(), name.encode(), "sha1").digest()
    return [{"urls": list(settings.TURN_URLS), "username": name, "credential": base64.b64encode(digest).decode()}]
