"""What waits for a person: the rooms above tell, the home page shows; nobody below imports anybody above.

A room that gives people something to do names a teller in settings.WAITING_TELLERS: `def teller(person, now)` that
answers with an iterable of Waiting. It is asked at each view of the home page, so it asks the database once.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings
from django.utils.functional import Promise
from django.utils.module_loading import import_string

if TYPE_CHECKING:
    from rooms.people.models import Person


@dataclass(frozen=True, slots=True)
class Tap:
    """A deed that one tap does where the thing stands: a form with hidden fields. `label` says it whole to a reader."""

    words: str | Promise
    label: str | Promise
    url: str
    fields: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing to do. With `meeting_id` and `answer` it stands among the invitations to answer."""

    words: str | Promise
    url: str
    icon: str
    state: str = ""  # "", "warn" or "bad"
    note: str | Promise = ""
    meeting_id: UUID | None = None
    answer: bool = False
    taps: tuple[Tap, ...] = ()  # the first is the main one


Teller = Callable[["Person", datetime], Iterable[Waiting]]


def for_person(person: "Person", now: datetime) -> list[Waiting]:
    """Everything that waits for this person, in the order in which the rooms were built."""
    tellers: list[Teller] = [import_string(path) for path in settings.WAITING_TELLERS]
    return [thing for teller in tellers for thing in teller(person, now)]
