import pytest

from rooms.media.forwarding import vp8
from rooms.media.forwarding.inputs import Burst, Readied
from rooms.media.forwarding.packets import read_rtcp, write_keyframe_request, write_sender_clock
from tests.factories.media import CAMERA, SCREEN, VP8
from tests.rooms.media.forwarding.network import Network, ssrc_of


@pytest.fixture
def network():
    return Network()


def test_a_seat_without_the_floor_is_not_heard_at_all(network):
    chair, site = network.join("chair"), network.join("tam-duong")
    network.floor("chair", chair="chair")
    for _ in range(100):
        site.speak(level=0)
        network.pass_time(0.05)
    assert chair.rtp == []
    assert chair.sees() == []
    assert chair.loud == ()


def test_a_seat_is_heard_while_it_has_the_floor_and_not_a_packet_longer(network):
    chair, site = network.join("chair"), network.join("tam-duong")
    network.floor("chair", "tam-duong", seq=1)
    for _ in range(10):
        site.speak()
    network.floor("chair", seq=2)
    for _ in range(10):
        site.speak()
    assert len(chair.rtp) == 9  # the first one made the slot
    assert chair.sees() == []


def test_nobody_is_heard_before_the_first_floor_is_told(network):
    chair, site = network.join("chair"), network.join("tam-duong")
    chair.speak()
    site.speak()
    assert chair.rtp == site.rtp == []


def test_an_older_floor_changes_nothing(network):
    chair, site = network.join("chair"), network.join("tam-duong")
    network.floor("chair", "tam-duong", seq=7)
    network.floor("chair", seq=6)
    site.speak()
    site.speak()
    assert len(chair.rtp) == 1


def test_the_first_packet_of_a_voice_carries_the_marker(network):
    chair, site = network.join("chair"), network.join("tam-duong")
    network.floor("tam-duong")
    for _ in range(3):
        site.speak()
    assert [packet.marker for packet in chair.rtp] == [True, False]


def test_nobody_hears_or_sees_their_own_seat(network):
    site = network.join("tam-duong")
    network.floor("tam-duong")
    site.appear()
    site.speak()
    site.speak()
    assert site.rtp == []


def test_a_browser_that_is_not_ready_is_fed_nothing(network):
    chair, site = network.join("chair", ready=False), network.join("tam-duong")
    site.appear()
    assert chair.rtp == []


def test_a_browser_that_says_ready_again_is_told_its_slots_again(network):
    chair, site = network.join("chair"), network.join("tam-duong")
    site.appear()
    chair.slots = {}
    network.give(Readied("chair"))
    assert chair.sees() == [("tam-duong", "camera")]


def test_the_three_loudest_are_heard_and_a_little_louder_is_not_enough(network):
    listener = network.join("yen-lac")
    seats = [network.join(seat) for seat in ("a", "b", "c", "d")]
    network.floor("a", "b", "c", "d")
    for _ in range(20):
        for browser, level in zip(seats, (10, 20, 30, 35), strict=True):
            browser.speak(level=level)
        network.pass_time(0.05)
    assert {seat for seat, _ in listener.sees()} == {"a", "b", "c"}
    for _ in range(40):
        for browser, level in zip(seats, (10, 20, 30, 25), strict=True):
            browser.speak(level=level)
        network.pass_time(0.05)
    assert {seat for seat, _ in listener.sees()} == {"a", "b", "c"}
    for _ in range(40):
        for browser, level in zip(seats, (10, 20, 60, 15), strict=True):
            browser.speak(level=level)
        network.pass_time(0.05)
    assert {seat for seat, _ in listener.sees()} == {"a", "b", "d"}
    assert listener.loud == ("a", "d", "b")


def test_pictures_begin_with_a_keyframe_that_is_asked_for_until_it_comes(network):
    chair, site = network.join("chair"), network.join("tam-duong")
    site.show()
    assert len(site.keyframes_asked) == 1
    for _ in range(20):
        site.show()
        network.pass_time(0.05)
    assert len(site.keyframes_asked) in {2, 3}  # every half second, not with every picture
    assert chair.rtp == []
    site.show(keyframe=True)
    site.show()
    assert [vp8.read(packet.payload).keyframe for packet in chair.rtp] == [True, False]


