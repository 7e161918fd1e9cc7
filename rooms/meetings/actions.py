"""Deeds on a meeting: plan, change, announce, open, next item, say, close, sign, cancel, hand over, send a list."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max, ProtectedError

from rooms.journal import actions as journal
from rooms.journal.events import Event
from rooms.meetings import queries
from rooms.meetings import rhythm as rhythms
from rooms.meetings.events import (
    ChatSaid,
    HallListed,
    ItemOpened,
    MeetingAnnounced,
    MeetingCancelled,
    MeetingClosed,
    MeetingOpened,
    MeetingSigned,
    SeatAdded,
    SeatHandedOver,
)
from rooms.meetings.models import AgendaItem, HallList, ListedPerson, Meeting, Seat, Series
from rooms.meetings.name_list import Named
from rooms.meetings.refusals import (
    AlreadyPast,
    BadChat,
    BadPlan,
    ListClosed,
    NoMoreItems,
    NoticeTooShort,
    NotNow,
    NotTheChair,
    NotTheSecretary,
    NotYourHall,
    PaperStands,
)
from rooms.meetings.rules import (
    Doer,
    Fault,
    Hat,
    Passage,
    Plan,
    State,
    chair_may,
    faults_of,
    may_expect_more,
    passage,
)
from rooms.meetings.wording import HOME, at_home
from rooms.people.models import Person, Role
from rooms.people.rules import BadName, clean_name, fold

CHAT_MAX = 1000


@transaction.atomic
def plan_meeting(plan: Plan, *, by: Person, now: datetime) -> Meeting:
    """Keep a new draft with its agenda and seats. Raises NotTheSecretary, BadPlan, rules.BadName.

    The chair and the secretary get the first two seats; persons and sites follow in the order given. With a rhythm each
    of its days gets a draft; the first is answered.
    """
    if by.role not in {Role.SECRETARY, Role.ADMINISTRATOR}:
        raise NotTheSecretary
    _judge(plan)
    meeting = Meeting(created_at=now)
    _keep(meeting, plan)
    return meeting


@transaction.atomic
def change_draft(meeting_id: UUID, plan: Plan, *, by: Doer) -> Meeting:
    """Replace what a draft says, and with it all drafts of its series.

    Raises NotTheSecretary, NotNow, BadPlan, PaperStands.
    """
    meeting = queries.lock_series(meeting_id)
    if Hat.SECRETARY not in by.hats:
        raise NotTheSecretary
    if meeting.state != State.DRAFT:
        raise NotNow
    _judge(plan)
    _end_draft_series(meeting)
    meeting.items.all().delete()
    meeting.seats.all().delete()
    _keep(meeting, plan)
    return meeting


def _judge(plan: Plan) -> None:
    rhythm = plan.rhythm
    faults: list[Fault | rhythms.Offbeat] = [*faults_of(plan)]
    faults += rhythms.faults_of(rhythm, queries.holidays_of(rhythm)) if rhythm else []
    if faults:
        raise BadPlan(faults)


def _end_draft_series(meeting: Meeting) -> None:
    """Take a draft out of its series; the other drafts of it go, for they are planned anew. Raises PaperStands."""
    series, meeting.series, meeting.occurrence = meeting.series, None, None
    if series is not None:
        meeting.save(update_fields=["series", "occurrence"])
        try:
            series.meetings.all().delete()
        except ProtectedError as held:  # by a row of a room above, which this one does not know: a paper that went out
            raise PaperStands from held
        series.delete()


def _keep(meeting: Meeting, plan: Plan) -> None:
    """Write the plan into this draft, and into one more for each further day of its rhythm."""
    series = _series_of(plan, meeting)
    for number, single in enumerate(_one_by_one(plan)):
        row = Meeting(created_at=meeting.created_at) if number else meeting
        row.series, row.occurrence = series, single.starts_at if series else None
        write(row, single)
        set_agenda(row, single)
        _set_seats(row, single)


def _series_of(plan: Plan, first: Meeting) -> Series | None:
    rhythm = plan.rhythm
    if rhythm is None:
        return None
    return Series.objects.create(
        starts=at_home(plan.starts_at).time(),
        ends=at_home(plan.ends_at).time(),
        weekdays=sorted(rhythm.weekdays),
        interval=rhythm.interval,
        first_day=rhythms.planned_days(rhythm, queries.holidays_of(rhythm))[0],
        last_day=rhythm.last_day,
        skip_holidays=rhythm.skip_holidays,
        created_at=first.created_at,
    )


def _one_by_one(plan: Plan) -> list[Plan]:
    """The plan of each meeting, in order."""
    if plan.rhythm is None:
        return [plan]
    start, length = at_home(plan.starts_at).time(), plan.ends_at - plan.starts_at
    days = rhythms.planned_days(plan.rhythm, queries.holidays_of(plan.rhythm))
    starts = [datetime.combine(day, start, HOME) for day in days]
    return [replace(plan, starts_at=one, ends_at=one + length) for one in starts]


def write(meeting: Meeting, plan: Plan) -> None:
    """Put the plan's words, time and place into the meeting's row."""
    meeting.title = clean_name(plan.title, longest=200)
    meeting.folded = fold(meeting.title)[:200]  # a ligature folds to more letters than it is
    meeting.kind = plan.kind
    meeting.agency_id = plan.agency_id
    meeting.centre_id = plan.centre_id
    meeting.starts_at, meeting.ends_at = plan.starts_at, plan.ends_at
    meeting.contact = plan.contact
    meeting.save()


def set_agenda(meeting: Meeting, plan: Plan) -> None:
    """Write the items of the plan; there are none yet."""
    AgendaItem.objects.bulk_create(agenda_of(meeting, plan))


def agenda_of(meeting: Meeting, plan: Plan) -> list[AgendaItem]:
    """The items of the plan, not yet written."""
    return [
        AgendaItem(
            meeting=meeting,
            number=number,
            title=clean_name(item.title, longest=300),
            minutes=item.minutes,
            presenter=clean_name(item.presenter) if item.presenter.strip() else "",
        )
        for number, item in enumerate(plan.items, start=1)
    ]


def _set_seats(meeting: Meeting, plan: Plan) -> None:
    seats = [
        Seat(person_id=plan.chair_id, role=Hat.CHAIR),
        Seat(person_id=plan.secretary_id, role=Hat.SECRETARY),
        *(Seat(person_id=person_id, role=Hat.DELEGATE) for person_id in plan.person_ids),
        *(Seat(site_id=site_id, role=Hat.SITE) for site_id in plan.site_ids),
    ]
    for number, seat in enumerate(seats, start=1):
        seat.meeting, seat.number = meeting, number
    Seat.objects.bulk_create(seats)


def _pass(meeting: Meeting, end: State, by: Doer) -> None:
    answer = passage(State(meeting.state), end, by)
    if answer is Passage.NO_SUCH_PASSAGE:
        raise NotNow
    if answer is Passage.NOT_YOURS:
        raise NotTheSecretary if end is State.ANNOUNCED else NotTheChair
    meeting.state = end


def _move(meeting_id: UUID, end: State, event: Event, *, by: Doer, now: datetime, **changes: object) -> Meeting:
    meeting = queries.lock(meeting_id)
    _pass(meeting, end, by)
    for field, value in changes.items():
        setattr(meeting, field, value)
    meeting.save(update_fields=["state", *changes])
    journal.record(meeting_id, event, by=by.actor, at=now)
    return meeting


@transaction.atomic
def announce(meeting_id: UUID, *, by: Doer, now: datetime, urgent_reason: str = "") -> Meeting:
    """Draft to announced, and all drafts of its series with it. The invitations room queues its letters.

    Raises NotTheSecretary, NotNow, AlreadyPast, NoticeTooShort without an urgent reason, rules.BadName.
    """
    asked = queries.lock_series(meeting_id)
    for meeting in queries.announced_with(asked):
        if meeting.ends_at <= now:
            raise AlreadyPast
        reason = reason_for_haste(meeting.starts_at, urgent_reason, now)
        event = MeetingAnnounced(reason)
        _move(meeting.pk, State.ANNOUNCED, event, by=by, now=now, urgent_reason=reason)
    return queries.meeting(meeting_id)


def reason_for_haste(starts_at: datetime, reason: str, now: datetime) -> str:
    """The reason, cleaned, where one is needed (Quyết định 45/2018). Raises NoticeTooShort where none is given."""
    if not queries.notice_is_short(starts_at, now):
        return ""
    if not reason.strip():
        raise NoticeTooShort
    return clean_name(reason, longest=500)


@transaction.atomic
def open_meeting(meeting_id: UUID, *, by: Doer, now: datetime) -> Meeting:
    """The chair opens the sitting; the first agenda item, if any, opens with it."""
    meeting = _move(meeting_id, State.OPEN, MeetingOpened(), by=by, now=now, opened_at=now)
    first = AgendaItem.objects.filter(meeting=meeting).first()
    if first is not None:
        _open(first, by, now)
    return meeting


@transaction.atomic
def open_next_item(meeting_id: UUID, *, by: Doer, now: datetime) -> AgendaItem:
    """Move on to the next agenda item. Raises NotTheChair, NotNow, NoMoreItems."""
    meeting = queries.lock(meeting_id)
    if not chair_may(by):
        raise NotTheChair
    if meeting.state != State.OPEN:
        raise NotNow
    current = queries.open_item(meeting_id)
    after = current.number if current else 0
    following = AgendaItem.objects.filter(meeting=meeting, number__gt=after).first()
    if following is None:
        raise NoMoreItems
    if current is not None:
        _close_item(current, now)
    _open(following, by, now)
    return following


def _open(item: AgendaItem, by: Doer, now: datetime) -> None:
    item.opened_at = now
    item.save(update_fields=["opened_at"])
    event = ItemOpened(item_id=item.pk, number=item.number, title=item.title)
    journal.record(item.meeting_id, event, by=by.actor, at=now)


def _close_item(item: AgendaItem, now: datetime) -> None:
    item.closed_at = now
    item.save(update_fields=["closed_at"])


@transaction.atomic
def close_meeting(meeting_id: UUID, *, by: Doer, now: datetime) -> Meeting:
    """The chair closes the sitting, and with it the open item."""
    meeting = _move(meeting_id, State.CLOSED, MeetingClosed(), by=by, now=now, closed_at=now)
    item = queries.open_item(meeting_id)
    if item is not None:
        _close_item(item, now)
    return meeting


@transaction.atomic
def sign_meeting(meeting_id: UUID, digest: str, *, by: Doer, now: datetime) -> Meeting:
    """Closed to signed; called by the minutes room in the transaction that locks the record."""
    return _move(meeting_id, State.SIGNED, MeetingSigned(digest), by=by, now=now)


@transaction.atomic
def cancel_meeting(meeting_id: UUID, reason: str, *, by: Doer, now: datetime) -> Meeting:
    """The meeting will not take place; the reason goes to every seat."""
    words = clean_name(reason, longest=500)
    return _move(meeting_id, State.CANCELLED, MeetingCancelled(words), by=by, now=now, cancelled_reason=words)


@transaction.atomic
def say(meeting_id: UUID, text: str, *, by: Doer, now: datetime) -> None:
    """Write in the chat of a meeting that has not been closed. Raises BadChat, NotNow."""
    meeting = queries.lock(meeting_id)
    if meeting.state not in {State.ANNOUNCED, State.OPEN} or by.seat_id is None:
        raise NotNow
    try:
        words = clean_name(text, longest=CHAT_MAX)
    except BadName as fault:
        raise BadChat from fault
    journal.record(meeting_id, ChatSaid(by.seat_id, words), by=by.actor, at=now)


@transaction.atomic
def hand_over(seat_id: UUID, person: Person, *, by: Doer, now: datetime) -> Seat:
    """Give a person's seat to their approved substitute; links and sockets of the former epoch end (M4).

    A substitute's substitute stands in for who was invited first; who was invited first stands in for nobody.
    """
    queries.lock(queries.seat(seat_id).meeting_id)
    seat = queries.seat(seat_id)
    if not by.at_desk:
        raise NotTheSecretary
    first = seat.stands_in_for or seat.name
    seat.stands_in_for = "" if seat.stands_in_for and person.full_name == first else first
    seat.person, seat.epoch = person, seat.epoch + 1
    seat.save(update_fields=["person", "epoch", "stands_in_for"])
    event = SeatHandedOver(seat.pk, person.full_name, person.position, seat.stands_in_for)
    journal.record(seat.meeting_id, event, by=by.actor, at=now)
    return seat


@transaction.atomic
def add_guest(meeting_id: UUID, person: Person, *, by: Doer, now: datetime) -> Seat:
    """Expect one person more, also while the meeting sits. Raises NotTheSecretary, NotNow."""
    meeting = queries.lock(meeting_id)
    if not by.at_desk:
        raise NotTheSecretary
    if not may_expect_more(State(meeting.state), meeting.ends_at, now):
        raise NotNow
    last: int = Seat.everywhere.filter(meeting=meeting).aggregate(last=Max("number"))["last"] or 0
    seat = Seat.objects.create(meeting=meeting, person=person, role=Hat.GUEST, number=last + 1)
    journal.record(meeting_id, seat_added(seat), by=by.actor, at=now)
    return seat


def seat_added(seat: Seat) -> SeatAdded:
    """What the journal says of a new seat, so that a running room can show it."""
    return SeatAdded(seat.pk, seat.name, seat.role, seat.site is not None, seat.detail, seat.number)


@transaction.atomic
def send_list(seat_id: UUID, headcount: int, people: Sequence[Named], *, by: Doer, now: datetime) -> HallList:
    """Keep the hall's list in place of its former one, until the meeting opens. Raises NotYourHall, ListClosed."""
    seat = queries.seat(seat_id)
    meeting = queries.lock(seat.meeting_id)
    if by.seat_id != seat_id or seat.site_id is None:
        raise NotYourHall
    if meeting.state != State.ANNOUNCED or now >= meeting.ends_at:
        raise ListClosed
    kept, _new = HallList.objects.update_or_create(seat=seat, defaults={"headcount": headcount, "sent_at": now})
    kept.people.all().delete()
    ListedPerson.objects.bulk_create(
        ListedPerson(hall_list=kept, number=number, name=one.name, position=one.position)
        for number, one in enumerate(people, start=1)
    )
    journal.record(meeting.pk, HallListed(seat_id, headcount, len(people)), by=by.actor, at=now)
    return kept
