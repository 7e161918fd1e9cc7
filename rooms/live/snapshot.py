"""The whole room at one number of the journal, read in one transaction."""

from uuid import UUID

from django.db import transaction

from rooms.attendance import queries as attendance
from rooms.journal import actions as journal
from rooms.journal import queries as entries
from rooms.live import contents
from rooms.live.contents import Snapshot
from rooms.meetings import queries as meetings
from rooms.meetings.events import ChatSaid
from rooms.meetings.models import AgendaItem, Meeting
from rooms.meetings.rules import Hat, State
from rooms.recordings import queries as recordings
from rooms.speakers import queries as speakers
from rooms.speakers.rules import Mode

CHAT_LINES = 100


@transaction.atomic
def take(meeting_id: UUID) -> tuple[int, Snapshot]:
    """The number and the room as it is at it: while the head is held, no deed can add an entry or its rows."""
    seq = journal.hold(meeting_id)
    meeting = meetings.meeting(meeting_id)
    items = meetings.items_of(meeting_id)
    stage = speakers.stage_of(meeting_id)
    return seq, Snapshot(
        meeting=_meeting(meeting),
        items=tuple(_item(item) for item in items),
        item=next((item.pk for item in items if item.opened_at and not item.closed_at), None),
        seats=_seats(meeting_id),
        queue=_queue(meeting_id),
        turn=_turn(meeting_id),
        muted=tuple(sorted(speakers.muted_seats(meeting_id))),
        shut_by_chair=tuple(sorted(speakers.shut_by_chair(meeting_id))),
        mode=Mode(stage.mode),
        pinned=stage.pinned_id,
        chat=_chat(meeting_id),
        recording=recordings.running(meeting_id) is not None,
    )


def _meeting(meeting: Meeting) -> contents.MeetingFacts:
    return contents.MeetingFacts(
        id=meeting.pk,
        slug=meeting.slug,
        title=meeting.title,
        state=State(meeting.state),
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        opened_at=meeting.opened_at,
        closed_at=meeting.closed_at,
    )


def _item(item: AgendaItem) -> contents.Item:
    return contents.Item(
        id=item.pk,
        number=item.number,
        title=item.title,
        minutes=item.minutes,
        presenter=item.presenter,
        opened_at=item.opened_at,
        closed_at=item.closed_at,
    )


def _seats(meeting_id: UUID) -> tuple[contents.Seat, ...]:
    here = attendance.seats_here(meeting_id)
    return tuple(
        contents.Seat(
            id=seat.pk,
            name=seat.name,
            role=Hat(seat.role),
            site=seat.site is not None,
            detail=seat.detail,
            number=seat.number,
            present=seat.pk in here,
            stands_in_for=seat.stands_in_for,
        )
        for seat in meetings.seats_of(meeting_id)
    )


def _queue(meeting_id: UUID) -> tuple[contents.Waiting, ...]:
    waiting = speakers.queue_of(meeting_id)
    return tuple(contents.Waiting(one.request_id, one.seat_id, one.raised_at) for one in waiting)


def _turn(meeting_id: UUID) -> contents.Turn | None:
    turn = speakers.open_turn(meeting_id)
    return contents.Turn(turn.pk, turn.seat_id, turn.opened_at, turn.allowed_s) if turn else None


def _chat(meeting_id: UUID) -> tuple[contents.Said, ...]:
    said = entries.last_of_kind(meeting_id, ChatSaid.kind, CHAT_LINES)
    return tuple(
        contents.Said(entry.seq, entry.at, UUID(entry.payload["seat_id"]), entry.payload["text"]) for entry in said
    )
