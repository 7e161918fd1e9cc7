"""Mails that belong to no meeting we know: an unknown UID, a lost thread. Administrators look at them."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from rooms import clock
from rooms.invitations import queries
from rooms.invitations.actions import sorting
from rooms.invitations.models import Filed
from rooms.invitations.views.mails import as_file, shown, unstored
from rooms.people.door import signed_in
from rooms.people.models import Person, Role
from rooms.refusals import NotFound


@login_required
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """What waits, then what was put away or needed nobody."""
    _administrator(request)
    context = {
        "waiting": queries.received_of(None, [Filed.NEEDS_PERSON, Filed.SET_ASIDE]),
        "others": queries.received_of(None, [Filed.PUT_AWAY, Filed.IGNORED, Filed.APPLIED, Filed.NEW]),
    }
    return unstored(render(request, "invitations/nobodys.html", context))


@login_required
@require_safe
def mail(request: HttpRequest, received_id: int) -> HttpResponse:
    """One mail."""
    _administrator(request)
    return unstored(render(request, "invitations/nobodys_mail.html", shown(queries.received(None, received_id))))


@login_required
@require_safe
def mail_file(request: HttpRequest, received_id: int) -> HttpResponse:
    """The mail to keep, every personal key in it masked."""
    _administrator(request)
    return as_file(queries.received(None, received_id))


@login_required
@require_POST
def deed(request: HttpRequest, received_id: int, deed: str) -> HttpResponse:
    """Read again, or put away."""
    person = _administrator(request)
    received = queries.received(None, received_id)
    if deed == "doc-lai":
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
