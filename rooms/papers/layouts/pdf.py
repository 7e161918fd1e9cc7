"""The paper as PDF/A-2b and as pictures of its pages, drawn by Typst from `paper.typ`.

The text goes in as JSON by `sys.inputs`, never as markup, so `#read("/etc/passwd")` prints as just that (N5). With a
fixed timestamp and the project's own fonts equal papers give equal bytes.
"""

import json
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import cast

import typst

from rooms.papers.layouts import fonts
from rooms.papers.layouts.paper import Paper, plain_of

TEMPLATE = Path(__file__).with_name("paper.typ")
PICTURE_PPI = 120  # a page 990 pixels wide: sharp at the preview's width on ordinary screens


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(fonts.FOLDER)])


def _compiler(paper: Paper) -> typst.Compiler:
    data = fonts.printable(json.dumps(plain_of(paper), ensure_ascii=False))
    return typst.Compiler(
        TEMPLATE, root=TEMPLATE.parent, font_paths=_fonts(), ignore_system_fonts=True, sys_inputs={"paper": data}
    )


def pdf_of(paper: Paper, dated: datetime) -> bytes:
    """The file; `dated` is the moment it states as its making."""
    moment = dated.astimezone(UTC).replace(microsecond=0)  # a PDF's date has none, and Typst refuses them
    made = _compiler(paper).compile(format="pdf", pdf_standards="a-2b", timestamp=moment)
    return cast("bytes", made)


def pictures_of(paper: Paper) -> list[bytes]:
    """One PNG per page."""
    made = _compiler(paper).compile(format="png", ppi=PICTURE_PPI)
    return made if isinstance(made, list) else [cast("bytes", made)]
