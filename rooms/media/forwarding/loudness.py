"""Whose voices are forwarded: the three loudest of those who may be heard, with hysteresis.

Levels come from the audio-level header extension (RFC 6464), 0 the loudest, 127 silence; nothing is decoded.
"""

from collections.abc import Iterable, Sequence

from rooms.media.forwarding.layers import SILENCE, Track

VOICES = 3
SMOOTHING = 0.2  # of a new packet's level; about 100 ms at 50 packets a second
STAYING_DB = 10.0  # a newcomer must be that much louder: 6 dB flapped (MEDIA.md fact 11)
SOUNDING = 50.0  # -dBov; quieter than that is a room, not a voice


def heard(track: Track, extension: bytes | None) -> None:
    """Take a packet's level into account."""
    level = float(extension[0] & 0x7F) if extension else SOUNDING
    # A voice rises at once and falls slowly, so that a pause for breath loses no slot.
    track.level = level if level < track.level else track.level + (level - track.level) * SMOOTHING


def choose_voices(candidates: Iterable[Track], before: Sequence[Track], now: float) -> tuple[Track, ...]:
    """The loudest few; those chosen before keep their place until somebody is clearly louder."""
    flowing = [track for track in candidates if any(layer.flows(now) for layer in track.layers.values())]
    ranked = sorted(flowing, key=lambda track: track.level - (STAYING_DB if track in before else 0))
    return tuple(ranked[:VOICES])


def sounding(voices: Iterable[Track]) -> tuple[str, ...]:
    """The seats whose voice sounds now, loudest first."""
    loud = sorted((track for track in voices if track.level < SOUNDING), key=lambda track: track.level)
    return tuple(dict.fromkeys(track.seat for track in loud))


def fall_silent(track: Track) -> None:
    """A microphone that sends nothing says nothing."""
    track.level = SILENCE
