"""Working days, counted against a calendar walked by hand and by hypothesis."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rooms.meetings import queries
from rooms.meetings.models import Holiday
from rooms.meetings.working_days import (
    NOTICE,
    in_time,
    is_working_day,
    last_day_to_invite,
    notice_given,
    working_days_before,
)
from rooms.people.models import Role
from tests.factories.people import a_person

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


def test_a_saturday_that_is_worked_instead_counts():
    """Monday 31 August 2026 was off for Saturday 22 August (Thông báo 9441/TB-BNV)."""
    closed, made_up = [date(2026, 8, 31), date(2026, 9, 1), date(2026, 9, 2)], [date(2026, 8, 22)]
    assert is_working_day(date(2026, 8, 22), closed, made_up)
    assert last_day_to_invite(date(2026, 8, 25), closed, made_up) == date(2026, 8, 21)
    assert last_day_to_invite(date(2026, 9, 3), closed, made_up) == date(2026, 8, 26)


def closed_in(year):
    return {row.day for row in Holiday.objects.filter(day__year=year, made_up=False)}


def test_the_table_has_what_the_government_published_and_says_by_which_paper(db):
    """Điều 112 with Ngày Văn hóa Việt Nam: 1 + 5 + 1 + 1 + 1 + 2 + 1, and the days off in lieu or swapped."""
    assert not Holiday.objects.filter(source="").exists()
    assert len(closed_in(2026)) == 12 + len([date(2026, 1, 2), date(2026, 4, 27), date(2026, 8, 31)])
    assert {date(2027, 2, day) for day in range(4, 11)} < closed_in(2027)
    assert len(closed_in(2027)) == 12 + len([date(2027, 2, 4), date(2027, 2, 10), date(2027, 5, 3)])
    made_up = Holiday.objects.filter(made_up=True)
    assert [row.day for row in made_up] == [date(2026, 1, 10), date(2026, 8, 22)]
    assert {row.day.weekday() for row in made_up} == {5}


def test_the_day_of_culture_leaves_a_day_less_to_invite_for_friday(db):
    friday = datetime(2026, 11, 27, 1, 30, tzinfo=UTC)
    assert queries.last_day_to_invite(friday) == date(2026, 11, 23)


@pytest.mark.parametrize(("moment", "short"), [((23, 16, 59), False), ((23, 17, 0), True)])
def test_the_last_day_ends_at_midnight_in_vietnam(db, moment, short):
    friday, now = datetime(2026, 11, 27, 1, 30, tzinfo=UTC), datetime(2026, 11, *moment, tzinfo=UTC)
    assert queries.notice_is_short(friday, now) == short


def test_a_saturday_that_is_worked_instead_counts_for_a_letter_and_is_no_holiday_to_a_series(db):
    monday = datetime(2026, 8, 24, 1, 30, tzinfo=UTC)
    assert queries.last_day_to_invite(monday) == date(2026, 8, 20)
    assert date(2026, 8, 22) not in queries.holidays(date(2026, 8, 1), date(2026, 8, 31))


@pytest.mark.django_db
def test_the_administrator_corrects_the_table(client):
    administrator = a_person("Vũ Thị Mai", "mai@phutho.example", Role.ADMINISTRATOR)
    client.force_login(administrator)
    said = {"day": "2027-04-29", "name": "Nghỉ hoán đổi", "source": "Thông báo 1/TB-BNV"}
    assert client.post("/quan-tri/meetings/holiday/add/", said).status_code == 302
    assert date(2027, 4, 29) in queries.holidays(date(2027, 4, 1), date(2027, 4, 30))
    assert "Thông báo 1/TB-BNV" in client.get("/quan-tri/meetings/holiday/").content.decode()
