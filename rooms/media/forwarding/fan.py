"""A fan: the slots of one layer that are in step, so that a packet goes to all of them as columns, not one by one.

A slot joins when it got the newest packet of its layer, and leaves at its next switch. While it is in, its own figures
stand still: the fan counts for all, and the slot catches up when somebody asks.
"""

from typing import TYPE_CHECKING

import numpy as np

from rooms.media.forwarding.copies import Column, Columns
from rooms.media.forwarding.packets import Rtp
from rooms.media.forwarding.vp8 import Descriptor

if TYPE_CHECKING:
    from rooms.media.forwarding.rewrite import Slot

FEWEST = 4  # slots; for fewer the columns cost more than they save


class Fan:
    """The slots in step, and what went to all of them."""

    def __init__(self) -> None:
        self.slots: dict[Slot, None] = {}  # in the order in which they joined
        self.packets = self.octets = 0
        self.last: tuple[Rtp, Descriptor | None, float] | None = None  # the newest, and when it left
        self._floor = 0
        self._columns: Columns | None = None

    def join(self, slot: "Slot", first: int) -> None:
        """Packets from index `first` of the layer on may go to this slot."""
        self._floor = max(self._floor, first) if self.slots else first
        self.slots[slot] = None
        self._columns = None

    def leave(self, slot: "Slot") -> None:
        """The slot goes its own way again."""
        del self.slots[slot]
        self._columns = None

    def carries(self, packet: Rtp) -> bool:
        """Whether this packet is for everybody here, and they are enough to be worth it."""
        return len(self.slots) >= FEWEST and packet.index >= self._floor

    def took(self, packet: Rtp, picture: Descriptor | None, now: float) -> None:
        """Count a packet that went to everybody here."""
        self.packets += 1
        self.octets += len(packet.payload)
        if self.last is None or packet.index >= self.last[0].index:
            self.last = packet, picture, now

    @property
    def columns(self) -> Columns:
        """The slots' offsets; the same array until somebody joins or leaves."""
        if self._columns is None:
            self._columns = np.array([slot.column() for slot in self.slots], Column)
        return self._columns
