"""The demo's mailbox: every letter the house wrote, by recipient, so that a newcomer opens one and clicks its link."""

from collections.abc import Callable
from functools import wraps

from csp.constants import SELF
from csp.decorators import csp_update
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import format_html, linebreaks, urlize
from django.utils.safestring import SafeString
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from rooms.demo import mailbox as box

# Links of a letter open in a tab of their own: the frame that shows it may neither run scripts nor move the page.
_SANDBOX = "allow-popups allow-popups-to-escape-sandbox"
_LETTER_CSP = "; ".join(
    (
        "default-src 'none'",
        "style-src 'unsafe-inline'",  # mail carries its style in attributes
        "img-src data:",
        "frame-ancestors 'self'",
        f"sandbox {_SANDBOX}",
    )
)


def _in_the_demo(page: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """There are no such pages in a real house."""

    @wraps(page)
    def shown(request: HttpRequest, *args: str, **names: str) -> HttpResponse:
        if not settings.DEMO:
            raise Http404
        return page(request, *args, **names)

    return shown


def _letter_or_404(key: str) -> box.ShownLetter:
    letter = box.letter(key)
    if letter is None:
        raise Http404
    return letter


@require_safe
@_in_the_demo
def mailbox(request: HttpRequest) -> HttpResponse:
    """All letters, or those to one address (`?to=`)."""
    letters = box.letters()
    addresses = sorted({letter.address: letter.recipient for letter in letters}.items(), key=lambda pair: pair[1])
    to = request.GET.get("to", "")
    shown = [letter for letter in letters if not to or letter.address == to]
    context = {"letters": shown, "addresses": addresses, "to": to, "place": "demo_mailbox"}
    return render(request, "demo/mailbox.html", context)


@csp_update({"frame-src": [SELF]})
@require_safe
@_in_the_demo
def letter(request: HttpRequest, key: str) -> HttpResponse:
    """One letter; its body stands in a frame without rights."""
    context = {"letter": _letter_or_404(key), "sandbox": _SANDBOX, "place": "demo_mailbox"}
    return render(request, "demo/letter.html", context)


@require_safe
@_in_the_demo
@xframe_options_sameorigin
def letter_body(_request: HttpRequest, key: str) -> HttpResponse:
    """What the letter's writer wrote, under a policy that lets it do nothing but be read."""
    shown = _letter_or_404(key)
    response = HttpResponse(_with_links_in_new_tabs(shown))
    response["Content-Security-Policy"] = _LETTER_CSP
    return response


def _with_links_in_new_tabs(shown: box.ShownLetter) -> SafeString:
    base = SafeString('<!DOCTYPE html><base target="_blank">')
    if shown.html:
        return format_html("{}{}", base, SafeString(shown.html))
    return format_html("{}<body>{}</body>", base, SafeString(linebreaks(urlize(shown.text, autoescape=True))))
