"""Who is seen in a viewer's slots: screens, then who is pinned, the chair, the speaker, then the others by page."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from rooms.media.forwarding.floor import Truth
from rooms.media.forwarding.layers import Track


@dataclass(frozen=True, slots=True)
class Looking:
    """What one viewer looks at. `low`: it chose low-bandwidth mode."""

    seat: str
    page: int = 0
    pinned: str | None = None
    low: bool = False


@dataclass(frozen=True, slots=True)
class Pictures:
    """Everything that can be seen in a meeting now."""

    screens: tuple[Track, ...]
    cameras: Mapping[str, Track]  # by seat

    @classmethod
    def of(cls, tracks: Iterable[Track]) -> "Pictures":
        """Those among the tracks that flow and may be seen."""
        shown = [track for track in tracks if track.live and track.admitted]
        screens = tuple(track for track in shown if track.source == "screen")
        return cls(screens, {track.seat: track for track in shown if track.source == "camera"})


class Wall:
    """One viewer's wall of others, in pages. Seats keep their places while anybody comes or goes.

    Who comes takes a place just left, else the end; a place that nobody takes is filled from the end. So a speaker who
    steps forward and one who steps back change places, and all others stay where they are.
    """

    def __init__(self) -> None:
        self._places: list[str] = []

    def seen(self, pictures: Pictures, looking: Looking, truth: Truth, room: int) -> list[Track]:
        """The pictures for `room` slots, most important first. Never the viewer's own seat."""
        cameras = pictures.cameras
        screens = [track for track in pictures.screens if track.seat != looking.seat]
        named = (looking.pinned, truth.pinned, truth.chair, truth.speaker)
        front = dict.fromkeys(seat for seat in named if seat in cameras and seat != looking.seat)
        leading = (screens + [cameras[seat] for seat in front if seat is not None])[:room]
        self._arrange({seat: None for seat in cameras if seat not in front and seat != looking.seat})
        return leading + [cameras[seat] for seat in self._page(looking.page, room - len(leading))]

    def _arrange(self, seats: Collection[str]) -> None:
        places = self._places
        known = set(places)
        coming = [seat for seat in seats if seat not in known]
        left = [place for place, seat in enumerate(places) if seat not in seats]
        for place, seat in zip(left, coming, strict=False):
            places[place] = seat
        places += coming[len(left) :]
        for place in reversed(left[len(coming) :]):
            last = places.pop()
            if place < len(places):
                places[place] = last

    def _page(self, page: int, size: int) -> list[str]:
        """One page; beyond the last, the last."""
        if size <= 0 or not self._places:
            return []
        last = (len(self._places) - 1) // size
        begin = min(page, last) * size
        return self._places[begin : begin + size]
