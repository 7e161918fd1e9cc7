"""Gathering the record from the rows, and reading what was signed."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from rooms.directory.models import Membership
from rooms.invitations import queries as invitations
from rooms.invitations.rules import Funnel
from rooms.journal import queries as journal
from rooms.meetings import queries as meetings
from rooms.meetings.models import Kind, Meeting, Seat
from rooms.meetings.rules import Hat
from rooms.minutes import queries as minutes
from rooms.minutes.models import SignedRecord
from rooms.minutes.record import (
    Attendant,
    Attended,
    Record,
    Signer,
    Sitting,
    canonical_bytes,
    digest_of,
    record_from,
)
from rooms.minutes.signoff.reading import ROLL_KINDS, Planned, attended, present, read
from rooms.papers import queries as papers
from rooms.papers import wording
from rooms.people.models import Person

RECIPIENTS = ("Thành phần dự họp",)


@dataclass(frozen=True, slots=True)
class Place:
    """A person's position and agency on one day."""

    position: str
    agency: str


def record_of(of: Meeting) -> Record:
    """The record as it would be signed now. The journal counts up to the closing; who leaves later is no part of it."""
    closed = journal.entries_of_kinds(of.pk, ["meeting.closed"])
    upto = closed[-1].seq if closed else journal.head_of(of.pk)
    day = wording.local_day(held_at(of))
    seats = meetings.seats_of(of.pk)
    agenda = [Planned(str(one.pk), one.number, one.title, one.presenter) for one in meetings.items_of(of.pk)]
    text = read(minutes.tree_of(of.pk), agenda, upto)
    signers = {hat: _signer(seats, hat, day) for hat in (Hat.SECRETARY, Hat.CHAIR)}
    return Record(
        unit=papers.unit_of(of.agency),
        number=None,  # the clerk's, after signing
        meeting=_sitting(of, seats),
        attendance=_attendance(seats, _present(of, upto), _excused(of), day),
        items=text.items,
        conclusion=text.conclusion,
        tasks=text.tasks,
        secretary=signers[Hat.SECRETARY],
        chair=signers[Hat.CHAIR],
        recipients=RECIPIENTS,
        journal_seq=upto,
        minutes_seq=minutes.head_of(of.pk)[0],
        version=len(versions_of(of)) + 1,
    )


def held_at(meeting: Meeting) -> datetime:
    """When it was opened, or is to be."""
    return meeting.opened_at or meeting.starts_at


def _sitting(meeting: Meeting, seats: list[Seat]) -> Sitting:
    centre = meeting.centre
    return Sitting(
        id=str(meeting.pk),
        title=wording.line_of(meeting.title),
        word="Hội nghị" if meeting.kind == Kind.CONFERENCE else "Cuộc họp",
        opened_at=held_at(meeting).replace(microsecond=0),
        closed_at=meeting.closed_at and meeting.closed_at.replace(microsecond=0),
        centre=wording.line_of(centre.hall or centre.name) if centre else "",
        sites=tuple(wording.line_of(seat.name) for seat in seats if seat.site_id is not None),
    )


def _present(meeting: Meeting, upto: int) -> frozenset[str]:
    """The seats that the journal saw in the sitting."""
    entries = journal.entries_of_kinds(meeting.pk, ROLL_KINDS)
    return present((entry.kind, str(entry.payload.get("seat_id"))) for entry in entries if entry.seq <= upto)


def _excused(meeting: Meeting) -> frozenset[UUID]:
    """The seats that said beforehand that they would not come."""
    rows = invitations.invitations_of(meeting.pk)
    return frozenset(row.seat_id for row in rows if row.state == Funnel.DECLINED)


def _attendance(seats: list[Seat], came: frozenset[str], excused: frozenset[UUID], day: date) -> tuple[Attendant, ...]:
    return tuple(
        _attendant(
            seat,
            attended(came=str(seat.pk) in came, excused=seat.pk in excused, stands_in=bool(seat.stands_in_for)),
            day,
        )
        for seat in seats
    )


def _attendant(seat: Seat, status: Attended, day: date) -> Attendant:
    name, first = wording.line_of(seat.name), wording.line_of(seat.stands_in_for)
    if seat.site is not None:
        return Attendant(name, "", wording.line_of(seat.site.agency.name), name, seat.role, status, first)
    place = _place(seat.person, day)
    return Attendant(name, place.position, place.agency, "", seat.role, status, first)


def _place(person: Person | None, day: date) -> Place:
    if person is None:
        return Place("", "")
    rows = Membership.objects.filter(person=person, valid_from__lte=day).exclude(valid_to__lte=day)
    held = rows.select_related("agency").order_by("valid_from", "pk").last()
    if held is None:
        return Place(wording.line_of(person.position), "")
    return Place(wording.line_of(held.position), wording.line_of(held.agency.name))


def _signer(seats: list[Seat], hat: Hat, day: date) -> Signer:
    seat = next((one for one in seats if one.role == hat), None)
    if seat is None:
        return Signer("", "")
    place = _place(seat.person, day)
    position = wording.line_of(seat.person.position) if seat.person is not None else ""
    held = position or ", ".join(part for part in (place.position, place.agency) if part)
    return Signer(wording.bare_name(wording.line_of(seat.name)), held)


def versions_of(meeting: Meeting) -> list[SignedRecord]:
    """Every signed version, oldest first."""
    return list(SignedRecord.objects.filter(meeting=meeting).order_by("version"))


def signed_record(meeting: Meeting) -> SignedRecord | None:
    """The version that counts: the newest."""
    return SignedRecord.objects.filter(meeting=meeting).order_by("version").last()


def every_signed_record(slug: str | None = None) -> list[SignedRecord]:
    """All signed records of the house, or of one meeting."""
    rows = SignedRecord.objects.select_related("meeting").order_by("meeting", "version")
    return list(rows.filter(meeting__slug=slug) if slug else rows)


def faults_of(signed: SignedRecord) -> list[str]:
    """What does not fit together in a signed record; empty if it is as it was signed."""
    canonical = bytes(signed.canonical)
    checks = {
        "digest": digest_of(canonical) == signed.digest,
        "canonical": _says_itself(canonical),
        "docx": digest_of(bytes(signed.docx)) == signed.docx_digest,
        "pdf": digest_of(bytes(signed.pdf)) == signed.pdf_digest,
        "journal": signed.digest in _digests_in_journal(signed),
    }
    return [name for name, holds in checks.items() if not holds]


def _says_itself(canonical: bytes) -> bool:
    try:
        return canonical_bytes(record_from(canonical)) == canonical
    except ValueError:
        return False


def _digests_in_journal(signed: SignedRecord) -> list[object]:
    entries = journal.entries_of_kinds(signed.meeting_id, ["meeting.signed"])
    return [entry.payload.get("digest") for entry in entries]
