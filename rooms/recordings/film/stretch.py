"""Stretch: what the timeline of one part says (`rooms.media.recording.parts`), as values. Pure.

A line that is cut short by a crash ends the reading; what stands before it holds.
"""

import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Strip:
    """One track file: whose, which source, and where it begins in seconds of the film."""

    file: str
    seat: str
    source: str

    @property
    def is_sound(self) -> bool:
        """Sound or picture."""
        return self.source in {"mic", "screen_sound"}


@dataclass(frozen=True, slots=True)
class Floor:
    """Who stood in front from `at` (seconds of the part) on."""

    at: float
    chair: str | None = None
    speaker: str | None = None
    pinned: str | None = None
    loud: str | None = None
    sharing: tuple[str, ...] = ()


@dataclass(slots=True)
class Stretch:
    """One part. Times are seconds since `began`, which is wall-clock time."""

    began: datetime
    strips: list[Strip] = field(default_factory=list)
    floors: list[Floor] = field(default_factory=list)
    first: float | None = None
    ended: float | None = None
    lost: int = 0


def read(text: str) -> Stretch | None:
    """The part, or None where not even its beginning was written."""
    found: Stretch | None = None
    for row in text.splitlines():
        try:
            line = json.loads(row)
            if found is None:
                found = Stretch(datetime.fromisoformat(line["began"]))
            else:
                _add(found, line)
        except (ValueError, KeyError, TypeError):
            break
    return found


def _add(found: Stretch, line: dict[str, Any]) -> None:
    match line:
        case {"track": str(file), "seat": str(seat), "source": str(source), "at": int(at)}:
            found.strips.append(Strip(file, seat, source))
            found.first = min(found.first, at / 1000) if found.first is not None else at / 1000
        case {"floor": dict(floor), "at": int(at)}:
            said = {name: floor.get(name) for name in ("chair", "speaker", "pinned", "loud")}
            found.floors.append(Floor(at / 1000, sharing=tuple(floor.get("sharing", ())), **said))
        case {"lost": int(lost)}:
            found.lost += lost
        case {"ended": int(at), "missing": int(missing)}:
            found.ended = at / 1000
            found.lost += missing


def floor_at(floors: list[Floor], at: float) -> Floor:
    """The floor that held then; before the first, the first."""
    held = floors[0] if floors else Floor(0.0)
    for floor in floors:
        if floor.at > at:
            break
        held = floor
    return held
