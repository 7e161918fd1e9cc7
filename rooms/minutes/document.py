"""The text of the minutes as a Yjs document: bytes in, bytes out, a plain tree out. Pure."""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pycrdt import Doc, TransactionEvent, XmlElement, XmlFragment, XmlText, merge_updates

from rooms.minutes.frames import Reader
from rooms.minutes.refusals import BadFrame, BadUpdate, TooLarge
from rooms.minutes.shapes import attributes_of, judge

ROOT = "minutes"
UPDATE_MAX = 64_000  # bytes of one edit: a page of text is about 6 kB
OFFER_MAX = 192_000  # bytes of what an editor brings back from an absence; below serve's frame limit of 256 KiB
DOCUMENT_MAX = 5_000_000  # bytes
EMPTY = b"\x00\x00"  # an update that changes nothing
SERVER = 1  # the server's Yjs client id: it only writes with the log's lock held and the whole log read


@dataclass(frozen=True, slots=True)
class Span:
    """A run of letters in one dress, NFC, without control characters."""

    text: str
    marks: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Node:
    """One part of the minutes; `tag` and `attributes` are those of SHAPES."""

    tag: str
    attributes: Mapping[str, str] = field(default_factory=dict)
    children: "tuple[Node | Span, ...]" = ()

    @property
    def text(self) -> str:
        """All letters below, a line for each paragraph."""
        if self.tag == "paragraph":
            return "".join(child.text for child in self.children)
        return "\n".join(child.text for child in self.children)


@dataclass(frozen=True, slots=True)
class Section:
    """The part of the minutes that belongs to one agenda item, or to the opening or closing."""

    id: str
    number: str
    title: str


@dataclass(frozen=True, slots=True)
class Fact:
    """What the system writes itself. `id` is the number of its journal entry: it is written once."""

    id: str
    kind: str
    at: str
    words: str
    section: str


class Document:
    """The minutes of one meeting in memory.

    After BadUpdate or TooLarge the refused edit may be in this copy already (`spoilt`): throw it away and load anew.
    """

    def __init__(self, updates: Iterable[bytes] = (), *, client_id: int | None = None) -> None:
        """Load what was committed; it was judged when it came."""
        self._doc: Doc[Any] = Doc(client_id=client_id) if client_id is not None else Doc()
        self._root = self._doc.get(ROOT, type=XmlFragment)
        self._grown = 0
        for update in updates:
            self.adopt(update)
        self.spoilt = False
        self._changed = self._confused = False
        self._touched: list[Any] = []
        self._watches = [self._root.observe_deep(self._notice), self._doc.observe(self._change)]

    def _notice(self, events: list[Any]) -> None:
        self._touched += [event.target for event in events]
        # A root that is written as a map: invisible to a walk of the children.
        self._confused = self._confused or any(isinstance(e.target, XmlFragment) and e.keys for e in events)

    def _change(self, _event: TransactionEvent) -> None:
        self._changed = True

    def apply(self, update: bytes, longest: int = UPDATE_MAX) -> bool:
        """Take one edit; answer whether it is worth a row. Raises BadUpdate, TooLarge.

        An editor that comes back repeats all deletions it knows of; where they were known here too, nothing changes.
        """
        if len(update) > longest or not self._follows(update):
            raise BadUpdate
        if self._grown + len(update) > DOCUMENT_MAX:
            self._grown = len(self.state())
            if self._grown + len(update) > DOCUMENT_MAX:
                raise TooLarge
        self._touched.clear()
        self._changed = False
        try:
            self._doc.apply_update(update)
        except ValueError as fault:
            self.spoilt = True  # yrs may have taken the first half
            raise BadUpdate from fault
        self._grown += len(update)
        self._judge()
        return self._changed

    def adopt(self, update: bytes) -> None:
        """Take an edit that is committed; it was judged where it came in."""
        self._doc.apply_update(update)
        self._grown += len(update)

    def _follows(self, update: bytes) -> bool:
        """Whether the edit begins where its writer's last one here ended, or before.

        An honest editor leaves no gap. yrs (pycrdt 0.14.13) keeps edits after a gap aside, and where two wait it
        may lose one (all orders of four edits were tried), so none is let wait. An update begins with four lib0
        numbers: clients, structs, client, clock.
        """
        try:
            reader = Reader(update)
            if reader.number() == 0:
                return True
            _, client, clock = reader.number(), reader.number(), reader.number()
            return clock <= self._clocks().get(client, 0)
        except BadFrame:
            return False

    def _clocks(self) -> dict[int, int]:
        reader = Reader(self.vector())
        return {reader.number(): reader.number() for _ in range(reader.number())}

    def _judge(self) -> None:
        self.spoilt = True
        if self._confused or set(self._doc.keys()) != {ROOT}:
            raise BadUpdate
        for part in self._touched:
            judge(part)
        self.spoilt = False

    def vector(self) -> bytes:
        """What this copy has, as Yjs' state vector."""
        return self._doc.get_state()

    def missing(self, vector: bytes) -> bytes:
        """What somebody with this state vector lacks. Raises BadUpdate for bytes that are none."""
        try:
            return self._doc.get_update(vector)
        except ValueError as fault:
            raise BadUpdate from fault

    def state(self) -> bytes:
        """The whole document as one update."""
        return self._doc.get_update()

    def tree(self) -> tuple[Node, ...]:
        """The sections as plain values."""
        with self._doc.transaction():
            return tuple(_read(child) for child in self._root.children if isinstance(child, XmlElement))

    def write(self, sections: Sequence[Section], facts: Sequence[Fact]) -> bytes:
        """Add what is lacking of these sections and facts; answer with the edit that did it, else EMPTY."""
        made: list[bytes] = []

        def keep(event: TransactionEvent) -> None:
            made.append(event.update)

        watch = self._doc.observe(keep)
        with self._doc.transaction():
            _add_sections(self._root, sections)
            _add_facts(self._root, facts)
        self._doc.unobserve(watch)
        return merged(made) if made else EMPTY


