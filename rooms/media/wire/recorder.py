"""The recorder: starts the writer with the first row, feeds its pipe, starts it anew when it dies.

What the writer does not take in time is lost to the recording, counted and noted in it; forwarding never waits.
"""

import asyncio
import contextlib
import json
import logging
import sys
from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path

from rooms import clock
from rooms.media.recording.rows import NOTE_KIND, pack_batch, pack_note

log = logging.getLogger(__name__)
PIPE_FULL = 16_000_000  # bytes that wait for a writer that does not read: half a minute of three pictures
STEADY_S = 5.0  # a writer that lived this long did not fail at its start
PAUSES_S = (0.2, 1.0, 3.0, 10.0)  # before a writer that keeps failing is started again
LEAVING_S = 5.0
SAID_EVERY_S = 10.0
ROOT = Path(__file__).resolve().parents[3]  # `-m` looks for the writer from here
Hungry = Callable[[str, str], None]


class Recorder:
    """The node's end of the pipe. `hungry(connection, source)` asks for a keyframe, `cut()` begins anew."""

    def __init__(self, folder: str, hungry: Hungry, cut: Callable[[], None]) -> None:
        self._command = (sys.executable, "-m", "rooms.media.recording.writer", folder)
        self._hungry, self._cut = hungry, cut
        self._child: asyncio.subprocess.Process | None = None
        self._keeper: asyncio.Task[None] | None = None
        self._waiting: list[bytes] = []  # until the writer is up
        self._waits = 0
        self._notes: defaultdict[str, list[bytes]] = defaultdict(list)  # kept while the pipe is full
        self._missed: defaultdict[str, int] = defaultdict(int)
        self._said = 0.0
        self.lost = 0  # packets, since the start

    @property
    def child(self) -> asyncio.subprocess.Process | None:
        """The writer, while it lives."""
        return self._child

    def take(self, recording: str, rows: Sequence[bytes]) -> None:
        """Hand rows on, or lose their packets."""
        if self._keeper is None:
            self._keeper = asyncio.create_task(self._keep())
        if self._is_full():
            self._miss(recording, rows)
            return
        kept = self._notes.pop(recording, [])
        if missed := self._missed.pop(recording, 0):
            kept.append(pack_note({"lost": missed}))
        self._write(pack_batch(recording, [*kept, *rows] if kept else rows))

    def _is_full(self) -> bool:
        pipe = self._child.stdin if self._child is not None else None
        waits = pipe.transport.get_write_buffer_size() if pipe is not None else self._waits
        return waits > PIPE_FULL

    def _miss(self, recording: str, rows: Sequence[bytes]) -> None:
        notes = [row for row in rows if row[0] == NOTE_KIND]
        self._notes[recording] += notes
        missed = len(rows) - len(notes)
        self._missed[recording] += missed
        self.lost += missed
        now = clock.monotonic()
        if now - self._said > SAID_EVERY_S:
            self._said = now
            log.error("the recording is losing packets: the disk is too slow", extra={"recording": recording})

    def _write(self, batch: bytes) -> None:
        if self._child is not None and self._child.stdin is not None:
            self._child.stdin.write(batch)
        else:
            self._waiting.append(batch)
            self._waits += len(batch)

    # --- the child

    async def _keep(self) -> None:
        failures = 0
        while True:
            begun = clock.monotonic()
            code = await self._run_once()
            log.warning("the recording's writer ended", extra={"code": code})
            self._cut()
            failures = 0 if clock.monotonic() - begun > STEADY_S else failures + 1
            await asyncio.sleep(PAUSES_S[min(failures, len(PAUSES_S) - 1)])

    async def _run_once(self) -> int | None:
        pipe = asyncio.subprocess.PIPE
        child = await asyncio.create_subprocess_exec(*self._command, cwd=ROOT, stdin=pipe, stdout=pipe)
        if child.stdin is not None:
            child.stdin.write(b"".join(self._waiting))
        self._child, self._waiting, self._waits = child, [], 0
        try:
            await self._listen(child)
        finally:
            self._child = None
            await asyncio.shield(_end(child))
        return child.returncode

    async def _listen(self, child: asyncio.subprocess.Process) -> None:
        while child.stdout is not None and (line := await child.stdout.readline()):
            with contextlib.suppress(ValueError, KeyError, TypeError):  # a line cut short by its death
                wish = json.loads(line)
                self._hungry(wish["connection"], wish["source"])

    async def close(self) -> None:
        """Close the pipe; the writer keeps what it has heard and leaves."""
        if self._keeper is not None:
            self._keeper.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._keeper


async def _end(child: asyncio.subprocess.Process) -> None:
    if child.stdin is not None:
        child.stdin.close()
    try:
        await asyncio.wait_for(child.wait(), LEAVING_S)
    except TimeoutError:
        with contextlib.suppress(ProcessLookupError):
            child.kill()
        await child.wait()
