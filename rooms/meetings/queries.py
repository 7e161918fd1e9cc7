"""Reads of meetings. `visible_to` is the only way a page finds one; refused and missing look the same (S-2, M1)."""

from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta
from functools import reduce
from operator import or_
from uuid import UUID

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from rooms.directory.models import Site
from rooms.journal import queries as journal
from rooms.journal.models import Entry
from rooms.meetings import told, working_days
from rooms.meetings.clashes import BusyTime
from rooms.meetings.intervals import Interval
from rooms.meetings.models import AgendaItem, HallList, Holiday, Meeting, Seat, Series
from rooms.meetings.rhythm import Rhythm
from rooms.meetings.rules import Doer, Hat, Plan, PlannedItem, State
from rooms.meetings.week import midnight
from rooms.meetings.wording import at_home
from rooms.meetings.working_days import OfficeDays
from rooms.people.models import Person, Role
from rooms.people.rules import fold
from rooms.refusals import NotFound

_A_MONTH = timedelta(days=31)  # no run of days off is longer than that less three working days


def visible_to(person: Person) -> QuerySet[Meeting]:
    """The meetings in which this person, or a site they work, has a seat; drafts only for their secretary and chair."""
    if person.role == Role.ADMINISTRATOR:
        return Meeting.objects.all()
    mine = Seat.objects.filter(Q(person=person) | Q(site__technicians=person))
    desk = mine.filter(role__in=[Hat.CHAIR, Hat.SECRETARY])
    return Meeting.objects.filter(
        Q(pk__in=desk.values("meeting")) | Q(pk__in=mine.values("meeting")) & ~Q(state=State.DRAFT)
    )


def find(slug: str, person: Person) -> Meeting:
    """The meeting at this public address. Raises NotFound if there is none, or none that this person may know of."""
    named = visible_to(person).select_related("agency", "centre").filter(slug=slug)
    meeting = named.first() if slug.isascii() and slug.isprintable() else None  # PostgreSQL takes no NUL
    if meeting is None:
        raise NotFound
    return meeting


def lock(meeting_id: UUID) -> Meeting:
    """The meeting's row, held until the transaction ends. Raises NotFound."""
    meeting = Meeting.objects.select_for_update().filter(pk=meeting_id).first()
    if meeting is None:
        raise NotFound
    return meeting


def lock_all(meeting_ids: Iterable[UUID]) -> list[Meeting]:
    """These meetings' rows, held until the transaction ends; taken by key, so that two deeds never wait in a ring."""
    rows = Meeting.objects.select_for_update().filter(pk__in=list(meeting_ids))
    return list(rows.order_by("pk"))


def lock_series(meeting_id: UUID) -> Meeting:
    """The meeting, held with those of its series that have not begun. Raises NotFound.

    Who changes several meetings of a series begins with this. One that sits now is not kept waiting for it.
    """
    together = Meeting.objects.filter(series__meetings=meeting_id, state__in=[State.DRAFT, State.ANNOUNCED])
    held = lock_all({meeting_id, *together.values_list("pk", flat=True)})
    found = next((one for one in held if one.pk == meeting_id), None)
    if found is None:
        raise NotFound
    return found


def seats_of(meeting_id: UUID) -> list[Seat]:
    """All seats in the order of the list, with person, site and what the hall said beforehand."""
    rows = Seat.objects.filter(meeting_id=meeting_id)
    return list(rows.select_related("person", "site", "site__agency", "hall_list"))


def hall_lists(meeting_id: UUID) -> list[HallList]:
    """What the halls of a meeting said beforehand, with the people, in the order of the seats."""
    rows = HallList.objects.filter(seat__meeting_id=meeting_id, seat__withdrawn_at__isnull=True)
    return list(rows.select_related("seat__site").prefetch_related("people").order_by("seat__number"))


def hall_list(seat_id: UUID) -> HallList | None:
    """What this hall said beforehand, if anything."""
    return HallList.objects.filter(seat_id=seat_id).prefetch_related("people").first()


def seat(seat_id: UUID) -> Seat:
    """One seat with meeting, person and site. Raises NotFound."""
    found = Seat.objects.select_related("meeting", "person", "site").filter(pk=seat_id).first()
    if found is None:
        raise NotFound
    return found


