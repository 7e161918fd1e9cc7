"""A copy of the invitation as it stands now, for a seat that asked for it (REFRESH, RFC 5546 3.2.6).

The one letter that a received mail may cause: it goes to the seat's own address, whoever wrote, and rarely.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction

from rooms.invitations import tasks
from rooms.invitations.actions import invite
from rooms.invitations.itip.compose import Method
from rooms.invitations.itip.reply import CopyAsked, Ignored, Reason
from rooms.invitations.models import Invitation
from rooms.invitations.queries import incoming
from rooms.invitations.writing import Telling

COPIES_A_DAY = 3  # I7: a client asks once; two that answer each other would ask for ever


def send_copy(invitation: Invitation, *, now: datetime) -> CopyAsked | Ignored:
    """Queue a copy with the known answer, unless it was asked for too often; the caller holds the row."""
    if _too_often(invitation, now):
        return Ignored(Reason.COPY_TOO_OFTEN)
    invite.ask(invitation, Telling(Method.REQUEST), now, anew=False)
    transaction.on_commit(tasks.wake, robust=True)
    return CopyAsked()


def send_copy_of_series(part: Sequence[Invitation], *, now: datetime) -> CopyAsked | Ignored:
    """The same for one recipient's whole series: one letter for all plain instances, one for each decided alone."""
    if _too_often(part[0], now):
        return Ignored(Reason.COPY_TOO_OFTEN)
    invite.tell_of_series(part, now)
    transaction.on_commit(tasks.wake, robust=True)
    return CopyAsked()


def _too_often(invitation: Invitation, now: datetime) -> bool:
    return incoming.copies_since(invitation, now - timedelta(days=1)) >= COPIES_A_DAY
