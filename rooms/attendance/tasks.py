"""The minute's work of attendance, for meetings that no process holds any more."""

from huey import crontab
from huey.contrib.djhuey import db_periodic_task

from rooms import clock
from rooms.attendance import actions
from rooms.journal import actions as journal


@db_periodic_task(crontab(minute="*"))  # type: ignore[untyped-decorator]  # huey carries no types
def reap() -> None:
    """Close silent stays, tell of seats that left, forget answers of yesterday."""
    now = clock.now()
    actions.reap(now=now)
    journal.forget_deeds(now)
