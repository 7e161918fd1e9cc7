"""Lanes: whose row is whose in one meeting, and how it is reached. The pure room speaks of rows, the wire of peers.

What a batch needs of a receiver stands here in columns, and is looked up anew when the receiver's route changes.
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from rooms.media.forwarding.copies import Columns, Copies
from rooms.media.wire.batch import Batch, Targets
from rooms.media.wire.kernel import NAME_SIZE
from rooms.media.wire.peers import Peer
from rooms.media.wire.plain import Plain
from rooms.media.wire.srtp import Context

Way = tuple[Batch, Context, bytes]  # as Peer.batched tells it
Party = tuple[Batch | None, NDArray[np.intp] | None, Targets]  # None: not reached by a batch; everybody
KNOWN_MAX = 64  # fans whose ways are kept; those of fans that are gone are forgotten with the rest


class Lanes:
    """The peers of one room by the row that its log of sent packets gave them."""

    def __init__(self) -> None:
        self._peers: list[Peer | None] = []
        self._plain = Plain()
        self._ways: list[Way | None] = []  # None: not reached by a batch
        self._known: dict[int, tuple[Columns, list[Party]]] = {}  # by the columns' own id, which are kept with it
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
        self._ways += [None] * more
        self.names = np.concatenate([self.names, np.zeros((more, NAME_SIZE), np.uint8)])
        self.name_sizes = np.concatenate([self.name_sizes, np.zeros(more, np.uint32)])

    def _look(self, row: int) -> None:
        """Whether and how a batch reaches this row now."""
        peer = self._peers[row]
        way = peer.batched() if peer is not None else None
        if way == self._ways[row]:
            return
        self._ways[row] = way
        self._known.clear()
        if way is not None:
            self.names[row, : len(way[2])] = np.frombuffer(way[2], np.uint8)
            self.name_sizes[row] = len(way[2])

    def send(self, copies: Copies) -> None:
        """Send packets to everybody in step: in batches whoever is reached by one, the others one by one."""
        for batch, mine, targets in self._parties(copies.columns):
            some = copies.part(mine, slice(None)) if mine is not None else copies
            if batch is None:
                self._plain.copies(some, [self._peers[row] for row in some.columns["row"].tolist()])
            else:
                batch.copies(some, targets)

    def _parties(self, columns: Columns) -> list[Party]:
        """Who of a fan is reached how; the same until a route changes."""
        known = self._known.get(id(columns))
        if known is None:
            if len(self._known) == KNOWN_MAX:
                self._known.clear()
            known = self._known[id(columns)] = columns, list(self._divide(columns["row"]))
        return known[1]

    def _divide(self, rows: NDArray[np.int64]) -> Iterator[Party]:
        ways = [self._ways[row] for row in rows.tolist()]
        batches = [way[0] if way is not None else None for way in ways]
        for batch in set(batches):
            places = [place for place, each in enumerate(batches) if each is batch]
            whose = rows[places]
            contexts = [way[1] for place in places if (way := ways[place]) is not None]
            targets = Targets(contexts, self.names[whose], self.name_sizes[whose])
            yield batch, np.array(places) if len(places) < len(rows) else None, targets
