"""Who is seen in a viewer's slots: screens, then who is pinned, the chair, the speaker, then the others by page."""

from collections.abc import Sequence
from dataclasses import dataclass

from rooms.media.forwarding.layers import Track


@dataclass(frozen=True, slots=True)
class Looking:
    """What one viewer looks at."""

    seat: str
    page: int = 0
    pinned: str | None = None


@dataclass(frozen=True, slots=True)
class Truth:
    """The last Floor told: who may be heard, who chairs, who speaks."""

    seq: int = -1
    heard: frozenset[str] = frozenset()
    chair: str | None = None
    speaker: str | None = None


def seen(pictures: Sequence[Track], looking: Looking, truth: Truth, room: int) -> list[Track]:
    """The pictures for `room` slots, most important first. Never the viewer's own seat."""
    others = [track for track in pictures if track.seat != looking.seat]
    screens = [track for track in others if track.source == "screen"]
    cameras = {track.seat: track for track in others if track.source == "camera"}
    chosen = dict.fromkeys(seat for seat in (looking.pinned, truth.chair, truth.speaker) if seat and seat in cameras)
    leading = (screens + [cameras[seat] for seat in chosen])[:room]
    rest = [track for seat, track in cameras.items() if seat not in chosen]
    return leading + _page(rest, looking.page, room - len(leading))


def _page(rest: list[Track], page: int, size: int) -> list[Track]:
    """One page of the wall; beyond the last, the last."""
    if size <= 0 or not rest:
        return []
    last = (len(rest) - 1) // size
    begin = min(page, last) * size
    return rest[begin : begin + size]
