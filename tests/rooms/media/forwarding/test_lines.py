"""Pictures follow the line: what a viewer sees and hears on the lines of RELIABILITY.md 8, by made clock and seed."""

import pytest

from tests.factories.media import SCREEN
from tests.rooms.media.forwarding.lossy import Hall, Line, Meeting, Viewer, concealed

THUMBNAIL = {"l": 120_000}
LINES = {  # down, up
    "office": ({"rate": 100e6, "delay": 0.005}, {"rate": 100e6, "delay": 0.005}),
    "commune ADSL": (
        {"rate": 4e6, "delay": 0.025, "jitter": 0.005, "loss": 0.005},
        {"rate": 0.6e6, "delay": 0.025, "jitter": 0.005, "loss": 0.005},
    ),
    "4G rain": (
        {"rate": 3e6, "delay": 0.06, "jitter": 0.03, "loss": 0.03, "burst": 4, "queue": 0.3},
        {"rate": 3e6, "delay": 0.06, "jitter": 0.03, "loss": 0.03, "burst": 4},
    ),
    "bad": ({"rate": 2e6, "delay": 0.08, "loss": 0.05}, {"rate": 2e6, "delay": 0.08, "loss": 0.05}),
    "worst": (
        {"rate": 0.3e6, "delay": 0.15, "jitter": 0.06, "loss": 0.1},
        {"rate": 0.3e6, "delay": 0.15, "jitter": 0.06, "loss": 0.1},
    ),
}


def a_meeting(line="office", *, thumbnails=0, **down):
    down_figures, up_figures = LINES[line]
    halls = [Hall("chair", seed=1)]
    halls += [Hall(f"site-{n}", layers=THUMBNAIL, speaks=False, seed=n + 2) for n in range(thumbnails)]
    return Meeting(halls, Viewer(Line(**{**down_figures, **down}), Line(**up_figures, seed=2)))


def shown(meeting, since):
    """Pictures a second of the chair since then."""
    return sum(at > since for at, _ in meeting.picture_of("chair").shown) / (meeting.now - since)


def test_a_narrowed_line_gets_the_low_layer_in_0_6_s_and_the_high_one_again_within_10():
    meeting = a_meeting(queue=0.15)
    meeting.run(5)
    picture = meeting.picture_of("chair")
    assert picture.layer_at(meeting.now) == "h"
    meeting.viewer.down.rate, narrowed = 450e3, meeting.now
    meeting.run(15)
    assert next(at for at, layer in picture.shown if at > narrowed and layer == "l") - narrowed <= 0.6
    assert picture.freezes(narrowed + 1, meeting.now) == []  # trying for more costs no freeze
    assert concealed(meeting.viewer.sound, narrowed + 2, meeting.now) < 0.01
    meeting.viewer.down.rate, widened = 1e9, meeting.now
    meeting.run(10)
    assert next(at for at, layer in picture.shown if at > widened and layer == "h") - widened <= 10
    assert picture.layer_at(meeting.now) == "h"


@pytest.mark.parametrize(
    ("line", "per_second", "late"),
    [("office", 14.9, 0), ("commune ADSL", 14.5, 0.02), ("bad", 12, 0.08), ("4G rain", 12, 0.16)],
)
def test_a_full_wall_stays_smooth_within_what_the_line_carries(line, per_second, late):
    meeting = a_meeting(line, thumbnails=6)
    meeting.run(5)
    since = meeting.now
    meeting.run(25)
    assert shown(meeting, since) >= per_second
    assert concealed(meeting.viewer.sound, since, meeting.now) <= late  # what the line itself lost included


def test_the_worst_line_goes_into_low_bandwidth_mode_by_itself_and_keeps_its_sound():
    meeting = a_meeting("worst", thumbnails=6)
    meeting.run(14)
    assert meeting.viewer.limits[-1][1:3] == ("low", "line")
    assert meeting.viewer.limits[-1][0] - 100 <= 13
    since = meeting.now
    meeting.run(20)
    assert concealed(meeting.viewer.sound, since, meeting.now) <= 0.17  # 10 % never came
    meeting.viewer.down.rate, meeting.viewer.down.loss, widened = 1e9, 0, meeting.now
    meeting.run(29)
    assert meeting.viewer.limits[-1][1] == "low"
    meeting.run(16)
    assert meeting.viewer.limits[-1][1:3] == ("full", "")
    assert meeting.picture_of("chair").layer_at(meeting.now) == "h"
    assert meeting.now - widened < 46


def test_a_deep_queue_goes_down_in_seconds_and_sound_with_it():
    meeting = a_meeting("office", thumbnails=6, rate=1e6, queue=2.0)
    meeting.run(4)
    since = meeting.now
    meeting.run(16)
    assert concealed(meeting.viewer.sound, since, meeting.now) < 0.03
    assert meeting.picture_of("chair").freezes(since, meeting.now) == []


