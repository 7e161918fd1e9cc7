"""Reads of the floor."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from rooms.meetings.models import Seat
from rooms.meetings.rules import Hat
from rooms.speakers import rules
from rooms.speakers.models import Mute, Request, Stage, Turn


@dataclass(frozen=True, slots=True)
class Spoken:
    """A turn as the record tells it; `ended_at` is None only while the meeting goes on."""

    turn_id: UUID
    seat_id: UUID
    opened_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class FloorNow:
    """The whole truth about who is heard and seen."""

    heard: frozenset[UUID]
    chair: UUID | None
    speaker: UUID | None
    pinned: UUID | None
    sharing: frozenset[UUID]
    muted: frozenset[UUID]


def _standing(meeting_id: UUID) -> dict[str, object]:
    """What picks the rows of seats that stand: one taken from the meeting leaves its rows behind."""
    return {"seat__meeting_id": meeting_id, "seat__withdrawn_at__isnull": True}


def queue_of(meeting_id: UUID) -> list[rules.Waiting]:
    """Those who wait for the floor, in order."""
    rows = Request.objects.filter(**_standing(meeting_id), ended_at__isnull=True).select_related("seat")
    return rules.in_order(rules.Waiting(row.pk, row.seat_id, row.seat.number, row.raised_at) for row in rows)


def open_request(seat_id: UUID) -> Request | None:
    """The seat's open request."""
    return Request.objects.filter(seat_id=seat_id, ended_at__isnull=True).first()


def open_turn(meeting_id: UUID) -> Turn | None:
    """The open turn of a meeting."""
    return Turn.objects.filter(meeting_id=meeting_id, ended_at__isnull=True).first()


def muted_seats(meeting_id: UUID) -> frozenset[UUID]:
    """The seats whose microphones are shut."""
    return frozenset(Mute.objects.filter(**_standing(meeting_id)).values_list("seat_id", flat=True))


def shut_by_chair(meeting_id: UUID) -> frozenset[UUID]:
    """Those of them that only the chair can open."""
    shut = Mute.objects.filter(**_standing(meeting_id), by_chair=True)
    return frozenset(shut.values_list("seat_id", flat=True))


def stage_of(meeting_id: UUID) -> Stage:
    """What the chair has set for everybody; as usual where nothing was set yet."""
    stage = Stage.objects.filter(meeting_id=meeting_id).select_related("pinned").first()
    if stage is None:
        return Stage(meeting_id=meeting_id)
    if stage.pinned is not None and stage.pinned.withdrawn_at is not None:
        stage.pinned = None
    return stage


def standing_of(meeting_id: UUID) -> rules.Standing:
    """Who is what on the floor."""
    roles = dict(Seat.objects.filter(meeting_id=meeting_id).values_list("pk", "role"))
    turn = open_turn(meeting_id)
    return rules.Standing(
        chair=next((seat for seat, role in roles.items() if role == Hat.CHAIR), None),
        speaker=turn.seat_id if turn else None,
        secretaries=frozenset(seat for seat, role in roles.items() if role == Hat.SECRETARY),
        everyone=frozenset(roles),
    )


def floor_of(meeting_id: UUID) -> FloorNow:
    """Who is heard and seen at this moment."""
    stage, standing, muted = stage_of(meeting_id), standing_of(meeting_id), muted_seats(meeting_id)
    return FloorNow(
        heard=rules.heard(rules.Mode(stage.mode), standing, muted),
        chair=standing.chair,
        speaker=standing.speaker,
        pinned=stage.pinned_id,
        sharing=rules.may_share(standing),
        muted=muted,
    )


def turns_of(meeting_id: UUID) -> list[Spoken]:
    """All turns in order, for the record."""
    rows = Turn.objects.filter(meeting_id=meeting_id)
    return [Spoken(row.pk, row.seat_id, row.opened_at, row.ended_at) for row in rows]
