"""Reads for papers: what a meeting's Giấy mời says, what was issued, who gives numbers."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from django.conf import settings
from django.db.models import Q
from django.urls import reverse

from rooms.directory.models import Agency, Membership
from rooms.meetings import queries as meetings
from rooms.meetings.models import Meeting, Seat
from rooms.meetings.rules import Doer, Hat, State
from rooms.papers import wording
from rooms.papers.convening import Convening, Earlier, Invited, Sitting
from rooms.papers.models import IssuedPaper
from rooms.papers.rules import still_true
from rooms.papers.unit import Unit
from rooms.people.models import Person, Role
from rooms.refusals import NotFound

LETTERHEAD_LINE = "|"  # the directory keeps explicit line breaks as bars
TOLD_MAX = 20  # lines on the home page
_TO_COME = [State.DRAFT, State.ANNOUNCED]
_AT_DESK = frozenset({Hat.CHAIR, Hat.SECRETARY})


def is_valid_on(agency: Agency, day: date) -> bool:
    """Whether the agency bore this name on that day."""
    return agency.valid_from <= day and (agency.valid_to is None or day < agency.valid_to)


def unit_of(agency: Agency) -> Unit:
    """The agency as its papers name it."""
    return Unit(
        parent_lines=_letterhead(agency.parent_letterhead),
        lines=_letterhead(agency.letterhead),
        symbol=wording.line_of(agency.symbol),
        place_name=wording.line_of(agency.place_name),
    )


def _letterhead(text: str) -> tuple[str, ...]:
    return wording.lines_of(text.replace(LETTERHEAD_LINE, "\n"))


def convening_of(meeting: Meeting, day: date, *, whole_series: bool = False) -> Convening:
    """The meeting as its Giấy mời of that day tells it: names and places as they are valid on the day."""
    seats = meetings.seats_of(meeting.pk)
    chair = next((seat for seat in seats if seat.role == Hat.CHAIR), None)
    held = _held(seats, day)
    earlier = newest(meeting.pk)
    address: str = settings.PUBLIC_URL
    return Convening(
        unit=unit_of(meeting.agency),
        agency=wording.full_name(wording.line_of(meeting.agency.name)),
        title=wording.line_of(meeting.title),
        sittings=_sittings(meeting, whole_series=whole_series),
        chair=_chair(chair, held),
        centre=_centre(meeting),
        sites=tuple(wording.line_of(seat.name) for seat in seats if seat.site_id not in {None, meeting.centre_id}),
        items=tuple(f"{one.number}. {wording.line_of(one.title)}" for one in meetings.items_of(meeting.pk)),
        invited=tuple(_invited(seat, held) for seat in seats if seat.role not in _AT_DESK),
        page=address + reverse("meeting_page", args=[meeting.slug]),
        contact=wording.line_of(meeting.contact),
        replaces=Earlier(earlier.number, earlier.symbol, earlier.dated) if earlier else None,
    )


def _sittings(meeting: Meeting, *, whole_series: bool) -> tuple[Sitting, ...]:
    if not whole_series or meeting.series_id is None:
        return (Sitting(meeting.starts_at, meeting.ends_at),)
    rows = Meeting.objects.filter(series=meeting.series_id, state__in=_TO_COME, starts_at__gte=meeting.starts_at)
    later = rows.exclude(pk=meeting.pk).order_by("starts_at")
    return tuple(Sitting(one.starts_at, one.ends_at) for one in (meeting, *later))  # itself also when it is over


def _centre(meeting: Meeting) -> str:
    centre = meeting.centre
    if centre is None:
        return ""
    name, hall = wording.line_of(centre.name), wording.line_of(centre.hall)
    bare = "" if name.casefold() == "điểm cầu trung tâm" else name
    return ", ".join(part for part in (hall, bare) if part) or name


def _held(seats: Iterable[Seat], day: date) -> dict[UUID, Membership]:
    """Where each person worked on that day; of several places the newest."""
    persons = [seat.person_id for seat in seats if seat.person_id]
    rows = Membership.objects.filter(person__in=persons, valid_from__lte=day).exclude(valid_to__lte=day)
    return {row.person_id: row for row in rows.select_related("agency").order_by("valid_from", "pk")}


def _chair(seat: Seat | None, held: Mapping[UUID, Membership]) -> Invited:
    if seat is None:
        return Invited("")
    position = wording.line_of(seat.person.position) if seat.person else ""
    place = _invited(seat, held)
    return Invited(place.name, position or place.position, "" if position else place.agency)


def _invited(seat: Seat, held: Mapping[UUID, Membership]) -> Invited:
    name = wording.line_of(seat.name)
    if seat.person is None:
        return Invited(name, "", wording.line_of(seat.site.agency.name) if seat.site else "")
    place = held.get(seat.person.pk)
    if place is None:
        return Invited(name, wording.line_of(seat.person.position))
    return Invited(name, wording.line_of(place.position), wording.line_of(place.agency.name))


def newest(meeting_id: UUID) -> IssuedPaper | None:
    """The last Giấy mời that was issued on this meeting's page."""
    return IssuedPaper.objects.filter(meeting_id=meeting_id).order_by("revision").last()


