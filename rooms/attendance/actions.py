"""Deeds of evidence: connect, heartbeat, disconnect, reap. Called by the live door with the server's clock."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Greatest

from rooms.attendance import queries, rules
from rooms.attendance.events import HallCounted, SeatArrived, SeatLeft
from rooms.attendance.models import Connection, HallCount, Presence, Ticked
from rooms.attendance.rules import Reason
from rooms.journal import actions as journal
from rooms.meetings import queries as meetings
from rooms.meetings.models import ListedPerson
from rooms.meetings.refusals import NotNow, NotYourHall
from rooms.meetings.rules import Doer, State

BATCH = 500  # rows in one UPDATE; SQLite takes 32,766 variables, older ones 999


@dataclass(frozen=True, slots=True)
class Arrival:
    """A browser that sat down: its own id, its seat, the process that holds its socket."""

    meeting_id: UUID
    seat_id: UUID
    browser: UUID
    device: str
    process: str
    boot: UUID
    epoch: int = 0  # of the seat, as the ticket had it


@transaction.atomic
def connect(arrival: Arrival, *, now: datetime) -> UUID:
    """Keep that a browser is there; the first of its seat arrives in the journal. Answers the row's id.

    The same browser's older stay, whose socket nobody saw dying, is closed: the database refuses two open ones.
    """
    presence = _hold(arrival.seat_id)
    older = Connection.objects.filter(seat_id=arrival.seat_id, browser=arrival.browser, closed_at__isnull=True)
    for row in older.select_for_update():
        _close(row, max(row.last_seen, row.opened_at), Reason.REPLACED)
    row = Connection.objects.create(
        browser=arrival.browser,
        meeting_id=arrival.meeting_id,
        seat_id=arrival.seat_id,
        device=arrival.device,
        process=arrival.process,
        boot=arrival.boot,
        opened_at=now,
        last_seen=now,
    )
    _arrive(presence, arrival, now)
    return row.pk


def _arrive(presence: Presence, arrival: Arrival, now: datetime) -> None:
    """Say that somebody sat down; where the seat changed hands meanwhile, that the one before has left."""
    by = f"seat:{arrival.seat_id}"
    another = presence.here and presence.epoch < arrival.epoch
    if presence.here and not another:
        return
    if another:
        journal.record(arrival.meeting_id, SeatLeft(arrival.seat_id, now), by=by, at=now)
    presence.here, presence.epoch = True, arrival.epoch
    presence.save(update_fields=["here", "epoch"])
    journal.record(arrival.meeting_id, SeatArrived(arrival.seat_id), by=by, at=now)


def _hold(seat_id: UUID) -> Presence:
    Presence.objects.get_or_create(pk=seat_id)
    return Presence.objects.select_for_update().get(pk=seat_id)


def _close(row: Connection, at: datetime, reason: Reason) -> None:
    row.closed_at, row.reason = max(at, row.opened_at), reason  # no stay is negative, whatever the clock did
    row.save(update_fields=["closed_at", "reason"])


def heartbeat(connection_ids: Iterable[UUID], *, now: datetime) -> set[UUID]:
    """All sockets of one process are alive. Answers those whose rows somebody closed meanwhile: they connect anew."""
    wanted = list(connection_ids)
    beating: set[UUID] = set()
    for start in range(0, len(wanted), BATCH):
        open_rows = Connection.objects.filter(pk__in=wanted[start : start + BATCH], closed_at__isnull=True)
        open_rows.update(last_seen=Greatest(F("last_seen"), now))  # a clock set back takes nothing away
        beating |= set(open_rows.values_list("pk", flat=True))
    return set(wanted) - beating


@transaction.atomic
def disconnect(connection_id: UUID, reason: Reason, *, now: datetime) -> None:
    """A socket closed. Doing it twice, or after the reaper, changes nothing."""
    row = Connection.objects.select_for_update().filter(pk=connection_id, closed_at__isnull=True).first()
    if row is None:
        return
    _close(row, now, reason)
    _settle(row.seat_id, now)


def reap(*, now: datetime) -> int:
    """Close what has been silent for 60 s at its last heartbeat, and tell of seats that are gone. Answers how many."""
    silent = Connection.objects.filter(closed_at__isnull=True, last_seen__lt=now - rules.SILENT)
    closed = _close_all(list(silent.values_list("pk", flat=True)), Reason.SILENT)
    for seat_id in queries.seats_to_settle():
        with transaction.atomic():
            _settle(seat_id, now)
    return closed


def start(process: str, boot: UUID) -> int:
    """A new boot of a process: what its older boots left open ended at its last heartbeat. Answers how many."""
    left = Connection.objects.filter(process=process, closed_at__isnull=True).exclude(boot=boot)
    return _close_all(list(left.values_list("pk", flat=True)), Reason.RESTARTED)


def _close_all(connection_ids: list[UUID], reason: Reason) -> int:
    for start_at in range(0, len(connection_ids), BATCH):
        batch = Connection.objects.filter(pk__in=connection_ids[start_at : start_at + BATCH], closed_at__isnull=True)
        batch.update(closed_at=F("last_seen"), reason=reason)
    return len(connection_ids)


def _settle(seat_id: UUID, now: datetime) -> None:
    """Say that a seat left, if it is time; the lock and the look under it make arrivals and departures alternate.

    The seat may have been withdrawn meanwhile: whoever sat there has left all the same.
    """
    presence = _hold(seat_id)
    last = queries.last_stay(seat_id)
    if not presence.here or last is None or last.closed_at is None:
        return
    if not rules.has_left(last.closed_at, Reason(last.reason), now):
        return
    presence.here = False
    presence.save(update_fields=["here"])
    journal.record(last.meeting_id, SeatLeft(seat_id, last.closed_at), by=f"seat:{seat_id}", at=now)


@transaction.atomic
def count_hall(seat_id: UUID, names: Iterable[int], by_hand: int | None, *, by: Doer, now: datetime) -> None:
    """Tick who of the hall's list is there; they are counted, unless a number is given. Raises NotYourHall, NotNow.

    `names` are the numbers of people in the list; a number that is not in it is nobody's.
    """
    seat = meetings.seat(seat_id)
    meeting = meetings.lock(seat.meeting_id)
    if seat.site_id is None or not (by.at_desk or by.seat_id == seat_id):
        raise NotYourHall
    if meeting.state not in {State.ANNOUNCED, State.OPEN}:
        raise NotNow
    here = list(ListedPerson.objects.filter(hall_list__seat_id=seat_id, number__in=list(names)))
    Ticked.objects.filter(person__hall_list__seat_id=seat_id).delete()
    Ticked.objects.bulk_create(Ticked(person=person) for person in here)
    HallCount.objects.update_or_create(seat_id=seat_id, defaults={"by_hand": by_hand, "counted_at": now})
    heads = len(here) if by_hand is None else by_hand
    journal.record(meeting.pk, HallCounted(seat_id, heads, len(here)), by=by.actor, at=now)
