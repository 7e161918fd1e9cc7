"""The film: who is shown, what is heard, how long it is, and what a crash leaves of it."""

import json
from datetime import UTC, datetime, timedelta

import av
import numpy as np
import pytest

from rooms.recordings.film import canvas, stretch
from rooms.recordings.film.composer import FPS, Composer, Held, NothingRecorded, Reel, span_of
from rooms.recordings.film.direction import HOLD_S, Director, Shot
from rooms.recordings.film.plates import plate
from rooms.recordings.film.stretch import Floor
from tests.factories.films import BEGAN, a_part, times_and_levels

CHAIR, SITE = "s-chair", "s-site"


# --- what the timeline says


def test_a_timeline_cut_short_says_what_stands_before_the_cut():
    lines = [{"began": BEGAN.isoformat()}, {"track": "001-mic.mkv", "seat": CHAIR, "source": "mic", "at": 700}]
    text = "\n".join(json.dumps(line) for line in lines) + '\n{"track": "00'
    part = stretch.read(text)
    assert (part.began, part.first, part.ended) == (BEGAN, 0.7, None)
    assert [strip.seat for strip in part.strips] == [CHAIR]
    assert stretch.read('{"beg') is None
    assert stretch.read("") is None


def test_the_floor_is_the_last_one_said():
    floors = [Floor(1.0, chair=CHAIR), Floor(5.0, chair=CHAIR, speaker=SITE)]
    assert stretch.floor_at(floors, 0.0).speaker is None
    assert stretch.floor_at(floors, 5.0).speaker == SITE
    assert stretch.floor_at([], 5.0) == Floor(0.0)


# --- who is shown

BOTH = {(CHAIR, "camera"), (SITE, "camera")}


@pytest.mark.parametrize(
    ("floor", "seen", "shot"),
    [
        (Floor(0, chair=CHAIR), BOTH, Shot(CHAIR, "camera")),
        (Floor(0, chair=CHAIR, loud=SITE), BOTH, Shot(SITE, "camera")),
        (Floor(0, chair=CHAIR, speaker=CHAIR, loud=SITE), BOTH, Shot(CHAIR, "camera")),
        (Floor(0, chair=CHAIR, speaker=CHAIR, pinned=SITE), BOTH, Shot(SITE, "camera")),
        (Floor(0, chair=CHAIR, pinned=SITE), BOTH | {(CHAIR, "screen")}, Shot(CHAIR, "screen")),
        (Floor(0, chair=CHAIR, speaker=SITE), {(CHAIR, "camera")}, Shot(CHAIR, "camera")),
        (Floor(0), {(SITE, "camera")}, Shot(SITE, "camera")),
        (Floor(0, chair=CHAIR, speaker=SITE), set(), Shot(SITE)),
        (Floor(0), set(), Shot(None)),
    ],
)
def test_the_shot_follows_the_floor(floor, seen, shot):
    assert Director().choose(floor, seen, 0.0) == shot


def test_a_cough_does_not_change_the_picture_but_a_screen_does_at_once():
    director = Director()
    director.choose(Floor(0, chair=CHAIR), BOTH, 10.0)
    cough = Floor(0, chair=CHAIR, loud=SITE)
    assert director.choose(cough, BOTH, 11.0).seat == CHAIR
    assert director.choose(cough, BOTH, 10.0 + HOLD_S).seat == SITE
    assert director.choose(cough, BOTH | {(CHAIR, "screen")}, 12.1).source == "screen"


def test_a_picture_that_stops_is_left_at_once():
    director = Director()
    director.choose(Floor(0, chair=CHAIR), BOTH, 10.0)
    assert director.choose(Floor(0, chair=CHAIR), {(SITE, "camera")}, 10.1).seat == SITE


# --- the canvas


@pytest.mark.parametrize(
    ("size", "fitted"), [((1920, 1080), (1280, 720)), ((640, 480), (960, 720)), ((1, 4000), (2, 720))]
)
def test_every_shape_fits(size, fitted):
    assert canvas.fitted(*size) == fitted


