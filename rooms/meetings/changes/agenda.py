"""The agenda of an announced meeting, planned anew: an item that goes on keeps its row, and with it all that names it.

The secretary may have prepared the minutes already; what is written there stands under the item's id.
"""

from rooms.meetings.models import AgendaItem, Meeting

_ASIDE = 10_000  # while they change places: a number is there once in a meeting


def plan_anew(meeting: Meeting, wanted: list[AgendaItem]) -> None:
    """Make the agenda what is wanted. An item goes on under its title; one renamed in its place is the same too."""
    kept = _paired(list(meeting.items.all()), wanted)
    meeting.items.exclude(pk__in=[row.pk for row in kept.values()]).delete()
    for row in kept.values():
        row.number += _ASIDE
        row.save(update_fields=["number"])
    for item in wanted:
        row = kept.get(item.number, item)
        row.number, row.title, row.minutes, row.presenter = item.number, item.title, item.minutes, item.presenter
        row.save()


def _paired(rows: list[AgendaItem], wanted: list[AgendaItem]) -> dict[int, AgendaItem]:
    """The row that each wanted item goes on in, by the item's new number; new items have none."""
    found: dict[int, AgendaItem] = {}
    for alike in ("title", "number"):
        for item in wanted:
            same = (row for row in rows if getattr(row, alike) == getattr(item, alike))
            if item.number not in found and (row := next(same, None)) is not None:
                found[item.number] = row
                rows.remove(row)
    return found