def test_a_hundred_receivers_that_want_a_keyframe_cost_the_sender_one(network):
    site = network.join("tam-duong")
    viewers = [network.join(f"viewer-{n}") for n in range(20)]
    site.appear()
    network.pass_time(1)
    before = len(site.keyframes_asked)
    for viewer in viewers:
        network.give(Burst([(viewer.seat, write_keyframe_request(ssrc_of("6")))]))
    assert len(site.keyframes_asked) == before + 1


def test_a_lost_packet_is_asked_from_the_sender_and_repeated_to_a_receiver(network):
    chair, site = network.join("chair"), network.join("tam-duong")
    site.appear()
    lost = site.show(lost=True)
    site.show()
    network.pass_time(0.05)
    assert site.missed == [3]
    network.give(Burst([("tam-duong", lost)]))
    got = chair.of("6")
    assert [packet.seq for packet in got] == [1001, 1003, 1002]
    chair.complain("6", 1002, 1003, 9999)
    repeats = [packet for packet in chair.rtp if packet.ssrc == ssrc_of("6") + 1]
    assert [int.from_bytes(packet.payload[:2], "big") for packet in repeats] == [1002, 1003]
    assert [packet.payload[2:] for packet in repeats] == [got[2].payload, got[1].payload]
    assert {packet.payload_type for packet in repeats} == {97}


def test_a_packet_that_never_comes_is_not_asked_for_for_ever(network):
    network.join("chair")
    site = network.join("tam-duong")
    site.appear()
    site.show(lost=True)
    site.show()
    network.pass_time(5)
    assert site.missed == [3] * 5


def test_a_camera_that_goes_dark_frees_its_slot_and_comes_back_with_a_keyframe(network):
    chair, site = network.join("chair"), network.join("tam-duong")
    site.appear()
    assert chair.sees() == [("tam-duong", "camera")]
    network.pass_time(3)
    assert chair.sees() == []
    site.appear()
    assert chair.sees() == [("tam-duong", "camera")]
    seqs = [packet.seq for packet in chair.of("6")]
    assert seqs == list(range(seqs[0], seqs[0] + 2))


def test_a_screen_comes_first_then_the_chair_then_the_speaker_and_others_by_page(network):
    viewer = network.join("viewer", video_slots=5)
    sites = [network.join(seat) for seat in ("a", "b", "c", "d", "chair", "speaker")]
    network.floor("chair", "speaker", chair="chair", speaker="speaker", sharing=("b",))
    for site in sites:
        site.appear()
    sites[1].appear(mid=SCREEN)
    shown = viewer.sees()
    assert {("b", "screen"), ("chair", "camera"), ("speaker", "camera")} <= set(shown)
    assert {("a", "camera"), ("b", "camera")} <= set(shown)
    network.look("viewer", page=1)
    assert {("c", "camera"), ("d", "camera")} <= set(viewer.sees())
    network.look("viewer", page=99, pinned="d")
    assert {("b", "screen"), ("chair", "camera"), ("speaker", "camera"), ("d", "camera")} <= set(viewer.sees())


def test_who_has_a_slot_keeps_it_when_others_come(network):
    viewer, first = network.join("viewer"), network.join("a")
    first.appear()
    before = {mid for mid, placed in viewer.slots.items() if placed}
    network.join("b").appear()
    assert all(viewer.slots[mid].seat == "a" for mid in before)


def test_who_leaves_is_taken_from_every_slot(network):
    viewer, site = network.join("viewer"), network.join("a")
    site.appear()
    network.leave("a")
    assert viewer.sees() == []


