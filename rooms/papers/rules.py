"""Who gives a paper its number, what a signer's lines may say, what is true of a paper that went out. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from rooms.meetings.rules import Doer, Hat

NUMBER_MAX = 999_999  # DOCUMENTS 2: two to six digits
# DOCUMENTS 5: for a collective body, for the head, acting, by order, by authorisation.
AUTHORITIES = ("TM.", "KT.", "Q.", "TL.", "TUQ.")
COLLECTIVES = ("ỦY BAN NHÂN DÂN", "HỘI ĐỒNG NHÂN DÂN")
_HEADS = (
    "Chủ tịch|Giám đốc|Chánh Văn phòng|Chánh Thanh tra|Cục trưởng|Chi cục trưởng|Trưởng ban|Trưởng phòng|Tổng Giám đốc"
)
_POSITION = re.compile(rf"^(?P<deputy>Phó )?(?P<head>{_HEADS})\b", re.IGNORECASE)


def may_issue(doer: Doer) -> bool:
    """The meeting's secretary, the clerks of the agency that invites, an administrator."""
    return bool(doer.hats & {Hat.SECRETARY, Hat.CLERK, Hat.ADMINISTRATOR})


def may_see_draft(doer: Doer) -> bool:
    """The chair reads along."""
    return may_issue(doer) or doer.at_desk


def authority_lines(text: str) -> tuple[str, ...]:
    """The lines of authority in capitals, as they stand above the position."""
    return tuple(" ".join(line.split()).upper() for line in text.splitlines() if line.strip())


def bad_authority(lines: Sequence[str]) -> str:
    """The first line that begins with none of the five marks; empty when all are well."""
    return next((line for line in lines if not line.startswith(AUTHORITIES)), "")


@dataclass(frozen=True, slots=True)
class Suggested:
    """What the form offers for the signer; empty where nothing is sure."""

    authority: tuple[str, ...] = ()
    position: str = ""


def suggest(letterhead: Sequence[str], position: str) -> Suggested:
    """How the chair signs for a collective body: `TM.` the body, `KT.` the head for a deputy (DOCUMENTS 5).

    For any other body, and for a position that is not known, nothing is guessed.
    """
    found = _POSITION.match(position)
    body = next((line for line in letterhead if line in COLLECTIVES), "")
    if found is None or not body:
        return Suggested()
    head = found["head"].upper()
    deputy = bool(found["deputy"])
    return Suggested((f"TM. {body}", *([f"KT. {head}"] if deputy else [])), f"PHÓ {head}" if deputy else head)


def still_true(told: Mapping[str, object], named: Mapping[str, str], starts_at: datetime, ends_at: datetime) -> bool:
    """Whether a paper that told these sittings, this title, centre and chair still tells this meeting rightly.

    Papers of the first days kept neither title nor chair.
    """
    sittings = told.get("sittings")
    times = [moment.astimezone(UTC).isoformat() for moment in (starts_at, ends_at)]
    is_named = all(told.get(name, words) == words for name, words in named.items())
    return isinstance(sittings, list) and times in sittings and is_named
