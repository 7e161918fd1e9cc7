"""The mails of one meeting: what waits for a person, what came, what went out. For its chair and secretary alone."""

from collections.abc import Callable
from datetime import datetime

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from rooms import clock
from rooms.invitations import queries
from rooms.invitations.actions import admit, deciding, sorting
from rooms.invitations.actions.composing import whole
from rooms.invitations.itip import showing
from rooms.invitations.itip.reply import Answer, Reason
from rooms.invitations.models import Filed, Received
from rooms.invitations.queries import incoming, outgoing
from rooms.meetings import queries as meetings
from rooms.meetings.models import Meeting
from rooms.meetings.rules import Doer, State, may_expect_more
from rooms.meetings.views import frame_of
from rooms.people.door import signed_in
from rooms.refusals import NotFound

_WAITING = (Filed.NEEDS_PERSON, Filed.SET_ASIDE)
_STANDS = {State.ANNOUNCED, State.OPEN}


@login_required
@require_safe
def page(request: HttpRequest, slug: str) -> HttpResponse:
    """Proposed times and mails that wait; with ?xem=den all that came, with ?xem=di all that went out."""
    meeting, _doer = _desk(request, slug)
    which = request.GET.get("xem", "")
    context = {
        **frame_of(meeting, signed_in(request), "invitations_page"),
        "which": which if which in {"den", "di"} else "",
        "proposals": queries.proposals_of(meeting.pk),
        "waiting": incoming.received_of(meeting.pk, _WAITING),
        "came": incoming.received_of(meeting.pk, list(Filed)) if which == "den" else [],
        "went": outgoing.posted_of(meeting.pk) if which == "di" else [],
        "stands": stands(meeting, clock.now()),
        "now": clock.now(),
    }
    return unstored(render(request, "invitations/mails.html", context))


@login_required
@require_safe
def mail(request: HttpRequest, slug: str, received_id: int) -> HttpResponse:
    """One mail: what it says, what was understood, and what can be done."""
    meeting, doer = _desk(request, slug)
    received, now = incoming.received(meeting.pk, received_id), clock.now()
    answerer = received.invitation if received.reason != Reason.OTHER_TIME else None
    context = {
        **frame_of(meeting, signed_in(request), "invitations_page"),
        **shown(received),
        "stranger": admit.who(received) if received.filed == Filed.NEEDS_PERSON else None,
        "stands": stands(meeting, now),
        "may_admit": may_expect_more(State(meeting.state), meeting.ends_at, now),
        "may_answer": answerer is not None,
        "series": sorting.left_of_series(answerer, doer, now) if answerer else [],
    }
    return unstored(render(request, "invitations/mail_page.html", context))


@login_required
@require_safe
def mail_file(request: HttpRequest, slug: str, received_id: int) -> HttpResponse:
    """The mail to keep, every personal key in it masked."""
    meeting, _doer = _desk(request, slug)
    return as_file(incoming.received(meeting.pk, received_id))


@login_required
@require_safe
def posted(request: HttpRequest, slug: str, delivery_id: int) -> HttpResponse:
    """One letter that went out, or will; its personal link is masked, for it is another's key."""
    meeting, _doer = _desk(request, slug)
    delivery = outgoing.posted(meeting.pk, delivery_id)
    context = {
        **frame_of(meeting, signed_in(request), "invitations_page"),
        "delivery": delivery,
        "shown": showing.show(whole(delivery)) if delivery.raw else None,
    }
    return unstored(render(request, "invitations/posted.html", context))


