"""What is still wrong with a record, before it is signed. Pure; the words are the page's."""

from dataclasses import dataclass
from enum import StrEnum

from rooms.minutes.record import Record, Said, totals


class Weight(StrEnum):
    """What a finding means for the signature."""

    FINE = "fine"
    WARNING = "warning"
    STOP = "stop"


class Matter(StrEnum):
    """What was looked at."""

    CLOSED = "closed"
    ROLL = "roll"
    SPEAKERS = "speakers"
    TASKS = "tasks"
    EMPTY_ITEMS = "empty_items"
    CONCLUSION = "conclusion"
    LETTERS = "letters"
    UNIT = "unit"


@dataclass(frozen=True, slots=True)
class Finding:
    """One matter: how heavy, how many, of how many, and in which agenda items (0 is the opening or the end)."""

    matter: Matter
    weight: Weight
    count: int = 0
    of: int = 0
    items: tuple[int, ...] = ()


def findings_of(record: Record, *, unprintable: int = 0, unit_valid: bool = True) -> list[Finding]:
    """Every matter of a record, the fine ones too, in the order in which a chair asks."""
    found = [_closed(record), _roll(record), _speakers(record), _tasks(record), _empty(record), _concluded(record)]
    if unprintable:
        found.append(Finding(Matter.LETTERS, Weight.WARNING, unprintable))
    if not unit_valid:
        found.append(Finding(Matter.UNIT, Weight.WARNING))
    return found


def may_be_signed(found: list[Finding]) -> bool:
    """Warnings do not stop a chair, who knows what was said."""
    return all(finding.weight is not Weight.STOP for finding in found)


def _weigh(wrong: bool) -> Weight:  # noqa: FBT001 - the question is the argument
    return Weight.WARNING if wrong else Weight.FINE


def _closed(record: Record) -> Finding:
    return Finding(Matter.CLOSED, Weight.STOP if record.meeting.closed_at is None else Weight.FINE)


def _roll(record: Record) -> Finding:
    roll = totals(record.attendance)
    return Finding(Matter.ROLL, _weigh(roll.present == 0), roll.present, roll.expected)


def _speakers(record: Record) -> Finding:
    said = [(item.number, point) for item in record.items for point in item.points if point.said is Said.STATEMENT]
    said += [(0, point) for point in record.conclusion if point.said is Said.STATEMENT]
    nameless = [number for number, point in said if not point.speaker]
    return Finding(Matter.SPEAKERS, _weigh(bool(nameless)), len(nameless), len(said), tuple(dict.fromkeys(nameless)))


def _tasks(record: Record) -> Finding:
    lacking = [task for task in record.every_task if not (task.lead and task.due)]
    where = tuple(item.number for item in record.items if any(task in lacking for task in item.tasks))
    return Finding(Matter.TASKS, _weigh(bool(lacking)), len(lacking), len(record.every_task), where)


def _empty(record: Record) -> Finding:
    bare = [
        item.number for item in record.items if all(one.said is Said.FACT for one in item.points) and not item.tasks
    ]
    numbers = tuple(number for number in bare if number)
    return Finding(Matter.EMPTY_ITEMS, _weigh(bool(numbers)), len(numbers), len(record.items), numbers)


def _concluded(record: Record) -> Finding:
    points = [*record.conclusion, *(point for item in record.items for point in item.points)]
    count = sum(point.said in {Said.CONCLUSION, Said.DECISION} for point in points)
    return Finding(Matter.CONCLUSION, _weigh(count == 0), count)
