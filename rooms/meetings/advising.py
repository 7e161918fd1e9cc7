"""Advice while planning: who is taken at that hour, whether the hall is large enough, which other times are free.

Said by name of the seat only; in which meeting somebody sits is said where the planner may see that meeting (M5).
Advice never refuses: at saving it asks once more (planning.py).
"""

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rooms.meetings import queries
from rooms.meetings.clashes import BusyTime, Clash, clashes_of
from rooms.meetings.free_times import AHEAD, Slot, free_times, half_days
from rooms.meetings.intervals import Interval
from rooms.meetings.week import midnight
from rooms.meetings.wording import at_home, short_clock, short_day, weekday_words
from rooms.people.models import Person

SAID = 20  # lines; who reads more would rather choose another hour
NAMED = 8  # names in one of these lines
USUAL = timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class Wish:
    """What a plan wants so far. `but` are the meetings that are being planned, which do not clash with themselves."""

    sittings: Sequence[Interval] = ()
    required: Sequence[UUID] = ()  # chair, secretary
    persons: Sequence[UUID] = ()
    sites: Sequence[UUID] = ()
    centre: UUID | None = None
    but: Collection[UUID] = field(default=())

    @property
    def people(self) -> list[UUID]:
        return [*self.required, *self.persons]

    @property
    def halls(self) -> list[UUID]:
        return [*([self.centre] if self.centre else []), *(one for one in self.sites if one != self.centre)]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A free time in words, and as the form takes it."""

    value: str  # 2026-11-30T08:00/09:30
    words: str
    note: str
    ok: bool


def wish_of(said: Mapping[str, Any], but: Collection[UUID] = ()) -> Wish:
    """What the form knows so far; `said` may lack what is not filled in or cannot be read."""
    starts, ends = said.get("starts_at"), said.get("ends_at")
    return Wish(
        sittings=[Interval(starts.astimezone(UTC), ends.astimezone(UTC))] if starts and ends and starts < ends else [],
        required=[one for one in (said.get("chair"), said.get("secretary")) if one],
        persons=said.get("persons") or [],
        sites=said.get("sites") or [],
        centre=said.get("centre"),
        but=but,
    )


def warnings(wish: Wish, planner: Person) -> list[str]:
    """Everything that a secretary would want to know before saving, most important first."""
    return [*_clash_words(wish, planner), *_on_holidays(wish), *_crowded(wish)]


def digest(lines: Iterable[str]) -> str:
    """Which warnings were seen: a form sent with it is saved although they hold."""
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:32]


def _clash_words(wish: Wish, planner: Person) -> list[str]:
    busy = queries.busy_times(wish.people, wish.halls, wish.sittings, wish.but) if wish.sittings else []
    clashes = clashes_of(wish.sittings, busy)
    if not clashes:
        return []
    names = queries.names_of(wish.people, wish.halls)
    titles = queries.titles_for(planner, {one.meeting_id for clash in clashes for one in clash.taken})
    order = dict.fromkeys([*wish.required, *([wish.centre] if wish.centre else []), *wish.people, *wish.halls])
    rank = {holder: place for place, holder in enumerate(order)}
    speak = _Speaker(names, titles, rank, wish.centre)
    if len(wish.sittings) == 1:
        return _shortened(speak.each(clashes[0]))
    head = _("%(count)s trong %(all)s phiên trùng lịch") % {"count": len(clashes), "all": len(wish.sittings)}
    return _shortened([f"{head}:", *(speak.together(clash) for clash in clashes)])


def _shortened(lines: list[str]) -> list[str]:
    rest = len(lines) - SAID
    if rest <= 0:
        return lines
    return [*lines[:SAID], ngettext("và %(n)s dòng nữa", "và %(n)s dòng nữa", rest) % {"n": rest}]


@dataclass(frozen=True, slots=True)
class _Speaker:
    """Puts clashes into words."""

    names: Mapping[UUID, str]
    titles: Mapping[UUID, str]
    rank: Mapping[UUID, int]
    centre: UUID | None

    def each(self, clash: Clash) -> list[str]:
        """A line for each person and hall: name, hours, and the meeting where it may be named."""
        return [self._line(holder, times) for holder, times in self._by_holder(clash)]

    def together(self, clash: Clash) -> str:
        """One line for a sitting of a series: its day and the names."""
        names = [self._name(holder, times) for holder, times in self._by_holder(clash)]
        day = at_home(clash.sitting.start).date()
        return f"{day:%d/%m} ({weekday_words(day)}): {'; '.join(_some(names))}"

    def _by_holder(self, clash: Clash) -> list[tuple[UUID, list[BusyTime]]]:
        held: dict[UUID, list[BusyTime]] = defaultdict(list)
        for one in sorted(clash.taken, key=lambda one: (self.rank.get(one.holder_id, 0), one.start)):
            held[one.holder_id].append(one)
        return list(held.items())

    def _name(self, holder: UUID, times: list[BusyTime]) -> str:
        name = self.names.get(holder, "")
        if holder == self.centre:
            name = _("%(site)s (hội trường có cuộc họp khác)") % {"site": name}
        return _("%(name)s (dự kiến)") % {"name": name} if all(one.draft for one in times) else name

    def _line(self, holder: UUID, times: list[BusyTime]) -> str:
        hours = ", ".join(f"{short_clock(one.start)}–{short_clock(one.end)}{self._title(one)}" for one in times)
        return _("%(name)s bận: %(hours)s") % {"name": self._name(holder, times), "hours": hours}

    def _title(self, one: BusyTime) -> str:
        return f" ({self.titles[one.meeting_id]})" if one.meeting_id in self.titles else ""


def _some(names: list[str]) -> list[str]:
    """The first of them, and how many more there are."""
    rest = len(names) - NAMED
    return [*names[:NAMED], (_("và %(n)s nữa") % {"n": rest})] if rest > 0 else names


def _on_holidays(wish: Wish) -> list[str]:
    days = sorted({at_home(one.start).date() for one in wish.sittings})
    closed = queries.holidays(days[0], days[-1]) if days else frozenset()
    found = [short_day(day) for day in days if day in closed]
    return [_("Họp vào ngày nghỉ lễ: %(days)s") % {"days": "; ".join(_some(found))}] if found else []


def _crowded(wish: Wish) -> list[str]:
    capacity = queries.capacity_of(wish.centre) if wish.centre else 0
    expected = len(set(wish.people))
    if not capacity or expected <= capacity:
        return []
    words = _("Điểm cầu trung tâm có %(capacity)s chỗ ngồi, cuộc họp mời %(expected)s cá nhân.")
    return [words % {"capacity": capacity, "expected": expected}]


def suggestions(wish: Wish, now: datetime) -> list[Suggestion]:
    """The next times in working hours when chair, secretary and the centre's hall are free, best first."""
    first = max(wish.sittings[0].start if wish.sittings else now, now)
    length = wish.sittings[0].end - wish.sittings[0].start if wish.sittings else USUAL
    day = at_home(first).date()
    within = Interval(midnight(day), midnight(day) + timedelta(days=AHEAD))
    table = queries.office_days(day, day + timedelta(days=AHEAD))
    spans = half_days(day, AHEAD, length, table.closed, table.made_up)
    busy: dict[UUID, list[Interval]] = defaultdict(list)
    for one in queries.busy_times(wish.people, wish.halls, [within], wish.but):
        busy[one.holder_id].append(one.hours)
    required = {*wish.required, *([wish.centre] if wish.centre else [])}
    taken = [hours for holder in required for hours in busy.pop(holder, [])]
    others = len({*wish.people, *wish.halls} - required)
    past = Interval(within.start, now)
    slots = free_times(spans, length, [*taken, past], busy)
    names = queries.names_of(*_both(slots, wish))
    return [_suggestion(slot, others, names) for slot in slots]


def _both(slots: Iterable[Slot], wish: Wish) -> tuple[list[UUID], list[UUID]]:
    missing = {one for slot in slots for one in slot.missing}
    return [one for one in wish.people if one in missing], [one for one in wish.halls if one in missing]


def _suggestion(slot: Slot, others: int, names: Mapping[UUID, str]) -> Suggestion:
    start, end = at_home(slot.hours.start), at_home(slot.hours.end)
    words = f"{weekday_words(start.date())}, {short_day(start.date())}, {short_clock(start)}–{short_clock(end)}"
    return Suggestion(f"{start:%Y-%m-%dT%H:%M}/{end:%H:%M}", words, _note(slot, others, names), not slot.missing)


def _note(slot: Slot, others: int, names: Mapping[UUID, str]) -> str:
    if not slot.missing:
        return _("mọi thành phần đều rảnh")
    listed = ", ".join(sorted(names[one] for one in slot.missing)[:3])
    rest = len(slot.missing) - 3
    more = _(" và %(n)s nữa") % {"n": rest} if rest > 0 else ""
    return _("%(free)s/%(others)s rảnh; bận: %(names)s") % {
        "free": others - len(slot.missing),
        "others": others,
        "names": listed + more,
    }
