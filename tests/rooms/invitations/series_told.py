"""What the recipients of a series were told, and what is true: every calendar must show what the tables say."""

import email
from collections import defaultdict
from dataclasses import replace
from email.policy import default

import msgspec

from rooms.invitations.actions import change
from rooms.invitations.models import Delivery
from rooms.invitations.writing import Contents, write_down
from rooms.meetings import queries
from rooms.meetings.changes.rules import Change
from rooms.meetings.models import Meeting, Seat
from tests.factories.meetings import NOW, doer
from tests.rooms.invitations.calendar_program import CalendarProgram


def letters():
    """Every letter queued so far, in order: to whom, and its calendar text."""
    for row in Delivery.objects.order_by("pk"):
        raw = write_down(msgspec.convert(row.contents, Contents))
        mail = email.message_from_bytes(raw, policy=default)
        part = next(part for part in mail.walk() if part.get_content_type() == "text/calendar")
        yield row.recipient, part.get_payload(decode=True), mail


def programs():
    found = defaultdict(CalendarProgram)
    for recipient, text, _mail in letters():
        found[recipient].take(text)
    return found


def the_truth():
    """When each recipient meets, by the tables."""
    seats = Seat.objects.filter(meeting__state="announced").select_related("meeting", "person", "site")
    found = defaultdict(list)
    for seat in seats.order_by("meeting__starts_at"):
        found[seat.address].append(seat.meeting.starts_at)
    return found


def calendars_show_the_truth():
    shown, truth = programs(), the_truth()
    assert {who: program.meets() for who, program in shown.items()} == {who: truth[who] for who in shown}
    assert set(truth) <= set(shown)


def again(row):
    return Meeting.objects.select_related("series", "agency", "centre").get(pk=row.pk)


def changed(row, *, from_here_on=False, now=NOW, **what):
    plan = replace(queries.plan_of(again(row)), **what)
    return change.change_and_tell(row.pk, Change(plan, from_here_on), by=doer(row, "secretary"), now=now)


def moved(row, by, **options):
    row = again(row)
    return changed(row, starts_at=row.starts_at + by, ends_at=row.ends_at + by, **options)