def seats_by_link(links: Iterable[tuple[str, int]], slug: str) -> list[Seat]:
    """The seats of one meeting that personal links opened; a link is a seat's id and epoch, as a session keeps them.

    A link whose seat has changed hands since is worth nothing (M4).
    """
    held = []
    for seat_id, epoch in links:
        try:
            found = seat_held(UUID(seat_id), epoch)
        except NotFound:
            continue
        if found.meeting.slug == slug:
            held.append(found)
    return held


def seats_for(meeting: Meeting, person: Person) -> list[Seat]:
    """The seats this person may take: their own first, then those of the sites they work."""
    seats = Seat.objects.filter(meeting=meeting).select_related("meeting", "person", "site")
    return [*seats.filter(person=person), *seats.filter(site__technicians=person)]


def busy_times(
    persons: Iterable[UUID], sites: Iterable[UUID], within: Iterable[Interval], but: Iterable[UUID] = ()
) -> list[BusyTime]:
    """When these persons and sites are taken within some hours; who declined is not. One query, whatever is asked."""
    states = [State.DRAFT, State.ANNOUNCED, State.OPEN]
    asked = reduce(or_, (Q(starts_at__lt=one.end, ends_at__gt=one.start) for one in within), Q(pk__in=[]))
    around = Meeting.objects.filter(asked, state__in=states).exclude(pk__in=list(but))
    halls, people = list(sites), list(persons)
    seats = Seat.objects.filter(Q(person_id__in=people) | Q(site_id__in=halls), meeting__in=around)
    columns = ("starts_at", "ends_at", "state", "pk")
    seated = seats.exclude(pk__in=told.declined()).values_list(
        Coalesce("person_id", "site_id"), *(f"meeting__{column}" for column in columns)
    )
    held = around.filter(centre_id__in=halls).values_list("centre_id", *columns)
    rows = seated.order_by().union(held.order_by())  # a site that sits where the meeting is held is taken once
    return [BusyTime(holder, since, to, state == State.DRAFT, pk) for holder, since, to, state, pk in rows]


def holidays(first: date, last: date) -> frozenset[date]:
    """The public holidays from one day to another, both included."""
    return office_days(first, last).closed


def office_days(first: date, last: date) -> OfficeDays:
    """What the table says from one day to another, both included."""
    rows = Holiday.objects.filter(day__gte=first, day__lte=last)
    made_up = dict(rows.values_list("day", "made_up"))
    closed = frozenset(day for day, is_worked in made_up.items() if not is_worked)
    return OfficeDays(closed, frozenset(made_up) - closed)


def holidays_of(rhythm: Rhythm) -> frozenset[date]:
    """The holidays that a series in this rhythm may meet."""
    return holidays(rhythm.first_day, rhythm.last_day)


def announced_with(meeting: Meeting) -> list[Meeting]:
    """The meetings that are announced together with this one: itself, or all drafts of its series."""
    if meeting.series_id is None or meeting.state != State.DRAFT:
        return [meeting]
    return list(Meeting.objects.filter(series=meeting.series_id, state=State.DRAFT).order_by("occurrence"))


def first_of_drafts(meeting: Meeting) -> Meeting:
    """The draft that stands for its whole series: the first one; any other meeting stands for itself."""
    return announced_with(meeting)[0]


def occurrences_of(series_id: UUID) -> list[Meeting]:
    """The meetings of a series in the order in which they were planned, cancelled ones among them."""
    rows = Meeting.objects.filter(series_id=series_id).select_related("agency", "centre", "series")
    return list(rows.order_by("occurrence"))


def following(meeting: Meeting) -> list[Meeting]:
    """The meeting and those of its series planned after it; a single meeting stands alone."""
    if meeting.series_id is None or meeting.occurrence is None:
        return [meeting]
    start = meeting.occurrence
    return [row for row in occurrences_of(meeting.series_id) if row.occurrence and row.occurrence >= start]


def rhythm_of(series: Series) -> Rhythm:
    """The series' rhythm as a value."""
    return Rhythm(frozenset(series.weekdays), series.first_day, series.last_day, series.interval, series.skip_holidays)


