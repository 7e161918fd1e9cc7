"""Reads of attendance."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Exists, F, OuterRef

from rooms.attendance import rules
from rooms.attendance.models import Connection, HallCount, Presence, Ticked
from rooms.attendance.rules import Interval, Reason
from rooms.meetings import queries as meetings
from rooms.meetings.models import ListedPerson, Meeting, Seat


@dataclass(frozen=True, slots=True)
class SeatTime:
    """A seat with its time in the room."""

    seat: Seat
    here: bool
    intervals: tuple[Interval, ...]
    total: timedelta


@dataclass(frozen=True, slots=True)
class HallRoll:
    """A hall's own count: how many are there, how many of them by name; `by_hand` where a number was given."""

    heads: int
    ticked: frozenset[int]  # numbers in the hall's list
    by_hand: int | None
    counted_at: datetime


def hall_rolls(meeting_id: UUID) -> dict[UUID, HallRoll]:
    """The halls of a meeting that have counted."""
    counted = HallCount.objects.filter(seat__meeting_id=meeting_id, seat__withdrawn_at__isnull=True)
    people = ListedPerson.objects.filter(hall_list__seat__meeting_id=meeting_id, pk__in=Ticked.objects.values("pk"))
    ticked: dict[UUID, set[int]] = {}
    for seat_id, number in people.values_list("hall_list__seat_id", "number"):
        ticked.setdefault(seat_id, set()).add(number)
    return {
        row.seat_id: HallRoll(
            heads=len(ticked.get(row.seat_id, ())) if row.by_hand is None else row.by_hand,
            ticked=frozenset(ticked.get(row.seat_id, ())),
            by_hand=row.by_hand,
            counted_at=row.counted_at,
        )
        for row in counted
    }


def seats_here(meeting_id: UUID) -> frozenset[UUID]:
    """The seats that the journal says have arrived and not left."""
    return frozenset(Presence.objects.filter(seat__meeting_id=meeting_id, here=True).values_list("seat_id", flat=True))


def seats_that_came(meeting_id: UUID, now: datetime) -> frozenset[UUID]:
    """The seats that are here now, or were while the meeting sat."""
    meeting = meetings.meeting(meeting_id)
    return seats_here(meeting_id) | frozenset(intervals_of(meeting, now=now))


def seats_to_settle() -> list[UUID]:
    """The seats that count as here although no browser of theirs is connected."""
    connected = Connection.objects.filter(seat_id=OuterRef("seat_id"), closed_at__isnull=True)
    return list(Presence.objects.filter(~Exists(connected), here=True).values_list("seat_id", flat=True))


def last_stay(seat_id: UUID) -> Connection | None:
    """The stay of a seat that is open, or else ended last."""
    stays = Connection.objects.filter(seat_id=seat_id)
    return stays.order_by(F("closed_at").desc(nulls_first=True)).first()


def intervals_of(meeting: Meeting, *, now: datetime) -> dict[UUID, list[Interval]]:
    """When each seat was in the room while the meeting sat; a seat that never came is not in it."""
    if meeting.opened_at is None:
        return {}
    window = Interval(meeting.opened_at, max(meeting.closed_at or now, meeting.opened_at))
    stays: dict[UUID, list[Interval]] = {}
    for row in Connection.objects.filter(meeting=meeting).order_by("opened_at"):
        end = rules.end_of_stay(row.last_seen, row.closed_at, now)
        stays.setdefault(row.seat_id, []).append(Interval(row.opened_at, max(row.opened_at, end)))
    found = {seat_id: rules.intervals(each, window) for seat_id, each in stays.items()}
    return {seat_id: each for seat_id, each in found.items() if each}


def presence_of(meeting: Meeting, *, now: datetime) -> list[SeatTime]:
    """Every seat in the order of the list: here now, when it was here, how long."""
    here, found = seats_here(meeting.pk), intervals_of(meeting, now=now)
    return [
        SeatTime(seat, seat.pk in here, tuple(found.get(seat.pk, [])), rules.total(found.get(seat.pk, [])))
        for seat in meetings.seats_of(meeting.pk)
    ]


def ended_so(connection_ids: Iterable[UUID], reason: Reason) -> frozenset[UUID]:
    """Those of these stays that ended for this reason."""
    ended = Connection.objects.filter(pk__in=list(connection_ids), reason=reason)
    return frozenset(ended.values_list("pk", flat=True))
