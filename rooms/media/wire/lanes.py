"""Lanes: whose row is whose in one meeting, and how it is reached. The pure room speaks of rows, the wire of peers.

What a batch needs of a receiver stands here in columns, and is looked up anew when the receiver's route changes.
"""

from typing import TYPE_CHECKING

import numpy as np

from rooms.media.forwarding.copies import Copies
from rooms.media.wire.kernel import NAME_SIZE
from rooms.media.wire.peers import Peer
from rooms.media.wire.plain import Plain

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from rooms.media.wire.batch import Batch


class Lanes:
    """The peers of one room by the row that its log of sent packets gave them."""

    def __init__(self) -> None:
        self._peers: list[Peer | None] = []
        self._plain = Plain()
        self._batches: NDArray[np.object_] = np.zeros(0, object)  # None: not reached by one
        self.contexts: NDArray[np.object_] = np.zeros(0, object)
        self.names = np.zeros((0, NAME_SIZE), np.uint8)
        self.name_sizes = np.zeros(0, np.uint32)

    def put(self, row: int, peer: Peer) -> None:
        """From now on the row is this peer's."""
        if row >= len(self._peers):
            self._grow(row + 1)
        self._peers[row] = peer
        self._look(row)
        peer.moved = lambda: self._look(row)

    def take(self, peer: Peer) -> None:
        """The peer is gone."""
        for row, each in enumerate(self._peers):
            if each is peer:
                self._peers[row] = None
                self._look(row)

    def _grow(self, rows: int) -> None:
        more = max(rows, 2 * len(self._peers)) - len(self._peers)
        self._peers += [None] * more
        self._batches = np.concatenate([self._batches, np.full(more, None)])
        self.contexts = np.concatenate([self.contexts, np.full(more, None)])
        self.names = np.concatenate([self.names, np.zeros((more, NAME_SIZE), np.uint8)])
        self.name_sizes = np.concatenate([self.name_sizes, np.zeros(more, np.uint32)])

    def _look(self, row: int) -> None:
        """Whether and how a batch reaches this row now."""
        peer = self._peers[row]
        way = peer.batched() if peer is not None else None
        self._batches[row] = self.contexts[row] = None
        if way is not None:
            self._batches[row], self.contexts[row], name = way
            self.names[row, : len(name)] = np.frombuffer(name, np.uint8)
            self.name_sizes[row] = len(name)

    def send(self, copies: Copies) -> None:
        """Send packets to everybody in step: in batches whoever is reached by one, the others one by one."""
        rows = copies.columns["row"]
        batches = self._batches[rows]
        ways: set[Batch | None] = set(batches.tolist())
        for batch in ways:
            if len(ways) > 1:
                mine = np.flatnonzero(batches == batch)
                some, whose = copies.part(mine, slice(None)), rows[mine]
            else:
                some, whose = copies, rows
            if batch is None:
                self._plain.copies(some, [self._peers[row] for row in whose.tolist()])
            else:
                batch.copies(some, whose, self)
