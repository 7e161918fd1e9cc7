"""The pages that write: plan, change a draft, cancel; and the advice while planning."""

import re
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from rooms import clock
from rooms.directory import queries as directory
from rooms.meetings import actions, advising, queries
from rooms.meetings import rhythm as rhythms
from rooms.meetings.changes import actions as changes
from rooms.meetings.forms import (
    BLANK_ROWS,
    Directory,
    ItemForm,
    ItemFormSet,
    PlanForm,
    initial_items,
    initial_of,
    items_of,
)
from rooms.meetings.intervals import Interval
from rooms.meetings.models import Meeting
from rooms.meetings.refusals import BadPlan, NotNow, NotTheSecretary, PaperStands
from rooms.meetings.rules import State, desk_may, may_plan, secretary_may
from rooms.meetings.views import frame_of
from rooms.meetings.wording import HOME, at_home
from rooms.people import queries as people
from rooms.people.door import signed_in
from rooms.people.models import Person
from rooms.people.rules import BadName, fold

if TYPE_CHECKING:
    from django.forms import BaseFormSet

_SLOT = re.compile(r"(\d{4}-\d\d-\d\d)T(\d\d:\d\d)/(\d\d:\d\d)", re.ASCII)
Save = Callable[[PlanForm, "BaseFormSet[ItemForm]"], Meeting]


def _directory(now: datetime) -> Directory:
    today = at_home(now).date()
    return Directory(people.active(), list(directory.sites_on(today)), list(directory.agencies_on(today)))


def forms_for(request: HttpRequest, draft: Meeting | None, now: datetime) -> tuple[PlanForm, "BaseFormSet[ItemForm]"]:
    """The sections of the plan page: what was typed, or the meeting as it stands, or nothing yet."""
    typed = request.POST if request.method == "POST" else None
    first = initial_of(draft) if draft else {"secretary": str(signed_in(request).pk), "skip_holidays": True}
    form = PlanForm(typed, directory=_directory(now), now=now, initial=first)
    rows = initial_items(draft) if draft else None
    return form, ItemFormSet(typed, prefix="item", initial=rows)


def _more_rows(typed: Any) -> Any:  # noqa: ANN401 - QueryDict, mutable copy
    """What was typed, with room for more agenda items: the page's answer to "Thêm mục" without script."""
    copy = typed.copy()
    count = typed.get("item-TOTAL_FORMS", "")
    if count.isascii() and count.isdigit():
        copy["item-TOTAL_FORMS"] = str(min(int(count[:4]), 200) + BLANK_ROWS)
    return copy


def _with_slot(typed: Any) -> Any:  # noqa: ANN401 - QueryDict, mutable copy
    """What was typed, at the free time that was tapped."""
    copy = typed.copy()
    found = _SLOT.fullmatch(typed.get("slot", ""))
    if found:
        copy["day"], copy["starts"], copy["ends"] = found.groups()
    return copy


def _wish(form: PlanForm, draft: Meeting | None) -> advising.Wish:
    form.full_clean()  # what can be read is in cleaned_data, faults elsewhere or not
    wish = advising.wish_of(form.cleaned_data, queries.planned_with(draft) if draft else ())
    rhythm = form.rhythm()
    if rhythm is None or not wish.sittings:
        return wish
    return replace(wish, sittings=_sittings(rhythm, wish.sittings[0]) or wish.sittings)


def _sittings(rhythm: rhythms.Rhythm, first: Interval) -> list[Interval]:
    """When a series would meet; nothing for a rhythm that cannot be kept."""
    holidays = queries.holidays_of(rhythm)
    if rhythms.faults_of(rhythm, holidays):
        return []
    start, length = at_home(first.start).time(), first.end - first.start
    starts = [datetime.combine(day, start, HOME) for day in rhythms.planned_days(rhythm, holidays)]
    return [Interval(one, one + length) for one in starts]


def _page(
    request: HttpRequest,
    form: PlanForm,
    rows: "BaseFormSet[ItemForm]",
    draft: Meeting | None,
    *,
    status: int = 200,
    **more: object,
) -> HttpResponse:
    context = {"draft": draft, **shown(form, rows), **more}
    return render(request, "meetings/plan.html", context, status=status)


def shown(form: PlanForm, rows: "BaseFormSet[ItemForm]") -> dict[str, object]:
    """What the sections of the plan page need, for every page that is made of them."""
    today = at_home(form.now).date()
    return {
        "form": form,
        "rows": rows,
        "areas": directory.by_area(directory.sites_on(today)),
        "people": [(person, fold(f"{person.full_name} {person.position}")) for person in people.active()],
        "chosen_weekdays": {str(value) for value in form["weekdays"].value() or []},
        "chosen_sites": {str(value) for value in form["sites"].value() or []},
        "chosen_persons": {str(value) for value in form["persons"].value() or []},
        "place": "meeting_list",
    }


def _after(request: HttpRequest, meeting: Meeting, person: Person) -> HttpResponse:
    """On to the letters if asked, else to the meeting; home if the planner has no seat at its desk."""
    if not queries.visible_to(person).filter(pk=meeting.pk).exists():
        messages.success(request, _("Đã lưu bản nháp. Thư ký đã chọn sẽ thấy cuộc họp này."))
        return redirect("home")
    messages.success(request, _("Đã lưu bản nháp."))
    wanted = "invitations_page" if request.POST.get("then") == "invitations" else "meeting_page"
    try:
        return redirect(reverse(wanted, args=[meeting.slug]))
    except NoReverseMatch:
        return redirect("meeting_page", meeting.slug)


