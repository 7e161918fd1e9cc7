"""A part: one stretch of a recording by one writer, a folder of track files and their timeline.

`timeline.jsonl` says, a line each, when it began by the wall clock, which file is whose, who had the floor from when
on, how much was lost, and whether the end was orderly. Times are milliseconds from the beginning, as in the files.
"""

import json
import logging
from datetime import datetime
from pathlib import Path
from typing import Any

from rooms.media.recording.matroska import FAULTS, TrackFile
from rooms.media.recording.rows import Note, Packet
from rooms.media.recording.timeline import Offset
from rooms.media.recording.tracks import Dated, Name, Stream

log = logging.getLogger(__name__)
TIMELINE = "timeline.jsonl"
WISH_GAP_S = 1.0  # between two wishes for a keyframe of one track
FOREVER = float("inf")


class Part:
    """Rows in, files out. `began` is the same moment by the wall and by the node's clock."""

    def __init__(self, folder: Path, wall: datetime, began: float) -> None:
        folder.mkdir(parents=True)
        self._folder, self._began = folder, began
        self._timeline = (folder / TIMELINE).open("a", encoding="utf-8", buffering=1)
        self._say(began=wall.isoformat())
        self._streams: dict[int, tuple[Name, Stream]] = {}
        self._senders: dict[str, Offset] = {}
        self._files: dict[Name, TrackFile] = {}
        self._wished: dict[Name, float] = {}
        self._newest: dict[Name, int] = {}
        self.heard = began  # when something last came
        self.ended = False

    def _say(self, **line: Any) -> None:  # noqa: ANN401 - plain values of a line
        self._timeline.write(json.dumps(line) + "\n")

    def _ms(self, at: float) -> int:
        return max(0, round((at - self._began) * 1000))

    # --- rows

    def take(self, row: Packet | Note, now: float) -> None:
        """A packet or a note. Raises one of FAULTS when the disk takes no more."""
        self.heard = now
        if not isinstance(row, Packet):
            self._read(row)
        elif row.stream in self._streams:
            name, stream = self._streams[row.stream]
            stream.push(row)
            self._write(name, stream, now)

    def _read(self, note: Note) -> None:
        match note:
            case {"stream": int(number), "seat": str(seat), "source": str(source), "sender": str(sender)}:
                name = Name(seat, source, sender)
                self._streams[number] = (name, Stream(name.kind, self._senders.setdefault(sender, Offset())))
                self._newest[name] = number
            case {"stream": int(number), "ntp": int(ntp), "timestamp": int(timestamp)} if number in self._streams:
                self._streams[number][1].tell(ntp, timestamp)
            case {"floor": dict(floor), "at": float(at)}:
                self._say(floor=floor, at=self._ms(at))
            case {"lost": int(lost)}:
                self._say(lost=lost, at=self._ms(self.heard))
            case {"end": True}:
                self.ended = True

    # --- files

    def look(self, now: float) -> None:
        """Give up what has been missing for too long, though nothing new came."""
        for name, stream in list(self._streams.values()):
            self._write(name, stream, now)

    def _write(self, name: Name, stream: Stream, now: float) -> None:
        for frame in stream.ready(now):
            file = self._files.get(name) or self._open(name, frame)
            if file is not None:
                file.write(frame, self._began)

    def _open(self, name: Name, frame: Dated) -> TrackFile | None:
        if name.kind == "video" and frame.size is None:
            return None
        path = self._folder / f"{len(self._files) + 1:03}-{name.source}.mkv"
        file = self._files[name] = TrackFile(path, name, frame.size or (0, 0))
        self._say(track=path.name, seat=name.seat, source=name.source, at=self._ms(frame.at))
        return file

    def wishes(self, now: float) -> list[Name]:
        """The tracks that wait for a keyframe, each at most once a second."""
        hungry = []
        for name, number in self._newest.items():
            if self._streams[number][1].starving and now - self._wished.get(name, -FOREVER) >= WISH_GAP_S:
                self._wished[name] = now
                hungry.append(name)
        return hungry

    def close(self) -> None:
        """Write what is held, close every file, say that the end was orderly."""
        try:
            self.look(FOREVER)
            for file in self._files.values():
                file.close()
            lost = sum(stream.lost for _, stream in self._streams.values())
            self._say(ended=self._ms(self.heard), missing=lost)
            self._timeline.close()
        except FAULTS:
            log.exception("a part could not be closed")
