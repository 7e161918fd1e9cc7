"""What the journal says, in the words of an official record. Pure: plain values in, facts out.

Always Vietnamese, whatever the interface speaks. Site names say "Điểm cầu …" themselves. Entries that the record does
not tell (chat, raised hands, muted microphones) give no fact.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from rooms.minutes.document import Fact, Section

HERE = ZoneInfo("Asia/Ho_Chi_Minh")
OPENING, CLOSING = "opening", "closing"


@dataclass(frozen=True, slots=True)
class Happening:
    """An entry of the journal as far as facts need it."""

    seq: int
    at: datetime
    kind: str
    payload: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Attendee:
    """Who sits in a seat, as the record calls them."""

    name: str
    is_site: bool

    @property
    def called(self) -> str:
        """With the courtesy owed to a person."""
        if not self.is_site:
            return f"Ông/bà {self.name}"
        return self.name if self.name.casefold().startswith("điểm cầu") else f"Điểm cầu {self.name}"


def sections(items: Iterable[tuple[str, int, str]]) -> list[Section]:
    """Opening, one for each agenda item (id, number, title), closing."""
    middle = [Section(item_id, str(number), title) for item_id, number, title in items]
    return [Section(OPENING, "", "Khai mạc"), *middle, Section(CLOSING, "", "Bế mạc")]


def facts(happened: Iterable[Happening], seats: Mapping[str, Attendee], after: int) -> list[Fact]:
    """The facts after entry `after`. `happened` must begin with the meeting: who spoke when began earlier, perhaps."""
    section = OPENING
    turns: dict[str, datetime] = {}
    found: list[Fact] = []
    for entry in happened:
        section = _section(entry, section)
        if entry.kind == "turn.opened":
            turns[str(entry.payload.get("turn_id"))] = entry.at
        words = _words(entry, seats, turns)
        if words and entry.seq > after:
            sentence = f"{_clock(entry.at)}: {words}"
            found.append(Fact(str(entry.seq), entry.kind, entry.at.isoformat(), sentence, section))
        if entry.kind == "meeting.closed":
            break  # who leaves the empty room is no part of the sitting
    return found


def _section(entry: Happening, current: str) -> str:
    if entry.kind == "item.opened":
        return str(entry.payload.get("item_id"))
    return CLOSING if entry.kind == "meeting.closed" else current


# {who} is the seat that the entry names, {number} the agenda item's, {lasted} how long a turn was.
SENTENCES = {
    "meeting.opened": "Chủ trì khai mạc cuộc họp.",
    "meeting.closed": "Chủ trì kết thúc cuộc họp.",
    "item.opened": "Bắt đầu nội dung {number}.",
    "seat.arrived": "{who} tham dự.",
    "seat.left": "{who} rời cuộc họp.",
    "turn.opened": "{who} phát biểu.",
    "turn.ended": "{who} kết thúc phát biểu{lasted}.",
}
REPLANNED = "meeting.changed"  # no fact, but the sections may bear other titles
KINDS = frozenset({*SENTENCES, REPLANNED})


def _words(entry: Happening, seats: Mapping[str, Attendee], turns: Mapping[str, datetime]) -> str:
    sentence = SENTENCES.get(entry.kind, "")
    attendee = seats.get(str(entry.payload.get("seat_id")))
    who = attendee.called if attendee else "Một đại biểu"
    return sentence.format(who=who, number=entry.payload.get("number"), lasted=_lasted(entry, turns))


def _lasted(entry: Happening, turns: Mapping[str, datetime]) -> str:
    began = turns.get(str(entry.payload.get("turn_id")))
    if began is None:
        return ""
    minutes, seconds = divmod(int((entry.at - began).total_seconds()), 60)
    return f" ({minutes} phút {seconds:02} giây)" if minutes else f" ({seconds} giây)"


def _clock(at: datetime) -> str:
    return at.astimezone(HERE).strftime("%H giờ %M phút")
