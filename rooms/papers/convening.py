"""What a Giấy mời says, as one value: the meeting from its rows, and what the clerk gave. Pure."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum

from rooms.papers.unit import Unit

KIND_SYMBOL = "GM"  # Appendix III


class Urgency(StrEnum):
    """Box 10b; the words are what the stamp says."""

    NONE = ""
    URGENT = "KHẨN"
    VERY_URGENT = "THƯỢNG KHẨN"
    EXPRESS = "HỎA TỐC"


@dataclass(frozen=True, slots=True)
class Invited:
    """One line of the addressees, and the chair: a name, or a hall's, with position and agency."""

    name: str
    position: str = ""
    agency: str = ""


@dataclass(frozen=True, slots=True)
class Sitting:
    """From when to when; the very fields that DTSTART and DTEND are written from."""

    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Earlier:
    """The Giấy mời that a new one takes the place of."""

    number: int
    symbol: str
    dated: date


@dataclass(frozen=True, slots=True)
class Convening:
    """The meeting as its Giấy mời tells it. `page` is the meeting's plain page, never anybody's personal link."""

    unit: Unit
    agency: str
    title: str
    sittings: tuple[Sitting, ...]
    chair: Invited
    centre: str
    sites: tuple[str, ...]
    items: tuple[str, ...]
    invited: tuple[Invited, ...]
    page: str
    contact: str
    replaces: Earlier | None = None

    @property
    def told(self) -> dict[str, object]:
        """Title, time in UTC, place and chair as plain values: when they change, what was issued tells them wrongly."""
        times = [[one.starts_at.astimezone(UTC), one.ends_at.astimezone(UTC)] for one in self.sittings]
        sittings = [[moment.isoformat() for moment in pair] for pair in times]
        return {"sittings": sittings, "centre": self.centre, "title": self.title, "chair": self.chair.name}


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signs: lines of authority (`TM. ỦY BAN NHÂN DÂN`, `KT. CHỦ TỊCH`), position, bare name."""

    authority: tuple[str, ...]
    position: str
    name: str


@dataclass(frozen=True, slots=True)
class Given:
    """What the clerk gives: number and day, stamp, signer, and the lines that no row of ours holds."""

    number: int | None
    dated: date
    signer: Signer
    urgency: Urgency = Urgency.NONE
    requirement: str = ""
    documents: str = ""
    recipients: tuple[str, ...] = ("Như trên",)
