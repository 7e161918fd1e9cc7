"""{% load dates %}: days, hours and roles in the page's language; Vietnamese by wording.py, English by Django."""

import calendar
from datetime import date, datetime

from django import template
from django.utils import formats, translation
from django.utils.translation import gettext_lazy as _

from rooms.meetings import wording
from rooms.meetings.models import SEAT_ROLES, Series
from rooms.meetings.week import week_of

register = template.Library()


def _english() -> bool:
    return (translation.get_language() or "").startswith("en")


@register.filter
def full_moment(moment: datetime) -> str:
    """`08 giờ 30 phút, ngày 27 tháng 11 năm 2026`."""
    if _english():
        return formats.date_format(wording.at_home(moment), "H:i, j F Y")
    return wording.moment_words(moment)


@register.filter
def meeting_moment(moment: datetime) -> str:
    """`08 giờ 30 phút, thứ Sáu, ngày 27 tháng 11 năm 2026`."""
    if _english():
        return formats.date_format(wording.at_home(moment), "H:i, l, j F Y")
    return wording.meeting_words(moment)


@register.filter
def full_clock(moment: datetime) -> str:
    """`08 giờ 30 phút`."""
    return wording.short_clock(moment) if _english() else wording.clock_words(moment)


@register.filter
def full_day(day: date) -> str:
    """`thứ Sáu, ngày 27 tháng 11 năm 2026`; a moment is taken on the Vietnamese calendar."""
    local = wording.at_home(day).date() if isinstance(day, datetime) else day
    if _english():
        return formats.date_format(local, "l, j F Y")
    return f"{wording.weekday_words(local)}, {wording.day_words(local)}"


@register.filter
def short_weekday(day: date) -> str:
    """`thứ Sáu 27/11`."""
    local = wording.at_home(day).date() if isinstance(day, datetime) else day
    weekday = formats.date_format(local, "l") if _english() else wording.weekday_words(local)
    return f"{weekday} {local.day:02}/{local.month:02}"


register.filter("short_clock", wording.short_clock)
register.filter("short_moment", wording.short_moment)
register.filter("short_day", wording.short_day)


@register.filter
def short_year(moment: datetime) -> str:
    """`2026`."""
    return str(wording.at_home(moment).year)


@register.filter
def week_key(day: date) -> str:
    """`2026-W48`, for the address of a week."""
    return week_of(day).key


@register.filter
def role_words(role: str) -> str:
    """`chair` as people say it: Chủ trì."""
    return str(dict(SEAT_ROLES).get(role, role))


@register.filter
def capital(words: str) -> str:
    """The first letter large, the rest as it is."""
    return words[:1].upper() + words[1:]


@register.filter
def rhythm(series: Series) -> str:
    """`Thứ Hai, thứ Năm hằng tuần`."""
    if not _english():
        return capital(wording.rhythm_words(series.weekdays, series.interval))
    days = ", ".join(calendar.day_name[weekday] for weekday in series.weekdays)
    return f"{days}, every {series.interval} weeks" if series.interval > 1 else f"{days}, every week"


CHANGES = {
    "time": _("Đổi thời gian"),
    "place": _("Đổi điểm cầu trung tâm"),
    "title": _("Đổi tên cuộc họp"),
    "about": _("Đổi loại hoặc đầu mối liên hệ"),
    "agenda": _("Đổi chương trình"),
    "chair": _("Đổi chủ trì"),
}


@register.filter
def change_words(what: str) -> str:
    """What a change was about: `time` is "Đổi thời gian"."""
    return str(CHANGES.get(what, what))
