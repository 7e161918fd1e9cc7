"""ICE-lite (RFC 8445 2.5): answer the browser's checks, and keep where it may be reached.

Only a binding request for a known name with a true MESSAGE-INTEGRITY is answered; everything else is noise.
"""

from collections.abc import Callable
from dataclasses import dataclass
from struct import error as struct_error

from aioice import stun

PARSER_FAULTS = (ValueError, IndexError, struct_error)
PREFIX_END = 4  # RFC 7983: a first byte of 0 to 3 is STUN


@dataclass(frozen=True, slots=True)
class Check:
    """A binding request that proved its password."""

    ufrag: str
    nominated: bool
    reply: bytes


def read_check(data: bytes, source: tuple[str, int], password_of: Callable[[str], str | None]) -> Check | None:
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
