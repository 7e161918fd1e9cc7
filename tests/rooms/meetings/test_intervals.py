"""Stretches of time, against the same arithmetic done minute by minute."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from rooms.meetings.intervals import Interval, gaps, merged, without

NINE = datetime(2026, 11, 27, 2, tzinfo=UTC)


def at(minute):
    return NINE + timedelta(minutes=minute)


def minutes(intervals):
    """The set of minutes that these hold."""
    return {
        minute
        for one in intervals
        for minute in range(int((one.start - NINE).total_seconds() // 60), int((one.end - NINE).total_seconds() // 60))
    }


STRETCHES = st.lists(st.builds(Interval, st.integers(0, 60).map(at), st.integers(0, 60).map(at)), max_size=12)
WITHIN = st.tuples(st.integers(0, 60), st.integers(0, 60)).map(lambda ends: Interval(at(min(ends)), at(max(ends))))


def stand_apart(intervals):
    return all(one.end < other.start for one, other in pairwise(intervals))


@given(STRETCHES)
def test_merging_keeps_every_minute_and_leaves_no_two_that_touch(stretches):
    joined = merged(stretches)
    assert minutes(joined) == minutes(stretches)
    assert stand_apart(joined)
    assert merged(joined) == joined


@given(STRETCHES, WITHIN)
def test_gaps_and_busy_minutes_make_up_the_whole(stretches, within):
    free = gaps(stretches, within)
    assert minutes(free) == minutes([within]) - minutes(stretches)
    assert all(one.start < one.end for one in free)


@given(STRETCHES, STRETCHES)
def test_what_is_taken_away_is_away(stretches, taken):
    assert minutes(without(stretches, taken)) == minutes(stretches) - minutes(taken)


@given(WITHIN, WITHIN)
def test_two_overlap_where_they_share_a_minute_and_not_where_they_touch(one, other):
    assert one.overlaps(other) == bool(minutes([one]) & minutes([other])) == other.overlaps(one)
