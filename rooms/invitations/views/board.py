"""What the desk's page of invitations shows: the tiles of the funnel and one row a seat, with its history."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.conf import settings
from django.utils.functional import Promise
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rooms.invitations import queries
from rooms.invitations.actions import reminders
from rooms.invitations.models import FUNNEL_WORDS, Delivery, Invitation, Reminder, Reply
from rooms.invitations.queries import outgoing
from rooms.invitations.rules import PRESENT, UNANSWERED, Funnel, standing
from rooms.meetings import queries as meetings
from rooms.meetings.models import HallList, Meeting, Seat
from rooms.meetings.rules import State
from rooms.people.rules import fold

Present = Callable[[UUID, datetime], Collection[UUID]]

# icon, colour: colour is the third signal (DESIGN.md 1), never alone.
LOOKS: dict[str, tuple[str, str]] = {
    Funnel.QUEUED: ("hourglass", "idle"),
    Funnel.SENT: ("send", "idle"),
    Funnel.DELAYED: ("clock", "warn"),
    Funnel.BOUNCED: ("mail-x", "bad"),
    Funnel.OPENED: ("mail-open", "info"),
    Funnel.ACCEPTED: ("circle-check", "ok"),
    Funnel.SUBSTITUTE_PROPOSED: ("arrow-left-right", "sub"),
    Funnel.TENTATIVE: ("circle-help", "warn"),
    Funnel.DECLINED: ("circle-x", "bad"),
    PRESENT: ("user-check", "ok"),
}
WORDS: dict[str, str | Promise] = {
    **{s.value: words for s, words in FUNNEL_WORDS.items()},
    PRESENT: gettext_lazy("Có mặt"),
}
_FIRST = [Funnel.SUBSTITUTE_PROPOSED, Funnel.BOUNCED, Funnel.DELAYED]  # work to do stands first


@dataclass(frozen=True, slots=True)
class Tile:
    """One count of the funnel."""

    state: str
    words: str | Promise
    icon: str
    colour: str
    count: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that was sent to a seat or came from it."""

    at: datetime
    words: str
    note: str


@dataclass(frozen=True, slots=True)
class Row:
    """One seat of the table."""

    seat_name: str
    position: str
    state: str
    words: str | Promise
    icon: str
    colour: str
    invitation: Invitation | None
    silent: bool
    history: list[Line]
    hall: HallList | None = None


def present(meeting_id: UUID, now: datetime) -> Collection[UUID]:
    """The seats that came, as the room of attendance tells."""
    if not settings.PRESENT_SEATS:
        return ()
    tell: Present = import_string(settings.PRESENT_SEATS)
    return tell(meeting_id, now)


def rows_of(meeting: Meeting, now: datetime) -> list[Row]:
    """Every seat, what asks for a deed first."""
    invitations = {one.seat_id: one for one in queries.invitations_of(meeting.pk)}
    came, told = present(meeting.pk, now), _histories(meeting.pk)
    rows = [_row(seat, invitations.get(seat.pk), seat.pk in came, told) for seat in meetings.seats_of(meeting.pk)]
    rows.sort(key=lambda row: _FIRST.index(row.state) if row.state in _FIRST else len(_FIRST))  # type: ignore[arg-type] # a Funnel is text
    return rows


def _row(seat: Seat, invitation: Invitation | None, came: bool, told: dict[int, list[Line]]) -> Row:  # noqa: FBT001 - a fact of the seat
    own = Funnel(invitation.state) if invitation else Funnel.QUEUED
    state = standing(own, present=came)
    position = seat.person.position if seat.person else seat.site.agency.name if seat.site else ""
    history = told.get(invitation.pk, []) if invitation else []
    silent = own in UNANSWERED
    look = (WORDS[state], *LOOKS[state])
    return Row(seat.name, position or seat.address, state, *look, invitation, silent, history, seat.listed)


def _histories(meeting_id: UUID) -> dict[int, list[Line]]:
    lines: dict[int, list[Line]] = defaultdict(list)
    for delivery in outgoing.deliveries_of(meeting_id):
        lines[delivery.invitation_id].append(_sent(delivery))
    for reply in queries.replies_of(meeting_id):
        lines[reply.invitation_id].append(_answered(reply))
    return {pk: sorted(each, key=lambda line: line.at) for pk, each in lines.items()}


def _sent(delivery: Delivery) -> Line:
    words = f"{delivery.get_about_display() or delivery.method}: {delivery.get_stage_display()}"
    at = delivery.settled_at or delivery.handed_at or delivery.queued_at
    return Line(at, words, delivery.fault or delivery.recipient)


def _answered(reply: Reply) -> Line:
    ways = {"mail": _("qua thư"), "desk": _("do thư ký ghi từ thư")}
    via = ways.get(reply.via, _("trên trang trả lời"))
    answer = FUNNEL_WORDS.get(Funnel(reply.answer), reply.answer)
    return Line(reply.at, _("Trả lời %(via)s: %(answer)s") % {"via": via, "answer": answer}, reply.comment)


def tiles_of(rows: list[Row], chosen: str, *, answered: bool) -> list[Tile]:
    """One half of the funnel; the two halves together always sum to the number of seats."""
    return [
        Tile(state, WORDS[state], *look, sum(row.state == state for row in rows), chosen == state)
        for state, look in LOOKS.items()
        if (state not in UNANSWERED) == answered
    ]


def fits(row: Row, chosen: str, wanted: str) -> bool:
    """Whether a row stands in the chosen state and holds the wanted words, accents or not."""
    invitation = row.invitation
    more = f"{invitation.substitute_name} {invitation.comment} {invitation.seat.address}" if invitation else ""
    return (not chosen or row.state == chosen) and fold(wanted) in fold(f"{row.seat_name} {row.position} {more}")


def counts(meeting: Meeting, now: datetime) -> dict[str, int]:
    """How many seats stand where; the sum is always the number of seats. Asked each second while letters leave."""
    states, came = queries.states_of(meeting.pk), present(meeting.pk, now)
    stands = Counter(standing(state, present=seat_id in came) for seat_id, state in states.items())
    return {str(state): stands[state] for state in LOOKS}


@dataclass(frozen=True, slots=True)
class ReminderDay:
    """A day that may be chosen for reminding, or was."""

    before: int
    on: date
    chosen: bool
    done_at: datetime | None
    letters: int


def reminders_of(meeting: Meeting, now: datetime) -> list[ReminderDay]:
    """What the desk may choose and what it chose; nothing once the meeting has begun."""
    if meeting.state not in {State.DRAFT, State.ANNOUNCED} or now >= meeting.starts_at:
        return []
    kept = {one.days_before: one for one in queries.reminders_of(meeting.pk)}
    free = reminders.days_to_choose(meeting, now)
    return [_day(meeting, before, kept.get(before)) for before in sorted({*kept, *free}, reverse=True)]


def _day(meeting: Meeting, before: int, kept: Reminder | None) -> ReminderDay:
    on = reminders.day_of(meeting, before)
    if kept is None:
        return ReminderDay(before, on, chosen=False, done_at=None, letters=0)
    return ReminderDay(before, on, chosen=True, done_at=kept.done_at, letters=kept.letters)
