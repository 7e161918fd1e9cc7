"""What the tasks' worker does: each minute what is due; and a composer of its own process when a film waits.

A film takes minutes: were it made in the worker, letters would wait for it.
"""

import logging
import subprocess
import sys

from django.conf import settings
from huey import crontab
from huey.contrib.djhuey import db_periodic_task, db_task

from rooms import clock
from rooms.recordings import actions, queries

log = logging.getLogger(__name__)
_composers: list[subprocess.Popen[bytes]] = []


@db_periodic_task(crontab(minute="*"))  # type: ignore[untyped-decorator] # huey carries no types
def look_each_minute() -> None:
    """Delete what is due, stop what outlived its meeting, begin what waits."""
    actions.reap(now=clock.now())
    begin_composing()


@db_task()  # type: ignore[untyped-decorator] # huey carries no types
def compose() -> None:
    """Begin what waits."""
    begin_composing()


def begin_composing() -> None:
    """Start a composer where a recording waits and none is at work. Two that start at once: the claim is for one."""
    _composers[:] = [child for child in _composers if child.poll() is None]
    now = clock.now()
    if _composers or queries.is_composing(now) or queries.next_to_compose(now) is None:
        return
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "compose_recordings"]
    _composers.append(subprocess.Popen(command, stdin=subprocess.DEVNULL))  # noqa: S603 - our own command


def wake() -> None:
    """Ask a worker to look now; if the queue is away, the clock does it within a minute."""
    try:
        compose()
    except OSError as error:
        log.warning("the task queue is away", extra={"error": error})
