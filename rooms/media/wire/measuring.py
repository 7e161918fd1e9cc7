"""Measuring: browsers that test their line. Each is alone in a room of its own, gets a ramp of packets, and has an end.

The room answers what the browser sends with transport-cc and receiver reports as in a meeting, so that the browser
reads both ways from its own figures. Few at a time, and never in a meeting's room: who meets goes before who measures.
"""

import asyncio
from collections.abc import Callable

from rooms import clock
from rooms.media.forwarding.ramp import Ramp
from rooms.media.wire.peers import Peer

AT_A_TIME = 8  # 32 Mbit/s at the height of all their ramps
STEP_S = 0.01
ENDS_AFTER_S = 20.0  # after the offer, whatever the browser does


class Measuring:
    """The tests that run now on this node."""

    def __init__(self, flush: Callable[[], None], drop: Callable[[Peer], None]) -> None:
        self._flush, self._drop = flush, drop
        self._running: dict[str, asyncio.Task[None]] = {}

    def full(self, connection: str) -> bool:
        """Whether this one must wait."""
        return connection not in self._running and len(self._running) >= AT_A_TIME

    def begin(self, peer: Peer) -> None:
        """Test this peer's line; a test of the same connection before it is over."""
        before = self._running.pop(peer.connection, None)
        if before is not None:
            before.cancel()
        task = asyncio.create_task(self._run(peer))
        self._running[peer.connection] = task
        task.add_done_callback(lambda done: self._ended(peer, done))

    def _ended(self, peer: Peer, task: asyncio.Task[None]) -> None:
        if self._running.get(peer.connection) is task:
            del self._running[peer.connection]

    async def _run(self, peer: Peer) -> None:
        begun = clock.monotonic()
        ramp: Ramp | None = None
        while (now := clock.monotonic()) - begun < ENDS_AFTER_S:
            if peer.up and peer.agreement is not None:
                ramp = ramp or Ramp(peer.agreement, now)
                peer.transmit(ramp.due(now))
                self._flush()
            elif ramp is not None:  # the browser has what it wanted
                break
            await asyncio.sleep(STEP_S)
        self._drop(peer)

    async def close(self) -> None:
        """End them all."""
        tasks = list(self._running.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
