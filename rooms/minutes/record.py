"""The record of a meeting as one value: what the chair signs, what is hashed, what the papers print. Pure.

The hash stands over canonical JSON in the spirit of RFC 8785: keys sorted, no spaces, UTF-8, text in NFC, times in UTC
with `Z`. Sorting makes the bytes independent of the order in which fields were written; NFC makes two spellings of one
Vietnamese letter one; there are integers but no floats, whose printed form differs between programs. Keys are ASCII, so
Python's order is RFC 8785's (UTF-16) order. Nothing of the signing itself (who, when, draft or not) is inside, so the
hash shown before the signature is the hash that is signed.
"""

import hashlib
import json
import unicodedata
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import UTC, datetime
from enum import StrEnum
from types import NoneType, UnionType
from typing import Any, get_args, get_origin, get_type_hints

from rooms.papers.unit import Unit

FORMAT = "diemcau.record/1"
ARCHIVE = "Lưu: VT, Hồ sơ."


class Attended(StrEnum):
    """How a seat was taken."""

    PRESENT = "present"
    SUBSTITUTE = "substitute"
    EXCUSED = "excused"
    ABSENT = "absent"


class Said(StrEnum):
    """What a point in the minutes is."""

    NOTE = "note"
    FACT = "fact"
    STATEMENT = "statement"
    CONCLUSION = "conclusion"
    DECISION = "decision"


@dataclass(frozen=True, slots=True)
class Sitting:
    """The meeting as it was held. `word` is `Cuộc họp`, `Hội nghị` or `Hội thảo`."""

    id: str
    title: str
    word: str
    opened_at: datetime
    closed_at: datetime | None
    centre: str
    sites: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Attendant:
    """One seat and how it was taken. `site` groups the list; empty for those who sat for themselves."""

    name: str
    position: str
    unit: str
    site: str
    role: str
    status: Attended
    substitute_for: str = ""


@dataclass(frozen=True, slots=True)
class Point:
    """One paragraph of the live text, in its order: a note, an automatic fact, a statement, what was concluded."""

    said: Said
    text: str
    speaker: str = ""


@dataclass(frozen=True, slots=True)
class Vote:
    """A vote as it was counted: approve + against + abstain took part, of `entitled`."""

    question: str
    entitled: int
    approve: int
    against: int
    abstain: int

    def __post_init__(self) -> None:
        """Raise ValueError for counts that cannot be."""
        if min(self.approve, self.against, self.abstain) < 0 or self.cast > self.entitled:
            raise ValueError("more ballots than mandates, or fewer than none")

    @property
    def cast(self) -> int:
        """How many took part."""
        return self.approve + self.against + self.abstain


@dataclass(frozen=True, slots=True)
class Task:
    """Work given to somebody (Quyết định 45/2018, Điều 14: the work, who leads, who joins in, the time)."""

    work: str
    lead: str
    join: str
    due: str


@dataclass(frozen=True, slots=True)
class Item:
    """An agenda item with everything said and decided under it; number 0 for the opening, which has none."""

    number: int
    title: str
    presenter: str
    points: tuple[Point, ...] = ()
    votes: tuple[Vote, ...] = ()
    tasks: tuple[Task, ...] = ()


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signs: the name without any title before it, and the position."""

    name: str
    position: str


@dataclass(frozen=True, slots=True)
class Record:
    """Everything the Biên bản says, and how far journal and minutes had come."""

    unit: Unit
    number: int | None
    meeting: Sitting
    attendance: tuple[Attendant, ...]
    items: tuple[Item, ...]
    conclusion: tuple[Point, ...]
    tasks: tuple[Task, ...]
    secretary: Signer
    chair: Signer
    recipients: tuple[str, ...]
    journal_seq: int
    minutes_seq: int
    archive: str = ARCHIVE
    version: int = 1
    format: str = FORMAT

    @property
    def every_task(self) -> tuple[Task, ...]:
        """The tasks of all items, then those of the conclusion."""
        return (*(task for item in self.items for task in item.tasks), *self.tasks)


@dataclass(frozen=True, slots=True)
class Totals:
    """The roll in figures; a substitute is present too."""

    expected: int
    present: int
    substitutes: int
    excused: int
    absent: int


def totals(attendance: tuple[Attendant, ...]) -> Totals:
    """Count the roll."""
    counts = Counter(attendant.status for attendant in attendance)
    return Totals(
        expected=len(attendance),
        present=counts[Attended.PRESENT] + counts[Attended.SUBSTITUTE],
        substitutes=counts[Attended.SUBSTITUTE],
        excused=counts[Attended.EXCUSED],
        absent=counts[Attended.ABSENT],
    )


def by_site(attendance: tuple[Attendant, ...]) -> dict[str, tuple[Attendant, ...]]:
    """The roll grouped by site, sites in order of first appearance."""
    sites = dict.fromkeys(attendant.site for attendant in attendance)
    return {site: tuple(one for one in attendance if one.site == site) for site in sites}


def canonical_bytes(record: Record) -> bytes:
    """The bytes that are hashed: the same for equal records, on every machine."""
    text = json.dumps(_plain(record), sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.encode()


def digest(record: Record) -> str:
    """SHA-256 of the canonical bytes, in hexadecimal."""
    return digest_of(canonical_bytes(record))


def digest_of(canonical: bytes) -> str:
    """The same for bytes that were kept."""
    return hashlib.sha256(canonical).hexdigest()


def _plain(value: object) -> object:
    match value:
        case str():
            return unicodedata.normalize("NFC", value)
        case None | bool() | int():
            return value
        case datetime():
            return value.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
        case tuple():
            return [_plain(one) for one in value]
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    raise TypeError(f"a record holds plain values, not {type(value).__name__}")


def record_from(canonical: bytes) -> Record:
    """The record that these canonical bytes say. Raises ValueError for anything else."""
    try:
        record: Record = _read(Record, json.loads(canonical))
    except (KeyError, TypeError) as fault:
        raise ValueError("these bytes are not a record") from fault
    return record


def _read(kind: Any, value: Any) -> Any:  # noqa: ANN401 - the type to be is known only when running
    if isinstance(kind, type) and is_dataclass(kind):
        hints = get_type_hints(kind)
        return kind(**{name: _read(hints[name], part) for name, part in _object(value).items()})
    if get_origin(kind) is tuple:
        return tuple(_read(get_args(kind)[0], part) for part in value)
    if get_origin(kind) is UnionType:
        return None if value is None else _read(next(one for one in get_args(kind) if one is not NoneType), value)
    return datetime.fromisoformat(value) if kind is datetime else kind(value)


def _object(value: object) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise TypeError("an object was expected")
    return value