def plan_of(meeting: Meeting) -> Plan:
    """The meeting as it stands, as the plan that would make it; the rhythm of its series is left out."""
    seats = seats_of(meeting.pk)
    by_role = {seat.role: seat for seat in reversed(seats)}
    chair, secretary = by_role[Hat.CHAIR].person_id, by_role[Hat.SECRETARY].person_id
    assert chair is not None and secretary is not None  # noqa: S101, PT018 - only persons are given these seats
    desk = {Hat.CHAIR, Hat.SECRETARY}
    return Plan(
        title=meeting.title,
        kind=meeting.kind,
        agency_id=meeting.agency_id,
        chair_id=chair,
        secretary_id=secretary,
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        centre_id=meeting.centre_id,
        contact=meeting.contact,
        items=[PlannedItem(item.title, item.minutes, item.presenter) for item in items_of(meeting.pk)],
        person_ids=[seat.person_id for seat in seats if seat.person_id and seat.role not in desk],
        site_ids=[seat.site_id for seat in seats if seat.site_id],
    )


def news_of(meeting_id: UUID) -> list[Entry]:
    """What was changed after the invitations went out, the newest first."""
    kinds = ["meeting.changed", "seat.added", "seat.withdrawn", "seat.appointed"]
    return list(reversed(journal.entries_of_kinds(meeting_id, kinds)))[:50]


def chair_before(meeting_id: UUID) -> str:
    """Who chaired before the last change, if that change named another chair."""
    last = journal.last_of_kind(meeting_id, "meeting.changed", 1)
    return str(last[0].payload.get("chair_before", "")) if last else ""


def last_day_to_invite(starts_at: datetime) -> date:
    """The last day on which the invitation to a meeting at this hour may go out without being urgent."""
    day = at_home(starts_at).date()
    table = office_days(day - _A_MONTH, day)
    return working_days.last_day_to_invite(day, table.closed, table.made_up)


def notice_is_short(starts_at: datetime, now: datetime) -> bool:
    """Whether an invitation sent now comes less than three working days before the meeting's day."""
    return at_home(now).date() > last_day_to_invite(starts_at)


def names_of(persons: Iterable[UUID], sites: Iterable[UUID]) -> dict[UUID, str]:
    """What the name plates of these persons and sites say."""
    people = Person.objects.filter(pk__in=list(persons)).values_list("pk", "full_name")
    return {**dict(people), **dict(Site.objects.filter(pk__in=list(sites)).values_list("pk", "name"))}


def titles_for(person: Person, meeting_ids: Iterable[UUID]) -> dict[UUID, str]:
    """The titles of those of these meetings that this person may know of (M5)."""
    return dict(visible_to(person).filter(pk__in=list(meeting_ids)).values_list("pk", "title"))


def capacity_of(site_id: UUID) -> int:
    """How many this site's hall holds; 0 where nobody said."""
    return Site.objects.filter(pk=site_id).values_list("capacity", flat=True).first() or 0


def planned_with(draft: Meeting) -> set[UUID]:
    """The draft, with all of its series: they are planned together and do not clash with themselves."""
    if draft.series_id is None:
        return {draft.pk}
    return set(Meeting.objects.filter(series_id=draft.series_id).values_list("pk", flat=True))


def in_list(person: Person) -> QuerySet[Meeting]:
    """The visible meetings with what a row of a list says: chair, number of sites and seats, and this person's role."""
    seats = Seat.objects.filter(meeting=OuterRef("pk"))
    standing = Q(seats__withdrawn_at__isnull=True)
    chairs = seats.filter(role=Hat.CHAIR)
    return (
        visible_to(person)
        .select_related("agency")
        .annotate(
            chair_name=Subquery(chairs.values("person__full_name")[:1]),
            chair_position=Subquery(chairs.values("person__position")[:1]),
            site_count=Count("seats", filter=standing & Q(seats__role=Hat.SITE)),
            seat_count=Count("seats", filter=standing),
            my_role=Subquery(seats.filter(person=person).values("role")[:1]),
        )
    )


def taking_place(person: Person, start: datetime, end: datetime) -> list[Meeting]:
    """What this person's calendar shows between two moments."""
    return list(in_list(person).filter(starts_at__lt=end, ends_at__gt=start).order_by("starts_at", "title"))


def at_desk_of(person: Person, states: Collection[State]) -> list[tuple[Hat, Meeting]]:
    """The meetings in these states that this person chairs or minutes, with the hat they wear there."""
    desk = Seat.objects.filter(person=person, role__in=[Hat.CHAIR, Hat.SECRETARY], meeting__state__in=list(states))
    return [(Hat(seat.role), seat.meeting) for seat in desk.select_related("meeting").order_by("meeting__starts_at")]


