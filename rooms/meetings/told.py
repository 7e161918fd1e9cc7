"""What a seat was told of its meeting and what it answered: the room of invitations tells, those beside and below ask.

`settings.SEAT_TELLERS` names two functions of the room that writes the letters, so that nobody imports it:
`told(seat_ids)` answers with an iterable of Told; `declined()` with a queryset of seat ids, for another query.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings
from django.utils.module_loading import import_string

if TYPE_CHECKING:
    from django.db.models import QuerySet


@dataclass(frozen=True, slots=True)
class Told:
    """The last letter to one seat as a calendar knows it, and the answer that stands.

    `uid` is empty where the letter's name in calendars is not this meeting's alone (an occurrence of a series).
    """

    seat_id: UUID
    uid: str
    sequence: int
    dtstamp: datetime
    partstat: str


def of_seats(seat_ids: Iterable[UUID]) -> dict[UUID, Told]:
    """What each of these seats was told; a seat that got no letter is missing."""
    tell: Callable[[list[UUID]], Iterable[Told]] = import_string(settings.SEAT_TELLERS["told"])
    return {told.seat_id: told for told in tell(list(seat_ids))}


def declined() -> "QuerySet[Any, Any]":
    """The ids of the seats whose answer is that they do not come."""
    ask: Callable[[], QuerySet[Any, Any]] = import_string(settings.SEAT_TELLERS["declined"])
    return ask()
