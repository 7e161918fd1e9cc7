"""The writer as it runs: a process, a pipe, files that play up to wherever they are cut."""

import contextlib
import json
import random
import signal
import subprocess
import sys
import time
from io import BytesIO

import av
import pytest
from django.conf import settings

from rooms.media.recording.parts import TIMELINE
from rooms.media.recording.rows import pack_batch, pack_note
from tests.factories.tapes import RATE, picture_packets, pictures, row_of, sound_packets, stream_row, tone

RECORDING = "0b9d3a52-3c1e-4a55-9c0e-3c2a8f0b7a11"
SECONDS = 4


class Writing:
    """A writer and its pipe."""

    def __init__(self, folder):
        self.folder = folder
        command = [sys.executable, "-m", "rooms.media.recording.writer", str(folder)]
        self.process = subprocess.Popen(
            command, cwd=settings.BASE_DIR, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )

    def say(self, rows):
        self.process.stdin.write(pack_batch(RECORDING, rows))
        self.process.stdin.flush()

    def end(self):
        self.process.stdin.close()
        wishes = self.process.stdout.read().decode()
        errors = self.process.stderr.read().decode()
        self.process.stdout.close()
        self.process.stderr.close()
        return self.process.wait(30), wishes, errors

    def parts(self):
        return sorted((self.folder / RECORDING).iterdir())


@pytest.fixture
def writing(tmp_path):
    made = Writing(tmp_path)
    yield made
    if made.process.poll() is None:
        made.process.kill()
        made.end()


def rows_of_a_meeting(now):
    """Four seconds of the chair's camera and microphone, as they would arrive from now on."""
    picture = picture_packets(pictures(SECONDS * RATE), began=now)
    sound = sound_packets(tone(SECONDS * 50), began=now)
    packets = sorted([*picture, *sound], key=lambda packet: packet.arrival)
    return [stream_row(1, "camera"), stream_row(2, "mic"), *map(row_of, packets)]


def times_of(data, kind):
    with av.open(BytesIO(data)) as file:
        frames = file.decode(**{kind: 0})
        found = []
        with contextlib.suppress(av.FFmpegError):  # the last packet is not whole
            found.extend(float(frame.pts * frame.time_base) for frame in frames)
        return found


def ends_of(data):
    """Where each packet ends in the file."""
    with av.open(BytesIO(data)) as file:
        return [packet.pos + packet.size for packet in file.demux() if packet.size]


def timeline_of(part):
    return [json.loads(line) for line in (part / TIMELINE).read_text().splitlines()]


def test_a_meeting_is_written_and_plays(writing):
    floor = pack_note({"floor": {"chair": "s-chair"}, "at": time.monotonic()})  # noqa: TID251 - the pipe's own clock
    writing.say([floor, *rows_of_a_meeting(time.monotonic())])  # noqa: TID251 - as above
    code, _, errors = writing.end()
    assert (code, errors) == (0, "")
    (part,) = writing.parts()
    lines = timeline_of(part)
    tracks = {line["source"]: line for line in lines if "track" in line}
    assert "began" in lines[0]
    assert lines[-1]["missing"] == 0
    assert {key: lines[1][key] for key in ("floor",)} == {"floor": {"chair": "s-chair"}}
    seen = times_of((part / tracks["camera"]["track"]).read_bytes(), "video")
    heard = times_of((part / tracks["mic"]["track"]).read_bytes(), "audio")
    assert len(seen) == SECONDS * RATE
    assert seen[-1] - seen[0] == pytest.approx(SECONDS - 1 / RATE, abs=0.05)
    assert heard[-1] - heard[0] == pytest.approx(SECONDS - 0.02, abs=0.05)
    assert abs(heard[0] - seen[0]) < 0.05


def test_a_file_cut_at_any_byte_plays_up_to_there(writing):
    writing.say(rows_of_a_meeting(time.monotonic()))  # noqa: TID251 - the pipe's own clock
    writing.end()
    (part,) = writing.parts()
    chance = random.Random(20261122)
    for name, kind in (("001-camera.mkv", "video"), ("002-mic.mkv", "audio")):
        data = (part / name).read_bytes()
        whole = times_of(data, kind)
        for cut in sorted(chance.sample(range(len(data) // 4, len(data)), 12)):
            played = times_of(data[:cut], kind)
            assert played == whole[: len(played)]
            assert len(played) >= sum(end <= cut for end in ends_of(data)) - 1  # the demuxer looks one block ahead


def test_a_killed_writer_leaves_all_but_the_last_second(writing):
    rows = rows_of_a_meeting(time.monotonic())  # noqa: TID251 - the pipe's own clock
    another = [stream_row(3, "camera", "s-site", "c2"), *map(row_of, picture_packets(pictures(2), stream=3)[9:])]
    writing.say([*rows, *another])
    writing.process.stdout.readline()  # it wishes for that one's keyframe: so it has taken everything before
    writing.process.send_signal(signal.SIGKILL)
    writing.end()
    (part,) = writing.parts()
    seen = times_of((part / "001-camera.mkv").read_bytes(), "video")
    assert seen[-1] - seen[0] >= SECONDS - 1.3
    assert "ended" not in timeline_of(part)[-1]


def test_an_end_closes_the_part_and_what_comes_later_is_another(writing):
    rows = rows_of_a_meeting(time.monotonic())  # noqa: TID251 - the pipe's own clock
    writing.say([*rows, pack_note({"end": True})])
    writing.say(rows)
    writing.end()
    assert [timeline_of(part)[-1].keys() for part in writing.parts()] == [{"ended", "missing"}] * 2


def test_a_stream_without_a_keyframe_asks_for_one(writing):
    rows = rows_of_a_meeting(time.monotonic())  # noqa: TID251 - the pipe's own clock
    writing.say([rows[0], *rows[12:40]])
    wish = json.loads(writing.process.stdout.readline())
    assert wish == {"connection": "c1", "source": "camera"}


def test_a_name_that_would_leave_its_folder_ends_the_pipe(writing, tmp_path):
    writing.process.stdin.write(pack_batch("../../etc", [pack_note({"end": True})]))
    code, _, errors = writing.end()
    assert code == 0
    assert "the pipe is broken" in errors
    assert list(tmp_path.iterdir()) == []
