from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import translation

from rooms.papers.convening import Earlier, Invited, Sitting
from rooms.papers.form import NAMED_IN_BODY, paper_of
from rooms.papers.layouts.paper import plain_lines
from tests.factories.papers import PAGE, START, a_convening, given, many_invited, weekly


def lines_of(convening=None, **gave):
    return plain_lines(paper_of(convening or a_convening(), given(**gave), draft=False))


def line_of(label, convening=None, **gave):
    return next(line for line in lines_of(convening, **gave) if line.startswith(label))


def test_the_hour_is_told_with_its_weekday_and_its_end():
    assert line_of("Thời gian:") == (
        "Thời gian: 08 giờ 30 phút, ngày 27 tháng 11 năm 2026 (thứ Sáu), dự kiến kết thúc lúc 10 giờ 30 phút."
    )


def test_a_meeting_past_midnight_ends_with_its_date():
    over = (Sitting(START, START + timedelta(hours=20)),)
    assert line_of("Thời gian:", a_convening(sittings=over)).endswith(
        "kết thúc lúc 04 giờ 30 phút, ngày 28 tháng 11 năm 2026."
    )


@pytest.mark.parametrize(("month", "words"), [(1, "01"), (2, "02"), (3, "3"), (9, "9"), (10, "10"), (12, "12")])
@pytest.mark.parametrize(("day", "day_words"), [(1, "01"), (9, "09"), (10, "10"), (31, "31")])
def test_dates_are_worded_by_the_decree(month, words, day, day_words):  # T16
    try:
        dated = date(2026, month, day)
    except ValueError:
        return
    assert f"Phú Thọ, ngày {day_words} tháng {words} năm 2026" in lines_of(dated=dated)


def test_a_series_of_few_sittings_names_each_and_of_many_lists_them():
    few = line_of("Thời gian:", a_convening(sittings=weekly(3)))
    assert few.count("thứ Sáu") == 3
    many = lines_of(a_convening(sittings=weekly(12)))
    assert line_of("Thời gian:", a_convening(sittings=weekly(12))) == (
        "Thời gian: 12 phiên, từ ngày 27 tháng 11 năm 2026 đến ngày 12 tháng 02 năm 2027 (lịch các phiên kèm theo)."
    )
    assert "LỊCH CÁC PHIÊN HỌP" in many
    assert many.count("08 giờ 30 phút đến 10 giờ 30 phút") == 12


def test_one_invited_stands_in_the_sentence_and_many_in_the_appendix():
    opening = "Ủy ban nhân dân tỉnh Phú Thọ trân trọng kính mời:"
    one = a_convening(invited=(Invited("Phạm Thu Hà", "Phó Giám đốc", "Sở Tài chính"),))
    assert line_of(opening, one) == f"{opening} Phạm Thu Hà, Phó Giám đốc, Sở Tài chính."
    many = lines_of(a_convening(invited=many_invited(NAMED_IN_BODY + 1)))
    assert "DANH SÁCH THÀNH PHẦN ĐƯỢC MỜI" in many
    dated = "ngày 20 tháng 11 năm 2026"
    assert f"(Kèm theo Giấy mời số 12/GM-UBND {dated} của Ủy ban nhân dân tỉnh Phú Thọ)" in many
    assert "DANH SÁCH THÀNH PHẦN ĐƯỢC MỜI" not in lines_of()


def test_whom_nobody_invited_yet_stand_as_whoever_is_to_come():
    lines = plain_lines(paper_of(a_convening(invited=()), given(), draft=False))
    assert "Ủy ban nhân dân tỉnh Phú Thọ trân trọng kính mời: Các thành phần dự họp." in lines


def test_a_title_that_does_not_say_what_it_is_gets_the_word_before_it():
    assert "Tới dự cuộc họp Giao ban tuần." in lines_of(a_convening(title="Giao ban tuần"))
    assert "Tới dự Họp giao ban tuần." in lines_of(a_convening(title="Họp giao ban tuần"))


def test_a_new_one_names_the_one_it_takes_the_place_of():
    replacing = a_convening(replaces=Earlier(9, "UBND", date(2026, 2, 1)))
    assert "Giấy mời này thay thế Giấy mời số 09/GM-UBND ngày 01 tháng 02 năm 2026./." in lines_of(replacing)


def test_the_stamp_and_the_mark_of_a_draft_stand_where_they_are_asked_for():
    assert "KHẨN" not in lines_of()
    assert "KHẨN" in lines_of(urgency="KHẨN")
    assert "DỰ THẢO" in plain_lines(paper_of(a_convening(), given(number=None), draft=True))


def test_the_address_is_the_meetings_plain_page():
    assert [line for line in lines_of() if "http" in line] == [PAGE]


def test_what_was_told_changes_with_time_and_place_and_not_with_the_rest():
    told = a_convening().told
    assert replace(a_convening(), contact="Khác", invited=many_invited(3)).told == told
    assert replace(a_convening(), sites=()).told == told
    later = (Sitting(datetime(2026, 11, 27, 7, tzinfo=UTC), datetime(2026, 11, 27, 9, tzinfo=UTC)),)
    for changed in (replace(a_convening(), sittings=later), replace(a_convening(), centre="Hội trường B")):
        assert changed.told != told


def test_the_paper_is_vietnamese_whatever_the_language_of_who_asks_for_it():
    with translation.override("en"):
        english = lines_of()
    assert english == lines_of()
