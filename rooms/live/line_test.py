"""The page on which people test their line against the media node itself, and the answer to its offer.

Signed-in people, and the holders of a personal link who name its meeting (`?hop=`). Each test runs in a room of its own
on the node, few at a time (rooms/media/wire/measuring.py); here each person has a small number of them in ten minutes.
"""

import asyncio
import json
from dataclasses import dataclass
from uuid import uuid4

from asgiref.sync import sync_to_async
from channels.layers import get_channel_layer
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from rooms import clock
from rooms.live import entry
from rooms.live.refusals import TooManyTests
from rooms.media import door, relay
from rooms.media.refusals import BadOffer, MediaAway
from rooms.media.signalling import SDP_MAX, Answer, Measure, Refusal, from_wire
from rooms.meetings.models import Meeting
from rooms.people.models import Person
from rooms.refusals import NotFound, Refused

TESTS_MAX, WITHIN_S = 10, 600
ANSWER_WITHIN_S = 6.0


@dataclass(frozen=True, slots=True)
class Tester:
    """Who tests, and for which meeting if they came from one."""

    name: str
    meeting: Meeting | None = None

    @property
    def support(self) -> str:
        """Whom to call."""
        return (self.meeting.contact if self.meeting else "") or settings.SUPPORT_CONTACT


def tester_of(request: HttpRequest) -> Tester:
    """Raises NotFound for whoever may not test."""
    slug = request.GET.get("hop", "")
    if slug:
        seat = entry.seat_of(request, slug)
        return Tester(f"seat:{seat.pk}", seat.meeting)
    if isinstance(request.user, Person):
        return Tester(f"person:{request.user.pk}")
    raise NotFound


@require_safe
@never_cache
def page(request: HttpRequest) -> HttpResponse:
    """The page; nothing is measured before its button is pressed."""
    try:
        tester = tester_of(request)
    except NotFound as missing:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        raise Http404 from missing
    query = f"?hop={tester.meeting.slug}" if tester.meeting else ""
    data = {
        "offer": reverse("line_test_offer") + query,
        "csrf": get_token(request),
        "ice_servers": relay.ice_servers(tester.name, clock.now()),
        "support": tester.support,
    }
    return render(request, "live/line_test.html", {"page": data, "meeting": tester.meeting, "support": tester.support})


@require_POST
async def offer(request: HttpRequest) -> JsonResponse:
    """The node's answer to the page's offer: {"sdp"}, or {"refused", "words"}."""
    try:
        answer = await _ask(await sync_to_async(_admit)(request), _sdp_of(request))
    except NotFound as refusal:
        return JsonResponse({"refused": refusal.code}, status=404)
    except TooManyTests as refusal:
        return JsonResponse({"refused": refusal.code, "words": refusal.words}, status=429)
    except Refused as refusal:
        return JsonResponse({"refused": refusal.code, "words": refusal.words}, status=400)
    if isinstance(answer, Refusal):
        return JsonResponse({"refused": answer.code, "words": answer.words}, status=503)
    return JsonResponse({"sdp": answer.sdp})


def _admit(request: HttpRequest) -> Tester:
    tester = tester_of(request)
    key = f"line-test.{tester.name}"
    cache.add(key, 0, timeout=WITHIN_S)
    try:
        count = cache.incr(key)
    except ValueError:  # it ended between the two
        count = 1
    if count > TESTS_MAX:
        raise TooManyTests
    return tester


def _sdp_of(request: HttpRequest) -> str:
    try:
        sdp = json.loads(request.body)["sdp"]
    except (ValueError, KeyError, TypeError, RecursionError) as fault:
        raise BadOffer from fault
    if not isinstance(sdp, str) or len(sdp) > SDP_MAX:
        raise BadOffer
    return sdp


async def _ask(tester: Tester, sdp: str) -> Answer | Refusal:
    """A person has one test at a time: the connection bears their name, a new one takes the old one's place."""
    layer = get_channel_layer()
    if layer is None:
        raise MediaAway
    reply_to = await layer.new_channel()
    name = f"line-test:{tester.name}"
    await door.tell(Measure(name, str(uuid4()), name, sdp, reply_to))
    try:
        async with asyncio.timeout(ANSWER_WITHIN_S):
            while True:
                news = from_wire((await layer.receive(reply_to))["message"])
                if isinstance(news, Answer | Refusal):
                    return news
    except TimeoutError as late:
        raise MediaAway from late
