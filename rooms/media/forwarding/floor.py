"""The floor as the journal last told it: who may be heard, who may share, who stands in front."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Truth:
    """The last Floor told. `pinned` is whom the chair shows to everybody."""

    seq: int = -1
    heard: frozenset[str] = frozenset()
    chair: str | None = None
    speaker: str | None = None
    pinned: str | None = None
    sharing: tuple[str, ...] = ()
    muted: frozenset[str] = frozenset()

    def admits(self, source: str, seat: str) -> bool:
        """Whether packets of this source of this seat pass the door at all. A camera always does."""
        match source:
            case "mic":
                return seat in self.heard and seat not in self.muted
            case "screen":
                return seat in self.sharing
            case "screen_sound":
                return seat in self.sharing and seat not in self.muted
        return True
