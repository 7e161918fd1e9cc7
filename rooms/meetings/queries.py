"""Reads of meetings. `visible_to` is the only way a page finds one; refused and missing look the same (S-2, M1)."""

from uuid import UUID

from django.db.models import Q, QuerySet

from rooms.meetings.models import AgendaItem, Meeting, Seat
from rooms.meetings.rules import Doer, Hat, State
from rooms.people.models import Person, Role
from rooms.refusals import NotFound


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
    meeting = visible_to(person).select_related("agency", "centre").filter(slug=slug).first()
    if meeting is None:
        raise NotFound
    return meeting


def lock(meeting_id: UUID) -> Meeting:
    """The meeting's row, held until the transaction ends. Raises NotFound."""
    meeting = Meeting.objects.select_for_update().filter(pk=meeting_id).first()
    if meeting is None:
        raise NotFound
    return meeting


def seats_of(meeting_id: UUID) -> list[Seat]:
    """All seats in the order of the list, with person and site."""
    return list(Seat.objects.filter(meeting_id=meeting_id).select_related("person", "site", "site__agency"))


def seat(seat_id: UUID) -> Seat:
    """One seat with meeting, person and site. Raises NotFound."""
    found = Seat.objects.select_related("meeting", "person", "site").filter(pk=seat_id).first()
    if found is None:
        raise NotFound
    return found


def seats_for(meeting: Meeting, person: Person) -> list[Seat]:
    """The seats this person may take: their own first, then those of the sites they work."""
    seats = Seat.objects.filter(meeting=meeting).select_related("meeting", "person", "site")
    return [*seats.filter(person=person), *seats.filter(site__technicians=person)]


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
