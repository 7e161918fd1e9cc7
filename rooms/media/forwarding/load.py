"""Load: how busy a node is, from how late its loop comes and what share of a processor it uses.

It rises by one step after two looks that are too much, and falls by one after ten that leave room: what was shed is
itself load, and would come back at once. What each level costs the viewers is told in shedding.py.
"""

from rooms.media.forwarding.shedding import PICTURES

LOOK_S = 1.0
BUSY, IDLE = 0.92, 0.65  # of one processor: the loop is one thread
LATE_S, PROMPT_S = 0.08, 0.02  # of a tick, on the mean; four packets of a voice
OURS = 0.3  # of one processor: a node that uses less and comes late is crowded out by others; shedding frees nothing
RISES_AFTER, FALLS_AFTER = 2, 10  # looks


class Load:
    """Of one node."""

    def __init__(self) -> None:
        self.level = 0
        self._lateness: list[float] = []
        self._looked_at: float | None = None
        self._cpu = 0.0
        self._much = self._little = 0

    def ticked(self, late_s: float, *, now: float, cpu_s: float) -> bool:
        """A tick came so late; `cpu_s` is what the process has used in all. True when the level has changed."""
        self._lateness.append(late_s)
        if self._looked_at is None:
            self._looked_at, self._cpu = now, cpu_s
        passed = now - self._looked_at
        if passed < LOOK_S:
            return False
        changed = self._look(sum(self._lateness) / len(self._lateness), (cpu_s - self._cpu) / passed)
        self._lateness, self._looked_at, self._cpu = [], now, cpu_s
        return changed

    def _look(self, late_s: float, busy: float) -> bool:
        much = busy > BUSY or (late_s > LATE_S and busy > OURS)
        little = busy < IDLE and (late_s < PROMPT_S or busy < OURS / 2)
        self._much = self._much + 1 if much else 0
        self._little = self._little + 1 if little else 0
        before = self.level
        if self._much >= RISES_AFTER:
            self.level, self._much = min(PICTURES, before + 1), 0
        elif self._little >= FALLS_AFTER:
            self.level, self._little = max(0, before - 1), 0
        return self.level != before
