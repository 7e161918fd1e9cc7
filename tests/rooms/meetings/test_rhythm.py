"""The rhythm of a series against dateutil's reading of the same RRULE."""

from datetime import date, datetime, time, timedelta

from dateutil.rrule import MO, WEEKLY, rrule
from hypothesis import given
from hypothesis import strategies as st

from rooms.meetings.rhythm import MOST, Offbeat, Rhythm, days_of, faults_of, fits, moved, planned_days

MONDAY = date(2026, 11, 30)
EVERY_MONDAY = Rhythm(frozenset({0}), MONDAY, date(2027, 1, 31))
RHYTHMS = st.builds(
    Rhythm,
    weekdays=st.frozensets(st.integers(0, 6), min_size=1),
    first_day=st.dates(date(2026, 1, 1), date(2026, 12, 31)),
    last_day=st.dates(date(2026, 1, 1), date(2027, 12, 31)),
    interval=st.integers(1, 5),
    skip_holidays=st.booleans(),
)


def test_a_weekly_briefing_skips_the_holiday():
    days = planned_days(Rhythm(frozenset({4}), date(2026, 12, 25), date(2027, 1, 8)), [date(2027, 1, 1)])
    assert days == [date(2026, 12, 25), date(2027, 1, 8)]


@given(RHYTHMS)
def test_the_days_are_those_of_the_rrule(rhythm):
    rule = rrule(
        WEEKLY,
        interval=rhythm.interval,
        byweekday=sorted(rhythm.weekdays),
        wkst=MO,
        dtstart=datetime.combine(rhythm.first_day, time()),
        until=datetime.combine(rhythm.last_day, time()),
    )
    assert days_of(rhythm) == [moment.date() for moment in rule]


@given(st.data(), st.dates(date(2026, 1, 1), date(2026, 12, 31)), st.integers(1, 4), st.integers(-50, 50))
def test_a_move_within_the_week_keeps_the_number_of_days(data, first_day, interval, weeks):
    weekdays = data.draw(st.frozensets(st.integers(0, 6))) | {first_day.weekday()}
    days = weeks * 7 + data.draw(st.integers(-min(weekdays), 6 - max(weekdays)))
    rhythm = Rhythm(weekdays, first_day, first_day + timedelta(days=90), interval)
    assert days_of(moved(rhythm, days)) == [day + timedelta(days=days) for day in days_of(rhythm)]


def test_a_move_over_the_weeks_end_is_seen_not_to_fit_every_second_week():
    rhythm = Rhythm(frozenset({0, 4}), date(2026, 11, 30), date(2027, 1, 31), interval=2)
    later = [day + timedelta(days=3) for day in days_of(rhythm)]
    assert not fits(moved(rhythm, 3), later)
    assert fits(moved(EVERY_MONDAY, 6), [day + timedelta(days=6) for day in days_of(EVERY_MONDAY)])


def test_faults_are_named():
    def faults(**changes):
        given = {"weekdays": frozenset({0}), "first_day": MONDAY, "last_day": date(2027, 1, 31), **changes}
        return faults_of(Rhythm(**given), [])

    assert faults() == []
    assert faults(weekdays=frozenset()) == [Offbeat.NO_WEEKDAY]
    assert faults(weekdays=frozenset({7})) == [Offbeat.NO_WEEKDAY]
    assert faults(interval=0) == [Offbeat.BAD_INTERVAL]
    assert faults(last_day=MONDAY) == [Offbeat.ENDS_BEFORE_START]
    assert faults(last_day=date(2036, 1, 1)) == [Offbeat.TOO_FAR]
    assert faults(last_day=date(2028, 1, 31)) == [Offbeat.TOO_MANY]
    assert faults(last_day=date(2026, 12, 1)) == [Offbeat.ONLY_ONE]
    assert faults(weekdays=frozenset({3}), last_day=date(2026, 12, 1)) == [Offbeat.NONE_LEFT]
    assert len(days_of(Rhythm(frozenset({0}), MONDAY, MONDAY + timedelta(weeks=MOST - 1)))) == MOST
