"""The list of who is and was in the room, for chair and secretary; everybody else finds nothing (S-2)."""

from datetime import datetime

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from rooms import clock
from rooms.attendance import ledger, queries
from rooms.attendance.queries import SeatTime
from rooms.attendance.rules import Interval
from rooms.meetings import queries as meetings
from rooms.meetings.models import Meeting
from rooms.meetings.views import frame_of
from rooms.people.door import signed_in
from rooms.refusals import NotFound


@never_cache
@login_required
@require_safe
def attendance_page(request: HttpRequest, slug: str) -> HttpResponse:
    """Every seat: here now, when it was here, how long. As JSON to whoever accepts nothing else."""
    person, now = signed_in(request), clock.now()
    meeting = meetings.find(slug, person)
    if not meetings.doer_of(meeting, person).at_desk:
        raise NotFound
    rows = queries.presence_of(meeting, now=now)
    if request.headers.get("Accept") == "application/json":
        return JsonResponse({"seats": [_plain(row) for row in rows]})
    return render(
        request, "attendance/page.html", frame_of(meeting, person, "attendance_page") | _list(meeting, rows, now)
    )


def _list(meeting: Meeting, rows: list[SeatTime], now: datetime) -> dict[str, object]:
    begin = meeting.opened_at or meeting.starts_at
    line = Interval(begin, max(begin, meeting.closed_at or now))
    people = {each.seat_id: each.named for each in meetings.hall_lists(meeting.pk)}
    return {
        "rows": [_drawn(row, line) | {"people": people.get(row.seat.pk, ())} for row in rows],
        "headcount": sum(row.seat.listed.headcount for row in rows if row.seat.listed),
        "ticks": ledger.ticks(line),
        "here": sum(row.here for row in rows),
        "came": sum(bool(row.intervals) or row.here for row in rows),
        "substitutes": sum((bool(row.intervals) or row.here) and bool(row.seat.stands_in_for) for row in rows),
        "missing": sum(not row.intervals and not row.here for row in rows),
        "total": len(rows),
    }


def _drawn(row: SeatTime, line: Interval) -> dict[str, object]:
    hours, minutes = ledger.whole_minutes(row.total)
    return {"row": row, "bars": ledger.bars(row.intervals, line), "hours": hours, "minutes": minutes}


def _plain(row: SeatTime) -> dict[str, object]:
    return {
        "seat": str(row.seat.pk),
        "name": row.seat.name,
        "stands_in_for": row.seat.stands_in_for,
        "here": row.here,
        "intervals": [[each.start.isoformat(), each.end.isoformat()] for each in row.intervals],
        "total_s": int(row.total.total_seconds()),
    }
