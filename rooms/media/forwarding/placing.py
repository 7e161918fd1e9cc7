"""Placing: which track sits in which slot of one receiver, and in which layer it is wanted there."""

from collections.abc import Sequence

from rooms.media.forwarding.floor import Truth
from rooms.media.forwarding.layers import Track
from rooms.media.forwarding.members import Member
from rooms.media.forwarding.wall import Pictures

LARGE_PICTURES = 2
MIDDLE_PICTURES = 4


def place(member: Member, pictures: Pictures, sounds: Sequence[Track], truth: Truth) -> bool:
    """Seat who is seen and heard by this member. True when its map of slots changed.

    `sounds`: most important first; where slots are few the last go without.
    """
    shown = member.wall.seen(pictures, member.looking, truth, len(member.slots_of("video")))
    others = [track for track in sounds if track.seat != member.seat]
    moved = [member.seat_tracks("video", shown), member.seat_tracks("audio", others)]
    _aim(member, shown)
    return any(moved)


def _aim(member: Member, shown: Sequence[Track]) -> None:
    """Which layer each slot wants: the important ones large, a full wall small."""
    wanted = dict.fromkeys(shown, "l" if len(shown) > MIDDLE_PICTURES else "m")
    wanted.update(dict.fromkeys(shown[:LARGE_PICTURES], "h"))
    for slot in member.slots:
        if slot.track is not None:
            slot.wanted = wanted.get(slot.track, "h")
