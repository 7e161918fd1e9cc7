"""The writer: a process of its own, child of a media node. `python -m rooms.media.recording.writer <folder>`.

Batches of rows come on stdin; wishes for keyframes go out on stdout, one JSON object a line. It leaves when stdin
closes. It knows no database and no event loop; a disk that is slow or full stops here and no further up.
"""

import json
import logging
import os
import re
import resource
import secrets
import select
import signal
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

from rooms import clock
from rooms.media.recording.matroska import FAULTS
from rooms.media.recording.parts import Part
from rooms.media.recording.rows import Batches, BrokenRow, Packet, read_batch, read_row

log = logging.getLogger(__name__)
LOOK_S = 0.25
IDLE_S = 60.0  # a part without a packet for so long is closed; what comes later is another part
CHUNK = 1 << 18
HEAD_S = 0.5  # a picture may be older than the first packet that arrived
NAME = re.compile(r"[0-9a-f-]{8,64}")  # a recording's id becomes a folder's name


class Writer:
    """The parts that are being written, by recording."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._parts: dict[str, Part] = {}
        self._batches = Batches()

    def take(self, data: bytes) -> None:
        """Bytes of the pipe. Raises BrokenRow."""
        for body in self._batches.take(data):
            recording, rows = read_batch(body)
            if not NAME.fullmatch(recording):
                raise BrokenRow
            self._write(recording, rows)

    def _write(self, recording: str, rows: list[bytes]) -> None:
        now = clock.monotonic()
        read = [read_row(row) for row in rows]
        try:
            part = self._parts.get(recording) or self._begin(recording, read, now)
            for row in read:
                part.take(row, now)
        except FAULTS:
            log.exception("nothing can be written", extra={"recording": recording})
            self._end(recording)
            return
        if part.ended:
            self._end(recording)

    def _begin(self, recording: str, rows: list[Packet | dict[str, Any]], now: float) -> Part:
        # Rows wait for a writer that is only starting: the part begins a little before the first packet came.
        first = min([row.arrival for row in rows if isinstance(row, Packet)], default=now)
        began = min(first, now) - HEAD_S
        wall = clock.now() - timedelta(seconds=now - began)
        folder = self._root / recording / f"{wall:%Y%m%dT%H%M%S}-{secrets.token_hex(4)}"
        part = self._parts[recording] = Part(folder, wall, began)
        return part

    def _end(self, recording: str) -> None:
        part = self._parts.pop(recording, None)
        if part is not None:
            part.close()

    def look(self) -> list[str]:
        """What is due without new bytes; the wishes to be told."""
        now = clock.monotonic()
        wishes = []
        for recording, part in list(self._parts.items()):
            try:
                part.look(now)
            except FAULTS:
                log.exception("nothing can be written", extra={"recording": recording})
                self._end(recording)
                continue
            if now - part.heard > IDLE_S:
                self._end(recording)
            wishes += [json.dumps({"connection": name.sender, "source": name.source}) for name in part.wishes(now)]
        return wishes

    def close(self) -> None:
        """Close every part."""
        for recording in list(self._parts):
            self._end(recording)


def run(root: Path) -> None:
    """Write until stdin closes."""
    writer = Writer(root)
    looked = clock.monotonic()
    try:
        while True:
            readable, _, _ = select.select([0], [], [], LOOK_S)
            if readable:
                data = os.read(0, CHUNK)
                if not data:
                    break
                writer.take(data)
            if clock.monotonic() - looked >= LOOK_S:
                looked = clock.monotonic()
                for wish in writer.look():
                    sys.stdout.write(wish + "\n")
                sys.stdout.flush()
    except BrokenRow:
        log.exception("the pipe is broken")
    except BrokenPipeError:  # the node is gone: what it said last is still to be kept
        log.warning("the node does not listen any more")
    writer.close()


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C goes to the whole group; we leave when the pipe closes
    files = resource.getrlimit(resource.RLIMIT_NOFILE)[1]  # one for each track, of hundreds of halls
    resource.setrlimit(resource.RLIMIT_NOFILE, (files, files))
    run(Path(sys.argv[1]))
