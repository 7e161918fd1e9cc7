"""Frames to messages and back: what a browser sends is read here or refused, what it hears is written here. Pure."""

import json
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import datetime
from enum import Enum, EnumType
from functools import cache
from types import NoneType
from typing import Annotated, Any, TypeVar, get_args, get_origin, get_type_hints
from uuid import UUID

from rooms.live.messages import DEEDS, Ack, Deed, Enter, News, Wish, Within
from rooms.live.refusals import BadMessage, NotAMessage, UnknownDeed

FRAME_MAX = 256 * 1024  # bytes; RELIABILITY.md 4.1
Message = TypeVar("Message", bound=Enter | Ack | Deed)


class Misfit(ValueError):
    """A value that is not what its field holds."""


def decode(text: str) -> Enter | Ack | Wish:
    """Read a text frame. Raises NotAMessage (close the socket), BadMessage or UnknownDeed (answer, stay)."""
    found = _object(text)
    match found.pop("do", None):
        case Enter.do:
            return _filled(Enter, found)
        case Ack.do:
            return _filled(Ack, found)
        case do:
            return _wish(do, found)


def _wish(do: object, found: dict[str, object]) -> Wish:
    try:
        key = _uuid(found.pop("key", None))
    except Misfit as fault:
        raise BadMessage from fault
    kind = DEEDS.get(do) if isinstance(do, str) else None
    if kind is None:
        raise UnknownDeed(str(key))
    return Wish(key, _filled(kind, found, str(key)))


def _object(text: str) -> dict[str, object]:
    try:
        found = json.loads(text, parse_constant=_no_constant)
    except (ValueError, RecursionError) as fault:  # a thousand brackets exhaust the parser's stack
        raise NotAMessage from fault
    if not isinstance(found, dict):
        raise NotAMessage
    return found


def _no_constant(word: str) -> float:
    raise Misfit(word)  # NaN and Infinity are not JSON


@cache
def _fields_of(kind: type[Any]) -> dict[str, tuple[object, bool]]:
    """Each field's type, and whether a frame must bring it."""
    hints = get_type_hints(kind, include_extras=True)
    return {field.name: (hints[field.name], _needed(field)) for field in fields(kind)}


def _needed(field: "Field[object]") -> bool:
    return field.default is MISSING and field.default_factory is MISSING


def _filled(kind: type[Message], found: dict[str, object], key: str | None = None) -> Message:
    known = _fields_of(kind)  # type: ignore[arg-type]  # a class is hashable; mypy looks at its instances' __hash__
    missing = {name for name, (_, needed) in known.items() if needed} - found.keys()
    if missing or not found.keys() <= known.keys():
        raise BadMessage(key)
    try:
        members: dict[str, Any] = {name: _read(known[name][0], value) for name, value in found.items()}
    except Misfit as fault:
        raise BadMessage(key) from fault
    return kind(**members)


def _read(hint: object, value: object) -> object:
    bounds = None
    if get_origin(hint) is Annotated:
        hint, bounds = get_args(hint)
    if NoneType in get_args(hint):  # X | None, however it was spelt
        return None if value is None else _read(get_args(hint)[0], value)
    if hint is UUID:
        return _uuid(value)
    if isinstance(hint, EnumType):
        return _one_of(hint, value)
    if hint is bool and isinstance(value, bool):
        return value
    if type(value) is not hint or not isinstance(bounds, Within):  # type(): True is no number here
        raise Misfit(value)
    return _bounded(value, bounds)


def _bounded(value: object, bounds: Within) -> object:
    size = value if isinstance(value, int) else len(_text(value))
    if not bounds.least <= size <= bounds.most:
        raise Misfit(value)
    return value


def _text(value: object) -> str:
    """A text that a database can keep: no lone surrogate, no NUL (PostgreSQL has no place for it)."""
    if not isinstance(value, str) or "\0" in value or any("\ud800" <= letter <= "\udfff" for letter in value):
        raise Misfit(value)
    return value


def _one_of(kind: EnumType, value: object) -> object:
    try:
        return kind(value)
    except ValueError as fault:
        raise Misfit(value) from fault


def _uuid(value: object) -> UUID:
    if not isinstance(value, str):
        raise Misfit(value)
    try:
        return UUID(value)
    except ValueError as fault:
        raise Misfit(value) from fault


def encode(news: News) -> str:
    """Write a message as the text of a frame."""
    return json.dumps({"type": news.type, **_members(news)}, ensure_ascii=False, separators=(",", ":"))


def _members(value: object) -> dict[str, object]:
    return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}  # type: ignore[arg-type]  # dataclasses only


def _plain(value: object) -> object:
    match value:
        case UUID() | Enum():
            return str(value)
        case datetime():
            return value.isoformat()
        case tuple():
            return [_plain(item) for item in value]
        case dict():
            return {str(name): _plain(item) for name, item in value.items()}
        case _ if is_dataclass(value):
            return _members(value)
    return value
