"""Suggestions of free times, against trying every start with everybody."""

from datetime import date, datetime, time, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from rooms.meetings.clashes import BusyTime, clashes_of
from rooms.meetings.free_times import NEAR, STEP, free_times, half_days, missing_at, starts_in
from rooms.meetings.intervals import Interval
from rooms.meetings.wording import HOME, at_home

MONDAY = date(2026, 11, 30)
HOUR = timedelta(hours=1)


def at(hour, minute=0, day=MONDAY):
    return datetime.combine(day, time(hour, minute), HOME)


def between(start, end):
    return Interval(at(start), at(end))


def spoken(slots):
    hours = [(at_home(slot.hours.start), at_home(slot.hours.end)) for slot in slots]
    return [f"{a:%d %H:%M}-{b:%H:%M} {len(slot.missing)}" for (a, b), slot in zip(hours, slots, strict=True)]


def test_a_week_has_ten_half_days_less_its_holidays():
    week = half_days(MONDAY, 7, HOUR, {date(2026, 12, 2)})
    assert len(week) == 8
    assert (week[0], week[1]) == (Interval(at(7, 30), at(11, 30)), Interval(at(13, 30), at(17)))
    assert {at_home(span.start).day for span in week} == {30, 1, 3, 4}


def test_a_meeting_longer_than_a_morning_takes_the_day():
    assert half_days(MONDAY, 1, 6 * HOUR, ()) == [Interval(at(7, 30), at(17))]


def test_who_must_be_there_rules_a_time_out_and_who_should_makes_it_worse():
    hoa, minh = UUID(int=1), UUID(int=2)
    others = {hoa: [between(7, 10)], minh: [between(14, 18)]}
    slots = free_times(half_days(MONDAY, 2, 2 * HOUR, ()), 2 * HOUR, [between(9, 11)], others)
    # Monday: the morning has no two hours without the chair; in the afternoon Minh is missing. Tuesday is free.
    assert spoken(slots) == ["01 07:30-09:30 0", "01 13:30-15:30 0", "30 13:30-15:30 1"]


def test_a_free_time_soon_goes_before_a_better_one_far_away():
    hoa = UUID(int=1)
    month = Interval(at(0), at(0) + timedelta(days=20))
    slots = free_times(half_days(MONDAY, 40, HOUR, ()), HOUR, [], {hoa: [month]}, count=200)
    assert [len(slot.missing) for slot in slots[:20]] == [1] * 20
    assert slots[0].hours.start == at(7, 30)
    assert slots[-1].hours.start > at(7, 30) + NEAR


def test_nobody_to_ask_and_nothing_free_suggests_nothing():
    assert free_times([], HOUR, [], {}) == []
    assert free_times(half_days(MONDAY, 5, HOUR, ()), HOUR, [Interval(at(0), at(0) + timedelta(days=9))], {}) == []
    assert free_times(half_days(MONDAY, 5, 20 * HOUR, ()), 20 * HOUR, [], {}) == []


MINUTES = st.integers(0, 26 * 60).map(lambda minute: at(0) + timedelta(minutes=minute))
BUSY = st.lists(st.tuples(MINUTES, MINUTES).map(lambda ends: Interval(min(ends), max(ends))), max_size=6)
PEOPLE = st.dictionaries(st.integers(0, 5).map(lambda number: UUID(int=number)), BUSY, max_size=5)
LENGTHS = st.integers(1, 16).map(lambda steps: steps * timedelta(minutes=15))


@given(PEOPLE, LENGTHS)
def test_the_count_of_the_missing_is_that_of_asking_each(others, length):
    starts = [span.start + n * STEP for span in half_days(MONDAY, 2, length, ()) for n in range(9)]
    asked = [
        sum(any(one.overlaps(Interval(start, start + length)) for one in busy) for busy in others.values())
        for start in starts
    ]
    assert missing_at(starts, length, others) == asked


@given(PEOPLE, BUSY, LENGTHS)
def test_a_suggestion_is_in_working_hours_free_for_the_required_and_one_a_half_day(others, required, length):
    spans = half_days(MONDAY, 3, length, ())
    slots = free_times(spans, length, required, others, count=100)
    assert len(slots) == sum(bool(starts_in(span, length, required)) for span in spans)
    for slot in slots:
        assert any(span.start <= slot.hours.start and slot.hours.end <= span.end for span in spans)
        assert not any(one.overlaps(slot.hours) for one in required)
        late = {one for one, busy in others.items() if any(each.overlaps(slot.hours) for each in busy)}
        assert slot.missing == late


@given(BUSY, BUSY)
def test_a_sitting_clashes_with_all_that_overlaps_it_and_nothing_else(sittings, busy):
    taken = [BusyTime(UUID(int=n), one.start, one.end, False, UUID(int=9)) for n, one in enumerate(busy)]  # noqa: FBT003
    found = {clash.sitting: set(clash.taken) for clash in clashes_of(sittings, taken)}
    for sitting in sittings:
        overlapping = {one for one in taken if one.hours.overlaps(sitting)}
        assert found.get(sitting, set()) == overlapping
