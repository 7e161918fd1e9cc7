"""A meeting of the demo province to which all are invited, made in the house; and the personal links in letters."""

import json
import re
from email.message import EmailMessage

from tests.houses import House
from tests.servers import until

TITLE = "Họp đột xuất ứng phó bão số 12"
_MAKE = """
import json
from datetime import timedelta
from rooms import clock
from rooms.invitations.actions import invite
from rooms.meetings import actions, queries
from rooms.meetings.models import Meeting
from rooms.meetings.rules import Plan, PlannedItem
from rooms.directory.models import Agency, Site
from rooms.people.models import Person
who = {{one.email.split("@")[0]: one for one in Person.objects.all()}}
now = clock.now()
starts = now + timedelta(minutes={minutes})
plan = Plan(title="{title}", starts_at=starts, ends_at=starts + timedelta(hours=2),
    agency_id=Agency.objects.get(name="UBND tỉnh Phú Thọ").pk, chair_id=who["chutri"].pk, secretary_id=who["thuky"].pk,
    items=(PlannedItem("Báo cáo nhanh tình hình", 20),), contact="Văn phòng UBND tỉnh, 0210 3 000 000",
    person_ids=[who["daibieu"].pk, who["quantri"].pk], site_ids=[Site.objects.get(name="Điểm cầu Xã Tam Dương").pk])
meeting = actions.plan_meeting(plan, by=who["thuky"], now=now)
by = queries.doer_in_seat(meeting.seats.get(role="secretary"))
{announce}
print(json.dumps(meeting.slug))
"""
_ANNOUNCE = 'invite.announce_and_invite(meeting.pk, by=by, now=now, urgent_reason="Bão khẩn cấp")'


def a_meeting(house: House, minutes: int = 30) -> str:
    """Chair, secretary, two officials and the hall of Tam Dương, invited; starts in so many minutes. Its slug."""
    made = house.python(_MAKE.format(minutes=minutes, title=TITLE, announce=_ANNOUNCE))
    return str(json.loads(made.strip().splitlines()[-1]))


_CHANGE = """
from dataclasses import replace
from rooms import clock
from rooms.directory.models import Site
from rooms.invitations.actions.change import change_and_tell
from rooms.meetings import queries
from rooms.meetings.changes.rules import Change
from rooms.meetings.models import Meeting
meeting = Meeting.objects.get(slug="{slug}")
by = queries.doer_in_seat(meeting.seats.get(role="secretary"))
plan = replace(queries.plan_of(meeting), title="{title}", site_ids=[Site.objects.get(name="{site}").pk])
change_and_tell(meeting.pk, Change(plan), by=by, now=clock.now())
"""


def change_meeting(house: House, slug: str, title: str, site: str) -> None:
    """The secretary gives it another name, and invites this hall instead of the other."""
    house.python(_CHANGE.format(slug=slug, title=title, site=site))


def letters_to(house: House, address: str) -> list[EmailMessage]:
    """The letters about this meeting that reached this address, in order."""
    return [one for one in house.mail.messages if TITLE in one["Subject"] and one["X-Rcpt-To"] == address]


def words_of(letter: EmailMessage) -> str:
    """What the letter says as plain text."""
    return letter.get_body(("plain",)).get_content().replace("\r", "")


def the_link(house: House, address: str, nth: int = 0) -> str:
    """The path of the personal link in the newest letter to this address, once so many came before it."""
    until(lambda: len(letters_to(house, address)) > nth, f"a letter to {address}")
    return re.search(r"https?://[^/\s]+(/tra-loi/\S+)", words_of(letters_to(house, address)[-1]))[1]
