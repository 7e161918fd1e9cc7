"""A copy of the invitation as it stands now, for a seat that asked for it (REFRESH, RFC 5546 3.2.6).

The one letter that a received mail may cause: it goes to the seat's own address, whoever wrote, and rarely.
"""

from datetime import datetime, timedelta

from django.db import transaction

from rooms.invitations import queries, tasks
from rooms.invitations.actions import invite
from rooms.invitations.itip.compose import Method
from rooms.invitations.itip.reply import CopyAsked, Ignored, Reason
from rooms.invitations.models import Invitation, Received
from rooms.invitations.writing import Telling

COPIES_A_DAY = 3  # I7: a client asks once; two that answer each other would ask for ever


def send_copy(invitation: Invitation, received: Received, *, now: datetime) -> CopyAsked | Ignored:
    """Queue a copy with the known answer, unless it was asked for too often; the caller holds the row."""
    if queries.copies_since(invitation, now - timedelta(days=1)) >= COPIES_A_DAY:
        return Ignored(Reason.COPY_TOO_OFTEN)
    invite.ask(invitation, Telling(Method.REQUEST), now, anew=False)
    received.invitation = invitation
    transaction.on_commit(tasks.wake, robust=True)
    return CopyAsked()
