import itertools
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rooms.attendance.rules import BRIDGE, PATIENCE, Interval, Reason, end_of_stay, has_left, intervals, total

EIGHT = datetime(2026, 11, 27, 1, 0, tzinfo=UTC)
MEETING_S = 1800


def at(seconds):
    return EIGHT + timedelta(seconds=seconds)


def span(start, end):
    return Interval(at(start), at(end))


MEETING = span(0, MEETING_S)


def reckoned(stays):
    """The independent reckoner: every second of the day, one after the other."""
    present = sorted({second for start, end in stays for second in range(start, end)})
    moments = set(present)
    for before, after in itertools.pairwise(present):
        if after - before - 1 <= BRIDGE.total_seconds():
            moments |= set(range(before, after))
    return {second for second in moments if 0 <= second < MEETING_S}


def seconds_of(parts):
    return {
        second
        for part in parts
        for second in range(int((part.start - EIGHT).total_seconds()), int((part.end - EIGHT).total_seconds()))
    }


stays = st.lists(
    st.tuples(st.integers(-400, 2200), st.integers(1, 600)).map(lambda drawn: (drawn[0], drawn[0] + drawn[1])),
    max_size=12,
)


@settings(deadline=None)
@given(stays)
def test_the_intervals_are_those_of_a_reckoner_that_counts_every_second(drawn):
    derived = intervals([span(*stay) for stay in drawn], MEETING)
    assert seconds_of(derived) == reckoned(drawn)


@settings(deadline=None)
@given(stays)
def test_intervals_are_in_order_apart_and_derived_twice_the_same(drawn):
    derived = intervals([span(*stay) for stay in drawn], MEETING)
    assert all(one.end + BRIDGE < two.start for one, two in itertools.pairwise(derived))
    assert intervals(reversed([span(*stay) for stay in drawn]), MEETING) == derived
    assert total(derived) <= MEETING.length


def test_a_gap_of_ninety_seconds_is_bridged_and_one_of_ninety_one_is_not():
    assert intervals([span(0, 100), span(190, 300)], MEETING) == [span(0, 300)]
    assert intervals([span(0, 100), span(191, 300)], MEETING) == [span(0, 100), span(191, 300)]


def test_two_devices_of_a_seat_count_once():
    assert total(intervals([span(0, 600), span(300, 900)], MEETING)) == timedelta(seconds=900)


def test_who_waits_before_the_opening_is_there_from_the_opening_on():
    assert intervals([span(-600, 60)], MEETING) == [span(0, 60)]
    assert intervals([span(-600, -10)], MEETING) == []


def test_an_open_stay_goes_on_while_its_heart_beats_and_ends_at_its_last_beat():
    assert end_of_stay(at(0), None, at(60)) == at(60)
    assert end_of_stay(at(0), None, at(61)) == at(0)
    assert end_of_stay(at(0), at(5), at(61)) == at(5)


@pytest.mark.parametrize("reason", list(Reason))
def test_a_seat_has_left_when_the_patience_for_its_kind_of_leaving_is_over(reason):
    assert has_left(at(0), reason, at(0) + PATIENCE[reason])
    assert not has_left(at(0), reason, at(-1) + PATIENCE[reason])
