"""What minutes may hold, and the judge of it. Pure.

It is what the editor (frontend/src/minutes/schema.ts) can draw: y-prosemirror deletes nodes that it does not know, so
an edit that makes anything else is refused. A change of SHAPES is a new SCHEMA: older editors then read along only.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pycrdt import XmlElement, XmlFragment, XmlText

from rooms.minutes.refusals import BadUpdate

SCHEMA = 1
VALUE_MAX = 2_000  # letters of one attribute


@dataclass(frozen=True, slots=True)
class Shape:
    """What a kind of node may hold."""

    children: frozenset[str] = frozenset()
    attributes: frozenset[str] = frozenset()
    text: bool = False


_BLOCKS = frozenset({"paragraph", "statement", "conclusion", "decision", "task", "fact"})
_PROSE = frozenset({"paragraph"})
# No node may hold its own kind, so the tree is at most four deep, whatever is sent.
SHAPES: Mapping[str, Shape] = {
    "agendaItem": Shape(_BLOCKS, frozenset({"id", "number", "title"})),
    "statement": Shape(_PROSE, frozenset({"id", "speaker", "name", "at"})),
    "conclusion": Shape(_PROSE, frozenset({"id"})),
    "decision": Shape(_PROSE, frozenset({"id"})),
    "task": Shape(_PROSE, frozenset({"id", "lead", "partners", "due"})),
    "fact": Shape(attributes=frozenset({"id", "kind", "at", "words"})),
    "paragraph": Shape(attributes=frozenset({"id"}), text=True),
}
MARKS = frozenset({"bold", "italic"})


def judge(part: Any) -> None:  # noqa: ANN401 - whatever Yjs type an edit made
    """Look at a changed part and all below it. Raises BadUpdate for what no editor could draw."""
    match part:
        case XmlText():
            _judge_text(part)
        case XmlElement():
            _judge_element(part)
        case XmlFragment():
            for child in _children(part):
                if not isinstance(child, XmlElement) or child.tag != "agendaItem":
                    raise BadUpdate
                judge(child)
        case _:
            raise BadUpdate


def _judge_text(part: XmlText) -> None:
    if attributes_of(part):
        raise BadUpdate
    for piece, marks in part.diff():
        if not isinstance(piece, str) or not MARKS.issuperset(marks or ()):
            raise BadUpdate


def _judge_element(part: XmlElement) -> None:
    shape = SHAPES.get(part.tag or "")
    if shape is None:
        raise BadUpdate
    for name, value in attributes_of(part).items():
        if name not in shape.attributes or not isinstance(value, str) or len(value) > VALUE_MAX:
            raise BadUpdate
    for child in _children(part):
        match child:
            case XmlText() if shape.text:
                _judge_text(child)
            case XmlElement() if child.tag in shape.children:
                _judge_element(child)
            case _:
                raise BadUpdate


def _children(part: XmlFragment | XmlElement) -> list[Any]:
    """The children, all of which must be XML: pycrdt's walk ends silently where an array's values stand."""
    children = list(part.children)
    if len(children) != len(part.children):
        raise BadUpdate
    return children


def attributes_of(part: XmlElement | XmlText) -> dict[str, Any]:
    """The attributes; strings if an honest editor wrote them."""
    return dict(iter(part.attributes))  # type: ignore[type-var] # pycrdt types its iterator as an iterable
