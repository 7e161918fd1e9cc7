"""The pages around the room, and the ticket that opens its socket."""

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from rooms import clock
from rooms.live import entry, tickets
from rooms.live.handlers import invitations
from rooms.media import relay
from rooms.meetings import queries as meetings
from rooms.meetings.models import Seat
from rooms.minutes import queries as minutes
from rooms.refusals import NotFound


@require_POST
def ticket(request: HttpRequest, slug: str) -> JsonResponse:
    """A ticket for the seat this request takes, and its pass to the relay; `seat` names one of several."""
    try:
        seat = entry.seat_of(request, slug, request.POST.get("seat", ""))
    except NotFound as refusal:
        return JsonResponse({"refused": refusal.code}, status=404)
    now = clock.now()
    ticket = tickets.issue(seat, get_language() or "vi", now)
    return JsonResponse({"ticket": ticket, "ice_servers": relay.ice_servers(str(seat.pk), now)})


@require_safe
@never_cache
def substitutes(request: HttpRequest, slug: str) -> JsonResponse:
    """The substitutes that wait for approval, for chair and secretary in the room; to anybody else, no such page."""
    seat = entry.seat_of(request, slug, request.GET.get("cho", ""))
    if not meetings.doer_in_seat(seat).at_desk:
        raise NotFound
    return JsonResponse({"proposals": invitations.proposals(seat.meeting_id)})


@require_safe
@never_cache
def join_page(request: HttpRequest, slug: str) -> HttpResponse:
    """The test of camera and microphone before entering."""
    return _page(request, slug, "live/join.html")


@require_safe
@never_cache
def room_page(request: HttpRequest, slug: str) -> HttpResponse:
    """The room."""
    return _page(request, slug, "live/room.html")


@require_safe
@never_cache
def minutes_page(request: HttpRequest, slug: str) -> HttpResponse:
    """The minutes: the desk of those who write, the page of those who read along; the hub says who is who."""
    return _page(request, slug, "minutes/desk.html", text=True)


def _page(request: HttpRequest, slug: str, template: str, *, text: bool = False) -> HttpResponse:
    try:
        seats = entry.seats_open_to(request, slug)
        seat = entry.seat_of(request, slug, request.GET.get("cho", ""))
    except NotFound as missing:
        if not request.user.is_authenticated:  # whether or not there is such a meeting: nothing is told
            return redirect_to_login(request.get_full_path())
        raise Http404 from missing
    context: dict[str, object] = {
        "meeting": seat.meeting,
        "seat": seat,
        "seats": seats,
        "page": _data(request, seat, seats),
    }
    if text:
        context |= {"sections": minutes.tree_of(seat.meeting_id), "doer": meetings.doer_in_seat(seat)}
    return render(request, template, context)


def _data(request: HttpRequest, seat: Seat, seats: list[Seat]) -> dict[str, object]:
    """What the page's script needs; printed by `{{ page|json_script:"page" }}`."""
    slug = seat.meeting.slug
    return {
        "slug": slug,
        "title": seat.meeting.title,
        "state": seat.meeting.state,
        "seat": {"id": str(seat.pk), "name": seat.name, "role": seat.role},
        "seats": [{"id": str(each.pk), "name": each.name, "role": each.role} for each in seats],
        "ticket": reverse("ticket", args=[slug]),
        "socket": f"/ws/hop/{slug}/",
        "join": reverse("join_page", args=[slug]),
        "room": reverse("room_page", args=[slug]),
        "csrf": get_token(request),
        "support": seat.meeting.contact,
        "roll": reverse("hall_roll", args=[slug, seat.pk]) if seat.site_id else "",
    }
