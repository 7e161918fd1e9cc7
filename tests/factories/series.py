"""The weekly briefing of the tests: six Fridays from 27 November 2026, 08:30; 1 January 2027 is a holiday."""

from datetime import date

from rooms.invitations.actions import invite
from rooms.meetings import actions, queries
from rooms.meetings.models import Holiday, Meeting
from rooms.meetings.rhythm import Rhythm
from tests.factories.directory import a_site, the_committee
from tests.factories.meetings import NOW, a_plan, doer
from tests.factories.people import a_technician, the_chair, the_secretary

FRIDAYS = [date(2026, 11, 27), *(date(2026, 12, day) for day in (4, 11, 18, 25)), date(2027, 1, 8)]
NEW_YEAR = date(2027, 1, 1)
RHYTHM = Rhythm(frozenset({4}), FRIDAYS[0], FRIDAYS[-1])


def a_draft_series(**changes) -> list[Meeting]:
    """Chair, secretary and one site, in six drafts."""
    Holiday.objects.get_or_create(day=NEW_YEAR, defaults={"name": "Tết Dương lịch"})
    agency, chair, secretary = the_committee(), the_chair(), the_secretary()
    site = a_site(agency, technician=a_technician())
    plan = a_plan(agency, chair, secretary, **{"site_ids": [site.pk], "rhythm": RHYTHM, **changes})
    first = actions.plan_meeting(plan, by=secretary, now=NOW)
    return queries.occurrences_of(first.series_id)


def an_invited_series(**changes) -> list[Meeting]:
    """Announced: one letter to each of the three waits in the outbox."""
    drafts = a_draft_series(**changes)
    invite.announce_and_invite(drafts[0].pk, by=doer(drafts[0], "secretary"), now=NOW)
    return queries.occurrences_of(drafts[0].series_id)