def merged(updates: Sequence[bytes]) -> bytes:
    """Several edits as one."""
    return updates[0] if len(updates) == 1 else merge_updates(*updates)


def _read(part: XmlElement) -> Node:
    children: list[Node | Span] = []
    for child in part.children:
        if isinstance(child, XmlElement):
            children.append(_read(child))
        elif isinstance(child, XmlText):
            children += _spans(child)
    attributes = {
        name: clean(value) for name, value in sorted(attributes_of(part).items())
    }  # yrs keeps them in no order
    return Node(part.tag or "", attributes, tuple(children))


def _spans(part: XmlText) -> list[Span]:
    pieces = ((clean(piece), frozenset(marks or ())) for piece, marks in part.diff())
    return [Span(text, marks) for text, marks in pieces if text]


def clean(text: str) -> str:
    """NFC, and without the control characters that a paste brings and no paper can show."""
    kept = (letter for letter in text if letter in "\n\t" or unicodedata.category(letter) not in {"Cc", "Cs"})
    return unicodedata.normalize("NFC", "".join(kept))


def _add_sections(root: XmlFragment, sections: Sequence[Section]) -> None:
    there = [_attribute(child, "id") for child in root.children]
    for place, section in enumerate(sections):
        if section.id in there:
            _name_anew(root.children[there.index(section.id)], section)
            continue
        before = [there.index(other.id) for other in sections[:place] if other.id in there]
        index = max(before, default=-1) + 1
        attributes = {"id": section.id, "number": section.number, "title": section.title}
        root.children.insert(index, XmlElement("agendaItem", attributes, [XmlElement("paragraph")]))
        there.insert(index, section.id)


def _name_anew(part: Any, section: Section) -> None:  # noqa: ANN401 - whatever stands in the document
    """The agenda was changed after the minutes were begun: what is written under the item stays."""
    for name, value in (("number", section.number), ("title", section.title)):
        if _attribute(part, name) != value:
            part.attributes[name] = value


def _add_facts(root: XmlFragment, facts: Sequence[Fact]) -> None:
    homes = {_attribute(child, "id"): child for child in root.children if isinstance(child, XmlElement)}
    for fact in facts:
        home = homes.get(fact.section)
        if home is None or any(_is_fact(child, fact.id) for child in home.children):
            continue
        attributes = {"id": fact.id, "kind": fact.kind, "at": fact.at, "words": fact.words}
        home.children.insert(_end_of(home), XmlElement("fact", attributes))


def _end_of(home: XmlElement) -> int:
    """Before the empty paragraph that waits at the end for somebody to write in it."""
    count = len(home.children)
    last = home.children[count - 1] if count else None
    waits = isinstance(last, XmlElement) and last.tag == "paragraph" and not _text_of(last)
    return count - 1 if waits else count


def _text_of(part: XmlElement) -> str:
    return "".join(span.text for child in part.children if isinstance(child, XmlText) for span in _spans(child))


def _is_fact(part: Any, number: str) -> bool:  # noqa: ANN401 - whatever stands in a section
    return isinstance(part, XmlElement) and part.tag == "fact" and _attribute(part, "id") == number


def _attribute(part: Any, name: str) -> str:  # noqa: ANN401 - whatever stands in the document
    return str(attributes_of(part).get(name, "")) if isinstance(part, XmlElement) else ""
