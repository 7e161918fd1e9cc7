"""Addresses of the tests, and what a calendar program asks of them."""

from datetime import date
from uuid import UUID

from icalendar import Calendar

from rooms.calendars import actions
from rooms.directory.models import Membership
from tests.factories.directory import SINCE
from tests.factories.meetings import NOW


def an_address(person, kind="own", subject_id: UUID | None = None) -> str:
    """The token of a new address."""
    return actions.token(actions.open_address(person, kind, subject_id or person.pk, now=NOW))


def a_member(person, agency, until: date | None = None) -> Membership:
    return Membership.objects.create(
        person=person, agency=agency, position="Chuyên viên", valid_from=SINCE, valid_to=until
    )


def read(client, token, ending="ics", **headers):
    return client.get(f"/lich/{token}.{ending}", headers=headers)


def events(answer):
    """Every event of a feed by its title."""
    return {str(event["SUMMARY"]): event for event in Calendar.from_ical(answer.content).walk("VEVENT")}
