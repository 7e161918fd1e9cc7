"""The desk's page of invitations: who was written to, who answered, what is to be done. For chair and secretary."""

from collections.abc import Callable
from datetime import datetime

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from rooms import clock
from rooms.invitations import queries
from rooms.invitations.actions import holding, invite, reminders, substitute
from rooms.invitations.models import Invitation
from rooms.invitations.queries import incoming, outgoing
from rooms.invitations.rules import Funnel
from rooms.invitations.views import board
from rooms.meetings import queries as meetings
from rooms.meetings.models import Meeting
from rooms.meetings.refusals import AlreadyPast, NoticeTooShort
from rooms.meetings.rules import Doer, State
from rooms.meetings.views import frame_of
from rooms.people.door import signed_in
from rooms.people.rules import BadName
from rooms.refusals import NotFound, Refused


@login_required
@require_safe
def page(request: HttpRequest, slug: str) -> HttpResponse:
    """Funnel, table, and the one thing to do next."""
    meeting, doer = _desk(request, slug)
    now = clock.now()
    rows = board.rows_of(meeting, now)
    chosen, wanted = request.GET.get("o", ""), request.GET.get("q", "").strip()
    context = {
        **frame_of(meeting, signed_in(request), "invitations_page"),
        "letters": board.tiles_of(rows, chosen, answered=False),
        "answers": board.tiles_of(rows, chosen, answered=True),
        "unanswered": sum(row.silent for row in rows),
        "silent": sum(row.silent and row.state != Funnel.QUEUED for row in rows),
        "halls_listed": sum(row.hall is not None for row in rows),
        "rows": [row for row in rows if board.fits(row, chosen, wanted)],
        "chosen": chosen,
        "wanted": wanted,
        "sending": outgoing.sending(meeting.pk, now),
        "reminders": board.reminders_of(meeting, now),
        "is_draft": meeting.state == State.DRAFT,
        "last_day_to_invite": meetings.last_day_to_invite(meeting.starts_at),
        "in_haste": meeting.state == State.DRAFT and meetings.notice_is_short(meeting.starts_at, now),
        "may_send": meeting.state in {State.ANNOUNCED, State.OPEN} and now < meeting.ends_at and doer.at_desk,
        "for_a_person": incoming.for_a_person(meeting.pk),
    }
    response = render(request, "invitations/page.html", context)
    response["Cache-Control"] = "no-store"
    return response


def _desk(request: HttpRequest, slug: str) -> tuple[Meeting, Doer]:
    """The meeting, for its chair or secretary; for anybody else there is no such page (S-2)."""
    person = signed_in(request)
    meeting = meetings.find(slug, person)
    doer = meetings.doer_of(meeting, person)
    if not doer.at_desk:
        raise NotFound
    return meeting, doer


@login_required
@require_safe
def progress(request: HttpRequest, slug: str) -> HttpResponse:
    """The counts as JSON, for the page's script while letters leave."""
    meeting, _doer = _desk(request, slug)
    now = clock.now()
    sending = outgoing.sending(meeting.pk, now)
    funnel = board.counts(meeting, now)
    return JsonResponse({"done": sending.done, "total": sending.total, "fault": sending.fault, "funnel": funnel})


@login_required
@require_POST
def send(request: HttpRequest, slug: str) -> HttpResponse:
    """Announce the draft and queue a letter to every seat; less than three working days ahead with a reason only."""
    meeting, doer = _desk(request, slug)
    reason = request.POST.get("urgent_reason", "") if request.POST.get("urgent") else ""
    try:
        invite.announce_and_invite(meeting.pk, by=doer, now=clock.now(), urgent_reason=reason)
    except (NoticeTooShort, AlreadyPast) as refused:
        messages.error(request, refused.words)
    except BadName:
        messages.error(request, _("Lý do họp gấp dài quá 500 ký tự hoặc có ký tự không hợp lệ."))
    return redirect("invitations_page", slug=slug)


