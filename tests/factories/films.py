"""A written part, as the writer leaves it, and what a film shows and sounds like."""

from datetime import UTC, datetime

import av
import numpy as np

from rooms.media.recording.parts import Part
from rooms.media.recording.rows import read_row
from tests.factories.tapes import RATE, picture_packets, pictures, sound_packets, stream_row, tone

BEGAN = datetime(2026, 11, 27, 1, 31, tzinfo=UTC)


def a_part(tmp_path, *, seconds, seat="s-chair", wall=BEGAN, ended=True):
    """The chair's camera and microphone for some seconds, from half a second after the part's beginning."""
    folder = tmp_path / "part"
    part = Part(folder, wall, 100.0)
    for row in (
        stream_row(1, "camera", seat),
        stream_row(2, "mic", seat),
    ):
        part.take(read_row(row), 100.0)
    part.take({"floor": {"chair": seat}, "at": 100.2}, 100.2)
    packets = [
        *picture_packets(pictures(seconds * RATE), began=100.5),
        *sound_packets(tone(seconds * 50), began=100.5),
    ]
    for packet in sorted(packets, key=lambda each: each.arrival):
        part.take(packet, packet.arrival)
    part.close()
    if not ended:
        timeline = folder / "timeline.jsonl"
        timeline.write_text("\n".join(timeline.read_text().splitlines()[:-1]) + "\n")
    return folder


def times_and_levels(film):
    """The mean brightness of each frame, and the samples."""
    with av.open(str(film)) as file:
        seen = [float(frame.to_ndarray()[: frame.height].mean()) for frame in file.decode(video=0)]
    with av.open(str(film)) as file:
        heard = np.concatenate([frame.to_ndarray()[0] for frame in file.decode(audio=0)])
    return seen, heard
