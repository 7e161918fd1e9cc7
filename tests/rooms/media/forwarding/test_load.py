from hypothesis import given
from hypothesis import strategies as st

from rooms.media.forwarding.load import Load


class Watched:
    """A node's load over made seconds of twenty ticks."""

    def __init__(self):
        self.load, self.now, self.cpu, self.levels = Load(), 50.0, 3.0, []

    def seconds(self, count, *, busy, late=0.0):
        for _ in range(count * 20):
            self.now += 0.0501
            self.cpu += busy * 0.0501
            if self.load.ticked(late, now=self.now, cpu_s=self.cpu):
                self.levels.append(self.load.level)
        return self.load.level


def test_a_calm_node_sheds_nothing_and_one_busy_second_is_nothing():
    watched = Watched()
    assert watched.seconds(60, busy=0.5) == 0
    assert watched.seconds(1, busy=1.0) == 0
    assert watched.seconds(5, busy=0.5) == 0


def test_a_drowning_node_sheds_step_by_step_to_the_last():
    watched = Watched()
    watched.seconds(20, busy=1.0)
    assert watched.levels == [1, 2, 3, 4]


def test_a_node_that_others_crowd_out_is_late_and_sheds_too():
    watched = Watched()
    assert watched.seconds(3, busy=0.4, late=0.1) == 1


def test_a_node_that_hardly_uses_anything_sheds_nothing_however_late_it_comes():
    watched = Watched()
    assert watched.seconds(20, busy=0.1, late=0.5) == 0
    watched.seconds(5, busy=1.0)
    assert watched.load.level > 0
    assert watched.seconds(60, busy=0.1, late=0.5) == 0


def test_it_comes_back_slowly_and_only_when_there_is_room():
    watched = Watched()
    watched.seconds(5, busy=1.0)
    level = watched.load.level
    assert watched.seconds(30, busy=0.8) == level
    assert watched.seconds(9, busy=0.3) == level
    assert watched.seconds(3, busy=0.3) == level - 1
    assert watched.seconds(60, busy=0.3) == 0


@given(st.lists(st.tuples(st.floats(0, 2), st.floats(0, 1)), max_size=60))
def test_the_level_moves_one_step_at_a_time_within_its_bounds(seconds):
    watched = Watched()
    before = 0
    for busy, late in seconds:
        level = watched.seconds(1, busy=busy, late=late)
        assert abs(level - before) <= 1
        assert 0 <= level <= 4
        before = level
