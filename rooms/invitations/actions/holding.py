"""The desk stops letters that have not left yet, and lets them go on; of a series those of all its meetings.

A stopped letter keeps its place; what a newer letter to the same seat does to it, actions/outbox.py says.
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from rooms.invitations import tasks
from rooms.invitations.events import SendingResumed, SendingStopped
from rooms.invitations.models import Stage
from rooms.invitations.queries import outgoing
from rooms.journal import actions as journal
from rooms.meetings import queries as meetings
from rooms.meetings.refusals import NotTheSecretary
from rooms.meetings.rules import Doer


@transaction.atomic
def stop(meeting_id: UUID, *, by: Doer, now: datetime) -> int:
    """Hold every letter of this meeting whose content has not begun to leave; answers how many.

    Raises NotTheSecretary. A worker that has leased one finds the lease gone before it sends the content.
    """
    _must_be_at_desk(meeting_id, by)
    waiting = outgoing.letters_about(meeting_id).filter(stage__in=[Stage.QUEUED, Stage.LEASED])
    held = waiting.update(stage=Stage.HELD, next_at=None, lease_owner="", lease_until=None)
    if held:
        journal.record(meeting_id, SendingStopped(held), by=by.actor, at=now)
    return held


@transaction.atomic
def resume(meeting_id: UUID, *, by: Doer, now: datetime) -> int:
    """Let the held letters go; answers how many. Raises NotTheSecretary."""
    _must_be_at_desk(meeting_id, by)
    freed = (
        outgoing.letters_about(meeting_id)
        .filter(stage=Stage.HELD)
        .update(stage=Stage.QUEUED, next_at=now, queued_at=now)
    )
    if freed:
        journal.record(meeting_id, SendingResumed(freed), by=by.actor, at=now)
        transaction.on_commit(tasks.wake, robust=True)
    return freed


def _must_be_at_desk(meeting_id: UUID, by: Doer) -> None:
    meetings.lock(meeting_id)
    if not by.at_desk:
        raise NotTheSecretary
