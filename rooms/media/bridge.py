"""The media child of the small set-up: starts it, speaks with it over its pipe, puts a spare in its place when it dies.

`manage.py serve` holds one: `bridge = Bridge(); await bridge.start(); ...; await bridge.stop()`. The child is never a
thread: one busy Python thread beside the websockets raised their p99 from 1 ms to 226 ms (MEDIA.md).
"""

import asyncio
import contextlib
import logging
import sys
from collections.abc import Sequence

from django.conf import settings

from rooms import clock
from rooms.media import door, frames
from rooms.media.signalling import FromNode, Offer, ToNode, from_wire, to_wire
from rooms.media.stays import Stays
from rooms.refusals import Unreadable

log = logging.getLogger(__name__)

PIPE_FULL = 8_000_000  # bytes waiting for a child that does not read
STEADY_S = 5.0  # a child that lived this long did not fail at its start
PAUSES_S = (0.2, 1.0, 3.0, 10.0)  # before a child that keeps failing is started again
LEAVING_S = 6.0
BEGIN: frames.Frame = {"begin": True}  # a child opens its port only now: a spare waits for it
Child = asyncio.subprocess.Process


class Bridge:
    """The carrier of messages to the one child, and of its answers to the channel layer."""

    def __init__(self, command: Sequence[str] = ()) -> None:
        self._command = command or (sys.executable, str(settings.BASE_DIR / "manage.py"), "run_media", "--pipe")
        self._stays = Stays()
        self._child: Child | None = None
        self._spare: Child | None = None
        self._sparing: asyncio.Task[None] | None = None
        self._keeper: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Start the child and take over the door of this process."""
        door.use(self)
        self._keeper = asyncio.create_task(self._keep())

    async def stop(self) -> None:
        """Close the pipe, which ends the child."""
        door.use(door.Nobody())
        for task in (self._sparing, self._keeper):
            if task is not None:
                task.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await task
        if self._spare is not None:
            await _end(self._spare)

    def lamp(self) -> door.Lamp:
        """Whether the child is there."""
        pipe = self._child.stdin if self._child is not None else None
        return door.Lamp.AWAY if pipe is None or pipe.is_closing() else door.Lamp.UP

    async def carry(self, message: ToNode) -> None:
        """Write a message into the pipe. Raises door.Away when there is no child or it does not read."""
        pipe = self._child.stdin if self._child is not None else None
        if pipe is None or pipe.is_closing() or pipe.transport.get_write_buffer_size() > PIPE_FULL:
            raise door.Away(message.kind)
        self._stays.note(message, "child")
        if isinstance(message, Offer) and self._spare is None and (self._sparing is None or self._sparing.done()):
            self._sparing = asyncio.create_task(self._prepare_spare())
        pipe.write(frames.pack({"message": to_wire(message)}))

    async def _keep(self) -> None:
        failures = 0
        while True:
            child = await self._next_child()
            begun = clock.monotonic()
            await self._serve_by(child)
            failures = 0 if clock.monotonic() - begun > STEADY_S else failures + 1
            if failures:
                await asyncio.sleep(PAUSES_S[min(failures, len(PAUSES_S)) - 1])

    async def _next_child(self) -> Child:
        """The spare, if it is there and lives; it has done already what takes a process seconds to begin."""
        spare, self._spare = self._spare, None
        if spare is not None and spare.returncode is None:
            return spare
        return await self._spawn()

    async def _spawn(self) -> Child:
        pipe = asyncio.subprocess.PIPE
        return await asyncio.create_subprocess_exec(*self._command, stdin=pipe, stdout=pipe)

    async def _serve_by(self, child: Child) -> None:
        self._child = child
        if child.stdin is not None:
            child.stdin.write(frames.pack(BEGIN))
        door.call_back(self._stays.take_all())  # of the child before, which took its connections with it
        try:
            await self._listen(child)
        finally:
            self._child = None
            await asyncio.shield(_end(child))
        log.warning("the media child ended", extra={"code": child.returncode})

    async def _prepare_spare(self) -> None:
        """Once somebody is in a meeting, keep a second process ready; it costs 100 MB and saves three seconds."""
        await asyncio.sleep(STEADY_S)
        self._spare = await self._spawn()

    async def _listen(self, child: asyncio.subprocess.Process) -> None:
        if child.stdout is None:
            return
        try:
            while (frame := await frames.read(child.stdout)) is not None:
                await self._hear(frame)
        except frames.BrokenPipeFrame:
            log.exception("the media child speaks gibberish")

    async def _hear(self, frame: frames.Frame) -> None:
        try:
            message = from_wire(frame.get("message"))
        except Unreadable:
            log.warning("the media child said something unreadable")
            return
        reply_to = frame.get("reply_to")
        if isinstance(message, FromNode) and isinstance(reply_to, str):
            await door.reply(reply_to, message)
            await asyncio.sleep(0)  # who reads the channel has its turn before it is full


async def _end(child: asyncio.subprocess.Process) -> None:
    """Close its stdin, which it takes as the sign to leave; kill it if it does not."""
    if child.stdin is not None:
        child.stdin.close()
    try:
        await asyncio.wait_for(child.wait(), LEAVING_S)
    except TimeoutError:
        with contextlib.suppress(ProcessLookupError):
            child.kill()
        await child.wait()
