"""Whatever else a web process looks after: in the small set-up the media node and the tasks worker, else nothing."""

import signal
from typing import Protocol

from django.conf import settings

from conferencing.serving.children import Child
from conferencing.serving.doors import check_media_port


class Dependant(Protocol):
    """Something that is started with the house and stopped with it."""

    def start(self) -> None: ...
    async def stop(self) -> None: ...


class Household:
    """The dependants of this process."""

    def __init__(self) -> None:
        self.dependants: list[Dependant] = []
        if not settings.MEDIA_NODES:
            check_media_port(settings.MEDIA_BIND, settings.MEDIA_PORT)
        if not settings.GROWN:
            # huey finishes its running task on SIGINT and drops it on SIGTERM.
            self.dependants.append(Child("run_huey", polite=signal.SIGINT))

    def start(self) -> None:
        """Start them all; the loop must run."""
        for dependant in self.dependants:
            dependant.start()

    async def stop(self) -> None:
        """End them all."""
        for dependant in self.dependants:
            await dependant.stop()
