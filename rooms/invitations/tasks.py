"""What wakes the workers: a change that was committed, and the clock each minute. The tables stay the truth."""

import logging

from huey import crontab
from huey.contrib.djhuey import db_periodic_task, db_task

from rooms import clock
from rooms.invitations.actions import inbox, outbox

log = logging.getLogger(__name__)


@db_task()  # type: ignore[untyped-decorator] # huey carries no types
def post_letters() -> None:
    """Post what is due."""
    outbox.work(clock.now)


@db_periodic_task(crontab(minute="*"))  # type: ignore[untyped-decorator] # huey carries no types
def look_each_minute() -> None:
    """Nobody need be woken for the outbox and the inbox to be emptied."""
    outbox.work(clock.now)
    inbox.work(clock.now)


def wake() -> None:
    """Ask a worker to look now; if the queue is away, the clock does it within a minute."""
    try:
        post_letters()
    except OSError as error:
        log.warning("the task queue is away", extra={"error": error})
