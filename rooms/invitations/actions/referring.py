"""A mail of no meeting, given by an administrator to the desk of the one that it is about."""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction

from rooms.invitations import queries
from rooms.invitations.events import MailReferred
from rooms.invitations.itip.addresses import Inlet, read_address
from rooms.invitations.models import Filed, Invitation, Received
from rooms.invitations.queries import incoming
from rooms.invitations.refusals import AlreadySorted
from rooms.journal import actions as journal
from rooms.meetings import queries as meetings
from rooms.meetings.refusals import NotNow
from rooms.meetings.rules import State
from rooms.people.models import Person, Role
from rooms.refusals import NotAllowed


@transaction.atomic
def refer(received_id: int, meeting_id: UUID, *, by: Person, now: datetime) -> Received:
    """From now on it waits at that desk alone. Raises NotAllowed, AlreadySorted, NotFound, NotNow."""
    if by.role != Role.ADMINISTRATOR:
        raise NotAllowed
    received = incoming.lock_received(received_id)
    if received.meeting is not None or received.filed == Filed.NEW:
        raise AlreadySorted
    meeting = meetings.lock(meeting_id)
    if meeting.state not in {State.ANNOUNCED, State.OPEN} or now >= meeting.ends_at:
        raise NotNow
    received.meeting, received.invitation = meeting, _invitation_there(meeting_id, received.recipient)
    received.filed, received.decided_by, received.decided_at = Filed.NEEDS_PERSON, "", None
    received.save(update_fields=["meeting", "invitation", "filed", "decided_by", "decided_at"])
    journal.record(meeting_id, MailReferred(received.pk), by=f"person:{by.pk}", at=now)
    return received


def _invitation_there(meeting_id: UUID, recipient: str) -> Invitation | None:
    """Whose answer it may be: the address tells who was written to, whatever the mail says of itself."""
    address = read_address(recipient, settings.MAIL_DOMAIN)
    if address is None or address.inlet is Inlet.REPORTS:
        return None
    holder = queries.reply_address(address.token)
    return queries.of_holder(holder, meeting_id) if holder else None
