"""The meetings' pages."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


@login_required
def home(request: HttpRequest) -> HttpResponse:
    """My meetings: what is on now, what waits, the week."""
    return render(request, "meetings/home.html", {"place": "home"})
