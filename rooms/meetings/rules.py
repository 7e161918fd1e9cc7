"""The life of a meeting and who may move it on. Pure: plain values in, answers out."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from rooms.meetings.rhythm import Rhythm


class State(StrEnum):
    """Where a meeting stands in its life."""

    DRAFT = "draft"
    ANNOUNCED = "announced"
    OPEN = "open"
    CLOSED = "closed"
    SIGNED = "signed"
    CANCELLED = "cancelled"


class Hat(StrEnum):
    """What a doer is to one meeting. One doer may wear several."""

    CHAIR = "chair"
    SECRETARY = "secretary"
    DELEGATE = "delegate"
    GUEST = "guest"
    SITE = "site"
    CLERK = "clerk"  # of the agency that invites: gives its papers their numbers
    ADMINISTRATOR = "administrator"


@dataclass(frozen=True, slots=True)
class Doer:
    """Who does a deed in a meeting: the name the journal writes, the hats worn, the seat taken if any."""

    actor: str
    hats: frozenset[Hat]
    seat_id: UUID | None = None

    @property
    def at_desk(self) -> bool:
        """Chair or secretary: they see what the desk sees."""
        return bool(self.hats & {Hat.CHAIR, Hat.SECRETARY})


def chair_may(doer: Doer) -> bool:
    """The chair alone."""
    return Hat.CHAIR in doer.hats


def secretary_may(doer: Doer) -> bool:
    """The secretary alone."""
    return Hat.SECRETARY in doer.hats


def desk_may(doer: Doer) -> bool:
    """Chair or secretary."""
    return doer.at_desk


def may_plan(role: str) -> bool:
    """Secretaries and administrators of the house make new meetings; `role` is what the person is in the house."""
    return role in {"secretary", "administrator"}


def may_expect_more(state: State, ends_at: datetime, now: datetime) -> bool:
    """Whether one more may be expected: until the hour is over, and in a sitting as long as it lasts."""
    return state is State.OPEN or (state is State.ANNOUNCED and now < ends_at)


# The one table of passages (STYLE.md 4); the diagram in docs/ARCHITECTURE.md is printed from it.
PASSAGES: dict[tuple[State, State], Callable[[Doer], bool]] = {
    (State.DRAFT, State.ANNOUNCED): secretary_may,
    (State.DRAFT, State.CANCELLED): secretary_may,
    (State.ANNOUNCED, State.OPEN): chair_may,
    (State.ANNOUNCED, State.CANCELLED): desk_may,
    (State.OPEN, State.CLOSED): chair_may,
    (State.CLOSED, State.SIGNED): chair_may,
}


class Passage(StrEnum):
    """The answer to "may this doer take the meeting there?"."""

    ALLOWED = "allowed"
    NO_SUCH_PASSAGE = "no_such_passage"
    NOT_YOURS = "not_yours"


def passage(start: State, end: State, doer: Doer) -> Passage:
    """Whether `doer` may take a meeting from `start` to `end`."""
    may = PASSAGES.get((start, end))
    if may is None:
        return Passage.NO_SUCH_PASSAGE
    return Passage.ALLOWED if may(doer) else Passage.NOT_YOURS


LONGEST = timedelta(hours=24)
AGENDA_MAX = 100
SEATS_MAX = 1000


@dataclass(frozen=True, slots=True)
class PlannedItem:
    """One agenda item as planned: title, minutes, presenter."""

    title: str
    minutes: int = 15
    presenter: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """What the secretary planned, cleaned but not yet judged. Times are aware."""

    title: str
    starts_at: datetime
    ends_at: datetime
    agency_id: UUID
    chair_id: UUID
    secretary_id: UUID
    items: Sequence[PlannedItem] = field(default=())
    person_ids: Sequence[UUID] = field(default=())
    site_ids: Sequence[UUID] = field(default=())
    centre_id: UUID | None = None
    kind: str = "giao_ban"
    contact: str = ""
    rhythm: Rhythm | None = None


class Fault(StrEnum):
    """What is wrong with a plan."""

    ENDS_BEFORE_START = "ends_before_start"
    TOO_LONG = "too_long"
    SEAT_TWICE = "seat_twice"
    CHAIR_IS_SECRETARY = "chair_is_secretary"
    TOO_MANY_SEATS = "too_many_seats"
    TOO_MANY_ITEMS = "too_many_items"
    ITEM_WITHOUT_TIME = "item_without_time"


def faults_of(plan: Plan) -> list[Fault]:
    """Everything wrong with a plan at once, so that a clerk mends it in one go."""
    seats = [plan.chair_id, plan.secretary_id, *plan.person_ids, *plan.site_ids]
    checks = {
        Fault.ENDS_BEFORE_START: plan.ends_at <= plan.starts_at,
        Fault.TOO_LONG: plan.ends_at - plan.starts_at > LONGEST,
        Fault.CHAIR_IS_SECRETARY: plan.chair_id == plan.secretary_id,
        Fault.SEAT_TWICE: len(set(seats)) != len(seats) and plan.chair_id != plan.secretary_id,
        Fault.TOO_MANY_SEATS: len(seats) > SEATS_MAX,
        Fault.TOO_MANY_ITEMS: len(plan.items) > AGENDA_MAX,
        Fault.ITEM_WITHOUT_TIME: any(item.minutes < 1 for item in plan.items),
    }
    return [fault for fault, found in checks.items() if found]
