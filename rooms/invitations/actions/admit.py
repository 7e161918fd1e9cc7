"""A party-crasher: somebody who answered an invitation that was not theirs, let in or not by chair or secretary."""

from datetime import datetime

from django.db import transaction

from rooms.invitations import queries, tasks
from rooms.invitations.actions import hear, invite, sorting
from rooms.invitations.itip.mail import open_mail
from rooms.invitations.itip.parts import UnreadableMail
from rooms.invitations.itip.reading import HeardAttendee
from rooms.invitations.itip.reply import Reason
from rooms.invitations.models import Filed, Received
from rooms.invitations.queries import incoming
from rooms.invitations.refusals import AlreadySorted, NobodyNamed, SubstituteSeated
from rooms.invitations.writing import deliverable
from rooms.meetings import actions as meetings
from rooms.meetings.rules import Doer
from rooms.people.models import Person
from rooms.people.rules import BadName, clean_name

OPEN_TO = {Reason.ANOTHER_ADDRESS, Reason.NOT_INVITED}


def who(received: Received) -> HeardAttendee | None:
    """The one stranger that the mail names, if it names one whom a letter can reach."""
    if received.reason not in OPEN_TO or received.meeting_id is None:
        return None
    try:
        mail = open_mail(bytes(received.raw), "")
    except UnreadableMail:
        return None
    invited = queries.addresses_invited(received.meeting_id)
    strangers = {
        one.also or one.address: one
        for event in hear.events_of(mail)
        for one in event.attendees
        if not {one.address, one.also} & invited
    }
    return next(iter(strangers.values())) if len(strangers) == 1 and deliverable(next(iter(strangers))) else None


@transaction.atomic
def admit(received_id: int, *, by: Doer, now: datetime) -> Received:
    """A seat and a letter. Raises NotTheSecretary, NotNow, AlreadySorted, NobodyNamed, SubstituteSeated."""
    received = incoming.lock_received(received_id)
    if received.filed != Filed.NEEDS_PERSON or received.meeting is None:
        raise AlreadySorted
    guest = who(received)
    if guest is None:
        raise NobodyNamed
    address = guest.also or guest.address
    if queries.has_seat(received.meeting.pk, address):
        raise SubstituteSeated
    seat = meetings.add_guest(received.meeting.pk, _person(guest, address), by=by, now=now)
    invite.invite_seat(seat.pk, now)
    transaction.on_commit(tasks.wake, robust=True)
    return sorting.settle(received, Filed.APPLIED, by.actor, now)


def _person(guest: HeardAttendee, address: str) -> Person:
    found = queries.person_at(address)
    if found is not None:
        return found
    try:
        name = clean_name(guest.name)
    except BadName:
        name = address.partition("@")[0]
    return Person.objects.create_user(address, name)
