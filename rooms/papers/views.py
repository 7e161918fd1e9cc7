"""The page of a meeting's Giấy mời: what it looks like, who signs, its number; its pictures and files.

Secretary, clerk and administrator issue, the chair reads along; what was issued is for every seat of the meeting, by
sign-in or by personal link. Strangers find nothing (S-2).
"""

from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from rooms import clock
from rooms.meetings import queries as meetings
from rooms.meetings.models import Meeting
from rooms.meetings.rules import Doer, Hat, State
from rooms.papers import actions, offering, queries, wording
from rooms.papers.actions import Order
from rooms.papers.form import paper_of
from rooms.papers.forms import GivenForm
from rooms.papers.layouts import fonts
from rooms.papers.layouts.paper import Paper, paper_from, plain_lines
from rooms.papers.models import IssuedPaper, Profile
from rooms.papers.pictures import digest_of, kept, pictures
from rooms.papers.refusals import NotTheClerk
from rooms.papers.rules import may_issue, may_see_draft
from rooms.people.door import signed_in
from rooms.refusals import NotFound, Refused

DOCX_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PDF_TYPE = "application/pdf"


@dataclass(frozen=True, slots=True)
class Work:
    """A meeting, and who works on its paper."""

    meeting: Meeting
    doer: Doer


def _at_paper(request: HttpRequest, slug: str) -> Work:
    """The meeting for those who work on its paper. Raises NotFound for everybody else."""
    meeting, doer = queries.find(slug, signed_in(request), _today())
    if not may_see_draft(doer):
        raise NotFound
    return Work(meeting, doer)


def _today() -> date:
    return wording.local_day(clock.now())


def _draft(meeting: Meeting, order: Order) -> Paper:
    convening = queries.convening_of(meeting, order.given.dated, whole_series=order.whole_series)
    return paper_of(convening, order.given, draft=True, sizes=actions.SIZES[order.profile])


def _offered(meeting: Meeting) -> Order:
    said = offering.offered(meeting, _today())
    return Order(offering.given_of(said), Profile(str(said["profile"])), bool(said["whole_series"]))


def _first_shown(meeting: Meeting) -> Paper:
    newest = queries.newest(meeting.pk)
    return paper_from(newest.said) if newest else _draft(meeting, _offered(meeting))


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def paper_page(request: HttpRequest, slug: str) -> HttpResponse:
    """The Giấy mời: as issued, or as a draft with what the clerk gives."""
    work = _at_paper(request, slug)
    if request.method == "POST":
        return _given(request, work)
    return _page(request, work, _form(work.meeting), _first_shown(work.meeting))


def _form(meeting: Meeting, said: QueryDict | None = None) -> GivenForm:
    today = _today()
    in_series = meeting.series_id is not None
    return GivenForm(said, today=today, in_series=in_series, initial=offering.offered(meeting, today))


def _given(request: HttpRequest, work: Work) -> HttpResponse:
    if not may_issue(work.doer):
        raise NotTheClerk
    form = _form(work.meeting, request.POST)
    issuing = request.POST.get("deed") == "issue"
    if form.is_valid() and issuing:
        form.must_have_number()
    if not form.is_valid():
        return _page(request, work, form, _draft(work.meeting, _offered(work.meeting)), status=400)
    order = Order(form.given, form.cleaned_data["profile"], form.whole, _number(request.POST.get("seen", "")))
    if issuing:
        return _issue(request, work, form, order)
    return _page(request, work, form, _draft(work.meeting, order))


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else 0  # noqa: PLR2004 - a revision


def _issue(request: HttpRequest, work: Work, form: GivenForm, order: Order) -> HttpResponse:
    try:
        issued = actions.issue(work.meeting.pk, order, by=work.doer, now=clock.now())
    except Refused as refused:
        form.add_error(None, refused.words)
        return _page(request, work, form, _draft(work.meeting, order), status=409)
    messages.success(request, _("Đã ban hành Giấy mời số %(number)s.") % {"number": issued.number_words})
    return redirect("paper_page", slug=work.meeting.slug)


def _page(request: HttpRequest, work: Work, form: GivenForm, paper: Paper, *, status: int = 200) -> HttpResponse:
    meeting, doer = work.meeting, work.doer
    issued = queries.every(meeting.pk)
    newest = issued[0] if issued else None
    lines = plain_lines(paper)
    context = {
        "meeting": meeting,
        "form": form,
        "newest": newest,
        "earlier": issued[1:],
        "is_true": newest is not None and queries.is_true(newest, meeting),
        "may_issue": may_issue(doer) and meeting.state in {State.DRAFT, State.ANNOUNCED},
        "knows_meeting": bool(doer.hats - {Hat.CLERK}),
        "at_desk": doer.at_desk,
        "draft": paper.draft,
        "digest": digest_of(paper),
        "pages": range(1, len(pictures(paper)) + 1),
        "lines": lines,
        "unprintable": len(fonts.unprintable(lines)),
        "unit_valid": queries.is_valid_on(meeting.agency, newest.dated if newest else _today()),
        "place": "meeting_list",
    }
    return render(request, "papers/page.html", context, status=status)


@never_cache
@login_required
@require_safe
def paper_picture(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """One page of the paper that the page has just shown (`ma` is its digest); by itself, of what it shows first."""
    meeting, wanted = _at_paper(request, slug).meeting, request.GET.get("ma", "")
    found = kept(wanted) if wanted else []
    if not found:
        paper = _first_shown(meeting)
        found = pictures(paper) if wanted in {"", digest_of(paper)} else []
    if not 1 <= number <= len(found):
        raise NotFound
    return HttpResponse(found[number - 1], content_type="image/png")


@never_cache
@require_safe
def paper_pdf(request: HttpRequest, slug: str) -> HttpResponse:
    """The Giấy mời as it was issued, as PDF/A-2b; before that, for those who work on it, the draft."""
    return _file(request, slug, "pdf")


@never_cache
@require_safe
def paper_docx(request: HttpRequest, slug: str) -> HttpResponse:
    """The same as DOCX."""
    return _file(request, slug, "docx")


def _file(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    if not (request.user.is_authenticated or request.session.get("seats")):
        return redirect_to_login(request.path)
    meeting, paper = _readable(request, slug)
    if paper is None:
        made = actions.drawn(meeting, _offered(meeting), meeting.created_at, draft=True)
        return _download(made.pdf if kind == "pdf" else made.docx, kind, "du-thao-giay-moi")
    return _download(bytes(paper.pdf if kind == "pdf" else paper.docx), kind, paper.file_name)


def _readable(request: HttpRequest, slug: str) -> tuple[Meeting, IssuedPaper | None]:
    """What was issued, for every seat and for those who work on it; the draft for these alone. Raises NotFound."""
    held = meetings.seats_by_link(request.session.get("seats", {}).values(), slug)
    if held:
        meeting, works = held[0].meeting, False
    else:
        meeting, doer = queries.find(slug, signed_in(request), _today())
        works = may_see_draft(doer)
    revision = _number(request.GET.get("ban", ""))
    paper = queries.of_meeting(meeting.pk, revision) if revision else queries.standing(meeting)
    if paper is None and not works:
        raise NotFound
    return meeting, paper


def _download(data: bytes, kind: str, name: str) -> HttpResponse:
    content_type = PDF_TYPE if kind == "pdf" else DOCX_TYPE
    disposition = f'attachment; filename="{name}.{kind}"'
    return HttpResponse(data, content_type=content_type, headers={"Content-Disposition": disposition})
