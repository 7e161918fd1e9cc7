"""A node read once: what it and its rooms are now, and how that is written for Prometheus.

The label `meeting` has as many values as there are rooms with somebody in them; a room's figures vanish with its last
member. The node's own never fall, because rooms hand theirs on (forwarding/counts.py).
"""

from collections import Counter as Tally
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric

from rooms.media.forwarding.counts import Counts
from rooms.media.forwarding.router import Room

# A counter's name, its label, what it says, and which figure of Counts each value of the label stands for.
COUNTERS: tuple[tuple[str, str, str, dict[str, str]], ...] = (
    ("packets", "direction", "RTP packets taken in and sent out.", {"in": "packets_in", "out": "packets_out"}),
    ("payload_bytes", "direction", "RTP payload taken in and sent out.", {"in": "octets_in", "out": "octets_out"}),
    ("packets_lost", "direction", "Packets lost on the way in and out.", {"in": "lost_in", "out": "lost_out"}),
    (
        "repairs",
        "what",
        "Packets asked for again by the node (asked) and by browsers (wanted), and sent again.",
        {"asked": "repairs_asked", "wanted": "repairs_wanted", "sent": "repairs_sent"},
    ),
    (
        "keyframe_requests",
        "what",
        "Keyframes asked for by the node (asked) and by browsers (wanted).",
        {"asked": "keyframes_asked", "wanted": "keyframes_wanted"},
    ),
)
GAUGES = (
    ("layers", "layer", "Slots fed with pictures, by layer."),
    ("receivers", "level", "Receivers, by how far they are limited."),
)


@dataclass(frozen=True, slots=True)
class OfRoom:
    """One room as it is now."""

    counts: Counts
    members: int
    layers: Mapping[str, int]  # rid, h where a source has no layers
    receivers: Mapping[str, int]  # by level of their limits


@dataclass(frozen=True, slots=True)
class Reading:
    """The whole node as it is now."""

    rooms: Mapping[str, OfRoom]  # those in which somebody is
    total: Counts  # since the process began
    unsent: int


def read_room(room: Room) -> OfRoom:
    """A room's figures."""
    members = room.members.values()
    shown = [slot.layer for member in members for slot in member.slots if slot.kind == "video" and slot.layer]
    levels = Tally(member.downlink.thrift.limit.level for member in members)
    return OfRoom(room.count(), len(members), Tally(layer.rid or "h" for layer in shown), levels)


def read(rooms: Mapping[str, Room], past: Counts, unsent: int) -> Reading:
    """A node's figures; `past` is of rooms that it forgot."""
    total = Counts()
    total.add(past)
    found: dict[str, OfRoom] = {}
    for meeting, room in rooms.items():
        of_room = read_room(room)
        total.add(of_room.counts)
        if of_room.members:
            found[meeting] = of_room
    return Reading(found, total, unsent)


def families(reading: Reading) -> Iterable[Metric]:
    """The reading as Prometheus wants it: the node's sums, then each room's."""
    rooms = reading.rooms.values()
    yield CounterMetricFamily("diemcau_media_unsent_datagrams", "Datagrams the kernel refused.", reading.unsent)
    yield GaugeMetricFamily("diemcau_media_rooms", "Rooms in which somebody is.", len(rooms))
    yield GaugeMetricFamily("diemcau_media_members", "Connections.", sum(room.members for room in rooms))
    for name, label, says, figures in COUNTERS:
        counter = CounterMetricFamily(f"diemcau_media_{name}", says, labels=[label])
        for value, figure in figures.items():
            counter.add_metric([value], getattr(reading.total, figure))
        yield counter
    for name, label, says in GAUGES:
        gauge = GaugeMetricFamily(f"diemcau_media_{name}", says, labels=[label])
        for value, amount in sum((Tally(getattr(room, name)) for room in rooms), Tally[str]()).items():
            gauge.add_metric([value], amount)
        yield gauge
    yield from _by_room(reading.rooms)


def _by_room(rooms: Mapping[str, OfRoom]) -> Iterable[Metric]:
    members = GaugeMetricFamily("diemcau_media_room_members", "Connections of a room.", labels=["meeting"])
    for meeting, room in rooms.items():
        members.add_metric([meeting], room.members)
    yield members
    for name, label, says, figures in COUNTERS:
        counter = CounterMetricFamily(f"diemcau_media_room_{name}", says, labels=["meeting", label])
        for meeting, room in rooms.items():
            for value, figure in figures.items():
                counter.add_metric([meeting, value], getattr(room.counts, figure))
        yield counter
    for name, label, says in GAUGES:
        gauge = GaugeMetricFamily(f"diemcau_media_room_{name}", says, labels=["meeting", label])
        for meeting, room in rooms.items():
            for value, amount in getattr(room, name).items():
                gauge.add_metric([meeting, value], amount)
        yield gauge
