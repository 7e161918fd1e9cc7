"""A hall's list: sent by the holder of the hall's link, taken down as CSV by the desk of the meeting."""

import csv

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from rooms import clock
from rooms.invitations.forms import HallForm
from rooms.invitations.models import Invitation
from rooms.invitations.refusals import BadAnswer
from rooms.invitations.views.personal import facts, personal
from rooms.meetings import actions as meetings
from rooms.meetings import queries
from rooms.meetings.models import HallList
from rooms.meetings.name_list import as_text, doubled
from rooms.meetings.rules import State
from rooms.people.door import signed_in
from rooms.refusals import NotFound

_FORMULA = ("=", "+", "-", "@", "\t", "\r")  # a spreadsheet runs a cell that begins so (OWASP, CSV injection)


@require_http_methods(["GET", "HEAD", "POST"])
@personal
def hall_list(request: HttpRequest, token: str, invitation: Invitation) -> HttpResponse:
    """How many will sit in the hall, and who; may be sent anew until the meeting opens. A person has no such page."""
    seat = invitation.seat
    if seat.site_id is None:
        raise BadAnswer
    kept = queries.hall_list(seat.pk)
    form = HallForm(request.POST if request.method == "POST" else None, initial=_typed(kept))
    if request.method == "POST" and form.is_valid():
        by = queries.doer_in_seat(seat)
        meetings.send_list(seat.pk, form.cleaned_data["headcount"], form.people, by=by, now=clock.now())
        messages.success(request, _("Đã gửi danh sách của điểm cầu."))
        return redirect("rsvp_list", token=token)
    people = kept.named if kept else ()
    context = {
        **facts(token, invitation),
        "form": form,
        "kept": kept,
        "people": people,
        "doubled": doubled(people),
        "may_send": seat.meeting.state == State.ANNOUNCED and clock.now() < seat.meeting.ends_at,
    }
    return render(request, "invitations/hall_list.html", context, status=400 if form.is_bound else 200)


def _typed(kept: HallList | None) -> dict[str, object]:
    return {"headcount": kept.headcount, "names": as_text(kept.named)} if kept else {}


@never_cache
@login_required
@require_safe
def halls_csv(request: HttpRequest, slug: str) -> HttpResponse:
    """Everybody whom the halls named, and the halls that gave only a number; for chair and secretary."""
    person = signed_in(request)
    meeting = queries.find(slug, person)
    if not queries.doer_of(meeting, person).at_desk:
        raise NotFound
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="danh-sach-diem-cau.csv"'
    answer.write("\ufeff")  # without it Excel takes UTF-8 for the machine's own code page
    sheet = csv.writer(answer)
    sheet.writerow(["Điểm cầu", "Số người dự", "STT", "Họ và tên", "Chức vụ"])
    for each in queries.hall_lists(meeting.pk):
        for one in each.people.all() or [None]:
            named = [one.number, one.name, one.position] if one else ["", "", ""]
            sheet.writerow([_cell(value) for value in (each.seat.name, each.headcount, *named)])
    return answer


def _cell(value: object) -> str:
    text = str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text
