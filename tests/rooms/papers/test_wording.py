import unicodedata
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rooms.papers import wording


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2026, 1, 5), "ngày 05 tháng 01 năm 2026"),
        (date(2026, 2, 10), "ngày 10 tháng 02 năm 2026"),
        (date(2026, 3, 1), "ngày 01 tháng 3 năm 2026"),
        (date(2008, 6, 4), "ngày 04 tháng 6 năm 2008"),
        (date(2026, 9, 9), "ngày 09 tháng 9 năm 2026"),
        (date(2026, 10, 29), "ngày 29 tháng 10 năm 2026"),
        (date(2026, 12, 31), "ngày 31 tháng 12 năm 2026"),
    ],
)
def test_a_date_has_a_leading_zero_below_ten_and_in_the_first_two_months_only(day, words):  # T16
    assert wording.date_words(day) == words


def test_times_are_those_of_vietnam():
    moment = datetime(2008, 6, 4, 1, 30, tzinfo=UTC)
    assert wording.moment_words(moment) == "08 giờ 30 phút, ngày 04 tháng 6 năm 2008"
    assert wording.time_words(moment.replace(hour=7, minute=0)) == "14 giờ 00 phút"
    assert wording.local_day(datetime(2026, 12, 31, 17, 0, tzinfo=UTC)) == date(2027, 1, 1)


def test_the_week_starts_with_thu_hai_and_ends_with_chu_nhat():
    monday = date(2026, 11, 23)
    words = [wording.weekday_words(monday + timedelta(days=n)) for n in range(7)]
    assert words == ["thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật"]


@pytest.mark.parametrize(
    ("number", "words"), [(None, "Số:      /BB-UBND"), (1, "Số: 01/BB-UBND"), (120, "Số: 120/BB-UBND")]
)
def test_a_number_is_padded_and_an_unnumbered_paper_leaves_the_room(number, words):
    assert wording.number_words(number, "BB", "UBND") == words


@pytest.mark.parametrize(
    ("part", "whole", "words"),
    [(11, 12, "91,7%"), (1, 8, "12,5%"), (1, 16, "6,3%"), (0, 5, "0,0%"), (5, 5, "100,0%"), (0, 0, "0,0%")],
)
def test_percentages_have_a_decimal_comma_and_one_digit(part, whole, words):
    assert wording.percent_words(part, whole) == words


def test_a_day_in_iso_form_is_printed_as_people_write_it_and_words_stay():
    assert wording.due_words("2026-12-04") == "04/12/2026"
    assert wording.due_words("trong quý IV") == "trong quý IV"


def test_a_text_is_cut_into_lines_at_every_kind_of_line_end():
    assert wording.lines_of("một\r\nhai\n\n ba\tbốn ") == ("một", "hai", "ba bốn")
    assert wording.line_of("X-Tiêu đề: có\r\nBcc: ai") == "X-Tiêu đề: có Bcc: ai"


@given(st.text())
def test_no_text_leaves_anything_invisible_behind(text):
    for line in wording.lines_of(text):
        assert unicodedata.is_normalized("NFC", line)
        assert not {unicodedata.category(sign) for sign in line} & {"Cc", "Cf", "Cs", "Co", "Cn"}
        line.encode()