_Deed = Callable[[int, Doer, datetime], object]
_ANSWERS: dict[str, tuple[Answer, str | Promise]] = {
    "tham-du": (Answer.ACCEPTED, _("Đã ghi: tham dự.")),
    "chua-chac": (Answer.TENTATIVE, _("Đã ghi: chưa chắc.")),
    "vang": (Answer.DECLINED, _("Đã ghi: vắng.")),
}
_DEEDS: dict[str, tuple[_Deed, str | Promise]] = {
    "doc-lai": (lambda pk, _by, now: sorting.read_again(pk, now=now), _("Đã đọc lại thư.")),
    "gac-lai": (lambda pk, by, now: sorting.put_away(pk, by=by.actor, now=now), _("Đã gác thư lại.")),
    "them": (
        lambda pk, by, now: admit.admit(pk, by=by, now=now),
        _("Đã thêm khách mời và gửi giấy mời."),
    ),
}
_DECISIONS: dict[str, tuple[_Deed, str | Promise]] = {
    "dong-y": (
        lambda pk, by, now: deciding.accept_time(pk, by=by, now=now),
        _("Đã dời giờ họp theo đề nghị. Giấy mời mới đang được gửi."),
    ),
    "giu-gio": (
        lambda pk, by, now: deciding.keep_time(pk, by=by, now=now),
        _("Giữ nguyên giờ họp. Thư báo đang được gửi đến nơi đề nghị."),
    ),
    "tu-doi": (
        lambda pk, by, now: deciding.move_by_hand(pk, by=by, now=now),
        _("Đã nhận. Hãy sửa giờ họp; giấy mời mới sẽ báo giờ mới."),
    ),
}


@login_required
@require_POST
def deed(request: HttpRequest, slug: str, received_id: int, deed: str) -> HttpResponse:
    """A deed on one mail; an answer that was read out of it may count for the rest of its series."""
    meeting, doer = _desk(request, slug)
    received = incoming.received(meeting.pk, received_id)
    if deed in _ANSWERS:
        said, words = _ANSWERS[deed]
        whole = request.POST.get("all") == "1"
        sorting.apply_as(received.pk, said, by=doer, now=clock.now(), whole=whole)
        messages.success(request, str(words))
        return redirect("invitation_mails", slug=slug)
    _do(_DEEDS, deed, received.pk, doer, request)
    return redirect("invitation_mails", slug=slug)


@login_required
@require_POST
def decide(request: HttpRequest, slug: str, proposal_id: int, deed: str) -> HttpResponse:
    """A decision on one proposed time."""
    meeting, doer = _desk(request, slug)
    if queries.proposal(proposal_id).invitation.seat.meeting_id != meeting.pk:
        raise NotFound
    _do(_DECISIONS, deed, proposal_id, doer, request)
    return redirect("invitation_mails", slug=slug)


def _do(deeds: dict[str, tuple[_Deed, str | Promise]], deed: str, pk: int, doer: Doer, request: HttpRequest) -> None:
    if deed not in deeds:
        raise NotFound
    do, words = deeds[deed]
    do(pk, doer, clock.now())
    messages.success(request, str(words))


def _desk(request: HttpRequest, slug: str) -> tuple[Meeting, Doer]:
    """The meeting, for its chair or secretary; for anybody else there is no such page (S-2)."""
    person = signed_in(request)
    meeting = meetings.find(slug, person)
    doer = meetings.doer_of(meeting, person)
    if not doer.at_desk:
        raise NotFound
    return meeting, doer


def stands(meeting: Meeting, now: datetime) -> bool:
    """Whether an answer still counts."""
    return meeting.state in _STANDS and now < meeting.ends_at


def shown(received: Received) -> dict[str, object]:
    """What invitations/mail.html needs of one mail."""
    return {
        "mail": received,
        "shown": showing.show(bytes(received.raw)),
        "recipient": showing.masked(received.recipient),
        "waits": received.filed in _WAITING,
        "may_be_read_again": received.filed in {*_WAITING, Filed.PUT_AWAY, Filed.IGNORED},
    }


def as_file(received: Received) -> HttpResponse:
    """Never shown by the browser itself, whatever it says of its type."""
    response = HttpResponse(showing.file_of(bytes(received.raw)), content_type="application/octet-stream")
    response["Content-Disposition"] = f'attachment; filename="thu-{received.pk}.eml"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return unstored(response)


def unstored(response: HttpResponse) -> HttpResponse:
    """Other people's mail stays in no cache."""
    response["Cache-Control"] = "private, no-store"
    return response
