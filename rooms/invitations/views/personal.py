"""The door of the pages behind a personal link: its holder is the seat, until it expires or the seat changes hands."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from rooms import clock
from rooms.invitations import links, queries
from rooms.invitations.itip.addresses import masked
from rooms.invitations.models import FUNNEL_WORDS, Invitation
from rooms.invitations.refusals import (
    BadAnswer,
    LinkExpired,
    LinkReplaced,
    MeetingIsCancelled,
    SeatIsAnothers,
    SeatIsWithdrawn,
)
from rooms.invitations.rules import UNANSWERED, Funnel
from rooms.meetings.rules import State
from rooms.refusals import NotFound, Refused

# Django's CSRF check needs the Origin header, and `no-referrer` makes browsers send `Origin: null` with a form
# (Fetch standard, "append a request Origin header"). `strict-origin` keeps the token out of every Referer as well.
_REFERRER = "strict-origin"
_GONE = (LinkExpired, LinkReplaced, SeatIsAnothers, SeatIsWithdrawn, MeetingIsCancelled)
Page = Callable[..., HttpResponse]  # request, token, invitation, and what else its address names


def personal(page: Page) -> Page:
    """Open a page to the holder of a valid link; say in words why not, otherwise, and what to do next."""

    @wraps(page)
    def opened(request: HttpRequest, token: str, **named: object) -> HttpResponse:
        invitation: Invitation | None = None
        try:
            link = links.read(token)
            invitation = queries.of_seat(link.seat_id)
            _must_hold(link, invitation)
            response = page(request, token, invitation, **named)
        except Refused as refused:
            response = _refusal(request, token, refused, invitation)
        response["Referrer-Policy"] = _REFERRER
        response["Cache-Control"] = "no-store"
        response["X-Robots-Tag"] = "noindex"
        return response

    return opened


def _refusal(request: HttpRequest, token: str, refused: Refused, invitation: Invitation | None) -> HttpResponse:
    status = 404 if isinstance(refused, NotFound) else 410 if isinstance(refused, _GONE) else 409
    if isinstance(refused, BadAnswer):
        status = 400
    meeting = invitation.seat.meeting if invitation else None
    context = {"refused": refused, "meeting": meeting, "back": reverse("rsvp", args=[token])}
    return render(request, "invitations/link_refused.html", context, status=status)


def _must_hold(link: links.Link, invitation: Invitation) -> None:
    seat = invitation.seat
    if seat.epoch != link.epoch:
        raise SeatIsAnothers if seat.stands_in_for else LinkReplaced
    if seat.withdrawn_at is not None:
        raise SeatIsWithdrawn
    if clock.now() >= max(link.expires_at, links.end_of_life(seat.meeting)):
        raise LinkExpired
    if seat.meeting.state == State.CANCELLED:
        raise MeetingIsCancelled


def facts(token: str, invitation: Invitation) -> dict[str, object]:
    """What every one of these pages shows."""
    state, meeting = Funnel(invitation.state), invitation.seat.meeting
    before = invitation.told_before.get("starts_at")
    moved_from = datetime.fromisoformat(before) if before else meeting.starts_at
    return {
        "token": token,
        "invitation": invitation,
        "seat": invitation.seat,
        "meeting": meeting,
        "moved_from": None if moved_from == meeting.starts_at else moved_from,
        "address": masked(invitation.seat.address),
        "answer": None if state in UNANSWERED else state,
        "answer_words": FUNNEL_WORDS[state],
    }
