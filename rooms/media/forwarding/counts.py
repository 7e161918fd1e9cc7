"""Counts: how much a meeting's media has been, read off what layers and slots keep anyway.

Nothing is counted for this a packet: a reading walks the members when somebody asks. Who leaves hands its figures to
the room, so that a count never falls.
"""

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rooms.media.forwarding.layers import Layer
    from rooms.media.forwarding.members import Member
    from rooms.media.forwarding.rewrite import Slot


@dataclass(slots=True)
class Counts:
    """Plain sums since the beginning. In is from browsers to the node, out is from the node to browsers."""

    packets_in: int = 0
    octets_in: int = 0  # of payload
    lost_in: int = 0
    packets_out: int = 0
    octets_out: int = 0  # of payload
    lost_out: int = 0  # as the receivers report
    repairs_asked: int = 0  # sequence numbers in NACKs that the node sent
    repairs_wanted: int = 0  # sequence numbers in NACKs that browsers sent
    repairs_sent: int = 0
    keyframes_asked: int = 0  # PLIs that the node sent
    keyframes_wanted: int = 0  # PLIs and FIRs that browsers sent

    def add(self, other: "Counts") -> None:
        """Take another's figures in."""
        for each in fields(self):
            setattr(self, each.name, getattr(self, each.name) + getattr(other, each.name))


def of_layer(layer: "Layer") -> Counts:
    """What one incoming stream has been."""
    reception = layer.reception
    return Counts(reception.received, layer.octets, reception.lost, repairs_asked=reception.asked)


def of_member(member: "Member") -> Counts:
    """What one connection has been, streams that it renumbered included."""
    total = Counts(keyframes_asked=sum(track.keyframes_asked for track in member.tracks.values()))
    total.add(member.past)
    for layer in member.layers():
        total.add(of_layer(layer))
    for slot in member.slots:
        _add_slot(total, slot)
    return total


def _add_slot(total: Counts, slot: "Slot") -> None:
    """Field by field: 300 sites have 4,000 slots, and the node reads them between two packets."""
    total.packets_out += slot.packets
    total.octets_out += slot.octets
    total.lost_out += slot.receipt.lost
    total.repairs_wanted += slot.repairs_wanted
    total.repairs_sent += slot.repairs_sent
    total.keyframes_wanted += slot.keyframes_wanted
