"""Reads: whose address this is, whether they may still have it, and what it tells. The only ones that feeds use."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import OuterRef, Q, QuerySet, Subquery

from rooms.calendars.models import FeedAddress, Kind
from rooms.calendars.rules import hash_of
from rooms.directory.models import Agency, Membership, Site
from rooms.meetings import queries as meetings
from rooms.meetings.intervals import Interval, merged
from rooms.meetings.models import Meeting, Seat
from rooms.meetings.rules import State
from rooms.people.models import Person
from rooms.refusals import NotFound

# A draft is nobody's yet. What was cancelled stays, struck out, so that no calendar keeps a meeting that is not.
SHOWN = [State.ANNOUNCED, State.OPEN, State.CLOSED, State.SIGNED, State.CANCELLED]


@dataclass(frozen=True, slots=True)
class Subject:
    """Something that a person may have a feed of."""

    kind: Kind
    subject_id: UUID
    name: str


def subjects_of(person: Person, day: date) -> list[Subject]:
    """Everything this person may have a feed of: their own, their agencies', the busy hours of halls they work."""
    own = [Subject(Kind.OWN, person.pk, person.full_name)]
    agencies = [Subject(Kind.AGENCY, agency.pk, agency.name) for agency in _agencies(person, day)]
    busy = [Subject(Kind.BUSY, person.pk, person.full_name)]
    sites = [Subject(Kind.SITE, site.pk, site.name) for site in _sites(person).order_by("name")]
    return [*own, *agencies, *busy, *sites]


def subject(person: Person, kind: str, subject_id: UUID, day: date) -> Subject:
    """One of them. Raises NotFound for what is not, or no longer, this person's."""
    for one in subjects_of(person, day):
        if one.kind == kind and one.subject_id == subject_id:
            return one
    raise NotFound


def _agencies(person: Person, day: date) -> QuerySet[Agency]:
    lasting = Membership.objects.filter(person=person, valid_from__lte=day).exclude(valid_to__lte=day)
    return Agency.objects.filter(pk__in=lasting.values("agency")).order_by("name")


def _sites(person: Person) -> QuerySet[Site]:
    return Site.objects.filter(technicians=person)


def addresses_of(person: Person) -> dict[tuple[str, UUID], FeedAddress]:
    """Every address of this person by what it is about."""
    return {(one.kind, one.subject_id): one for one in FeedAddress.objects.filter(person=person)}


def lock_address(address_id: int) -> FeedAddress:
    """One address, its row held until the transaction ends."""
    return FeedAddress.objects.select_for_update(of=("self",)).get(pk=address_id)


def address_at(token: str) -> FeedAddress:
    """The address that this token opens. Raises NotFound: unknown, taken back, or of a closed account."""
    rows = FeedAddress.objects.select_related("person")
    found = rows.filter(token_hash=hash_of(token), person__is_active=True).first()
    if found is None:
        raise NotFound
    return found


def own_seats(person: Person, since: datetime) -> list[Seat]:
    """One seat per meeting: the person's own, else that of a site they work; soonest first."""
    mine = Q(person=person) | Q(site__in=_sites(person))
    return _one_per_meeting(_seats(since).filter(mine))


def agency_seats(agency_id: UUID, since: datetime) -> list[Seat]:
    """The first seat of each meeting that this agency calls or that its sites attend; soonest first."""
    attended = Seat.objects.filter(site__agency_id=agency_id).values("meeting")
    theirs = Meeting.objects.filter(Q(agency_id=agency_id) | Q(pk__in=attended), ends_at__gte=since, state__in=SHOWN)
    # Looked for once a meeting: asked of each seat it cost 0.7 s for 48 meetings with 202 seats each.
    first = Seat.objects.filter(meeting=OuterRef("pk")).order_by("number").values("pk")[:1]
    return list(_seats(since).filter(pk__in=theirs.annotate(first=Subquery(first)).values("first")))


def _seats(since: datetime) -> QuerySet[Seat]:
    rows = Seat.objects.filter(meeting__ends_at__gte=since, meeting__state__in=SHOWN)
    return rows.select_related("meeting__agency", "meeting__centre", "site").order_by("meeting__starts_at", "meeting")


def _one_per_meeting(seats: Iterable[Seat]) -> list[Seat]:
    chosen: dict[UUID, Seat] = {}
    for seat in seats:
        if seat.meeting_id not in chosen or seat.person_id is not None:
            chosen[seat.meeting_id] = seat
    return list(chosen.values())


def busy_of(person: Person, start: datetime, end: datetime) -> list[Interval]:
    """When this person, or a site they work, has a meeting that is announced."""
    return _hours([person.pk], list(_sites(person).values_list("pk", flat=True)), start, end)


def busy_at(site_id: UUID, start: datetime, end: datetime) -> list[Interval]:
    """When a meeting that is announced takes place in this hall."""
    return _hours([], [site_id], start, end)


def _hours(persons: list[UUID], sites: list[UUID], start: datetime, end: datetime) -> list[Interval]:
    times = meetings.busy_times(persons, sites, [Interval(start, end)])
    return merged(Interval(max(one.start, start), min(one.end, end)) for one in times if not one.draft)
