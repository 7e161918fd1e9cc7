"""Mails that belong to no meeting we know: an unknown UID, a lost thread. Administrators look at them."""

from datetime import date

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from rooms import clock
from rooms.invitations.actions import referring, sorting
from rooms.invitations.models import Filed
from rooms.invitations.queries import incoming
from rooms.invitations.views.mails import as_file, shown, unstored
from rooms.meetings import queries as meetings
from rooms.meetings.models import Meeting
from rooms.people.door import signed_in
from rooms.people.models import Person, Role
from rooms.refusals import NotFound


@login_required
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """How mails come in, what waits, then what was put away or needed nobody."""
    _administrator(request)
    context = {
        "ways": incoming.ways_in(clock.now()),
        "waiting": incoming.received_of(None, [Filed.NEEDS_PERSON, Filed.SET_ASIDE]),
        "others": incoming.received_of(None, [Filed.PUT_AWAY, Filed.IGNORED, Filed.APPLIED, Filed.NEW]),
    }
    return unstored(render(request, "invitations/nobodys.html", context))


@login_required
@require_safe
def mail(request: HttpRequest, received_id: int) -> HttpResponse:
    """One mail, and the meetings to whose desk it may be given: with ?q= and ?ngay= those of that title and day."""
    person = _administrator(request)
    words, day = request.GET.get("q", "")[:200], request.GET.get("ngay", "")[:10]
    context = {
        **shown(incoming.received(None, received_id)),
        "q": words,
        "day": day,
        "meetings": _meetings(person, words, day),
    }
    return unstored(render(request, "invitations/nobodys_mail.html", context))


def _meetings(person: Person, words: str, day: str) -> list[Meeting]:
    try:
        return meetings.to_come(person, words, date.fromisoformat(day) if day else None, clock.now())
    except (ValueError, OverflowError):  # no day, or none that has an hour in Vietnam
        return []


@login_required
@require_safe
def mail_file(request: HttpRequest, received_id: int) -> HttpResponse:
    """The mail to keep, every personal key in it masked."""
    _administrator(request)
    return as_file(incoming.received(None, received_id))


@login_required
@require_POST
def deed(request: HttpRequest, received_id: int, deed: str) -> HttpResponse:
    """Give it to a meeting, read it again, or put it away."""
    person = _administrator(request)
    received = incoming.received(None, received_id)
    if deed == "giao":
        meeting = meetings.find(request.POST.get("meeting", ""), person)
        referring.refer(received.pk, meeting.pk, by=person, now=clock.now())
        messages.success(request, _("Đã giao thư cho chủ trì và thư ký của cuộc họp."))
    elif deed == "doc-lai":
        sorting.read_again(received.pk, now=clock.now())
        messages.success(request, _("Đã đọc lại thư."))
    elif deed == "gac-lai":
        sorting.put_away(received.pk, by=f"person:{person.pk}", now=clock.now())
        messages.success(request, _("Đã gác thư lại."))
    else:
        raise NotFound
    return redirect("nobodys_mails")


def _administrator(request: HttpRequest) -> Person:
    """For anybody else there is no such page (S-2)."""
    person = signed_in(request)
    if person.role != Role.ADMINISTRATOR:
        raise NotFound
    return person
