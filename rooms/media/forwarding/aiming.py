"""Aiming: which layer each slot of one receiver is fed, within what its line carries and this node can do."""

from collections.abc import Iterable
from dataclasses import dataclass

from rooms.media.forwarding import shedding
from rooms.media.forwarding.budget import LEFT_OUT, Wish, allot
from rooms.media.forwarding.layers import Layer, Track
from rooms.media.forwarding.members import Member
from rooms.media.forwarding.rewrite import Slot
from rooms.media.forwarding.thrift import TOO_LITTLE_BPS

LARGE_PICTURES = 2
MIDDLE_PICTURES = 4
ENOUGH_BPS = 1.1 * TOO_LITTLE_BPS  # proves that low-bandwidth mode may end
MORE = 1.1  # a probe tries a little above what it is for


@dataclass(frozen=True, slots=True)
class Aim:
    """A slot, the layers it may have, lowest first, and what stands in the picture."""

    slot: Slot
    rank: str
    layers: tuple[Layer, ...]

    @property
    def wish(self) -> Wish:
        """The same in bits a second."""
        ranks = [layer.rank for layer in self.layers]
        now = ranks.index(self.slot.layer.rank) if self.slot.layer and self.slot.layer.rank in ranks else LEFT_OUT
        return Wish(self.rank, tuple(layer.rate for layer in self.layers), now)


def aim(member: Member, now: float, *, load: int, full: bool = False) -> bool:
    """Choose the layer of every picture; `full`: the line was just found full. True when the limits have changed."""
    downlink, chosen = member.downlink, member.looking.low
    wanted = _wanted(member.shown)
    kept = shedding.shed(wanted, load)
    low = downlink.thrift.low(chosen=chosen)
    aims = list(_aims(member, _thrifty(kept) if low else kept, now))
    sound = sum(slot.layer.rate for slot in member.slots_of("audio") if slot.layer is not None)
    rate = downlink.estimate.rate
    spendable = downlink.estimate.spendable
    left = max(0.0, spendable - sound) if spendable is not None else None
    allotment = allot([each.wish for each in aims], left, slack=downlink.estimate.width is None)
    _set(aims, allotment.grants, abrupt=full)
    downlink.sending = sound + sum(slot.layer.rate for slot in member.slots_of("video") if slot.layer is not None)
    unmet = allotment.next_cost is not None
    downlink.thrift.weigh(rate if unmet or downlink.thrift.by_itself else None, now)
    if low:
        if not chosen and (rate or 0.0) < ENOUGH_BPS:
            downlink.probing.want(ENOUGH_BPS, ENOUGH_BPS, now)
    elif allotment.next_cost is not None:
        downlink.probing.want(MORE * (sound + allotment.next_cost), MORE * (sound + allotment.whole_cost), now)
    downlink.lacks = unmet or downlink.thrift.by_itself or downlink.probing.running
    held_back = "server" if kept != wanted else "line" if unmet else ""
    return downlink.thrift.conclude(chosen=chosen, held_back=held_back, now=now)


def _wanted(shown: list[Track]) -> dict[Track, tuple[str, str]]:
    """Each picture's rank and highest layer: the important ones large, a full wall small."""
    small = "l" if len(shown) > MIDDLE_PICTURES else "m"
    wanted = dict.fromkeys(shown, ("thumbnail", small))
    wanted.update((track, ("main", "h")) for track in shown[:LARGE_PICTURES])
    wanted.update((track, ("screen", "h")) for track in shown if track.source == "screen")
    return wanted


def _thrifty(wanted: dict[Track, tuple[str, str]]) -> dict[Track, tuple[str, str]]:
    """Low-bandwidth mode: only the screen, at its lowest."""
    return {track: (rank, "l") for track, (rank, _) in wanted.items() if rank == "screen"}


def _aims(member: Member, wanted: dict[Track, tuple[str, str]], now: float) -> Iterable[Aim]:
    slots = {slot.track: slot for slot in member.slots if slot.track is not None}
    for slot in member.slots_of("video"):
        if slot.track is not None and slot.track not in wanted:
            slot.wanted = None
    for track, (rank, most) in wanted.items():
        if track in slots:
            yield Aim(slots[track], rank, tuple(track.up_to(most, now)))


def _set(aims: list[Aim], grants: Iterable[int], *, abrupt: bool) -> None:
    """A slot that must come down on a full line stops at once: its old layer would only lengthen the queue."""
    for each, grant in zip(aims, grants, strict=True):
        layer = each.layers[grant] if grant != LEFT_OUT else None
        each.slot.wanted = (layer.rid or "h") if layer is not None else None
        flowing = each.slot.layer
        if abrupt and flowing is not None and (layer is None or layer.rank < flowing.rank):
            each.slot.pause()