def test_a_lower_layer_is_taken_when_the_wanted_one_stops_and_the_stream_goes_on(network):
    viewer, site = network.join("viewer"), network.join("a", simulcast=True)
    for _ in range(3):
        site.show(rid="l", keyframe=True)
        site.show(rid="h", keyframe=True)
        network.pass_time(0.05)
    before = len(viewer.of("6"))
    for _ in range(60):  # the high layer is gone
        site.show(rid="l", keyframe=True)
        network.pass_time(0.05)
    after = viewer.of("6")
    assert len(after) > before
    seqs = [packet.seq for packet in after]
    assert seqs == list(range(seqs[0], seqs[0] + len(seqs)))
    pictures = [vp8.read(packet.payload).picture for packet in after]
    assert pictures == list(range(pictures[0], pictures[0] + len(pictures)))


def test_a_senders_clock_reaches_its_receivers_in_their_own_numbers(network):
    viewer, site = network.join("viewer"), network.join("a")
    site.appear()
    network.give(Burst([("a", write_sender_clock(12, 7 << 32, 3000 * site.number[CAMERA], 2, 20))]))
    network.pass_time(1)
    clocks = [each for data in viewer.rtcp for each in read_rtcp(data)]
    assert clocks[-1].ntp == 7 << 32
    assert clocks[-1].timestamp == viewer.of("6")[-1].timestamp


@pytest.mark.parametrize("data", [b"", b"\x80", b"\x90" * 13, b"\xff" * 40, b"\x80\xc8", b"\xbf" + b"\xcd" * 30])
def test_a_hostile_packet_harms_nobody(network, data):
    chair, site = network.join("chair"), network.join("tam-duong")
    network.give(Burst([("tam-duong", data), ("nobody", data)]))
    site.appear()
    assert len(chair.rtp) == 1


def test_a_screen_and_its_sound_pass_only_while_its_seat_shares(network):
    viewer, site = network.join("viewer"), network.join("a", screen_sound=True, audio_slots=4)
    for _ in range(3):
        site.appear(mid=SCREEN)
        site.play()
    assert viewer.rtp == []
    network.floor(seq=2, sharing=("a",))
    for _ in range(3):
        site.show(mid=SCREEN, keyframe=True)
        site.play()
    assert sorted(viewer.sees()) == [("a", "screen"), ("a", "screen_sound")]
    network.floor(seq=3)
    before = len(viewer.rtp)
    site.show(mid=SCREEN, keyframe=True)
    site.play()
    assert len(viewer.rtp) == before
    assert viewer.sees() == []


def test_a_muted_seat_has_neither_microphone_nor_screen_sound_but_its_screen_is_seen(network):
    viewer, site = network.join("viewer"), network.join("a", screen_sound=True, audio_slots=4)
    network.floor("a", sharing=("a",), muted=("a",))
    for _ in range(3):
        site.speak()
        site.play()
        site.show(mid=SCREEN, keyframe=True)
    assert viewer.sees() == [("a", "screen")]
    assert {packet.payload_type for packet in viewer.rtp} == {VP8}


def test_the_sound_of_a_screen_has_a_slot_beside_three_voices_and_before_them(network):
    many, few = network.join("many", audio_slots=4), network.join("few", audio_slots=3)
    seats = [network.join(seat, screen_sound=True) for seat in ("a", "b", "c")]
    network.floor("a", "b", "c", sharing=("a",))
    for _ in range(5):
        for site in seats:
            site.speak()
        seats[0].play()
        seats[1].play()  # does not share
        network.pass_time(0.05)
    assert sorted(many.sees()) == [("a", "mic"), ("a", "screen_sound"), ("b", "mic"), ("c", "mic")]
    assert ("a", "screen_sound") in few.sees()
    assert len(few.sees()) == 3


def test_whom_the_chair_pins_stands_after_the_screen_and_ones_own_pin_before(network):
    viewer = network.join("viewer", video_slots=3)
    for seat in ("a", "b", "c", "chair"):
        network.join(seat).appear()
    network.floor(chair="chair", pinned="b", sharing=("a",))
    network.browsers["a"].appear(mid=SCREEN)
    assert set(viewer.sees()) == {("a", "screen"), ("b", "camera"), ("chair", "camera")}
    network.look("viewer", pinned="c")
    assert set(viewer.sees()) == {("a", "screen"), ("c", "camera"), ("b", "camera")}
    assert [track.seat for track in network.room.members["viewer"].shown] == ["a", "c", "b"]
