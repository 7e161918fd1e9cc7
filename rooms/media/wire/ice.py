"""ICE-lite (RFC 8445 2.5): answer the browser's checks, and keep where it may be reached.

Only a binding request for a known name with a true MESSAGE-INTEGRITY is answered; everything else is noise.
"""

from collections.abc import Callable
from dataclasses import dataclass
from struct import error as struct_error

from aioice import stun

from rooms.media.wire.peers import PASSES_MAX, Pass, Peer
from rooms.media.wire.routes import Address, Route

PARSER_FAULTS = (ValueError, IndexError, struct_error)
PREFIX_END = 4  # RFC 7983: a first byte of 0 to 3 is STUN


@dataclass(frozen=True, slots=True)
class Check:
    """A binding request that proved its password."""

    ufrag: str
    nominated: bool
    reply: bytes


def read_check(data: bytes, source: Address, password_of: Callable[[str], str | None]) -> Check | None:
    """The check in a datagram, with the reply to send; None for noise and for whoever does not know the password."""
    try:
        request = stun.parse_message(data)
    except PARSER_FAULTS:
        return None
    if request.message_class != stun.Class.REQUEST or request.message_method != stun.Method.BINDING:
        return None
    ufrag = str(request.attributes.get("USERNAME", "")).split(":", 1)[0]
    password = password_of(ufrag)
    if password is None or not request.check_message_integrity(password.encode()):
        return None
    reply = stun.Message(stun.Method.BINDING, stun.Class.RESPONSE, request.transaction_id)
    reply.attributes["XOR-MAPPED-ADDRESS"] = source
    reply.add_message_integrity(password.encode())
    return Check(ufrag, "USE-CANDIDATE" in request.attributes, bytes(reply))


class Names:
    """The peers by the name that their checks carry; the same for every way in."""

    def __init__(self) -> None:
        self._peers: dict[str, tuple[Peer, str]] = {}  # and the password

    def add(self, peer: Peer, known: Pass) -> None:
        """Answer this peer's checks under that name from now on; of its former names only the last holds on."""
        self._peers[known.ufrag] = peer, known.password
        peer.passes.append(known)
        while len(peer.passes) > PASSES_MAX:
            self._peers.pop(peer.passes.popleft().ufrag, None)

    def remove(self, peer: Peer) -> None:
        """Its checks are noise from now on."""
        while peer.passes:
            self._peers.pop(peer.passes.pop().ufrag, None)

    def answer(self, data: bytes, route: Route, now: float, holder: Peer | None = None) -> Peer | None:
        """Answer the check that came by a route; whose it is, or None for noise.

        A route that another peer proved and still holds stays theirs: a source address is easily forged (X5).
        """
        check = read_check(data, route.address, self._password_of)
        if check is None:
            return None
        peer, _ = self._peers[check.ufrag]
        if holder is not None and holder is not peer and not holder.silent(now):
            return None
        peer.checked(route, now, nominated=check.nominated)
        route.send(check.reply)
        return peer

    def _password_of(self, ufrag: str) -> str | None:
        return self._peers[ufrag][1] if ufrag in self._peers else None
