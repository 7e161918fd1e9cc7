"""The sign-off page, the pictures of its paper, and the two files.

Drafts are for chair and secretary; the signed files for every seat of the meeting; strangers find nothing (S-2).
"""

from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from rooms import clock
from rooms.meetings import queries as meetings
from rooms.meetings.models import Meeting
from rooms.meetings.rules import Doer, Hat, State
from rooms.minutes import actions as minutes
from rooms.minutes.models import SignedRecord
from rooms.minutes.record import Record, digest, record_from
from rooms.minutes.signoff import actions, pages, queries
from rooms.minutes.signoff.findings import Finding, may_be_signed
from rooms.minutes.signoff.refusals import NotRead, RecordChanged
from rooms.papers import queries as papers
from rooms.papers import wording
from rooms.papers.layouts.paper import Paper, plain_lines
from rooms.papers.pictures import pictures
from rooms.people.models import Person
from rooms.refusals import NotFound

DOCX_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PDF_TYPE = "application/pdf"


def _person(request: HttpRequest) -> Person:
    if not isinstance(request.user, Person):
        raise NotFound  # login_required has turned strangers away already
    return request.user


def _at_desk(request: HttpRequest, slug: str) -> tuple[Meeting, Doer]:
    """The meeting for its chair or secretary. Raises NotFound for everybody else."""
    person = _person(request)
    meeting = meetings.find(slug, person)
    doer = meetings.doer_of(meeting, person)
    if not doer.at_desk:
        raise NotFound
    return meeting, doer


def _shown(meeting: Meeting) -> tuple[Record, Paper, list[Finding]]:
    """The signed record if there is one, else the draft."""
    signed = queries.signed_record(meeting)
    record = record_from(bytes(signed.canonical)) if signed else queries.record_of(meeting)
    valid = papers.is_valid_on(meeting.agency, wording.local_day(queries.held_at(meeting)))
    paper, found = pages.paper_and_findings(record, draft=signed is None, unit_valid=valid)
    return record, paper, found


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def signoff_page(request: HttpRequest, slug: str) -> HttpResponse:
    """The paper, what is still wrong with it, its hash, and the chair's signature."""
    meeting, doer = _at_desk(request, slug)
    if request.method == "POST":
        return _sign(request, meeting, doer)
    return _page(request, meeting, doer)


def _sign(request: HttpRequest, meeting: Meeting, doer: Doer) -> HttpResponse:
    if request.POST.get("read") != "yes":
        return _page(request, meeting, doer, NotRead().words, status=409)
    try:
        actions.sign(meeting.pk, request.POST.get("seen", ""), by=doer, now=clock.now())
    except RecordChanged as refused:
        return _page(request, meeting, doer, refused.words, status=409)
    return redirect("signoff_page", slug=meeting.slug)


def _page(request: HttpRequest, meeting: Meeting, doer: Doer, refused: str = "", status: int = 200) -> HttpResponse:
    if meeting.state == State.CLOSED:
        minutes.write_facts(meeting.pk, now=clock.now())  # the closing is a fact, and the desk may have left before it
    record, paper, found = _shown(meeting)
    words = {
        "meeting": meeting,
        "record": record,
        "signed": queries.signed_record(meeting),
        "may_sign": Hat.CHAIR in doer.hats and may_be_signed(found),
        "is_chair": Hat.CHAIR in doer.hats,
        "findings": [pages.in_words(finding) for finding in found],
        "digest": digest(record),
        "digest_groups": pages.grouped(digest(record)),
        "pages": range(1, len(pictures(paper)) + 1),
        "lines": plain_lines(paper),
        "refused": refused,
        "place": "record_list",
    }
    return render(request, "minutes/signoff.html", words, status=status)


@never_cache
@login_required
@require_safe
def signoff_picture(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """One page of the paper."""
    meeting, _doer = _at_desk(request, slug)
    _record, paper, _found = _shown(meeting)
    found = pictures(paper)
    if not 1 <= number <= len(found):
        raise NotFound
    return HttpResponse(found[number - 1], content_type="image/png")


@never_cache
@require_safe
def record_docx(request: HttpRequest, slug: str) -> HttpResponse:
    """The signed DOCX; before the signature, for chair and secretary, the draft."""
    if not _is_known(request):
        return redirect_to_login(request.path)
    meeting, signed = _readable(request, slug)
    data = bytes(signed.docx) if signed else actions.drawn(queries.record_of(meeting), draft=True).docx
    return _file(data, DOCX_TYPE, "bien-ban.docx" if signed else "du-thao-bien-ban.docx")


@never_cache
@require_safe
def record_pdf(request: HttpRequest, slug: str) -> HttpResponse:
    """The same as PDF/A-2b."""
    if not _is_known(request):
        return redirect_to_login(request.path)
    meeting, signed = _readable(request, slug)
    data = bytes(signed.pdf) if signed else actions.drawn(queries.record_of(meeting), draft=True).pdf
    return _file(data, PDF_TYPE, "bien-ban.pdf" if signed else "du-thao-bien-ban.pdf")


def _is_known(request: HttpRequest) -> bool:
    return request.user.is_authenticated or bool(request.session.get("seats"))


def _readable(request: HttpRequest, slug: str) -> tuple[Meeting, SignedRecord | None]:
    """The meeting and its signed record for every seat; without one, only for chair and secretary. Raises NotFound."""
    meeting = _by_link(request, slug) or meetings.find(slug, _person(request))
    signed = queries.signed_record(meeting)
    return (meeting, signed) if signed else (_at_desk(request, slug)[0], None)


def _by_link(request: HttpRequest, slug: str) -> Meeting | None:
    """The meeting whose seat a personal link put into the session, as long as the seat has not changed hands (M4)."""
    held = meetings.seats_by_link(request.session.get("seats", {}).values(), slug)
    return held[0].meeting if held else None


def _file(data: bytes, content_type: str, name: str) -> HttpResponse:
    disposition = f'attachment; filename="{name}"'
    return HttpResponse(data, content_type=content_type, headers={"Content-Disposition": disposition})
