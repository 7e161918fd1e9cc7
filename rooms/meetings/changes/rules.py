"""What a changed plan makes different. Pure: two plans in, the difference out."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC
from uuid import UUID

from rooms.meetings.rules import Hat, Plan


@dataclass(frozen=True, slots=True)
class Change:
    """What a meeting is to be; `from_here_on`: with all that follow in its series. In haste only with a reason.

    `seen` is the mark of what the page showed; without it nobody asks whether the meeting was changed meanwhile.
    """

    plan: Plan
    from_here_on: bool = False
    urgent_reason: str = ""
    seen: str = ""


def mark_of(plan: Plan) -> str:
    """What a page keeps of the plan it showed, so that it never undoes what somebody else changed meanwhile."""
    hours = [moment.astimezone(UTC).isoformat() for moment in (plan.starts_at, plan.ends_at)]
    seats = [sorted(map(str, plan.person_ids)), sorted(map(str, plan.site_ids))]
    items = [(item.title, item.minutes, item.presenter) for item in plan.items]
    words = (plan.title, plan.kind, plan.contact, str(plan.centre_id), str(plan.chair_id), str(plan.secretary_id))
    return hashlib.sha256(repr((words, hours, seats, items)).encode()).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class Difference:
    """What is different for everybody (`what`: time, place, title, about, agenda, chair), who is more or less expected.

    `chair` and `secretary` are the new ones, who may have been expected before; none where they stay.
    """

    what: tuple[str, ...] = ()
    more_persons: tuple[UUID, ...] = ()
    more_sites: tuple[UUID, ...] = ()
    fewer_persons: tuple[UUID, ...] = ()
    fewer_sites: tuple[UUID, ...] = ()
    chair: UUID | None = None
    secretary: UUID | None = None

    def __bool__(self) -> bool:
        return self != Difference()

    @property
    def asks_anew(self) -> bool:
        """Whether the earlier answers no longer hold: another hour or another place."""
        return bool({"time", "place"} & set(self.what))

    @property
    def desk(self) -> Mapping[Hat, UUID]:
        """Who takes which role at the desk."""
        takers = {Hat.CHAIR: self.chair, Hat.SECRETARY: self.secretary}
        return {role: person for role, person in takers.items() if person is not None}

    @property
    def more(self) -> int:
        """How many are expected that were not."""
        return len(self.more_persons) + len(self.more_sites)

    @property
    def fewer(self) -> int:
        """How many are no longer expected."""
        return len(self.fewer_persons) + len(self.fewer_sites)


def difference(before: Plan, after: Plan) -> Difference:
    """What tells the second plan from the first; the agency that invites does not change."""
    checks = {
        "time": (before.starts_at, before.ends_at) != (after.starts_at, after.ends_at),
        "place": before.centre_id != after.centre_id,
        "title": before.title != after.title,
        "about": (before.kind, before.contact) != (after.kind, after.contact),
        "agenda": list(before.items) != list(after.items),
        "chair": before.chair_id != after.chair_id,
    }
    return Difference(
        what=tuple(name for name, found in checks.items() if found),
        more_persons=_without(_people(after), _people(before)),
        more_sites=_without(after.site_ids, before.site_ids),
        fewer_persons=_without(_people(before), _people(after)),
        fewer_sites=_without(before.site_ids, after.site_ids),
        chair=after.chair_id if before.chair_id != after.chair_id else None,
        secretary=after.secretary_id if before.secretary_id != after.secretary_id else None,
    )


def _people(plan: Plan) -> list[UUID]:
    return [plan.chair_id, plan.secretary_id, *plan.person_ids]


def _without(these: Sequence[UUID], those: Sequence[UUID]) -> tuple[UUID, ...]:
    left = set(those)
    return tuple(one for one in these if one not in left)
