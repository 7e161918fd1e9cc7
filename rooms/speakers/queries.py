"""Reads of the floor."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from rooms.meetings.models import Seat
from rooms.meetings.rules import Hat
from rooms.speakers import rules
from rooms.speakers.models import Mute, Request, Turn


@dataclass(frozen=True, slots=True)
class Spoken:
    """A turn as the record tells it; `ended_at` is None only while the meeting goes on."""

    turn_id: UUID
    seat_id: UUID
    opened_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class FloorNow:
    """The whole truth about who is heard."""

    heard: frozenset[UUID]
    chair: UUID | None
    speaker: UUID | None


def queue_of(meeting_id: UUID) -> list[rules.Waiting]:
    """Those who wait for the floor, in order."""
    rows = Request.objects.filter(seat__meeting_id=meeting_id, ended_at__isnull=True).select_related("seat")
    return rules.in_order(rules.Waiting(row.pk, row.seat_id, row.seat.number, row.raised_at) for row in rows)


def open_request(seat_id: UUID) -> Request | None:
    """The seat's open request."""
    return Request.objects.filter(seat_id=seat_id, ended_at__isnull=True).first()


def open_turn(meeting_id: UUID) -> Turn | None:
    """The open turn of a meeting."""
    return Turn.objects.filter(meeting_id=meeting_id, ended_at__isnull=True).first()


def muted_seats(meeting_id: UUID) -> frozenset[UUID]:
    """The seats whose microphones are shut."""
    return frozenset(Mute.objects.filter(seat__meeting_id=meeting_id).values_list("seat_id", flat=True))


def floor_of(meeting_id: UUID) -> FloorNow:
    """Who is heard at this moment."""
    chair = Seat.objects.filter(meeting_id=meeting_id, role=Hat.CHAIR).values_list("pk", flat=True).first()
    turn = open_turn(meeting_id)
    speaker = turn.seat_id if turn else None
    return FloorNow(rules.heard(chair=chair, speaker=speaker, muted=muted_seats(meeting_id)), chair, speaker)


def turns_of(meeting_id: UUID) -> list[Spoken]:
    """All turns in order, for the record."""
    rows = Turn.objects.filter(meeting_id=meeting_id)
    return [Spoken(row.pk, row.seat_id, row.opened_at, row.ended_at) for row in rows]
