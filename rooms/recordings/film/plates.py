"""Name plates, drawn by Typst in the project's own font; the text goes in as data, never as markup (N5)."""

from functools import lru_cache
from io import BytesIO

import av
import typst

from rooms.papers.layouts.fonts import FOLDER

SOURCE = b"""
#set page(width: auto, height: auto, margin: (x: 12pt, y: 7pt), fill: rgb("#16232e"))
#set text(font: "Liberation Serif", size: 20pt, fill: white)
#box(sys.inputs.words)
"""
PPI = 72
WORDS_MAX = 80


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FOLDER)])


@lru_cache(maxsize=256)
def plate(words: str) -> av.VideoFrame | None:
    """The plate with these words; None for no words."""
    said = words.strip()[:WORDS_MAX]
    if not said:
        return None
    compiler = typst.Compiler(SOURCE, font_paths=_fonts(), ignore_system_fonts=True, sys_inputs={"words": said})
    made = compiler.compile(format="png", ppi=PPI)
    picture = made[0] if isinstance(made, list) else made
    with av.open(BytesIO(picture or b""), "r", format="png_pipe") as file:
        return next(file.decode(video=0), None)