def test_a_name_plate_has_the_words_as_they_are():
    made = plate('Điểm cầu Tam Dương #read("/etc/passwd") *đậm*')
    assert made.height < 60
    assert made.width > 200
    assert plate("  ") is None
    grey = canvas.drawn(None, made).to_ndarray()[: canvas.HEIGHT]
    assert (grey > 200).sum() > 100
    assert (canvas.drawn(None, None).to_ndarray()[: canvas.HEIGHT] == canvas.BLACK[0]).all()


# --- the whole


def composed(tmp_path, parts, seconds, names=None):
    film = tmp_path / "film.mp4"
    reels = [Reel(folder, stretch.read((folder / "timeline.jsonl").read_text()), began) for folder, began in parts]
    Composer(reels, names or {}).compose(film, seconds, lambda _percent: True)
    return film


def test_a_film_has_the_picture_the_sound_and_the_length(tmp_path):
    folder = a_part(tmp_path, seconds=4)
    film = composed(tmp_path, [(folder, 0.0)], 5.0, {CHAIR: "Trần Quang Minh"})
    seen, heard = times_and_levels(film)
    assert len(seen) == 5 * FPS
    assert seen[0] < 25  # black before the first picture
    assert np.mean(seen[FPS : 4 * FPS]) > 30
    assert heard[:300].max() < 0.01
    assert np.abs(heard[48_000 : 4 * 48_000]).max() > 0.2
    assert len(heard) / 48_000 == pytest.approx(5.0, abs=0.1)


def test_a_recording_that_went_on_on_another_node_is_one_film_with_a_gap(tmp_path):
    first = a_part(tmp_path / "a", seconds=2, ended=False)
    second = a_part(tmp_path / "b", seconds=2)
    film = composed(tmp_path, [(first, 0.0), (second, 6.0)], 9.0)
    seen, heard = times_and_levels(film)
    assert np.mean(seen[FPS : 2 * FPS]) > 30
    assert seen[int(5.9 * FPS)] < 25
    assert np.mean(seen[7 * FPS : 8 * FPS]) > 30
    assert np.abs(heard[3 * 48_000 : 6 * 48_000]).max() < 0.01


def test_a_track_cut_in_the_middle_is_shown_up_to_there(tmp_path):
    folder = a_part(tmp_path, seconds=4, ended=False)
    track = folder / "001-camera.mkv"
    track.write_bytes(track.read_bytes()[: track.stat().st_size // 2])
    (folder / "002-mic.mkv").write_bytes(b"")
    seen, _ = times_and_levels(composed(tmp_path, [(folder, 0.0)], 4.0))
    assert np.mean(seen[FPS : FPS + 5]) > 30


def test_composing_stops_when_told_to(tmp_path):
    folder = a_part(tmp_path, seconds=2)
    reel = Reel(folder, stretch.read((folder / "timeline.jsonl").read_text()), 0.0)
    with pytest.raises(Held):
        Composer([reel], {}).compose(tmp_path / "film.mp4", 2.0, lambda _percent: False)


def test_the_film_is_as_long_as_the_recording_but_not_hours_of_black():
    part = stretch.Stretch(BEGAN, first=1.0, ended=9.0)
    started, stopped = BEGAN, BEGAN + timedelta(seconds=10)
    assert span_of([part], started, stopped).seconds == 10.0
    late = span_of([part], BEGAN - timedelta(minutes=5), BEGAN + timedelta(hours=5))
    assert late.begin == BEGAN - timedelta(seconds=1)
    assert late.seconds == 15.0
    with pytest.raises(NothingRecorded):
        span_of([stretch.Stretch(datetime(2026, 11, 27, tzinfo=UTC))], started, stopped)


def test_both_encoders_are_in_the_wheel():
    assert {"libx264", "aac"} <= set(av.codecs_available) | {"libx264"}
    assert av.Codec("libx264", "w").name == "libx264"
