"""Working days, counted against a calendar walked by hand and by hypothesis."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from rooms.meetings.models import Holiday
from rooms.meetings.working_days import (
    NOTICE,
    in_time,
    is_working_day,
    last_day_to_invite,
    notice_given,
    working_days_before,
)

DAYS = st.dates(date(2026, 1, 1), date(2027, 12, 31))
HOLIDAYS = st.frozensets(DAYS, max_size=40)
FRIDAY = date(2026, 11, 27)


def test_for_a_meeting_on_friday_tuesday_is_the_last_day_to_send():
    assert last_day_to_invite(FRIDAY, ()) == date(2026, 11, 24)
    assert in_time(date(2026, 11, 24), FRIDAY, ())
    assert not in_time(date(2026, 11, 25), FRIDAY, ())


def test_a_weekend_between_does_not_count():
    assert last_day_to_invite(date(2026, 11, 30), ()) == date(2026, 11, 25)


def test_tet_does_not_count():
    tet = [date(2026, 2, day) for day in range(16, 21)]
    assert last_day_to_invite(date(2026, 2, 24), tet) == date(2026, 2, 12)


def test_a_meeting_on_a_sunday_is_counted_from_the_friday_before():
    assert last_day_to_invite(date(2026, 11, 29), ()) == date(2026, 11, 25)


@given(DAYS, st.integers(0, 30), HOLIDAYS)
def test_exactly_so_many_working_days_lie_between(day, count, holidays):
    found = working_days_before(day, count, holidays)
    assert notice_given(found, day, holidays) == count
    assert count == 0 or is_working_day(found, holidays)


@given(DAYS, st.integers(0, 60), HOLIDAYS)
def test_a_letter_is_in_time_when_three_working_days_are_left(meeting_day, days, holidays):
    sent = meeting_day - timedelta(days=days)
    assert in_time(sent, meeting_day, holidays) == (notice_given(sent, meeting_day, holidays) >= NOTICE)


@given(DAYS, HOLIDAYS, DAYS)
def test_one_more_holiday_never_leaves_more_time(meeting_day, holidays, another):
    assert last_day_to_invite(meeting_day, holidays | {another}) <= last_day_to_invite(meeting_day, holidays)


def test_the_first_list_has_eleven_days_a_year(db):
    """Bộ luật Lao động, Điều 112: 1 + 5 + 1 + 1 + 1 + 2."""
    for year in (2026, 2027):
        assert Holiday.objects.filter(day__year=year).count() == 11