@dataclass(frozen=True, slots=True)
class Unfinished:
    """A form that came back without a wish to save: with more rows, at another time, or asking for free times."""

    form: PlanForm
    rows: "BaseFormSet[ItemForm]"
    suggested: Sequence[advising.Suggestion] | None


def unfinished(request: HttpRequest, meeting: Meeting | None, now: datetime) -> Unfinished | None:
    """What the buttons inside the sections ask without script; None for a form to save."""
    changes: dict[str, Callable[[Any], Any]] = {"more_rows": _more_rows, "slot": _with_slot, "suggest": _as_typed}
    change = next((changes[name] for name in changes if name in request.POST), None)
    if change is None:
        return None
    request.POST = change(request.POST)
    form, rows = forms_for(request, meeting, now)
    suggested = advising.suggestions(_wish(form, meeting), now) if change is _as_typed else None
    form.errors.clear()
    return Unfinished(form, rows, suggested)


def _as_typed(typed: Any) -> Any:  # noqa: ANN401 - QueryDict
    return typed


def _plan(request: HttpRequest, draft: Meeting | None, save: Save) -> HttpResponse:
    now = clock.now()
    if request.method == "POST" and (again := unfinished(request, draft, now)):
        return _page(request, again.form, again.rows, draft, suggested=again.suggested)
    form, rows = forms_for(request, draft, now)
    if request.method != "POST":
        return _page(request, form, rows, draft)
    if form.is_valid() & rows.is_valid():  # both are asked, so that all faults are shown at once
        warned = advising.warnings(_wish(form, draft), signed_in(request))
        if warned and request.POST.get("despite") != advising.digest(warned):
            return _page(request, form, rows, draft, warned=warned, despite=advising.digest(warned))
        try:
            return _after(request, save(form, rows), signed_in(request))
        except BadPlan as bad:
            form.add_faults(bad.faults)
        except PaperStands as refused:
            form.add_error(None, refused.words)
    return _page(request, form, rows, draft, status=400)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def plan(request: HttpRequest) -> HttpResponse:
    """Plan a new meeting: one page, four sections."""
    person = signed_in(request)
    if not may_plan(person.role):
        raise NotTheSecretary
    return _plan(
        request,
        None,
        lambda form, rows: actions.plan_meeting(form.plan(items_of(rows)), by=person, now=clock.now()),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def edit(request: HttpRequest, slug: str) -> HttpResponse:
    """Change a draft, with it all of its series; once announced it is changed by letters, not here."""
    person = signed_in(request)
    draft = queries.first_of_drafts(queries.find(slug, person))
    doer = queries.doer_of(draft, person)
    if not secretary_may(doer):
        raise NotTheSecretary
    if draft.state != State.DRAFT:
        raise NotNow
    return _plan(request, draft, lambda form, rows: actions.change_draft(draft.pk, form.plan(items_of(rows)), by=doer))


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def cancel(
    request: HttpRequest,
    slug: str,
    deed: Callable[..., object] = actions.cancel_meeting,
    deed_from_here_on: Callable[..., object] = changes.cancel_from_here_on,
) -> HttpResponse:
    """Ask for the reason, then cancel. The deeds let the wiring give such as write letters too."""
    person = signed_in(request)
    meeting = queries.find(slug, person)
    doer = queries.doer_of(meeting, person)
    if not desk_may(doer):
        raise NotTheSecretary
    context: dict[str, object] = {**frame_of(meeting, person, "meeting_page"), "reason": ""}
    if request.method != "POST":
        return render(request, "meetings/cancel.html", context)
    reason = request.POST.get("reason", "")
    chosen = deed_from_here_on if meeting.series_id and request.POST.get("from_here_on") == "1" else deed
    try:
        chosen(meeting.pk, reason, by=doer, now=clock.now())
    except BadName as bad:
        context |= {"reason": reason, "fault": _reason_fault(bad)}
        return render(request, "meetings/cancel.html", context, status=400)
    messages.success(request, _("Đã hủy cuộc họp."))
    return redirect("meeting_page", slug)


def _reason_fault(bad: BadName) -> str:
    if bad.reason == "empty":
        return _("Hãy ghi lý do hủy.")
    if bad.reason == "too_long":
        return _("Lý do dài quá 500 ký tự.")
    return _("Lý do có ký tự không hợp lệ.")


def _draft_at(request: HttpRequest, person: Person) -> Meeting | None:
    """The draft that the page changes, if it is one of this person's. Raises NotTheSecretary for who may not plan."""
    try:
        draft = queries.visible_to(person).filter(pk=UUID(request.POST.get("draft", ""))).first()
    except ValueError:
        draft = None
    if may_plan(person.role) or (draft is not None and secretary_may(queries.doer_of(draft, person))):
        return draft
    raise NotTheSecretary


@require_POST
@login_required
def advice(request: HttpRequest) -> JsonResponse:
    """Who is taken at that hour, and with `suggest` which times are free; the form as it is, however unfinished."""
    person = signed_in(request)
    now, draft = clock.now(), _draft_at(request, person)
    form, _rows = forms_for(request, draft, now)
    wish = _wish(form, draft)
    slots = advising.suggestions(wish, now) if "suggest" in request.POST else []
    return JsonResponse({"warnings": advising.warnings(wish, person), "slots": [asdict(slot) for slot in slots]})
