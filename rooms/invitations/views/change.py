"""Changing what was announced: the sections of the plan page, then in words who will get mail, then it is sent."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from rooms import clock
from rooms.invitations.actions import change
from rooms.meetings import advising, planning
from rooms.meetings import queries as meetings
from rooms.meetings.changes import actions as changes
from rooms.meetings.changes.rules import Change, Difference, mark_of
from rooms.meetings.forms import ItemForm, PlanForm, items_of
from rooms.meetings.intervals import Interval
from rooms.meetings.models import Meeting
from rooms.meetings.refusals import BadPlan, NotNow, NotTheSecretary
from rooms.meetings.rules import Doer, Plan, State, desk_may
from rooms.meetings.views import frame_of
from rooms.meetings.wording import at_home
from rooms.people.door import signed_in
from rooms.people.rules import BadName
from rooms.refusals import Refused

if TYPE_CHECKING:
    from django.forms import BaseFormSet

_OWN = {"csrfmiddlewaretoken", "step", "urgent_reason"}


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def change_page(request: HttpRequest, slug: str) -> HttpResponse:
    """What is to be different; for chair and secretary of a meeting that is announced and has not begun."""
    person, now = signed_in(request), clock.now()
    meeting = meetings.find(slug, person)
    doer = meetings.doer_of(meeting, person)
    if not desk_may(doer):
        raise NotTheSecretary
    if meeting.state != State.ANNOUNCED:
        raise NotNow
    if request.method == "POST" and (again := planning.unfinished(request, meeting, now)):
        return _form_page(request, meeting, again.form, again.rows, suggested=again.suggested)
    form, rows = planning.forms_for(request, meeting, now)
    if request.method != "POST" or request.POST.get("step") == "edit":
        form.errors.clear()
        return _form_page(request, meeting, form, rows)
    if form.is_valid() & rows.is_valid():
        try:
            return _take(request, meeting, doer, _plan_of(form, rows, meeting), now)
        except BadPlan as bad:
            form.add_faults(bad.faults)
        except BadName:
            form.add_error(None, _("Lý do họp gấp dài quá 500 ký tự hoặc có ký tự không hợp lệ."))
        except Refused as refused:
            form.add_error(None, refused.words)
    return _form_page(request, meeting, form, rows, status=400)


def _plan_of(form: PlanForm, rows: "BaseFormSet[ItemForm]", meeting: Meeting) -> Plan:
    """What was typed; agency and rhythm stay, whatever a forged form says. Who takes the desk needs no tick.

    Who or what is no longer in the directory could not be ticked, and stays, too.
    """
    now, plan = meetings.plan_of(meeting), form.plan(items_of(rows))
    persons = [*plan.person_ids, *form.not_offered("persons", now.person_ids)]
    return replace(
        plan,
        agency_id=meeting.agency_id,
        centre_id=plan.centre_id or next(iter(form.not_offered("centre", [now.centre_id])), None),
        person_ids=[one for one in persons if one not in {plan.chair_id, plan.secretary_id}],
        site_ids=[*plan.site_ids, *form.not_offered("sites", now.site_ids)],
        rhythm=None,
    )


def _take(request: HttpRequest, meeting: Meeting, doer: Doer, plan: Plan, now: datetime) -> HttpResponse:
    reason, seen = request.POST.get("urgent_reason", ""), request.POST.get("seen", "")
    wish = Change(plan, _from_here_on(request, meeting), reason, seen)
    if request.POST.get("step") != "send":
        return _ask(request, meeting, plan, changes.judged(meeting, wish, now))
    change.change_and_tell(meeting.pk, wish, by=doer, now=now)
    messages.success(request, _("Đã đổi cuộc họp. Thư báo đang được gửi."))
    if not meetings.visible_to(signed_in(request)).filter(pk=meeting.pk).exists():  # who handed the desk on and left
        return redirect("home")
    return redirect("meeting_page", meeting.slug)


def _from_here_on(request: HttpRequest, meeting: Meeting) -> bool:
    return meeting.series_id is not None and request.POST.get("from_here_on") == "1"


def _ask(request: HttpRequest, meeting: Meeting, plan: Plan, found: Difference) -> HttpResponse:
    """Say in words who will get which mail, before any leaves."""
    later = [one for one in meetings.following(meeting) if one.state == State.ANNOUNCED]
    context = {
        **frame_of(meeting, signed_in(request), "meeting_page"),
        "plan": plan,
        "found": found,
        "named": _named(found),
        "leaves": signed_in(request).pk in found.fewer_persons,
        "told": 2 + len(plan.person_ids) + len(plan.site_ids) - found.more,
        "from_here_on": _from_here_on(request, meeting),
        "later": later,
        "warned": advising.warnings(_wish(request, meeting, plan, later), signed_in(request)),
        "in_haste": _in_haste(meeting, plan, found),
        "typed": _typed(request.POST),
    }
    return render(request, "invitations/change_confirm.html", context)


def _named(found: Difference) -> dict[str, str]:
    """The new chair and secretary by name, where they are new."""
    names = meetings.names_of(found.desk.values(), [])
    return {role.value: names.get(person, "") for role, person in found.desk.items()}


def _wish(request: HttpRequest, meeting: Meeting, plan: Plan, later: Sequence[Meeting]) -> advising.Wish:
    """What the change wants: the meeting's new hours, and with all that follow those of each as it would move."""
    moved, length = plan.starts_at - meeting.starts_at, plan.ends_at - plan.starts_at
    following = [one for one in later if not one.excepted] if _from_here_on(request, meeting) else []
    starts = [plan.starts_at, *(one.starts_at + moved for one in following if one.pk != meeting.pk)]
    return advising.Wish(
        sittings=[Interval(start, start + length) for start in starts],
        required=[plan.chair_id, plan.secretary_id],
        persons=plan.person_ids,
        sites=plan.site_ids,
        centre=plan.centre_id,
        but={meeting.pk, *(one.pk for one in following)},
    )


def _in_haste(meeting: Meeting, plan: Plan, found: Difference) -> bool:
    """Whether a reason is needed: sooner by a day or more, and less than three working days ahead."""
    sooner = at_home(plan.starts_at).date() < at_home(meeting.starts_at).date()
    short = meetings.notice_is_short(plan.starts_at, clock.now())
    return "time" in found.what and sooner and short and not meeting.urgent_reason


def _typed(said: QueryDict) -> list[tuple[str, str]]:
    return [(name, value) for name, values in said.lists() if name not in _OWN for value in values]


def _form_page(
    request: HttpRequest,
    meeting: Meeting,
    form: PlanForm,
    rows: "BaseFormSet[ItemForm]",
    *,
    status: int = 200,
    **more: object,
) -> HttpResponse:
    context = {
        **planning.shown(form, rows),
        **more,
        **frame_of(meeting, signed_in(request), "meeting_page"),
        "from_here_on": request.POST.get("from_here_on") == "1",
        "seen": request.POST.get("seen") or mark_of(meetings.plan_of(meeting)),
    }
    return render(request, "invitations/change.html", context, status=status)
