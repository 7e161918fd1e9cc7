"""Listening: whose voices are forwarded in this meeting now, and whose voice sounds."""

from collections.abc import Sequence

from rooms.media.forwarding import loudness
from rooms.media.forwarding.layers import Track
from rooms.media.forwarding.wall import Truth


class Listening:
    """The voices chosen for everybody; each listener's own seat is left out later."""

    def __init__(self) -> None:
        self.voices: tuple[Track, ...] = ()
        self._loud: tuple[str, ...] = ()

    def choose(self, microphones: Sequence[Track], truth: Truth, now: float) -> bool:
        """Choose among those who may be heard. True when others are heard than before."""
        before = self.voices
        allowed = [track for track in microphones if track.seat in truth.heard]
        self.voices = loudness.choose_voices(allowed, before, now)
        return set(self.voices) != set(before)

    def forget(self, connection: str) -> None:
        """A connection is gone, and its voice with it."""
        self.voices = tuple(track for track in self.voices if track.connection != connection)

    def newly_loud(self) -> tuple[str, ...] | None:
        """The seats whose voice sounds, loudest first; None when they are the same as at the last asking."""
        loud = loudness.sounding(self.voices)
        if loud == self._loud:
            return None
        self._loud = loud
        return loud
