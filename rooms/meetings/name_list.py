"""A list of names as it is pasted from Word or Excel: one person a line, name first, then the position. Pure.

Cells are parted by tabs (Excel), else by semicolons, else at the first comma: a position may have commas of its own. A
number before the name (the column STT), a bullet and a heading row are left out.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rooms.people.rules import BadName, clean_name, fold

MOST = 300  # the largest hall of the province seats fewer
POSITION_MAX = 200
# Word and web pages leave them between letters; unlike the signs that clean_name refuses they hide nothing.
_CRUMBS = str.maketrans("", "", "\ufeff\u200b\u00ad")
_NUMBER = re.compile(r"\d{1,4}[.)]?")
_NUMBERED = re.compile(r"(?:(?:\d{1,4}\s*[.)/-]|[-–•*+])\s+)+")
_HEADINGS = frozenset({"ho ten", "ho va ten", "ho, ten", "ten", "ten dai bieu", "dai bieu", "stt", "tt"})


@dataclass(frozen=True, slots=True)
class Named:
    """A person on the list."""

    name: str
    position: str = ""


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line that cannot be kept: its number in the text as typed, and why (BadName's reason, or "too_many")."""

    number: int
    reason: str


@dataclass(frozen=True, slots=True)
class NameList:
    """What was read; with bad lines nothing is kept, so that the sender mends them."""

    people: tuple[Named, ...]
    bad: tuple[BadLine, ...]


def read(text: str) -> NameList:
    """Everybody on the list in its order, and every line that cannot be kept."""
    people: list[Named] = []
    bad: list[BadLine] = []
    for number, line in enumerate(text.splitlines(), start=1):
        cells = _cells(line.translate(_CRUMBS))
        if not cells or (not people and fold(cells[0]) in _HEADINGS):
            continue
        if len(people) == MOST:
            bad.append(BadLine(number, "too_many"))
            break
        try:
            people.append(Named(_name(cells[0]), _position(cells[1:])))
        except BadName as fault:
            bad.append(BadLine(number, fault.reason))
    return NameList(tuple(people), tuple(bad))


def _cells(line: str) -> list[str]:
    if "\t" in line:
        cells = line.split("\t")
    elif ";" in line:
        cells = line.split(";")
    else:
        cells = line.split(",", 1)
    cells = [cell.strip().strip('"').strip() for cell in cells]
    if _NUMBER.fullmatch(cells[0]) or ("\t" in line and not cells[0]):  # the column STT, filled in or not
        cells = cells[1:]
    if not any(cells):
        return []
    return [_NUMBERED.sub("", cells[0], count=1), *cells[1:]]


def _name(cell: str) -> str:
    name = clean_name(cell)
    if not any(letter.isalpha() for letter in name):
        raise BadName("empty")
    return name


def _position(cells: Sequence[str]) -> str:
    words = ", ".join(cell for cell in cells if cell)
    return clean_name(words, longest=POSITION_MAX) if words else ""


def doubled(people: Sequence[Named]) -> list[tuple[str, tuple[int, ...]]]:
    """Names that stand more than once, with their places from 1; two people may bear one name, so both are kept."""
    places: dict[str, list[int]] = {}
    for place, person in enumerate(people, start=1):
        places.setdefault(fold(person.name), []).append(place)
    return [(people[found[0] - 1].name, tuple(found)) for found in places.values() if len(found) > 1]


def as_text(people: Sequence[Named]) -> str:
    """The list as it may be typed again: read(as_text(people)) gives the same people."""
    return "\n".join(f"{one.name}\t{one.position}" for one in people)
