"""Deeds on announced meetings: change one, or one of a series and all that follow; cancel from one on."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F, Max

from rooms.journal import actions as journal
from rooms.meetings import actions as meetings
from rooms.meetings import queries
from rooms.meetings import rhythm as rhythms
from rooms.meetings.changes import agenda, desk
from rooms.meetings.changes.rules import Change, Difference, difference, mark_of
from rooms.meetings.events import AgendaLine, MeetingChanged, SeatAppointed, SeatWithdrawn
from rooms.meetings.models import Meeting, Seat, Series
from rooms.meetings.refusals import (
    AlreadyPast,
    BadPlan,
    ChangedMeanwhile,
    DoesNotFit,
    NothingChanged,
    NotNow,
    NotTheSecretary,
)
from rooms.meetings.rhythm import Rhythm
from rooms.meetings.rules import Doer, Hat, Plan, State, faults_of
from rooms.meetings.wording import at_home


@dataclass(frozen=True, slots=True)
class Changed:
    """What came of a change. `meetings` are all it touched; `left` is the series they were taken out of, if any."""

    difference: Difference
    meetings: Sequence[Meeting]
    added: Sequence[Seat] = ()
    withdrawn: Sequence[Seat] = ()
    left: Series | None = None


@dataclass(frozen=True, slots=True)
class _Told:
    """Who changes it, when, and why in such haste."""

    by: Doer
    now: datetime
    urgent_reason: str


@transaction.atomic
def change(meeting_id: UUID, wish: Change, *, by: Doer, now: datetime) -> Changed:
    """Make an announced meeting what the plan says; alone or with all that follow.

    Raises NotTheSecretary, NotNow, ChangedMeanwhile, BadPlan, AlreadyPast, NothingChanged, NoticeTooShort,
    rules.BadName; and DoesNotFit where the rhythm of a series cannot follow to another day.
    """
    meeting, found = _judged(meeting_id, wish, by, now)
    told = _Told(by, now, wish.urgent_reason.strip())
    if wish.from_here_on:
        return _change_from_here_on(meeting, wish.plan, found, told)
    return _change_one(meeting, wish.plan, found, told)


def _change_one(meeting: Meeting, plan: Plan, found: Difference, told: _Told) -> Changed:
    """Of a series it is decided alone from now on."""
    if meeting.series_id and found.what:
        meeting.excepted = True
    added, withdrawn = _change(meeting, plan, found, told)
    return Changed(found, [meeting], added, withdrawn)


def _change_from_here_on(meeting: Meeting, plan: Plan, found: Difference, told: _Told) -> Changed:
    """Those decided alone keep all but their seats.

    If meetings of the series lie before, a new series begins here; else it is moved as a whole.
    """
    if meeting.series is None or meeting.occurrence is None:
        raise NotNow
    rows = queries.occurrences_of(meeting.series.pk)
    here = [row for row in rows if row.occurrence and row.occurrence >= meeting.occurrence]
    left = _move_series(meeting.series, rows, here, plan, found) if found.what else None
    live = [row for row in here if row.state == State.ANNOUNCED]
    added: list[Seat] = []
    withdrawn: list[Seat] = []
    for row in live:
        first = row.pk == meeting.pk
        row.excepted = row.excepted and not (first and "time" in found.what)
        own = found if first or not row.excepted else replace(found, what=())
        more, fewer = _change(row, plan if first else _followed(row, plan, own), own, told)
        added += more
        withdrawn += fewer
    return Changed(found, live, added, withdrawn, left)


def _judged(meeting_id: UUID, wish: Change, by: Doer, now: datetime) -> tuple[Meeting, Difference]:
    meeting = queries.lock_series(meeting_id)
    if not by.at_desk:
        raise NotTheSecretary
    if meeting.state != State.ANNOUNCED:
        raise NotNow
    return meeting, judged(meeting, wish, now)


def judged(meeting: Meeting, wish: Change, now: datetime) -> Difference:
    """What the wish would make different. Raises ChangedMeanwhile, BadPlan, AlreadyPast, NothingChanged."""
    before = queries.plan_of(meeting)
    if wish.seen and wish.seen != mark_of(before):
        raise ChangedMeanwhile
    if faults := faults_of(wish.plan):
        raise BadPlan(faults)
    if wish.plan.ends_at <= now:
        raise AlreadyPast
    if not (found := difference(before, wish.plan)):
        raise NothingChanged
    return found


def _change(meeting: Meeting, plan: Plan, found: Difference, told: _Told) -> tuple[list[Seat], list[Seat]]:
    if found.what:
        _rewrite(meeting, plan, found, told)
    withdrawn = _withdraw_seats(meeting, found, told)
    return _seat(meeting, found, told), withdrawn


def _seat(meeting: Meeting, found: Difference, told: _Told) -> list[Seat]:
    """Seats for who is new, then chair and secretary in theirs; answers the new ones."""
    added = _add_seats(meeting, found)
    moved = {seat.pk: seat for seat in desk.hand_on(meeting.pk, found.desk)}
    added = [moved.pop(seat.pk, seat) for seat in added]
    events = [meetings.seat_added(seat) for seat in added]
    standing = [seat for seat in moved.values() if seat.withdrawn_at is None]
    for event in [*events, *(SeatAppointed(seat.pk, seat.name, seat.role, seat.number) for seat in standing)]:
        journal.record(meeting.pk, event, by=told.by.actor, at=told.now)
    return added


def _rewrite(meeting: Meeting, plan: Plan, found: Difference, told: _Told) -> None:
    sooner = at_home(plan.starts_at).date() < at_home(meeting.starts_at).date()
    reason = told.urgent_reason or meeting.urgent_reason
    if sooner and (kept := meetings.reason_for_haste(plan.starts_at, reason, told.now)):
        meeting.urgent_reason = kept
    meetings.write(meeting, plan)
    if "agenda" in found.what:
        agenda.plan_anew(meeting, meetings.agenda_of(meeting, plan))
    event = MeetingChanged(
        what=found.what,
        title=meeting.title,
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        urgent_reason=told.urgent_reason,
        items=_agenda_of(meeting) if "agenda" in found.what else None,
        chair_before=queries.chair_words(meeting.pk) if "chair" in found.what else "",
    )
    journal.record(meeting.pk, event, by=told.by.actor, at=told.now)


def _agenda_of(meeting: Meeting) -> tuple[AgendaLine, ...]:
    rows = queries.items_of(meeting.pk)
    return tuple(AgendaLine(row.pk, row.number, row.title, row.minutes, row.presenter) for row in rows)


def _add_seats(meeting: Meeting, found: Difference) -> list[Seat]:
    """Who takes the desk is expected too, even where only the first meeting of a series had a seat for them."""
    last = Seat.everywhere.filter(meeting=meeting).aggregate(last=Max("number"))["last"] or 0
    persons = dict.fromkeys([*found.desk.values(), *found.more_persons])
    wanted = [("person_id", one, Hat.DELEGATE) for one in persons]
    wanted += [("site_id", one, Hat.SITE) for one in found.more_sites]
    added = []
    for number, (field, who, role) in enumerate(wanted, start=last + 1):
        theirs = Seat.everywhere.filter(meeting=meeting, **{field: who})  # withdrawn before: asked again
        seat = theirs.order_by(F("withdrawn_at").asc(nulls_first=True)).first()
        if seat is None:
            seat = Seat(meeting=meeting, number=number, role=role, **{field: who})
        elif seat.withdrawn_at is None:
            continue
        seat.withdrawn_at = None
        seat.save()
        added.append(seat)
    return added


def _withdraw_seats(meeting: Meeting, found: Difference, told: _Told) -> list[Seat]:
    """Tickets, links and sockets of a seat end with it (M4): `Seat.objects` knows it no more.

    Chair and secretary stay where they have no successor: of a series, another may chair one of the meetings.
    """
    gone = {*found.fewer_persons, *found.fewer_sites}
    kept = {role for role in desk.DESK if role not in found.desk}
    seats = [seat for seat in queries.seats_of(meeting.pk) if seat.role not in kept]
    withdrawn = [seat for seat in seats if (seat.person_id or seat.site_id) in gone]
    for seat in withdrawn:
        seat.withdrawn_at = told.now
        seat.save(update_fields=["withdrawn_at"])
        journal.record(meeting.pk, SeatWithdrawn(seat.pk, seat.name), by=told.by.actor, at=told.now)
    return withdrawn


def _followed(row: Meeting, plan: Plan, found: Difference) -> Plan:
    """One of the following meetings as the first was changed: on its own day, and only in what is different."""
    starts_at, length = _start_of(row), plan.ends_at - plan.starts_at
    changes: dict[str, dict[str, Any]] = {
        "time": {"starts_at": starts_at, "ends_at": starts_at + length},
        "place": {"centre_id": plan.centre_id},
        "title": {"title": plan.title},
        "about": {"kind": plan.kind, "contact": plan.contact},
        "agenda": {"items": plan.items},
        "chair": {"chair_id": plan.chair_id},
    }
    after = queries.plan_of(row)
    for name in found.what:
        after = replace(after, **changes[name])
    return after


def _start_of(row: Meeting) -> datetime:
    if row.occurrence is None:
        raise ValueError("the database lets no meeting of a series be without its occurrence")
    return row.occurrence


def _move_series(
    series: Series, rows: list[Meeting], here: list[Meeting], plan: Plan, found: Difference
) -> Series | None:
    """Move rhythm and occurrences with the first meeting; answers the series that ends here, if a new one begins."""
    step = plan.starts_at - _start_of(here[0]) if "time" in found.what else timedelta()
    turned = _turned(series, here, step)
    earlier = _earlier(rows, here, step)
    target = Series(created_at=series.created_at) if earlier else series
    if "time" in found.what:
        target.starts, target.ends = at_home(plan.starts_at).time(), at_home(plan.ends_at).time()
    else:
        target.starts, target.ends = series.starts, series.ends
    target.weekdays, target.interval = sorted(turned.weekdays), turned.interval
    target.first_day, target.last_day, target.skip_holidays = turned.first_day, turned.last_day, turned.skip_holidays
    target.save()
    for row in sorted(here, key=_start_of, reverse=step > timedelta()):  # so that no two meet on the way
        row.series, row.occurrence = target, _start_of(row) + step
        row.save(update_fields=["series", "occurrence"])
    if not earlier:
        return None
    series.last_day = at_home(_start_of(earlier[-1])).date()
    series.save(update_fields=["last_day"])
    return series


def _earlier(rows: list[Meeting], here: list[Meeting], step: timedelta) -> list[Meeting]:
    """Those that keep the old series to themselves; cancelled ones only where the others would take their place."""
    before = [row for row in rows if row not in here]
    taken = {_start_of(row) for row in before}
    collides = any(_start_of(row) + step in taken for row in here)
    return [row for row in before if collides or row.state != State.CANCELLED]


def _turned(series: Series, here: list[Meeting], step: timedelta) -> Rhythm:
    """The rhythm from here on, moved. Raises DoesNotFit where it would name other days than those moved to."""
    first = at_home(_start_of(here[0])).date()
    moved_to = [at_home(_start_of(row) + step).date() for row in here]
    days = (moved_to[0] - first).days
    turned = rhythms.moved(replace(queries.rhythm_of(series), first_day=first), days)
    if not rhythms.fits(turned, moved_to):
        raise DoesNotFit
    return turned


@transaction.atomic
def cancel_from_here_on(meeting_id: UUID, reason: str, *, by: Doer, now: datetime) -> list[Meeting]:
    """Cancel this meeting of a series and all that follow and are not open or over. Raises as cancel_meeting."""
    meeting = queries.lock_series(meeting_id)
    if meeting.series_id is None:
        raise NotNow
    here = [row for row in queries.following(meeting) if row.state in {State.DRAFT, State.ANNOUNCED}]
    if not here:
        raise NotNow
    return [meetings.cancel_meeting(row.pk, reason, by=by, now=now) for row in here]
