"""The answer pages behind a personal link. GET and HEAD only show: mail scanners follow links (I9).

The link is the only key, so nothing asks for an account. "Opened" is marked by the page's script with a POST; a
browser without script is marked by its answer alone.
"""

from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rooms import clock
from rooms.invitations import queries
from rooms.invitations.actions import answer as answers
from rooms.invitations.actions import propose
from rooms.invitations.actions.answer import Said
from rooms.invitations.elsewhere import google_calendar
from rooms.invitations.forms import CommentForm, SubstituteForm, TimeForm
from rooms.invitations.itip.reply import Answer
from rooms.invitations.models import FUNNEL_WORDS, Invitation, Reply
from rooms.invitations.refusals import BadAnswer, BadTime, SubstituteSeated, TooEarly
from rooms.invitations.rules import Funnel, may_enter
from rooms.invitations.views.personal import facts, personal
from rooms.invitations.writing import calendar_file, page_of
from rooms.meetings import queries as meetings
from rooms.meetings.rules import Hat, State
from rooms.papers import queries as papers
from rooms.papers.refusals import NoPaper


@require_http_methods(["GET", "HEAD", "POST"])
@personal
def rsvp(request: HttpRequest, token: str, invitation: Invitation) -> HttpResponse:
    """The invitation with its four answers; POST takes "accepted" or "tentative", the others have a page each."""
    if request.method == "POST":
        return _take_plain_answer(request, token, invitation)
    meeting = invitation.seat.meeting
    context = {
        **facts(token, invitation),
        "chair": meeting.seats.filter(role=Hat.CHAIR).select_related("person").first(),
        "items": meeting.items.all(),
        "over": meeting.state in {State.CLOSED, State.SIGNED} or clock.now() >= meeting.ends_at,
        "may_enter": may_enter(meeting.state, meeting.starts_at, clock.now()),
        "series": queries.rest_of_series(invitation, clock.now()),
        "proposed_times": queries.waiting_proposals(invitation),
        "answers": _said(queries.answers_of(invitation)),
        "hall_list": meetings.hall_list(invitation.seat_id),
        "google": google_calendar(meeting.title, meeting.starts_at, meeting.ends_at, page_of(meeting)),
    }
    return render(request, "invitations/rsvp.html", context)


def _said(replies: list[Reply]) -> list[dict[str, object]]:
    return [
        {"at": one.at, "via": one.via, "words": FUNNEL_WORDS[Funnel(one.answer)], "comment": one.comment}
        for one in replies
    ]


def _take_plain_answer(request: HttpRequest, token: str, invitation: Invitation) -> HttpResponse:
    if request.POST.get("answer") not in {Answer.ACCEPTED, Answer.TENTATIVE}:
        raise BadAnswer
    return _answer(request, token, invitation, Said(Answer(request.POST["answer"])))


def _answer(request: HttpRequest, token: str, invitation: Invitation, said: Said) -> HttpResponseRedirect:
    """Keep the answer; with `all` for every instance of the series that is still to come."""
    if request.POST.get("all"):
        propose.answer_rest_of_series(invitation.pk, said, now=clock.now())
    else:
        answers.answer_on_web(invitation.pk, said, now=clock.now())
    return redirect("rsvp", token=token)


@require_http_methods(["GET", "HEAD", "POST"])
@personal
def decline(request: HttpRequest, token: str, invitation: Invitation) -> HttpResponse:
    """Will not come, and why."""
    form = CommentForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _answer(request, token, invitation, Said(Answer.DECLINED, comment=form.cleaned_data["comment"]))
    return _form_page(request, "invitations/decline.html", token, invitation, form)


@require_http_methods(["GET", "HEAD", "POST"])
@personal
def substitute(request: HttpRequest, token: str, invitation: Invitation) -> HttpResponse:
    """Propose somebody else; the secretary approves. A hall has no substitute."""
    if invitation.seat.person_id is None:
        raise BadAnswer
    form = SubstituteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            return _answer(request, token, invitation, Said(Answer.SUBSTITUTE, **form.cleaned_data))
        except SubstituteSeated as seated:
            form.add_error("address", seated.words)
    return _form_page(request, "invitations/substitute.html", token, invitation, form)


@require_http_methods(["GET", "HEAD", "POST"])
@personal
def another_time(request: HttpRequest, token: str, invitation: Invitation) -> HttpResponse:
    """Propose another time; chair or secretary decides."""
    form = TimeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            propose.propose_time(invitation.pk, form.starts_at, form.cleaned_data["comment"], now=clock.now())
        except BadTime as fault:
            form.add_error("day", fault.words)
        else:
            return redirect("rsvp", token=token)
    return _form_page(request, "invitations/another_time.html", token, invitation, form)


def _form_page(request: HttpRequest, template: str, token: str, invitation: Invitation, form: Form) -> HttpResponse:
    status = 400 if form.is_bound else 200
    context = {**facts(token, invitation), "form": form, "series": queries.rest_of_series(invitation, clock.now())}
    return render(request, template, context, status=status)


@require_safe
@personal
def calendar(request: HttpRequest, token: str, invitation: Invitation) -> HttpResponse:  # noqa: ARG001 - a page's shape
    """The meeting for a calendar without mail."""
    response = HttpResponse(calendar_file(invitation.seat, invitation), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="giay-moi.ics"'
    return response


@require_safe
@personal
def paper(request: HttpRequest, token: str, invitation: Invitation) -> HttpResponse:  # noqa: ARG001 - a page's shape
    """The Giấy mời as it was issued."""
    issued = papers.to_enclose(invitation.seat.meeting_id)
    if issued is None:
        raise NoPaper
    response = HttpResponse(bytes(issued.pdf), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{issued.file_name}.pdf"'
    return response


@require_POST
@personal
def opened(request: HttpRequest, token: str, invitation: Invitation) -> HttpResponse:  # noqa: ARG001 - a page's shape
    """The page's script says that a person's browser shows it."""
    answers.mark_opened(invitation.pk, now=clock.now())
    return HttpResponse(status=204)


@require_POST
@personal
def enter(request: HttpRequest, token: str, invitation: Invitation) -> HttpResponse:  # noqa: ARG001 - a page's shape
    """Take the seat into the browser's session and go to the join page; rooms/live/entry.py reads it there."""
    seat = invitation.seat
    if not may_enter(seat.meeting.state, seat.meeting.starts_at, clock.now()):
        raise TooEarly
    seats = request.session.get("seats", {})
    request.session.cycle_key()  # S-5: a new right gets a new key
    request.session["seats"] = {**seats, str(seat.meeting_id): [str(seat.pk), seat.epoch]}
    return redirect("join_page", slug=seat.meeting.slug)
