"""Lanes: whose row is whose in one meeting. The pure room speaks of rows, the wire of peers."""

from rooms.media.wire.peers import Peer


class Lanes:
    """The peers of one room by the row that its log of sent packets gave them."""

    def __init__(self) -> None:
        self.peers: list[Peer | None] = []

    def put(self, row: int, peer: Peer) -> None:
        """From now on the row is this peer's."""
        self.peers += [None] * (row + 1 - len(self.peers))
        self.peers[row] = peer

    def take(self, peer: Peer) -> None:
        """The peer is gone."""
        self.peers = [None if each is peer else each for each in self.peers]
