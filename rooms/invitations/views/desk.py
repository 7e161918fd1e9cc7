"""The desk's page of invitations: who was written to, who answered, what is to be done. For chair and secretary."""

from collections.abc import Callable
from dataclasses import dataclass
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
from rooms.invitations.actions import invite, substitute
from rooms.invitations.models import FUNNEL_WORDS, Invitation
from rooms.invitations.rules import UNANSWERED, Funnel
from rooms.meetings import queries as meetings
from rooms.meetings.models import HallList, Meeting
from rooms.meetings.refusals import NoticeTooShort
from rooms.meetings.rules import Doer, State
from rooms.meetings.views import frame_of
from rooms.people.door import signed_in
from rooms.people.rules import BadName, fold
from rooms.refusals import NotFound, Refused

# icon, colour: colour is the third signal (DESIGN.md 1), never alone.
_LOOKS = {
    Funnel.QUEUED: ("hourglass", "idle"),
    Funnel.SENT: ("send", "idle"),
    Funnel.DELAYED: ("clock", "warn"),
    Funnel.BOUNCED: ("mail-x", "bad"),
    Funnel.OPENED: ("mail-open", "info"),
    Funnel.ACCEPTED: ("circle-check", "ok"),
    Funnel.SUBSTITUTE_PROPOSED: ("arrow-left-right", "sub"),
    Funnel.TENTATIVE: ("circle-help", "warn"),
    Funnel.DECLINED: ("circle-x", "bad"),
}
_FIRST = [Funnel.SUBSTITUTE_PROPOSED, Funnel.BOUNCED, Funnel.DELAYED]  # work to do stands first


@dataclass(frozen=True, slots=True)
class Tile:
    """One count of the funnel."""

    state: Funnel
    words: str | Promise
    icon: str
    colour: str
    count: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One seat of the table."""

    seat_name: str
    position: str
    place: str
    state: Funnel
    words: str | Promise
    icon: str
    colour: str
    invitation: Invitation | None
    hall: HallList | None = None


@login_required
@require_safe
def page(request: HttpRequest, slug: str) -> HttpResponse:
    """Funnel, table, and the one thing to do next."""
    meeting, doer = _desk(request, slug)
    now = clock.now()
    rows = _rows(meeting)
    chosen, wanted = request.GET.get("o", ""), request.GET.get("q", "").strip()
    done, total = queries.sending(meeting.pk)
    context = {
        **frame_of(meeting, signed_in(request), "invitations_page"),
        "letters": _tiles(rows, chosen, answered=False),
        "answers": _tiles(rows, chosen, answered=True),
        "unanswered": sum(row.state in UNANSWERED for row in rows),
        "silent": sum(row.state in UNANSWERED - {Funnel.QUEUED} for row in rows),
        "halls_listed": sum(row.hall is not None for row in rows),
        "rows": [row for row in rows if _fits(row, chosen, wanted)],
        "chosen": chosen,
        "wanted": wanted,
        "sending": done < total,
        "done": done,
        "total": total,
        "is_draft": meeting.state == State.DRAFT,
        "last_day_to_invite": meetings.last_day_to_invite(meeting.starts_at),
        "in_haste": meeting.state == State.DRAFT and meetings.notice_is_short(meeting.starts_at, now),
        "may_send": meeting.state in {State.ANNOUNCED, State.OPEN} and now < meeting.ends_at and doer.at_desk,
        "for_a_person": queries.for_a_person(meeting.pk),
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


def _rows(meeting: Meeting) -> list[Row]:
    invitations = {one.seat_id: one for one in queries.invitations_of(meeting.pk)}
    rows = []
    for seat in meetings.seats_of(meeting.pk):
        invitation = invitations.get(seat.pk)
        state = Funnel(invitation.state) if invitation else Funnel.QUEUED
        position = seat.person.position if seat.person else seat.site.agency.name if seat.site else ""
        place = seat.name if seat.site_id else ""
        rows.append(
            Row(
                seat.name,
                position or seat.address,
                place,
                state,
                FUNNEL_WORDS[state],
                *_LOOKS[state],
                invitation,
                seat.listed,
            )
        )
    rows.sort(key=lambda row: _FIRST.index(row.state) if row.state in _FIRST else len(_FIRST))
    return rows


def _tiles(rows: list[Row], chosen: str, *, answered: bool) -> list[Tile]:
    return [
        Tile(state, FUNNEL_WORDS[state], *look, sum(row.state == state for row in rows), chosen == state)
        for state, look in _LOOKS.items()
        if (state not in UNANSWERED) == answered
    ]


def _fits(row: Row, chosen: str, wanted: str) -> bool:
    return (not chosen or row.state == chosen) and fold(wanted) in fold(f"{row.seat_name} {row.position}")


@login_required
@require_safe
def progress(request: HttpRequest, slug: str) -> HttpResponse:
    """The counts as JSON, for the page's script while letters leave."""
    meeting, _doer = _desk(request, slug)
    seats = len(meetings.seats_of(meeting.pk))
    done, total = queries.sending(meeting.pk)
    funnel = queries.funnel(queries.invitations_of(meeting.pk), seats)
    return JsonResponse({"done": done, "total": total, "funnel": {state.value: n for state, n in funnel.items()}})


@login_required
@require_POST
def send(request: HttpRequest, slug: str) -> HttpResponse:
    """Announce the draft and queue a letter to every seat; less than three working days ahead with a reason only."""
    meeting, doer = _desk(request, slug)
    reason = request.POST.get("urgent_reason", "") if request.POST.get("urgent") else ""
    try:
        invite.announce_and_invite(meeting.pk, by=doer, now=clock.now(), urgent_reason=reason)
    except NoticeTooShort as short:
        messages.error(request, short.words)
    except BadName:
        messages.error(request, _("Lý do họp gấp dài quá 500 ký tự hoặc có ký tự không hợp lệ."))
    return redirect("invitations_page", slug=slug)


@login_required
@require_POST
def remind(request: HttpRequest, slug: str) -> HttpResponse:
    """Write once more to all who have not answered."""
    meeting, doer = _desk(request, slug)
    count = invite.remind(meeting.pk, by=doer, now=clock.now())
    messages.success(request, ngettext("Đang nhắc %(n)s nơi.", "Đang nhắc %(n)s nơi.", count) % {"n": count})
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
