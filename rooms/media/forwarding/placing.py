"""Placing: which track sits in which slot of one receiver."""

from collections.abc import Sequence

from rooms.media.forwarding.floor import Truth
from rooms.media.forwarding.layers import Track
from rooms.media.forwarding.members import Member
from rooms.media.forwarding.wall import Pictures


def place(member: Member, pictures: Pictures, sounds: Sequence[Track], truth: Truth) -> bool:
    """Seat who is seen and heard by this member. True when its map of slots changed.

    `sounds`: most important first; where slots are few the last go without.
    """
    member.shown = member.wall.seen(pictures, member.looking, truth, len(member.slots_of("video")))
    others = [track for track in sounds if track.seat != member.seat]
    moved = [member.seat_tracks("video", member.shown), member.seat_tracks("audio", others)]
    return any(moved)
