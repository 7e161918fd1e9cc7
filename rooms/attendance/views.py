"""The list of who is and was in the room, for chair and secretary; and the roll of a hall, for the hall too (S-2)."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from rooms import clock
from rooms.attendance import actions, ledger, queries
from rooms.attendance.forms import HallRollForm
from rooms.attendance.queries import HallRoll, SeatTime
from rooms.attendance.rules import Interval
from rooms.meetings import queries as meetings
from rooms.meetings.models import Meeting, Seat
from rooms.meetings.name_list import Named
from rooms.meetings.rules import Doer, State
from rooms.meetings.views import frame_of
from rooms.people.door import signed_in
from rooms.people.models import Person
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
    rolls = queries.hall_rolls(meeting.pk)
    return {
        "rows": [
            _drawn(row, line)
            | {"people": _ticked(people.get(row.seat.pk, ()), rolls.get(row.seat.pk))}
            | {"roll": rolls.get(row.seat.pk)}
            for row in rows
        ],
        "headcount": sum(row.seat.listed.headcount for row in rows if row.seat.listed),
        "heads": sum(roll.heads for roll in rolls.values()) if rolls else None,
        "ticks": ledger.ticks(line),
        "here": sum(row.here for row in rows),
        "came": sum(bool(row.intervals) or row.here for row in rows),
        "substitutes": sum((bool(row.intervals) or row.here) and bool(row.seat.stands_in_for) for row in rows),
        "missing": sum(not row.intervals and not row.here for row in rows),
        "total": len(rows),
    }


def _ticked(people: Sequence[Named], roll: HallRoll | None) -> list[tuple[int, Named, bool]]:
    """The hall's list, numbered; and who of it is there."""
    here = roll.ticked if roll else frozenset()
    return [(number, one, number in here) for number, one in enumerate(people, start=1)]


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


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def hall_page(request: HttpRequest, slug: str, seat_id: UUID) -> HttpResponse:
    """Who of a hall's list is there: ticked by the hall itself, signed in or by its link, or by the desk."""
    try:
        seat, doer = _hall(request, slug, seat_id)
    except NotFound:
        if not request.user.is_authenticated:  # whether or not there is such a meeting: nothing is told
            return redirect_to_login(request.get_full_path())
        raise
    kept = meetings.hall_list(seat.pk)
    people, roll = kept.named if kept else (), queries.hall_rolls(seat.meeting_id).get(seat.pk)
    first = {"here": sorted(roll.ticked), "heads": roll.by_hand} if roll else None
    form = HallRollForm(request.POST if request.method == "POST" else None, people=people, initial=first)
    if request.method == "POST" and form.is_valid():
        actions.count_hall(seat.pk, form.cleaned_data["here"], form.cleaned_data["heads"], by=doer, now=clock.now())
        messages.success(request, _("Đã ghi người có mặt tại điểm cầu."))
        return redirect("hall_roll", slug, seat.pk)
    chosen = {str(number) for number in form["here"].value() or ()}
    context = {
        "meeting": seat.meeting,
        "seat": seat,
        "form": form,
        "kept": kept,
        "roll": roll,
        "people": [(number, one, str(number) in chosen) for number, one in enumerate(people, start=1)],
        "may_count": seat.meeting.state in {State.ANNOUNCED, State.OPEN},
        "at_desk": doer.at_desk,
    }
    return render(request, "attendance/hall.html", context, status=400 if form.is_bound else 200)


def _hall(request: HttpRequest, slug: str, seat_id: UUID) -> tuple[Seat, Doer]:
    """The hall's seat, and who asks: the desk of its meeting, or whoever may take that seat. Raises NotFound."""
    linked = meetings.seats_by_link(request.session.get("seats", {}).values(), slug)
    own = next((seat for seat in linked if seat.pk == seat_id), None)
    if own is None and isinstance(request.user, Person):
        meeting = meetings.find(slug, request.user)
        doer = meetings.doer_of(meeting, request.user)
        own = next((seat for seat in meetings.seats_for(meeting, request.user) if seat.pk == seat_id), None)
        if own is None and doer.at_desk and (seat := meetings.seat(seat_id)).meeting_id == meeting.pk:
            return _of_site(seat), doer
    if own is None or own.meeting.state == State.DRAFT:
        raise NotFound
    return _of_site(own), meetings.doer_in_seat(own)


def _of_site(seat: Seat) -> Seat:
    if seat.site_id is None:
        raise NotFound
    return seat
