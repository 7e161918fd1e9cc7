"""A track as a Matroska file that is whole up to wherever it is cut. The one file of the writer that imports PyAV.

`live` writes no sizes that would have to be filled in at the end; a cluster is closed each second and handed to the
kernel at once, so that a killed writer loses a second, and a killed machine what the kernel held.
"""

from fractions import Fraction
from pathlib import Path

import av

from rooms.media.recording.tracks import Dated, Name

MILLISECOND = Fraction(1, 1000)
OPTIONS = {"live": "1", "cluster_time_limit": "1000", "flush_packets": "1"}
FAULTS = (av.FFmpegError, OSError)


class TrackFile:
    """One file; frames go in with rising times."""

    def __init__(self, path: Path, name: Name, size: tuple[int, int]) -> None:
        self._file = av.open(str(path), "w", format="matroska", options=OPTIONS)
        self._file.metadata["title"] = f"{name.seat} {name.source}"
        self._stream: av.stream.Stream
        if name.kind == "video":
            width, height = size
            self._stream = self._file.add_mux_stream("vp8", width=width, height=height, time_base=MILLISECOND)
        else:
            # The encoder is never used: it knows the head that a player asks for (OpusHead, RFC 7845 5.1).
            self._stream = self._file.add_stream("libopus", rate=48_000, layout="stereo")
        self._file.start_encoding()
        self._last = -1

    def write(self, frame: Dated, began: float) -> None:
        """Add a frame; its time is counted from `began`. Raises one of FAULTS when the disk takes no more."""
        at = max(self._last + 1, round((frame.at - began) * 1000), 0)
        packet = av.Packet(frame.data)
        packet.pts = packet.dts = self._last = at
        packet.time_base = MILLISECOND
        packet.is_keyframe = frame.size is not None or self._stream.type == "audio"
        packet.stream = self._stream
        self._file.mux_one(packet)

    def close(self) -> None:
        """Nothing more comes."""
        self._file.close()
