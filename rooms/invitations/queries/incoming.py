"""Reads of mails that came (Received)."""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet

from rooms.invitations.itip.reply import Reason
from rooms.invitations.models import Filed, Invitation, Received, WayIn
from rooms.invitations.rules import WayState, state_of_way
from rooms.refusals import NotFound

MOST_ROWS = 300  # of one page


def copies_since(invitation: Invitation, since: datetime) -> int:
    """How many copies this seat asked for and got."""
    asked = Received.objects.filter(invitation=invitation, reason=Reason.COPY_ASKED, filed=Filed.APPLIED)
    return asked.filter(received_at__gt=since).count()


def mails_to(recipient: str, now: datetime) -> int:
    """How many mails came to this address in the last hour."""
    return Received.objects.filter(recipient=recipient, received_at__gt=now - timedelta(hours=1)).count()


def mails_in_all(now: datetime) -> int:
    """How many mails came to the house in the last hour."""
    return Received.objects.filter(received_at__gt=now - timedelta(hours=1)).count()


def ways_in(now: datetime) -> list[tuple[WayIn, WayState]]:
    """The ways by which mails come in, and how each is; one that was given up is left out."""
    found = [(row, state_of_way(row.tried_at, row.failing_since, now)) for row in WayIn.objects.order_by("name")]
    return [(row, state) for row, state in found if state is not WayState.GIVEN_UP]


def unread(limit: int = 100) -> list[int]:
    """Mails that came and were not read yet, oldest first."""
    return list(Received.objects.filter(filed=Filed.NEW).order_by("pk").values_list("pk", flat=True)[:limit])


def lock_received(received_id: int) -> Received:
    """The mail's row, held until the transaction ends. Raises NotFound."""
    found = Received.objects.select_for_update(of=("self",)).select_related("meeting").filter(pk=received_id).first()
    if found is None:
        raise NotFound
    return found


def for_a_person(meeting_id: UUID) -> list[Received]:
    """Mails about this meeting that somebody at its desk has to look at."""
    return received_of(meeting_id, [Filed.NEEDS_PERSON, Filed.SET_ASIDE])


def received_of(meeting_id: UUID | None, filed: Collection[Filed]) -> list[Received]:
    """The newest mails about this meeting, or about none, without their bytes."""
    rows = _about(meeting_id).filter(filed__in=list(filed)).defer("raw")
    return list(rows.select_related("invitation__seat__person", "invitation__seat__site").order_by("-pk")[:MOST_ROWS])


def _about(meeting_id: UUID | None) -> QuerySet[Received]:
    if meeting_id is None:
        return Received.objects.filter(meeting__isnull=True)
    return Received.objects.filter(meeting_id=meeting_id)


def received(meeting_id: UUID | None, received_id: int) -> Received:
    """One mail about this meeting, or about none. Raises NotFound."""
    rows = _about(meeting_id).filter(pk=received_id)
    found = rows.select_related("meeting", "invitation__seat__person", "invitation__seat__site").first()
    if found is None:
        raise NotFound
    return found
