"""Diary: what a node writes down about each connection, in its log and its figures; ids alone, never a name or SDP."""

import logging

from rooms.media.signalling import Offer
from rooms.media.wire.figures import Figures
from rooms.media.wire.peers import Peer

log = logging.getLogger(__name__)

# Why a connection ended.
LEFT, REPLACED, SILENT, ENDED, CLOSING = "left", "replaced", "silent", "ended", "node_closing"
MEASURED = "measured"  # the test of a line is over


class Diary:
    """One node's."""

    def __init__(self, figures: Figures) -> None:
        self._figures = figures

    def refused(self, offer: Offer, code: str) -> None:
        """An offer was not taken."""
        self._figures.refused.labels(code).inc()
        log.info("offer refused", extra={**_of(offer), "code": code})

    def flows(self, peer: Peer, now: float) -> None:
        """Media may flow; the first time is the end of the join."""
        if peer.fed_at is None:
            peer.fed_at = now
            self._figures.joins.observe(now - peer.born)
            log.info("joined", extra={**_of(peer), "join_ms": round((now - peer.born) * 1000)})

    def broke(self, peer: Peer, fault: BaseException | None) -> None:
        """A connection's task is over, by itself or by a fault of ours."""
        if peer.failed:
            self._figures.failed.inc()
            log.warning("the handshake failed", extra=_of(peer))
        if fault is not None:
            log.error("a connection broke", exc_info=fault, extra=_of(peer))

    def ended(self, peer: Peer, why: str, now: float) -> None:
        """A connection is forgotten."""
        extra = {**_of(peer), "why": why, "stayed_s": round(now - peer.born, 1), "had_media": peer.fed_at is not None}
        log.info("ended", extra=extra)


def _of(whose: Peer | Offer) -> dict[str, str]:
    return {"meeting": whose.meeting, "connection": whose.connection}
