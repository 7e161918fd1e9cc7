"""The processes of the small set-up: started with the house, started again when they die, ended with it.

Each child lives in a session of its own, so that Ctrl-C reaches only us and we end the children in order. Should we be
killed with -9, the kernel ends them (`setpriv --pdeathsig`, part of Debian's util-linux).
"""

import asyncio
import contextlib
import logging
import shutil
import signal
import sys
from collections.abc import Sequence

from django.conf import settings

from rooms import clock

log = logging.getLogger(__name__)

BACKOFF_S = (0.5, 1.0, 2.0, 5.0, 10.0, 30.0)
STEADY_S = 60.0  # a child that lived this long starts from the first back-off again
FAREWELL_S = 4.0


class Child:
    """One `manage.py` command kept alive."""

    def __init__(self, *command: str, polite: signal.Signals = signal.SIGTERM) -> None:
        self.command = command
        self.polite = polite
        self.process: asyncio.subprocess.Process | None = None
        self.keeper: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Start it and keep it alive until `stop`."""
        self.keeper = asyncio.create_task(self._keep())

    async def stop(self) -> None:
        """End it: politely first, by force after FAREWELL_S."""
        if self.keeper is not None:
            self.keeper.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self.keeper
        process = self.process
        if process is None or process.returncode is not None:
            return
        process.send_signal(self.polite)
        try:
            await asyncio.wait_for(process.wait(), FAREWELL_S)
        except TimeoutError:
            process.kill()
            await process.wait()

    async def _keep(self) -> None:
        tries = 0
        while True:
            born = clock.monotonic()
            self.process = await asyncio.create_subprocess_exec(*self._line(), start_new_session=True)
            code = await self.process.wait()
            tries = 0 if clock.monotonic() - born > STEADY_S else tries + 1
            pause_s = BACKOFF_S[min(tries, len(BACKOFF_S)) - 1] if tries else BACKOFF_S[0]
            log.error("a child died", extra={"command": self.command[0], "code": code, "again_in_s": pause_s})
            await asyncio.sleep(pause_s)

    def _line(self) -> Sequence[str]:
        line = [sys.executable, str(settings.BASE_DIR / "manage.py"), *self.command]
        setpriv = shutil.which("setpriv")
        return [setpriv, "--pdeathsig", "KILL", *line] if setpriv else line
