"""What live tells a media node, and what the node answers; plain dicts on the wire.

Every id is an opaque string. To the node go Offer, Ready, View, Dark, Gone, Floor and Watch; from it come Answer,
Refusal, Slots, Limits and Moved, each for one connection, and Loud and Quality, once for each channel. What cannot be
read is refused as a whole: `from_wire` raises Unreadable.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from typing import Any, ClassVar

from rooms.refusals import Unreadable

SDP_MAX = 200_000  # characters; 25 slots with every codec of Chromium are 141,000 (MEDIA.md fact 7)
ID_MAX = 200
HEARD_MAX = 1000


@dataclass(frozen=True, slots=True)
class Offer:
    """A browser's offer; a later one of the same connection renews its way, or takes its place (docs/protocols).

    `reply_to` is the channel that hears every later answer to this connection; `offer` numbers it for the browser.
    """

    kind: ClassVar[str] = "offer"
    meeting: str
    seat: str
    connection: str
    sdp: str
    reply_to: str
    offer: int = 0


@dataclass(frozen=True, slots=True)
class Measure(Offer):
    """The offer of a browser that tests its line: alone in a room of its own, and not for long."""

    kind: ClassVar[str] = "measure"


@dataclass(frozen=True, slots=True)
class Ready:
    """The browser is connected; fed before that it would lose its first keyframe."""

    kind: ClassVar[str] = "ready"
    meeting: str
    connection: str


@dataclass(frozen=True, slots=True)
class View:
    """What a browser looks at: a page of the wall, counted from 0, and the seat it pinned.

    `low`: it chose low-bandwidth mode, sound and a shared screen at a low rate.
    """

    kind: ClassVar[str] = "view"
    meeting: str
    connection: str
    page: int = 0
    pinned: str | None = None
    low: bool = False


@dataclass(frozen=True, slots=True)
class Dark:
    """A picture of the browser has ended, "camera" or "screen": it leaves every slot at once (MEDIA.md fact 10)."""

    kind: ClassVar[str] = "dark"
    meeting: str
    connection: str
    source: str


@dataclass(frozen=True, slots=True)
class Gone:
    """The browser's stay is over."""

    kind: ClassVar[str] = "gone"
    meeting: str
    connection: str


@dataclass(frozen=True, slots=True)
class Floor:
    """The whole truth about who may be heard, as of the journal's `seq`. Older ones are ignored; doubles do no harm.

    `pinned`: whom the chair shows to everybody. `sharing`: whose screen and its sound pass. `muted`: whose microphone
    is shut; it is not in `heard`, and the sound of its screen does not pass either.
    """

    kind: ClassVar[str] = "floor"
    meeting: str
    seq: int
    heard: tuple[str, ...] = ()
    chair: str | None = None
    speaker: str | None = None
    pinned: str | None = None
    sharing: tuple[str, ...] = ()
    muted: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Watch:
    """Somebody watches over the meeting's lines; said again every few seconds, or it lapses."""

    kind: ClassVar[str] = "watch"
    meeting: str
    connection: str
    reply_to: str
    on: bool = True


@dataclass(frozen=True, slots=True)
class Record:
    """Whether the meeting is recorded, as of the journal's `seq`; None for not. Older ones are ignored, like a Floor's.

    The journal says so before anybody tells the node (X7). Repeated every 2 s, so that a new node goes on.
    """

    kind: ClassVar[str] = "record"
    meeting: str
    seq: int
    recording: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to the offer of that number."""

    kind: ClassVar[str] = "answer"
    connection: str
    sdp: str
    offer: int = 0


@dataclass(frozen=True, slots=True)
class Refusal:
    """The offer is not taken; the code is stable, `rooms.media.refusals` has the words."""

    kind: ClassVar[str] = "refused"
    connection: str
    code: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class Slots:
    """Who is in which slot now: mid -> {"seat", "source"}, or None for an empty one."""

    kind: ClassVar[str] = "slots"
    connection: str
    slots: Mapping[str, Mapping[str, str] | None]


@dataclass(frozen=True, slots=True)
class Loud:
    """Whose voice is forwarded and sounding now, loudest first; one for all of a meeting on a channel. Fleeting."""

    kind: ClassVar[str] = "loud"
    meeting: str
    seats: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Limits:
    """What a browser gets less of, and why.

    `level`: "full", "reduced" (some pictures smaller or left out) or "low" (sound, and the screen at a low rate).
    `reason`: "" when full, else "chosen", "line" or "server". `kbps`: what its line is taken to carry.
    """

    kind: ClassVar[str] = "limits"
    connection: str
    level: str
    reason: str
    kbps: int


@dataclass(frozen=True, slots=True)
class Moved:
    """The node that served this connection is gone: offer anew."""

    kind: ClassVar[str] = "moved"
    connection: str


@dataclass(frozen=True, slots=True)
class Quality:
    """How every line of the meeting is (forwarding/quality.py), for all who watch it on a channel."""

    kind: ClassVar[str] = "quality"
    meeting: str
    rows: tuple[Mapping[str, object], ...]


ToNode = Offer | Measure | Ready | View | Dark | Gone | Floor | Watch | Record
FromNode = Answer | Refusal | Slots | Loud | Limits | Moved | Quality
Message = ToNode | FromNode
KINDS: dict[str, type[Message]] = {
    each.kind: each
    for each in (
        Offer,
        Measure,
        Ready,
        View,
        Dark,
        Gone,
        Floor,
        Watch,
        Record,
        Answer,
        Refusal,
        Slots,
        Loud,
        Limits,
        Moved,
        Quality,
    )
}


def to_wire(message: Message) -> dict[str, Any]:
    """A plain dict of JSON's types, `kind` included."""
    values = {field.name: getattr(message, field.name) for field in fields(message)}
    return {"kind": message.kind} | {
        name: list(value) if isinstance(value, tuple) else value for name, value in values.items()
    }


