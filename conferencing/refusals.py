"""Where a refusal becomes a status: the one door of the pages (STYLE.md 7)."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from rooms.refusals import NotAllowed, NotFound, Refused, Unreadable

_STATUS: list[tuple[type[Refused], int]] = [(NotFound, 404), (NotAllowed, 403), (Unreadable, 400), (Refused, 409)]


class RefusalsInWords:
    """Answer a Refused that no view caught: a page in words, or JSON for a script that asks for it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\0" in request.path_info:
            return render(request, "404.html", status=404)  # nothing has such a name, and PostgreSQL takes no NUL
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Django calls this with whatever a view raised; only refusals are answered here."""
        if not isinstance(exception, Refused):
            return None
        status = next(status for kind, status in _STATUS if isinstance(exception, kind))
        if request.headers.get("Accept", "").startswith("application/json"):
            return JsonResponse({"code": exception.code, "words": exception.words}, status=status)
        if status == 404:  # noqa: PLR2004 - refused and missing must look the same (S-2), also to the letter
            return render(request, "404.html", status=status)
        return render(request, "refused.html", {"words": exception.words}, status=status)
