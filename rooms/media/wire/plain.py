"""The portable way out: every packet is encrypted and sent by itself, with what every system has."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rooms.media.forwarding.copies import Copies, slot_type
from rooms.media.wire.peers import Peer

STRIDE = 2048  # bytes a packet; longer ones do not come in


class Plain:
    """Writes the columns of a fan as packets, and hands them to their peers."""

    def __init__(self) -> None:
        self._type = slot_type(STRIDE)
        self._into: NDArray[Any] = np.zeros(0, self._type)

    def copies(self, copies: Copies, peers: Sequence[Peer | None]) -> None:
        """Send packets to everybody in step; `peers` are those of the columns."""
        sizes = [each.size for each in copies.packets]
        into = self._room(copies.stamps.shape)
        copies.write(into, sizes)
        for peer, packets in zip(peers, into, strict=True):
            if peer is not None:
                peer.transmit([packet.tobytes()[:size] for packet, size in zip(packets, sizes, strict=True)])

    def _room(self, shape: tuple[int, ...]) -> NDArray[Any]:
        needed = shape[0] * shape[1]
        if len(self._into) < needed:
            self._into = np.zeros(needed, self._type)
        return self._into[:needed].reshape(shape)
