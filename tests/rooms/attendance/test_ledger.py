from datetime import UTC, datetime, timedelta

from rooms.attendance.ledger import bars, ticks, whole_minutes
from rooms.attendance.rules import Interval

EIGHT = datetime(2026, 11, 27, 1, 0, tzinfo=UTC)
LINE = Interval(EIGHT, EIGHT + timedelta(hours=2))


def test_a_bar_stands_where_its_time_is_on_the_line():
    half = Interval(EIGHT + timedelta(minutes=30), EIGHT + timedelta(minutes=90))
    [bar] = bars([half], LINE)
    assert (bar.left, bar.width) == (25, 50)


def test_a_line_without_length_has_neither_bars_nor_hours():
    point = Interval(EIGHT, EIGHT)
    assert bars([point], point) == []
    assert ticks(point) == []


def test_five_hours_stand_evenly_over_the_line():
    assert ticks(LINE) == [EIGHT + timedelta(minutes=30 * number) for number in range(5)]


def test_begun_minutes_do_not_count():
    assert whole_minutes(timedelta(hours=2, minutes=50, seconds=59)) == (2, 50)
