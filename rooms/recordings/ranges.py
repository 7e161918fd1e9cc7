"""Byte ranges (RFC 9110 14): what a player or a resumed download asks of a file. Pure."""

import re
from dataclasses import dataclass

ONE_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")


class Unsatisfiable(ValueError):
    """The range lies outside the file."""


@dataclass(frozen=True, slots=True)
class Range:
    """From `first` to `last`, both included."""

    first: int
    last: int

    @property
    def size(self) -> int:
        """How many bytes."""
        return self.last - self.first + 1


def wanted(header: str, size: int) -> Range | None:
    """The one range asked for; None for the whole file: no header, or one that we need not follow.

    Raises Unsatisfiable.
    """
    found = ONE_RANGE.fullmatch(header.strip())
    if found is None or found.groups() == ("", ""):
        return None
    first, last = found.groups()
    if not first:  # the last so many bytes
        first, last = str(max(0, size - int(last))), ""
        if int(found[2]) == 0:
            raise Unsatisfiable
    begin, end = int(first), min(int(last or size - 1), size - 1)
    if begin >= size:
        raise Unsatisfiable
    return Range(begin, end) if begin <= end else None
