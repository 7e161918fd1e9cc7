"""How days and hours are written in Vietnam. Pure; moments come in aware and are written in Asia/Ho_Chi_Minh.

Nghị định 30/2020, Phụ lục I: days below 10 and the months 1 and 2 get a leading zero, other months none. In running
text hours and minutes have two digits: `08 giờ 30 phút, ngày 04 tháng 6 năm 2008`.
"""

from collections.abc import Iterable
from datetime import date, datetime
from zoneinfo import ZoneInfo

HOME = ZoneInfo("Asia/Ho_Chi_Minh")
_PADDED_MONTHS = 2
_WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")


def at_home(moment: datetime) -> datetime:
    """The same moment on a Vietnamese wall clock."""
    return moment.astimezone(HOME)


def month_words(day: date) -> str:
    """The month's number as papers write it: 01, 02, 3 … 12."""
    return f"{day.month:02}" if day.month <= _PADDED_MONTHS else str(day.month)


def day_words(day: date) -> str:
    """`ngày 04 tháng 6 năm 2008`."""
    return f"ngày {day.day:02} tháng {month_words(day)} năm {day.year}"


def weekday_words(day: date) -> str:
    """`thứ Sáu`, `Chủ nhật`."""
    return _WEEKDAYS[day.weekday()]


def clock_words(moment: datetime) -> str:
    """`08 giờ 30 phút`."""
    local = at_home(moment)
    return f"{local.hour:02} giờ {local.minute:02} phút"


def moment_words(moment: datetime) -> str:
    """`08 giờ 30 phút, ngày 27 tháng 11 năm 2026`."""
    return f"{clock_words(moment)}, {day_words(at_home(moment).date())}"


def meeting_words(moment: datetime) -> str:
    """`08 giờ 30 phút, thứ Sáu, ngày 27 tháng 11 năm 2026`, as invitations name the hour."""
    day = at_home(moment).date()
    return f"{clock_words(moment)}, {weekday_words(day)}, {day_words(day)}"


def short_day(day: date) -> str:
    """`27/11/2026`, in lists."""
    return f"{day.day:02}/{day.month:02}/{day.year}"


def short_clock(moment: datetime) -> str:
    """`08:30`, in lists."""
    return f"{at_home(moment):%H:%M}"


def short_moment(moment: datetime) -> str:
    """`27/11/2026, 08:30`, in lists."""
    return f"{short_day(at_home(moment).date())}, {short_clock(moment)}"


def rhythm_words(weekdays: Iterable[int], interval: int) -> str:
    """`thứ Hai, thứ Năm hằng tuần`; `thứ Hai, 2 tuần một lần`."""
    days = ", ".join(_WEEKDAYS[weekday] for weekday in sorted(weekdays))
    return f"{days} hằng tuần" if interval == 1 else f"{days}, {interval} tuần một lần"
