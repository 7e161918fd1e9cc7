"""The live messages as TypeScript: printed from the dataclasses, so that both sides of the wire say the same. Pure."""

from collections.abc import Iterable
from dataclasses import fields
from datetime import datetime
from enum import StrEnum
from types import NoneType, UnionType
from typing import Annotated, get_args, get_origin, get_type_hints
from uuid import UUID

from rooms.attendance import events as attendance
from rooms.journal.events import Event
from rooms.live import contents, messages, quality
from rooms.meetings import events as meetings
from rooms.meetings.rules import Hat, State
from rooms.speakers import events as speakers
from rooms.speakers.rules import Mode

_WORDS: dict[object, str] = {
    str: "string",
    UUID: "string",
    datetime: "string",
    int: "number",
    float: "number",
    bool: "boolean",
    object: "unknown",
    Hat: "Hat",
    State: "MeetingState",
    Mode: "SpeakingMode",
    messages.Picture: "Picture",
}
_HEAD = """\
/**
 * Every message of the meeting's one websocket. Types only; ids are UUIDs, times ISO 8601 in UTC.
 *
 * Printed by `manage.py live_types` from rooms/live/messages.py and the rooms' events: do not edit. The rules of the
 * conversation are in docs/protocols/live.md.
 */

export type SeatId = string;
"""
_ENTRY = """\
/** A journal entry; one that this seat may not see has only its number and the kind "redacted". */
export interface Entry {
  type: "entry";
  seq: number;
  kind: string;
  at?: string;
  actor?: string;
  payload?: Record<string, unknown>;
}
"""
_WISH = """\
/** A seat's wish, on its way from an element up to the page. */
export interface Wish {
  deed: Deed;
  fields?: Record<string, unknown>;
}
"""
_LONGEST = 120  # letters in a line
_PARTS = (
    contents.You,
    contents.MeetingFacts,
    contents.Item,
    contents.Seat,
    contents.Waiting,
    contents.Turn,
    contents.Said,
    contents.Snapshot,
    meetings.AgendaLine,
    messages.Slot,
    quality.LineQuality,
)
_NEWS = (
    messages.Welcome,
    messages.Done,
    messages.RefusedNews,
    messages.MediaAnswer,
    messages.MediaRefused,
    messages.MediaSlots,
    messages.MediaLimits,
    messages.MediaMoved,
    quality.MediaQuality,
    messages.Heard,
    messages.Loud,
    messages.Moving,
)


def everything() -> str:
    """The whole file."""
    parts = [
        _HEAD,
        _enum("Hat", Hat),
        _enum("MeetingState", State),
        _enum("SpeakingMode", Mode),
        _enum("Picture", messages.Picture),
        *(_interface(part) for part in _PARTS),
        _ENTRY,
        *(_interface(kind, f'type: "{kind.type}"') for kind in _NEWS),
        _union("ServerMessage", ("Entry", *(kind.__name__ for kind in _NEWS))),
        *(_interface(kind, f'do: "{kind.do}"') for kind in (messages.Enter, messages.Ack)),
        _map("DeedFields", "What each deed says besides its name and key.", messages.DEEDS.items()),
        "export type Deed = keyof DeedFields;\n",
        _WISH,
        _map("Payloads", "What the entries of each kind carry.", _events()),
    ]
    return "\n".join(parts)


def _events() -> list[tuple[str, type]]:
    rooms = (meetings, speakers, attendance)
    found = [value for room in rooms for value in vars(room).values() if isinstance(value, type)]
    return sorted((kind.kind, kind) for kind in found if issubclass(kind, Event) and kind is not Event)


def _members(kind: type) -> list[str]:
    hints = get_type_hints(kind, include_extras=True)
    return [f"{field.name}: {_word(hints[field.name])}" for field in fields(kind)]


def _interface(kind: type, first: str | None = None) -> str:
    members = [*([first] if first else []), *_members(kind)]
    body = "".join(f"  {member};\n" for member in members)
    return f"{_plate(kind.__doc__ or '')}export interface {kind.__name__} {{\n{body}}}\n"


def _map(name: str, words: str, kinds: Iterable[tuple[str, type]]) -> str:
    body = "".join(_line(key, _members(kind)) for key, kind in kinds)
    return f"{_plate(words)}export interface {name} {{\n{body}}}\n"


def _line(key: str, members: list[str]) -> str:
    line = f'  "{key}": {_inline(members)};\n'
    if len(line) - 1 <= _LONGEST:
        return line
    return f'  "{key}": {{\n' + "".join(f"    {member};\n" for member in members) + "  };\n"  # as Prettier breaks it


def _inline(members: list[str]) -> str:
    return f"{{ {'; '.join(members)} }}" if members else "Record<string, never>"


def _plate(words: str) -> str:
    return f"/** {words.replace('`', '')} */\n"


def _enum(name: str, kind: type[StrEnum]) -> str:
    quoted = " | ".join(f'"{member}"' for member in kind)
    return f"export type {name} = {quoted};\n"


def _union(name: str, members: Iterable[str]) -> str:
    body = "".join(f"\n  | {member}" for member in members)  # one a line, as Prettier writes what is longer than a line
    return f"export type {name} ={body};\n"


def _word(hint: object) -> str:
    origin, inner = get_origin(hint), get_args(hint)
    if origin is Annotated:
        return inner[1] if isinstance(inner[1], str) else _word(inner[0])
    if isinstance(hint, UnionType) or type(None) in inner:
        return " | ".join("null" if part is NoneType else _word(part) for part in inner)
    if origin is tuple:
        return f"{_word(inner[0])}[]"
    if origin is dict:
        return f"Record<string, {_word(inner[1])}>"
    return _WORDS.get(hint) or str(getattr(hint, "__name__", hint))
