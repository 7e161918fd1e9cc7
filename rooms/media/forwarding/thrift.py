"""Thrift: low-bandwidth mode by choice and by itself, and what a browser is told of its limits.

By itself it begins when a line has carried too little for ten seconds, and ends when it has carried enough for thirty
(DESIGN.md): who is in it should not be thrown in and out.
"""

from dataclasses import dataclass

TOO_LITTLE_BPS = 350_000  # sound, and one small picture that moves
BEGINS_AFTER_S = 10.0
ENDS_AFTER_S = 30.0
REDUCED_AFTER_S = 2.0  # a picture that is smaller for a moment is no news


@dataclass(frozen=True, slots=True)
class Limit:
    """What is held back, and why; the words of signalling.Limits."""

    level: str = "full"
    reason: str = ""


FULL = Limit()


class Thrift:
    """Of one receiver."""

    def __init__(self) -> None:
        self.by_itself = False
        self.limit = FULL
        self._since: float | None = None  # the line has been on the other side of the threshold
        self._reduced_since: float | None = None

    def weigh(self, rate: float | None, now: float) -> None:
        """Take what the line carries now."""
        little = rate is not None and rate < TOO_LITTLE_BPS
        if little == self.by_itself:
            self._since = None
            return
        if self._since is None:
            self._since = now
        if now - self._since >= (ENDS_AFTER_S if self.by_itself else BEGINS_AFTER_S):
            self.by_itself, self._since = little, None

    def low(self, *, chosen: bool) -> bool:
        """Whether low-bandwidth mode is on."""
        return chosen or self.by_itself

    def conclude(self, *, chosen: bool, held_back: str, now: float) -> bool:
        """`held_back`: by what pictures are smaller or left out, "line", "server" or "". True when there is news."""
        before = self.limit
        if not held_back:
            self._reduced_since = None
        elif self._reduced_since is None:
            self._reduced_since = now
        if self.low(chosen=chosen):
            self.limit = Limit("low", "chosen" if chosen else "line")
        elif self._reduced_since is None:
            self.limit = FULL
        elif before.level != "full" or now - self._reduced_since >= REDUCED_AFTER_S:
            self.limit = Limit("reduced", held_back)
        return self.limit != before
