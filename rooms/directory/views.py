"""The list of sites."""

from datetime import date

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from rooms import clock
from rooms.directory import queries


def _day_from(text: str, today: date) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return today


@require_safe
@login_required
def site_list(request: HttpRequest) -> HttpResponse:
    """The sites valid today, or on another day: names follow the changes of the map."""
    today = localdate(clock.now())
    words, day = request.GET.get("q", "")[:200], _day_from(request.GET.get("ngay", ""), today)
    sites = queries.search(day, words)
    context = {"place": "site_list", "q": words, "day": day, "areas": queries.by_area(sites), "count": len(sites)}
    return render(request, "directory/site_list.html", context)
