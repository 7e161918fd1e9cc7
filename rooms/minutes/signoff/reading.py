"""From the tree of the live text to the items of the record. Pure: plain values in, plain values out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rooms.minutes.document import Node
from rooms.minutes.facts import CLOSING, OPENING
from rooms.minutes.record import Attended, Item, Point, Said, Task
from rooms.papers import wording

_SAID = {
    "paragraph": Said.NOTE,
    "statement": Said.STATEMENT,
    "conclusion": Said.CONCLUSION,
    "decision": Said.DECISION,
}


@dataclass(frozen=True, slots=True)
class Planned:
    """An agenda item as planned; its section in the text has the same id."""

    id: str
    number: int
    title: str
    presenter: str


@dataclass(frozen=True, slots=True)
class Read:
    """What the text says: the items in the agenda's order, and what was concluded at the end."""

    items: tuple[Item, ...]
    conclusion: tuple[Point, ...]
    tasks: tuple[Task, ...]


def read(tree: Iterable[Node], agenda: Sequence[Planned], upto: int) -> Read:
    """The text along the agenda. Facts of journal entries after `upto` are not of this sitting."""
    sections = {section.attributes.get("id", ""): section for section in tree}
    items = [_item(one, sections.get(one.id), upto) for one in agenda]
    opening, closing = sections.get(OPENING), sections.get(CLOSING)
    if opening is not None and (points := _points(opening, upto)):
        items.insert(0, Item(0, _title(opening), "", points, tasks=_tasks(opening)))
    ended = () if closing is None else _points(closing, upto)
    return Read(tuple(items), ended, () if closing is None else _tasks(closing))


ROLL_KINDS = ("meeting.opened", "seat.arrived", "seat.left", "seat.handed_over")


def present(happened: Iterable[tuple[str, str]]) -> frozenset[str]:
    """Who was there while the meeting sat, from the journal's (kind, seat) up to the closing.

    Who tried the room and left before the opening was not; whoever came in later was, for however short a time. A seat
    that changed hands is its substitute's: what the one before sat through does not make the substitute present.
    """
    here: set[str] = set()
    was: set[str] = set()
    opened = False
    for kind, seat in happened:
        if kind == "meeting.opened":
            opened = True
        elif kind == "seat.arrived":
            here.add(seat)
        else:
            here.discard(seat)
        if kind == "seat.handed_over":
            was.discard(seat)
        if opened:
            was |= here
    return frozenset(was)


def attended(*, came: bool, excused: bool, stands_in: bool) -> Attended:
    """How a seat was taken. Only who said so beforehand is excused; a substitute who did not come is absent too."""
    if came:
        return Attended.SUBSTITUTE if stands_in else Attended.PRESENT
    return Attended.EXCUSED if excused else Attended.ABSENT


def _title(section: Node) -> str:
    return wording.line_of(section.attributes.get("title", ""))


def _item(planned: Planned, section: Node | None, upto: int) -> Item:
    points = () if section is None else _points(section, upto)
    tasks = () if section is None else _tasks(section)
    title, presenter = wording.line_of(planned.title), wording.line_of(planned.presenter)
    return Item(planned.number, title, presenter, points, tasks=tasks)


def _points(section: Node, upto: int) -> tuple[Point, ...]:
    found = (_point(child, upto) for child in section.children if isinstance(child, Node))
    return tuple(point for point in found if point is not None)


def _point(node: Node, upto: int) -> Point | None:
    if node.tag == "fact":
        words = wording.line_of(node.attributes.get("words", ""))
        return Point(Said.FACT, words) if words and _entry(node) <= upto else None
    said = _SAID.get(node.tag)
    text = "\n".join(wording.lines_of(node.text))
    if said is None or not text:
        return None
    return Point(said, text, wording.line_of(node.attributes.get("name", "")))


def _entry(fact: Node) -> int:
    number = fact.attributes.get("id", "")
    return int(number) if number.isdecimal() else 0


def _tasks(section: Node) -> tuple[Task, ...]:
    tasks = (_task(child) for child in section.children if isinstance(child, Node) and child.tag == "task")
    return tuple(task for task in tasks if task.work)


def _task(node: Node) -> Task:
    said = {name: wording.line_of(node.attributes.get(name, "")) for name in ("lead", "partners", "due")}
    return Task(wording.line_of(node.text), said["lead"], said["partners"], said["due"])