def every(meeting_id: UUID) -> list[IssuedPaper]:
    """All of a meeting, newest first, without their files."""
    rows = IssuedPaper.objects.filter(meeting_id=meeting_id).defer("pdf", "docx", "said")
    return list(rows.select_related("replaces").order_by("-revision"))


def _telling_of(meeting_id: UUID) -> list[IssuedPaper]:
    told = Q(meeting=meeting_id) | Q(whole_series=True, meeting__series__meetings=meeting_id)
    return list(IssuedPaper.objects.filter(told).defer("pdf", "docx", "said").order_by("-issued_at", "-revision"))


def standing(meeting: Meeting) -> IssuedPaper | None:
    """The Giấy mời that tells of this meeting: its own or its series' newest that is true, else the newest of all."""
    return _standing(_telling_of(meeting.pk), meeting)


def _standing(rows: list[IssuedPaper], meeting: Meeting) -> IssuedPaper | None:
    # A paper for the series from a later sitting on does not end the earlier one for the sittings before.
    replaced = {row.replaces_id for row in rows}
    lasting = [row for row in rows if row.pk not in replaced]
    return next((row for row in lasting if is_true(row, meeting)), rows[0] if rows else None)


def is_true(paper: IssuedPaper, meeting: Meeting) -> bool:
    """Whether it tells the meeting's title, time, place and chair as they are now."""
    chair = meeting.seats.filter(role=Hat.CHAIR).select_related("person").first()
    named = {
        "title": wording.line_of(meeting.title),
        "centre": _centre(meeting),
        "chair": wording.line_of(chair.name) if chair else "",
    }
    return still_true(paper.told, named, meeting.starts_at, meeting.ends_at)


def to_enclose(meeting_id: UUID) -> IssuedPaper | None:
    """What goes with a letter: the Giấy mời that is numbered and still true; None for a meeting that will not be."""
    rows = _telling_of(meeting_id)  # asked first: most letters have none, and one question is enough for them
    if not rows:
        return None
    meeting = meetings.meeting(meeting_id)
    paper = _standing(rows, meeting)
    return paper if paper and meeting.state != State.CANCELLED and is_true(paper, meeting) else None


def number_taken(agency_id: UUID, kind: str, year: int, number: int) -> bool:
    """Whether a paper of this agency bears this number."""
    return IssuedPaper.objects.filter(agency_id=agency_id, kind=kind, year=year, number=number).exists()


def last_of_agency(agency_id: UUID, kind: str) -> IssuedPaper | None:
    """The agency's last paper, whose signer the next one is likely to have."""
    rows = IssuedPaper.objects.filter(agency_id=agency_id, kind=kind).defer("pdf", "docx", "said")
    return rows.order_by("issued_at").last()


def is_clerk_of(person: Person, agency: Agency, day: date) -> bool:
    """A secretary of the house who works at this agency on this day gives its papers their numbers."""
    if person.role != Role.SECRETARY:
        return False
    rows = Membership.objects.filter(person=person, agency=agency, valid_from__lte=day)
    return rows.exclude(valid_to__lte=day).exists()


def unnumbered_for(person: Person, now: datetime, day: date) -> list[Meeting]:
    """The coming meetings of the agencies where this person is clerk, but not at the desk, that have no Giấy mời."""
    rows = Membership.objects.filter(person=person, valid_from__lte=day).exclude(valid_to__lte=day)
    coming = Meeting.objects.filter(agency__in=rows.values("agency"), state__in=_TO_COME, starts_at__gt=now)
    mine = Seat.objects.filter(person=person, role__in=_AT_DESK)
    told = IssuedPaper.objects.filter(whole_series=True, meeting__series__isnull=False)
    coming = coming.filter(issued_papers__isnull=True).exclude(pk__in=mine.values("meeting"))
    coming = coming.filter(Q(series__isnull=True) | ~Q(series__in=told.values("meeting__series")))
    first: dict[UUID, Meeting] = {}  # of a series the next sitting alone, whose paper may tell them all
    for one in coming.order_by("starts_at"):
        first.setdefault(one.series_id or one.pk, one)
    return list(first.values())[:TOLD_MAX]


def find(slug: str, person: Person, day: date) -> tuple[Meeting, Doer]:
    """A meeting that this person may know of, or whose agency they are clerk of. Raises NotFound."""
    found = Meeting.objects.select_related("agency", "centre").filter(slug=slug).first()
    if found is not None and is_clerk_of(person, found.agency, day):
        doer = meetings.doer_of(found, person)
        return found, replace(doer, hats=doer.hats | {Hat.CLERK})
    meeting = meetings.find(slug, person)
    return meeting, meetings.doer_of(meeting, person)


def of_meeting(meeting_id: UUID, revision: int) -> IssuedPaper:
    """One of this meeting. Raises NotFound."""
    found = IssuedPaper.objects.filter(meeting_id=meeting_id, revision=revision).first()
    if found is None:
        raise NotFound
    return found
