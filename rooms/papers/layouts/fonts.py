"""The four faces of Liberation Serif 2.1.5 (metric-compatible with Times New Roman) that come with the project.

Debian's fonts-liberation 1.07 lacks 92 of the 146 Vietnamese letters, so no system font is ever used; the check at
start refuses a file that does not map the letters of NEEDED.
"""

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from fontTools.ttLib import TTFont

FOLDER = Path(__file__).parent / "fonts"
FACES = ("Regular", "Bold", "Italic", "BoldItalic")
NEEDED = "ựặễđ"  # U+1EF1 U+1EB7 U+1EC5 U+0111
UNKNOWN = "□"  # printed for a sign that the font does not have, in both files; the record itself keeps the sign
_MM_PER_POINT = 25.4 / 72


def path_of(face: str) -> Path:
    """The file of one face."""
    return FOLDER / f"LiberationSerif-{face}.ttf"


@lru_cache(maxsize=len(FACES))
def letters(face: str = "Regular") -> frozenset[str]:
    """Every sign that this face can draw."""
    with TTFont(path_of(face), lazy=True) as font:
        return frozenset(map(chr, font.getBestCmap()))


@lru_cache(maxsize=len(FACES))
def _advances(face: str) -> dict[str, float]:
    """Width of each sign in parts of the em."""
    with TTFont(path_of(face), lazy=True) as font:
        em = font["head"].unitsPerEm
        widths = font["hmtx"].metrics
        return {chr(code): widths[glyph][0] / em for code, glyph in font.getBestCmap().items()}


def width_mm(text: str, size: float, face: str = "Bold") -> float:
    """How wide a line of text is, without kerning."""
    advances = _advances(face)
    return sum(advances.get(sign, 0.5) for sign in text) * size * _MM_PER_POINT


def printable(text: str) -> str:
    """The text with signs that the font lacks shown as UNKNOWN: PDF/A forbids a glyph that is not there."""
    known = letters()
    return "".join(sign if sign in known or sign == "\n" else UNKNOWN for sign in text)


def unprintable(texts: Iterable[str]) -> list[str]:
    """The signs among these texts that cannot be drawn, each once, in order."""
    known = letters()
    return list(dict.fromkeys(sign for text in texts for sign in text if sign not in known and sign != "\n"))


def missing_letters() -> dict[str, str]:
    """Per face the letters of NEEDED that it lacks; `?` for a file that is not there. Empty when all is well."""
    found = {}
    for face in FACES:
        lacks = "".join(sign for sign in NEEDED if sign not in letters(face)) if path_of(face).is_file() else "?"
        if lacks:
            found[face] = lacks
    return found
