"""The node's end of the writer's pipe: what is lost when nobody reads, and who follows a dead writer."""

import asyncio
import json
import sys

from asgiref.sync import async_to_sync

from rooms.media.recording.rows import pack_note, read_batch, read_row
from rooms.media.wire import recorder as wire
from rooms.media.wire.recorder import Recorder
from tests.factories.tapes import picture_packets, pictures, row_of, stream_row

RECORDING = "0b9d3a52-3c1e-4a55-9c0e-3c2a8f0b7a11"
DEAF = (sys.executable, "-c", "import sys, time; print('{}', flush=True); time.sleep(600)")
WITHIN_S = 30


async def until(question):
    async with asyncio.timeout(WITHIN_S):
        while not question():  # noqa: ASYNC110 - files and processes of the kernel, which sets no event
            await asyncio.sleep(0.01)


def told(story):
    return async_to_sync(story)()


def test_a_writer_that_does_not_read_costs_the_recording_packets_but_no_notes(monkeypatch, tmp_path, caplog):
    monkeypatch.setattr(wire, "PIPE_FULL", 100_000)
    monkeypatch.setattr(wire, "LEAVING_S", 0.1)
    packet = picture_packets([bytes(1000)])[0]

    async def story():
        recorder = Recorder(str(tmp_path), lambda *_: None, lambda: None)
        recorder._command = DEAF
        recorder.take(RECORDING, [stream_row(1, "camera")])
        await until(lambda: recorder.child)
        for _ in range(1000):
            recorder.take(RECORDING, [row_of(packet)])
        lost = recorder.lost
        recorder.take(RECORDING, [pack_note({"floor": {}, "at": 1.0})])
        notes = [read_row(row) for row in recorder._notes[RECORDING]]
        await recorder.close()
        return lost, notes

    lost, notes = told(story)
    assert lost > 500
    assert notes == [{"floor": {}, "at": 1.0}]
    assert "losing packets" in caplog.text


def test_what_was_missed_is_said_with_the_first_that_goes_through(tmp_path):
    async def story():
        recorder = Recorder(str(tmp_path), lambda *_: None, lambda: None)
        recorder._command = DEAF
        recorder._miss(RECORDING, [stream_row(1, "mic"), *map(row_of, picture_packets(pictures(1)))])
        recorder.take(RECORDING, [pack_note({"end": True})])
        (batch,) = recorder._waiting
        await recorder.close()
        return recorder.lost, [read_row(row) for row in read_batch(batch[4:])[1]]

    lost, rows = told(story)
    assert rows[1:] == [{"lost": lost}, {"end": True}]
    assert rows[0]["source"] == "mic"


def test_a_dead_writer_is_followed_by_another_and_the_rooms_begin_anew(tmp_path):
    async def story():
        cuts = []
        recorder = Recorder(str(tmp_path), lambda *_: None, lambda: cuts.append("cut"))
        recorder.take(RECORDING, [stream_row(1, "camera"), *map(row_of, picture_packets(pictures(2)))])
        await until(lambda: list(tmp_path.glob("*/*/*.mkv")))
        first = recorder.child
        first.kill()
        await until(lambda: recorder.child not in {None, first})
        recorder.take(RECORDING, [stream_row(2, "camera"), *map(row_of, picture_packets(pictures(2), stream=2))])
        await until(lambda: len(list(tmp_path.glob("*/*/*.mkv"))) == 2)
        await recorder.close()
        return cuts

    assert told(story) == ["cut"]
    last = [path.read_text().splitlines()[-1] for path in tmp_path.glob("*/*/timeline.jsonl")]
    assert sum("ended" in json.loads(line) for line in last) == 1


def test_a_wish_reaches_the_room(tmp_path):
    async def story():
        wishes = []
        recorder = Recorder(str(tmp_path), lambda *wish: wishes.append(wish), lambda: None)
        recorder.take(RECORDING, [stream_row(1, "camera"), *map(row_of, picture_packets(pictures(2))[3:])])
        await until(lambda: wishes)
        await recorder.close()
        return wishes[0]

    assert told(story) == ("c1", "camera")
