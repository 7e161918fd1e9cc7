"""Reads for papers."""

from datetime import date

from rooms.directory.models import Agency
from rooms.papers import wording
from rooms.papers.unit import Unit

LETTERHEAD_LINE = "|"  # the directory keeps explicit line breaks as bars


def is_valid_on(agency: Agency, day: date) -> bool:
    """Whether the agency bore this name on that day."""
    return agency.valid_from <= day and (agency.valid_to is None or day < agency.valid_to)


def unit_of(agency: Agency) -> Unit:
    """The agency as its papers name it."""
    return Unit(
        parent_lines=_letterhead(agency.parent_letterhead),
        lines=_letterhead(agency.letterhead),
        symbol=wording.line_of(agency.symbol),
        place_name=wording.line_of(agency.place_name),
    )


def _letterhead(text: str) -> tuple[str, ...]:
    return wording.lines_of(text.replace(LETTERHEAD_LINE, "\n"))
