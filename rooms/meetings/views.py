"""The meetings' pages that read: home, lists, one meeting."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from itertools import groupby
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from rooms import clock
from rooms.meetings import queries, waiting
from rooms.meetings.models import Meeting
from rooms.meetings.rhythm import days_of
from rooms.meetings.rules import Hat, State, chair_may, desk_may, may_plan, secretary_may
from rooms.meetings.week import Week, midnight, month_of, week_from, week_of
from rooms.meetings.wording import at_home
from rooms.people.door import signed_in
from rooms.people.models import Person
from rooms.refusals import NotFound

# The room may be entered this long before the planned hour: technicians test their hall (PRODUCT.md, "who uses it").
EARLY = timedelta(minutes=60)
ROWS = 30


def frame_of(meeting: Meeting, person: Person, tab: str) -> dict[str, object]:
    """What meetings/frame.html needs: the head and the tabs of one meeting's pages."""
    seats = queries.seats_of(meeting.pk)
    by_role = {Hat(seat.role): seat for seat in reversed(seats)}
    return {
        "meeting": meeting,
        "doer": queries.doer_of(meeting, person),
        "seats": seats,
        "chair": by_role.get(Hat.CHAIR),
        "secretary": by_role.get(Hat.SECRETARY),
        "site_count": sum(seat.role == Hat.SITE for seat in seats),
        "seat_count": len(seats),
        "tab": tab,
        "place": "meeting_list",
    }


def _by_day(meetings: Iterable[Meeting], first: date) -> list[tuple[date, list[Meeting]]]:
    """Meetings under the day they start; one that began before the week stands under its first day."""
    return [
        (day, list(those)) for day, those in groupby(meetings, lambda row: max(at_home(row.starts_at).date(), first))
    ]


def _now_on(person: Person, now: datetime) -> list[Meeting]:
    """Open meetings, and announced ones whose room may be entered already."""
    around = queries.taking_place(person, now - timedelta(days=1), now + EARLY + timedelta(minutes=1))
    soon = [row for row in around if row.state == State.ANNOUNCED and row.starts_at - EARLY <= now < row.ends_at]
    return [row for row in around if row.state == State.OPEN] + soon


def _month(person: Person, shown: Week, today: date) -> dict[str, object]:
    first = max(shown.monday, today) if shown == week_of(today) else shown.monday
    begin = midnight(first.replace(day=1) - timedelta(days=7))
    starts = queries.days_with_meetings(person, begin, begin + timedelta(days=50))
    return {"month": first, "month_weeks": month_of(first, {at_home(moment).date() for moment in starts})}


def _due(person: Person, things: list[waiting.Waiting]) -> dict[str, object]:
    asked = {thing.meeting_id: thing for thing in things if thing.answer and thing.meeting_id}
    rows = list(queries.in_list(person).filter(pk__in=asked))
    return {"to_answer": [(row, asked[row.pk]) for row in rows], "to_do": [t for t in things if not t.answer]}


@require_safe
@login_required
def home(request: HttpRequest) -> HttpResponse:
    """My meetings: what is on now, what waits for me, the week."""
    person, now = signed_in(request), clock.now()
    today = at_home(now).date()
    week = week_from(request.GET.get("tuan", ""), today)
    meetings = queries.taking_place(person, week.start, week.end)
    context = {
        "place": "home",
        "today": today,
        "now": now,
        "week": week,
        "this_week": week == week_of(today),
        "days": _by_day(meetings, week.monday),
        "week_count": len(meetings),
        "live": _now_on(person, now),
        "may_plan": may_plan(person.role),
        **_month(person, week, today),
        **_due(person, waiting.for_person(person, now)),
    }
    return render(request, "meetings/home.html", context)


def _list(request: HttpRequest, states: list[State], context: dict[str, object]) -> HttpResponse:
    words = request.GET.get("q", "")[:200]
    found = queries.found_by(signed_in(request), words, states)
    page = Paginator(found, ROWS).get_page(request.GET.get("trang"))
    return render(request, "meetings/meeting_list.html", {"q": words, "page": page, **context})


@require_safe
@login_required
def meeting_list(request: HttpRequest) -> HttpResponse:
    """All meetings I may know of, found by title without accents."""
    return _list(request, list(State), {"place": "meeting_list", "may_plan": may_plan(signed_in(request).role)})


@require_safe
@login_required
def record_list(request: HttpRequest) -> HttpResponse:
    """The meetings that have minutes: open, closed, signed."""
    return _list(request, [State.OPEN, State.CLOSED, State.SIGNED], {"place": "record_list"})


@require_safe
@login_required
def series_page(request: HttpRequest, series_id: UUID) -> HttpResponse:
    """The meetings of a series that this person may know of; where letters about a whole series lead."""
    rows = list(queries.in_list(signed_in(request)).filter(series=series_id).order_by("starts_at"))
    if not rows:
        raise NotFound
    context = {"place": "meeting_list", "rows": rows, **rhythm_of(rows[0])}
    return render(request, "meetings/series_page.html", context)


def rhythm_of(meeting: Meeting) -> dict[str, object]:
    """What meetings/rhythm.html says of the series of this meeting; nothing for a single one."""
    series = meeting.series
    if series is None:
        return {}
    held = queries.occurrences_of(series.pk)
    days = {at_home(one.occurrence).date() for one in held if one.occurrence and one.state != State.CANCELLED}
    named = days_of(queries.rhythm_of(series))
    return {"series": series, "held": held, "left_out": [day for day in named if day not in days]}


@require_safe
@login_required
def meeting_page(request: HttpRequest, slug: str) -> HttpResponse:
    """One meeting: when, who, about what, and where to go from here."""
    person, now = signed_in(request), clock.now()
    meeting = queries.find(slug, person)
    doer = queries.doer_of(meeting, person)
    items = queries.items_of(meeting.pk)
    context = {
        **frame_of(meeting, person, "meeting_page"),
        **rhythm_of(meeting),
        "news": queries.news_of(meeting.pk),
        "items": items,
        "item_minutes": sum(item.minutes for item in items),
        "seated": bool(queries.seats_for(meeting, person)),
        "may_enter": meeting.state == State.OPEN
        or (meeting.state == State.ANNOUNCED and now >= meeting.starts_at - EARLY),
        "may_edit": meeting.state == State.DRAFT and secretary_may(doer),
        "may_change": meeting.state == State.ANNOUNCED and now < meeting.ends_at and desk_may(doer),
        "may_cancel": meeting.state in {State.DRAFT, State.ANNOUNCED} and desk_may(doer),
        "may_sign": meeting.state == State.CLOSED and chair_may(doer),
    }
    return render(request, "meetings/meeting_page.html", context)
