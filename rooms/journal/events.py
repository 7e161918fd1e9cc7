"""The base of every event: what happened, past tense, as a frozen dataclass of plain values."""

from dataclasses import dataclass, fields, is_dataclass
from datetime import datetime
from enum import Enum
from typing import ClassVar
from uuid import UUID

Payload = dict[str, object]

EVERYONE = "everyone"  # who may see an entry: all seats of the meeting,
DESK = "desk"  # chair and secretary,
_SEAT = "seat:"  # or one seat alone.


def only_seat(seat_id: UUID) -> str:
    """The audience that is one seat and nobody else."""
    return f"{_SEAT}{seat_id}"


@dataclass(frozen=True, slots=True)
class Event:
    """What happened. `kind` is `<noun>.<past participle>`, as in `turn.opened`; fields are plain values.

    >>> @dataclass(frozen=True, slots=True)
    ... class TurnOpened(Event):
    ...     kind = "turn.opened"
    ...     seat_id: UUID
    """

    kind: ClassVar[str]

    @property
    def audience(self) -> str:
        """Who may see it; EVERYONE unless a subclass says otherwise."""
        return EVERYONE

    def payload(self) -> Payload:
        """The fields as JSON values: ids and times as text (ISO 8601, UTC), enums by value."""
        return {field.name: plain(getattr(self, field.name)) for field in fields(self)}


def plain(value: object) -> object:
    """A JSON value of what an event may hold. Raises TypeError for anything else."""
    match value:
        case Enum():
            return value.value
        case None | bool() | int() | float() | str():
            return value
        case UUID():
            return str(value)
        case datetime():
            return value.isoformat()
        case tuple() | list() | frozenset():
            return [plain(item) for item in value]
        case _ if is_dataclass(value):
            return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    raise TypeError(f"an event holds plain values, not {type(value).__name__}")