def found_by(person: Person, words: str, states: Collection[State]) -> QuerySet[Meeting]:
    """The newest first; `words` are looked for without accents in titles."""
    meetings = in_list(person).filter(state__in=[state.value for state in states]).order_by("-starts_at")
    sought = fold(words).replace("\0", "")  # PostgreSQL takes no NUL
    return meetings.filter(folded__contains=sought) if sought else meetings


def to_come(person: Person, words: str, day: date | None, now: datetime) -> list[Meeting]:
    """The first twenty that stand and are not over, by words of their title and by their day in Vietnam."""
    found = found_by(person, words, [State.ANNOUNCED, State.OPEN]).filter(ends_at__gt=now)
    if day is not None:
        found = found.filter(starts_at__gte=midnight(day), starts_at__lt=midnight(day + timedelta(days=1)))
    return list(found.order_by("starts_at", "title")[:20])


def days_with_meetings(person: Person, start: datetime, end: datetime) -> list[datetime]:
    """When the meetings between two moments start, for the marks of a month."""
    here = visible_to(person).filter(starts_at__gte=start, starts_at__lt=end).exclude(state=State.CANCELLED)
    return list(here.values_list("starts_at", flat=True))


def items_of(meeting_id: UUID) -> list[AgendaItem]:
    """The agenda in order."""
    return list(AgendaItem.objects.filter(meeting_id=meeting_id))


def open_item(meeting_id: UUID) -> AgendaItem | None:
    """The item under discussion."""
    return AgendaItem.objects.filter(meeting_id=meeting_id, opened_at__isnull=False, closed_at__isnull=True).first()


def doer_in_seat(taken: Seat) -> Doer:
    """Whoever sits here, as the room sees them."""
    return Doer(actor=f"seat:{taken.pk}", hats=frozenset({Hat(taken.role)}), seat_id=taken.pk)


def doer_of(meeting: Meeting, person: Person) -> Doer:
    """What this person is to the meeting outside the room, on its pages."""
    own = Seat.objects.filter(meeting=meeting, person=person).first()
    hats = {Hat(own.role)} if own else set()
    if person.role == Role.ADMINISTRATOR:
        hats.add(Hat.ADMINISTRATOR)
    return Doer(actor=f"person:{person.pk}", hats=frozenset(hats), seat_id=own.pk if own else None)


def desks_of(doer: Doer, meeting_ids: Iterable[UUID]) -> set[UUID]:
    """Those of the meetings where the person in the doer's seat is chair or secretary as well."""
    seats = Seat.objects.filter(meeting__in=list(meeting_ids), role__in=[Hat.CHAIR, Hat.SECRETARY])
    return set(seats.filter(person__seats=doer.seat_id).values_list("meeting_id", flat=True))


def seat_held(seat_id: UUID, epoch: int) -> Seat:
    """The seat that a link or ticket of this epoch names. Raises NotFound if it is gone or changed hands (M4)."""
    taken = seat(seat_id)
    if taken.epoch != epoch:
        raise NotFound
    return taken


def is_at_centre(seat_id: UUID) -> bool:
    """Whether this is the seat of the meeting's centre, whose technician sees to everybody's lines."""
    return Seat.objects.filter(pk=seat_id, site__isnull=False, site=F("meeting__centre")).exists()


def rights_of(meeting_id: UUID) -> dict[UUID, tuple[int, Hat]]:
    """The epoch and the role of every seat of a meeting: what a browser that sits there may, hangs on both."""
    rows = Seat.objects.filter(meeting_id=meeting_id).values_list("pk", "epoch", "role")
    return {seat_id: (epoch, Hat(role)) for seat_id, epoch, role in rows}


def chair_words(meeting_id: UUID) -> str:
    """Who chairs, with the position, as letters name the chair."""
    chair = Seat.objects.filter(meeting_id=meeting_id, role=Hat.CHAIR).select_related("person").first()
    return ", ".join(word for word in (chair.name, chair.detail) if word) if chair else ""


def meeting(meeting_id: UUID) -> Meeting:
    """One meeting with its agency and centre. Raises NotFound."""
    found = Meeting.objects.select_related("agency", "centre").filter(pk=meeting_id).first()
    if found is None:
        raise NotFound
    return found