def test_in_low_bandwidth_mode_a_shared_screen_is_seen_in_its_low_layer():
    screen = Hall("chair", layers={"l": 100_000, "h": 1_200_000}, mid=SCREEN, seed=3)
    meeting = Meeting([screen, Hall("site", seed=4)], Viewer(Line(), Line()), sharing=("chair",))
    meeting.run(2)
    shown = meeting.picture_of("chair", "screen")
    assert shown.layer_at(meeting.now) == "h"
    meeting.look(low=True)
    meeting.run(2)
    assert shown.layer_at(meeting.now) == "l"
    assert [slot.track.source for slot in meeting.room.members["viewer"].slots_of("video") if slot.layer] == ["screen"]


def test_a_blink_is_no_narrow_line():
    meeting = a_meeting("office", thumbnails=2, rate=10e6)
    meeting.run(5)
    meeting.viewer.down.loss = meeting.viewer.up.loss = 1
    meeting.run(3)
    meeting.viewer.down.loss = meeting.viewer.up.loss = 0
    back = meeting.now
    meeting.run(4)
    assert next(at for at, layer in meeting.picture_of("chair").shown if at > back and layer == "h") - back < 2
    assert {level for _, level, _, _ in meeting.viewer.limits} == {"full"}


@pytest.mark.parametrize(
    ("longer", "loss", "per_second"),
    [(0.06, 0, 14), (0.08, 0, 14), (0.15, 0, 13), (0.3, 0, 12), (0.06, 0.05, 11), (0.08, 0.05, 11), (0.15, 0.05, 10)],
)
def test_a_way_that_becomes_longer_is_no_narrow_line(longer, loss, per_second):
    meeting = a_meeting("office", thumbnails=2, rate=2e6, loss=loss)
    meeting.run(8)
    meeting.viewer.down.delay += longer
    changed = meeting.now
    meeting.run(12)
    assert shown(meeting, changed + 3) >= per_second
    assert meeting.picture_of("chair").layer_at(meeting.now) in {"m", "h"}
    assert "low" not in {level for _, level, _, _ in meeting.viewer.limits}


def test_a_receiver_without_transport_cc_is_judged_by_its_reports():
    meeting = a_meeting("office")
    meeting.viewer._arrivals = None
    meeting.run(3)
    assert meeting.picture_of("chair").layer_at(meeting.now) == "h"
    downlink = meeting.room.members["viewer"].downlink
    for _ in range(6):
        downlink.reported(60)
        meeting.run(0.3)
    assert meeting.picture_of("chair").layer_at(meeting.now) in {"l", "m"}
    for _ in range(40):
        downlink.reported(0)
    meeting.run(2)
    assert meeting.picture_of("chair").layer_at(meeting.now) == "h"
    downlink.estimated(300_000)
    meeting.run(1)
    assert meeting.picture_of("chair").layer_at(meeting.now) == "l"


def test_a_busy_node_leaves_out_thumbnails_then_layers_then_pictures_but_never_sound():
    meeting = a_meeting("office", thumbnails=4)
    meeting.run(3)
    fed = lambda: [slot.layer.rid for slot in meeting.room.members["viewer"].slots_of("video") if slot.layer]  # noqa: E731
    meeting.load(1)
    meeting.run(1)
    assert sorted(fed()) == ["h", "l"]  # the two important ones; the second has only a low layer
    meeting.load(2)
    meeting.run(1)
    assert sorted(fed()) == ["l", "l"]
    meeting.load(3)
    meeting.run(2)
    assert fed() == ["l"]
    assert meeting.viewer.limits[-1][1:3] == ("reduced", "server")
    meeting.load(4)
    meeting.run(1)
    assert fed() == []
    since = meeting.now
    meeting.run(2)
    assert concealed(meeting.viewer.sound, since, meeting.now) == 0
    meeting.load(0)
    meeting.run(2)
    assert len(fed()) == 5
    assert meeting.viewer.limits[-1][1:3] == ("full", "")


def test_low_bandwidth_mode_is_a_choice_too():
    meeting = a_meeting("office", thumbnails=2)
    meeting.run(2)
    meeting.look(low=True)
    assert meeting.viewer.limits[-1][1:3] == ("low", "chosen")
    meeting.run(1)
    octets = meeting.viewer.octets
    meeting.run(2)
    assert (meeting.viewer.octets - octets) * 8 / 2 < 60_000
    meeting.look(low=False)
    meeting.run(2)
    assert meeting.viewer.limits[-1][1:3] == ("full", "")
    assert meeting.picture_of("chair").layer_at(meeting.now) == "h"


def test_a_stall_is_no_narrow_line_either():
    meeting = a_meeting("office", thumbnails=2, rate=10e6)
    meeting.run(5)
    since = meeting.now
    meeting.viewer.down._free = meeting.now + 0.3  # nothing passes, then everything at once
    meeting.run(3)
    assert {layer for at, layer in meeting.picture_of("chair").shown if at > since} == {"h"}
    assert meeting.estimate.rate > 2e6