def from_wire(wire: object) -> Message:
    """The message in a plain dict. Raises Unreadable for anything else, and for a value that is not of its kind."""
    if not isinstance(wire, dict):
        raise Unreadable
    kind = wire.get("kind")
    message = KINDS.get(kind) if isinstance(kind, str) else None
    if message is None:
        raise Unreadable
    given: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in wire.items() if name != "kind"
    }
    known = {field.name for field in fields(message)}
    if not given.keys() <= known or not all(READABLE[name](value) for name, value in given.items()):
        raise Unreadable
    try:
        return message(**given)
    except TypeError as missing:
        raise Unreadable from missing


def _is_id(value: object) -> bool:
    return isinstance(value, str) and 0 < len(value) <= ID_MAX


def _is_id_or_none(value: object) -> bool:
    return value is None or _is_id(value)


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _is_ids(value: object) -> bool:
    return isinstance(value, list | tuple) and len(value) <= HEARD_MAX and all(_is_id(each) for each in value)


def _is_truth(value: object) -> bool:
    return isinstance(value, bool)


def _is_level(value: object) -> bool:
    return value in {"full", "reduced", "low"} if isinstance(value, str) else False


def _is_reason(value: object) -> bool:
    return value in {"", "chosen", "line", "server"} if isinstance(value, str) else False


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _is_slots(value: object) -> bool:
    return isinstance(value, dict) and all(_is_id(mid) and _is_placed(placed) for mid, placed in value.items())


def _is_placed(value: object) -> bool:
    if value is None:
        return True
    return isinstance(value, dict) and value.keys() == {"seat", "source"} and all(map(_is_id, value.values()))


def _is_row(value: object) -> bool:
    return (
        isinstance(value, dict) and value.keys() == ROW.keys() and all(fits(value[name]) for name, fits in ROW.items())
    )


ROW: dict[str, Callable[[object], bool]] = {
    "seat": _is_id,
    "rtt_ms": lambda value: value is None or _is_count(value),
    "up_kbps": _is_count,
    "down_kbps": _is_count,
    "up_lost_permille": _is_count,
    "down_lost_permille": _is_count,
    "jitter_ms": _is_count,
    "layers": _is_ids,
    "level": _is_id,
}

READABLE: dict[str, Callable[[object], bool]] = {
    "meeting": _is_id,
    "seat": _is_id,
    "connection": _is_id,
    "sdp": _is_text,  # too long or garbage is refused by the answer, in words the browser can show
    "reply_to": _is_id,
    "offer": _is_count,
    "source": _is_id,
    "page": _is_count,
    "pinned": _is_id_or_none,
    "seq": _is_count,
    "recording": _is_id_or_none,
    "heard": _is_ids,
    "chair": _is_id_or_none,
    "speaker": _is_id_or_none,
    "sharing": _is_ids,
    "muted": _is_ids,
    "low": _is_truth,
    "level": _is_level,
    "reason": _is_reason,
    "kbps": _is_count,
    "code": _is_id,
    "words": _is_text,
    "slots": _is_slots,
    "seats": _is_ids,
    "on": lambda value: isinstance(value, bool),
    "rows": lambda value: isinstance(value, list | tuple) and len(value) <= HEARD_MAX and all(map(_is_row, value)),
}
