from datetime import UTC, date, datetime

import pytest
from django.utils import translation

from rooms.meetings import wording
from rooms.meetings.templatetags import dates

START = datetime(2026, 11, 27, 1, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2008, 6, 4), "ngày 04 tháng 6 năm 2008"),
        (date(2026, 1, 5), "ngày 05 tháng 01 năm 2026"),
        (date(2026, 2, 28), "ngày 28 tháng 02 năm 2026"),
        (date(2026, 3, 9), "ngày 09 tháng 3 năm 2026"),
        (date(2026, 9, 10), "ngày 10 tháng 9 năm 2026"),
        (date(2026, 10, 29), "ngày 29 tháng 10 năm 2026"),
        (date(2026, 12, 1), "ngày 01 tháng 12 năm 2026"),
    ],
)
def test_days_below_ten_and_the_first_two_months_get_a_leading_zero(day, words):
    assert wording.day_words(day) == words


def test_moments_are_written_on_the_vietnamese_clock():
    assert wording.moment_words(START) == "08 giờ 30 phút, ngày 27 tháng 11 năm 2026"
    assert wording.meeting_words(START) == "08 giờ 30 phút, thứ Sáu, ngày 27 tháng 11 năm 2026"
    assert wording.short_moment(START) == "27/11/2026, 08:30"
    assert (
        wording.moment_words(datetime(2026, 12, 31, 17, 0, tzinfo=UTC)) == "00 giờ 00 phút, ngày 01 tháng 01 năm 2027"
    )
    assert wording.weekday_words(date(2026, 11, 22)) == "Chủ nhật"


def test_pages_write_english_days_where_english_is_chosen():
    assert dates.meeting_moment(START) == wording.meeting_words(START)
    assert dates.full_moment(START) == wording.moment_words(START)
    assert dates.full_clock(START) == "08 giờ 30 phút"
    assert dates.full_day(START) == "thứ Sáu, ngày 27 tháng 11 năm 2026"
    assert dates.short_weekday(START.date()) == "thứ Sáu 27/11"
    assert dates.capital("thứ Sáu") == "Thứ Sáu"
    with translation.override("en"):
        assert dates.meeting_moment(START) == "08:30, Friday, 27 November 2026"
        assert dates.full_moment(START) == "08:30, 27 November 2026"
        assert dates.full_clock(START) == "08:30"
        assert dates.full_day(START) == "Friday, 27 November 2026"
        assert dates.short_weekday(START) == "Friday 27/11"
