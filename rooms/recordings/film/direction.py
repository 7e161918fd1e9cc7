"""Direction: who is shown: a shared screen, else the pinned, the speaker, whose voice sounds, the chair. Pure."""

from collections.abc import Collection
from dataclasses import dataclass

from rooms.recordings.film.stretch import Floor

HOLD_S = 2.0  # a cough does not change the picture


@dataclass(frozen=True, slots=True)
class Shot:
    """What the film shows: a seat's camera or screen; without a picture the name alone, on black."""

    seat: str | None
    source: str = ""

    @property
    def has_picture(self) -> bool:
        """Whether there is something to see."""
        return bool(self.source)


class Director:
    """Chooses the shot of each moment."""

    def __init__(self) -> None:
        self._shot = Shot(None)
        self._since = -HOLD_S

    def choose(self, floor: Floor, seen: Collection[tuple[str, str]], at: float) -> Shot:
        """The shot at this moment, out of the (seat, source) whose pictures are fresh."""
        best = _best(floor, seen)
        kept = self._shot.has_picture and (self._shot.seat, self._shot.source) in seen
        if best != self._shot and (not kept or at - self._since >= HOLD_S or best.source == "screen"):
            self._shot, self._since = best, at
        return self._shot


def _best(floor: Floor, seen: Collection[tuple[str, str]]) -> Shot:
    screens = [seat for seat, source in seen if source == "screen"]
    for seat in (*reversed(floor.sharing), *screens):
        if seat in screens:
            return Shot(seat, "screen")
    cameras = [seat for seat, source in seen if source == "camera"]
    wanted = (floor.pinned, floor.speaker, floor.loud, floor.chair)
    for face in (*wanted, *cameras):
        if face in cameras:
            return Shot(face, "camera")
    return Shot(floor.speaker or floor.loud or floor.chair)
