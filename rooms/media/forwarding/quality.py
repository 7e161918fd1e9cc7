"""Quality: what each connection's line carried since the look before, for those who watch over a meeting.

Up is from the browser to the node, down the other way. Rates are of payload: what pictures and sound needed. Losses
downward are what receivers report of their own line; upward they are the holes that the node saw itself.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rooms.media.forwarding import counts
from rooms.media.forwarding.counts import Counts
from rooms.media.forwarding.members import Member

BITS_PER_OCTET = 8


@dataclass(frozen=True, slots=True)
class Line:
    """One connection's line. `rtt_ms` is None until a receiver has answered a report; losses are per mille."""

    seat: str
    rtt_ms: int | None
    up_kbps: int
    down_kbps: int
    up_lost_permille: int
    down_lost_permille: int
    jitter_ms: int
    layers: tuple[str, ...]
    level: str


class Overview:
    """One meeting's lines, look after look."""

    def __init__(self) -> None:
        self._before: Mapping[str, Counts] | None = None
        self._at = 0.0

    def look(self, members: Iterable[Member], now: float) -> tuple[Line, ...] | None:
        """Every connection's line since the last look; None at the first, which has nothing to compare with."""
        here = {member.connection: (member, counts.of_member(member)) for member in members}
        before, elapsed = self._before, now - self._at
        self._before, self._at = {connection: count for connection, (_, count) in here.items()}, now
        if before is None or elapsed <= 0:
            return None
        return tuple(
            _line(member, count, before.get(connection, Counts()), elapsed, now)
            for connection, (member, count) in here.items()
        )


def _line(member: Member, count: Counts, before: Counts, elapsed: float, now: float) -> Line:
    trips = [slot.receipt.rtt_s for slot in member.slots if slot.receipt.rtt_s is not None]
    # The packets of one picture share a timestamp and look like jitter however good the line is.
    voices = [layer for track in member.tracks.values() if track.kind == "audio" for layer in track.layers.values()]
    flowing = [layer for layer in member.layers() if layer.flows(now)]
    came, lost_up = count.packets_in - before.packets_in, count.lost_in - before.lost_in
    return Line(
        seat=member.seat,
        rtt_ms=round(min(trips) * 1000) if trips else None,
        up_kbps=_kbps(count.octets_in - before.octets_in, elapsed),
        down_kbps=_kbps(count.octets_out - before.octets_out, elapsed),
        up_lost_permille=_permille(lost_up, came + lost_up),
        down_lost_permille=_permille(count.lost_out - before.lost_out, count.packets_out - before.packets_out),
        jitter_ms=round(max((layer.reception.jitter_ms for layer in flowing if layer in voices), default=0)),
        layers=tuple(layer.rid for layer in sorted(flowing, key=lambda layer: layer.rank) if layer.rid),
        level=member.downlink.thrift.limit.level,
    )


def _kbps(octets: int, elapsed: float) -> int:
    return max(0, round(octets * BITS_PER_OCTET / elapsed / 1000))


def _permille(part: int, whole: int) -> int:
    return min(1000, max(0, round(1000 * part / whole))) if whole > 0 else 0
