"""What wakes the workers: a change that was committed, and the clock each minute. The tables stay the truth."""

import logging

from django.utils.module_loading import import_string
from huey import crontab
from huey.contrib.djhuey import db_periodic_task, db_task

from rooms import clock
from rooms.invitations.actions import inbox, leases, outbox, sweeping
from rooms.rehearsal import crash_point

_REMINDERS = "rooms.invitations.actions.reminders.work"  # by name: it queues letters, and who does that wakes this file

log = logging.getLogger(__name__)


@db_task()  # type: ignore[untyped-decorator] # huey carries no types
def post_letters() -> None:
    """Post what is due; where only the limit of letters a minute stops it, go on as soon as it allows."""
    outbox.work(clock.now)
    wait = leases.wait_for_room(clock.now())
    if wait is not None:
        post_letters.schedule(delay=wait.total_seconds())


@db_periodic_task(crontab(minute="*"))  # type: ignore[untyped-decorator] # huey carries no types
def look_each_minute() -> None:
    """Nobody need be woken for the outbox and the inbox to be emptied."""
    import_string(_REMINDERS)(clock.now())
    outbox.work(clock.now)
    inbox.work(clock.now)


@db_periodic_task(crontab(minute="20", hour="19"))  # type: ignore[untyped-decorator] # huey carries no types
def sweep_each_night() -> None:
    """At 2:20 in Vietnam: forget the papers that no letter carries."""
    sweeping.sweep()


def wake() -> None:
    """Ask a worker to look now; if the queue is away, the clock does it within a minute."""
    crash_point("outbox.before_wake")
    try:
        post_letters()
    except OSError as error:
        log.warning("the task queue is away", extra={"error": error})