@login_required
@require_POST
def remind(request: HttpRequest, slug: str) -> HttpResponse:
    """Write once more to all who have not answered."""
    meeting, doer = _desk(request, slug)
    count = reminders.remind(meeting.pk, by=doer, now=clock.now())
    messages.success(request, ngettext("Đang nhắc %(n)s nơi.", "Đang nhắc %(n)s nơi.", count) % {"n": count})
    return redirect("invitations_page", slug=slug)


@login_required
@require_POST
def choose_reminders(request: HttpRequest, slug: str) -> HttpResponse:
    """Keep on which days the silent ones are reminded."""
    meeting, doer = _desk(request, slug)
    days = [int(day) for day in request.POST.getlist("day") if day.isascii() and day.isdigit()]
    reminders.choose_days(meeting.pk, days, by=doer, now=clock.now())
    messages.success(request, _("Đã lưu ngày nhắc."))
    return redirect("invitations_page", slug=slug)


@login_required
@require_POST
def stop(request: HttpRequest, slug: str) -> HttpResponse:
    """Hold the letters that have not left; say how many left and how many are held."""
    meeting, doer = _desk(request, slug)
    now = clock.now()
    held = holding.stop(meeting.pk, by=doer, now=now)
    sent = outgoing.sending(meeting.pk, now).done
    words = _("Đã dừng. %(sent)s thư đã gửi, %(held)s thư chưa gửi.")
    messages.success(request, words % {"sent": sent, "held": held})
    return redirect("invitations_page", slug=slug)


@login_required
@require_POST
def resume(request: HttpRequest, slug: str) -> HttpResponse:
    """Let the held letters go."""
    meeting, doer = _desk(request, slug)
    freed = holding.resume(meeting.pk, by=doer, now=clock.now())
    messages.success(request, ngettext("Gửi tiếp %(n)s thư.", "Gửi tiếp %(n)s thư.", freed) % {"n": freed})
    return redirect("invitations_page", slug=slug)


_Deed = Callable[[int, Doer, datetime], object]
_DEEDS: dict[str, tuple[_Deed, str | Promise]] = {
    "gui-lai": (lambda pk, by, now: invite.send_again(pk, by=by, now=now), _("Đang gửi lại giấy mời.")),
}
_TAPS = {
    "duyet": (substitute.approve_substitute, _("Đã duyệt. Người dự thay sẽ nhận giấy mời riêng.")),
    "tu-choi": (substitute.refuse_substitute, _("Đã từ chối đề nghị dự thay và gửi lại giấy mời.")),
}


@login_required
@require_POST
def deed(request: HttpRequest, slug: str, invitation_id: int, deed: str) -> HttpResponse:
    """A deed on one invitation: send again, approve or refuse its substitute."""
    meeting, doer = _desk(request, slug)
    invitation = queries.in_meeting(meeting.pk, invitation_id)
    if deed in _TAPS:
        return _tap(request, invitation, deed, doer)
    if deed not in _DEEDS:
        raise NotFound
    do, words = _DEEDS[deed]
    do(invitation.pk, doer, clock.now())
    messages.success(request, str(words))
    return redirect("invitations_page", slug=slug)


def _tap(request: HttpRequest, invitation: Invitation, deed: str, doer: Doer) -> HttpResponse:
    """Approve or refuse a substitute, and go back to where it was tapped; a refusal is told there, in words.

    Two who tap at once, or one who taps twice, are no fault: the second reads what has become of it.
    """
    do, words = _TAPS[deed]
    try:
        do(invitation.pk, by=doer, now=clock.now(), mark=request.POST.get("mark", ""))
    except Refused as refused:
        messages.warning(request, refused.words)
    else:
        messages.success(request, str(words))
    home = request.POST.get("then") == "home"
    return redirect("home") if home else redirect("invitations_page", slug=invitation.seat.meeting.slug)
