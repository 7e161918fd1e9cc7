"""Listening: what is heard in this meeting now, the sound of a shared screen and the loudest voices."""

from collections.abc import Sequence

from rooms.media.forwarding import loudness
from rooms.media.forwarding.floor import Truth
from rooms.media.forwarding.layers import Track

SCREEN_SOUNDS = 1  # has a slot of its own beside the three voices


class Listening:
    """The sounds chosen for everybody; each listener's own seat is left out later."""

    def __init__(self) -> None:
        self.voices: tuple[Track, ...] = ()
        self._screens: tuple[Track, ...] = ()
        self._loud: tuple[str, ...] = ()

    @property
    def sounds(self) -> tuple[Track, ...]:
        """Everything heard, most important first."""
        return self._screens + self.voices

    def choose(self, sounding: Sequence[Track], truth: Truth, now: float) -> bool:
        """Choose among the microphones and screens that may be heard. True when others are heard than before."""
        before = set(self.sounds)
        allowed = [track for track in sounding if track.admitted]
        voices = [track for track in allowed if track.source == "mic"]
        self.voices = loudness.choose_voices(voices, self.voices, now)
        screens = [track for track in allowed if track.source == "screen_sound" and track.live]
        self._screens = tuple(sorted(screens, key=lambda track: truth.sharing.index(track.seat))[:SCREEN_SOUNDS])
        return set(self.sounds) != before

    def forget(self, connection: str) -> None:
        """A connection is gone, and its sounds with it."""
        self.voices = tuple(track for track in self.voices if track.connection != connection)
        self._screens = tuple(track for track in self._screens if track.connection != connection)

    def newly_loud(self) -> tuple[str, ...] | None:
        """The seats whose voice sounds, loudest first; None when they are the same as at the last asking."""
        loud = loudness.sounding(self.voices)
        if loud == self._loud:
            return None
        self._loud = loud
        return loud
