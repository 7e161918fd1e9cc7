"""Which way packets take through the system: many in one call, or one by one; found out at start by trying.

`auto` takes the fast way where it works and says in the log why not where it does not; `batch` refuses to start without
it; `portable` never uses it.
"""

import logging
import socket
from dataclasses import dataclass

from rooms.media.wire import kernel
from rooms.media.wire.batch import Batch
from rooms.media.wire.inlet import Inlet

log = logging.getLogger(__name__)

AUTO, BATCH, PORTABLE = "auto", "batch", "portable"


@dataclass(frozen=True, slots=True)
class Fast:
    """The fast way of one socket."""

    inlet: Inlet
    batch: Batch


def fast_way(sock: socket.socket, wanted: str) -> Fast | None:
    """The fast way of a UDP socket, or None for the portable one. Raises OSError where `batch` cannot be had."""
    calls, why_not = (None, "it is asked for") if wanted == PORTABLE else kernel.load()
    if calls is None:
        if wanted == BATCH:
            raise OSError(why_not)
        log.info("media takes the portable way, one call a packet: %s", why_not)
        return None
    cuts = kernel.cuts_datagrams(sock)
    log.info("media takes the fast way, one call a burst; %s", "with UDP_SEGMENT" if cuts else "without UDP_SEGMENT")
    return Fast(Inlet(sock, calls), Batch(sock, calls, cuts=cuts))
