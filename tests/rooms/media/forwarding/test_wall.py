"""A viewer's wall: what is in front, and pages that stay as they are while others come and go."""

from hypothesis import given
from hypothesis import strategies as st

from rooms.media.forwarding.floor import Truth
from rooms.media.forwarding.layers import Track
from rooms.media.forwarding.wall import Looking, Pictures, Wall
from tests.rooms.media.forwarding.network import Network

SEATS = [f"site-{number}" for number in range(12)]


def pictures(*seats, screens=()):
    def live(seat, source):
        return Track(seat, seat, source, "video", "1", live=True, admitted=True)

    return Pictures.of([*(live(seat, "camera") for seat in seats), *(live(seat, "screen") for seat in screens)])


def seats_of(tracks):
    return [track.seat for track in tracks]


def test_who_comes_and_who_goes_moves_nobody_else():
    wall, looking = Wall(), Looking("viewer", page=1)
    before = seats_of(wall.seen(pictures(*SEATS), looking, Truth(), 4))
    assert before == SEATS[4:8]
    assert seats_of(wall.seen(pictures(*SEATS, "new"), looking, Truth(), 4)) == before
    others = [seat for seat in SEATS if seat != "site-1"] + ["new"]  # someone of the first page left
    assert seats_of(wall.seen(pictures(*others), looking, Truth(), 4)) == before
    without_one = [seat for seat in others if seat != "site-5"]
    after = seats_of(wall.seen(pictures(*without_one), looking, Truth(), 4))
    assert [seat for seat in after if seat in before] == [before[0], *before[2:]]
    assert after.index(before[2]) == 2


def test_two_speakers_change_places_and_nobody_else_moves():
    wall, looking = Wall(), Looking("viewer")
    first = seats_of(wall.seen(pictures(*SEATS), looking, Truth(speaker="site-2"), 6))
    second = seats_of(wall.seen(pictures(*SEATS), looking, Truth(speaker="site-4"), 6))
    assert first[0] == "site-2"
    assert second[0] == "site-4"
    assert [a == b for a, b in zip(first, second, strict=True)].count(False) == 2


def test_dark_and_forbidden_pictures_are_not_seen():
    dark = Track("a", "a", "camera", "video", "1", admitted=True)
    shut = Track("b", "b", "screen", "video", "2", live=True)
    assert Wall().seen(Pictures.of([dark, shut]), Looking("viewer"), Truth(), 4) == []


@given(
    story=st.lists(st.tuples(st.sets(st.sampled_from(SEATS)), st.sampled_from([*SEATS, None])), max_size=20),
    room=st.integers(0, 5),
)
def test_every_seat_is_on_exactly_one_page(story, room):
    wall = Wall()
    for present, speaker in story:
        truth = Truth(speaker=speaker, chair="site-0")
        seen = [seats_of(wall.seen(pictures(*present), Looking("site-1", page), truth, room)) for page in range(13)]
        front = len(set(seen[0]) & {speaker, "site-0"})
        assert all(len(page) <= room and "site-1" not in page and len(set(page)) == len(page) for page in seen)
        if room > front:
            assert {seat for page in seen for seat in page} == present - {"site-1"}


def test_a_picture_that_its_sender_ended_leaves_at_once_and_comes_back_with_a_keyframe():
    network = Network()
    viewer, site = network.join("viewer"), network.join("a")
    site.appear()
    network.darken("a", "camera")
    assert viewer.sees() == []
    site.show()  # was on its way
    assert viewer.sees() == []
    network.pass_time(0.5)
    before = len(viewer.rtp)
    site.show()
    assert viewer.sees() == [("a", "camera")]
    assert len(viewer.rtp) == before
    site.show(keyframe=True)
    assert len(viewer.rtp) == before + 1
    network.darken("a", "mic")
    network.darken("nobody", "camera")
    assert viewer.sees() == [("a", "camera")]
