"""Whatever else a web process looks after: in the small set-up the media node and the tasks worker, else nothing."""

import asyncio
import signal

from django.conf import settings

from conferencing.serving.children import Child
from conferencing.serving.doors import check_media_port
from rooms.media.bridge import Bridge


class Household:
    """The children of this process. Raises doors.PortTaken where the media node would not get its port."""

    def __init__(self) -> None:
        self.children: list[Bridge | Child] = []
        if not settings.MEDIA_NODES:
            check_media_port(settings.MEDIA_BIND, settings.MEDIA_PORT)
            self.children.append(Bridge())
        if not settings.GROWN:
            # huey finishes its running task on SIGINT and drops it on SIGTERM.
            self.children.append(Child("run_huey", polite=signal.SIGINT))
            if settings.IMAP is not None:
                self.children.append(Child("poll_mail"))

    async def start(self) -> None:
        """Start them all."""
        for child in self.children:
            await child.start()

    async def stop(self) -> None:
        """End them all, at the same time."""
        await asyncio.gather(*(child.stop() for child in self.children))
