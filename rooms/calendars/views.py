"""What calendar programs read, and the page where a person makes, changes and takes back addresses.

Programs bring no session; a wrong address, one taken back and one of somebody who left look the same (S-2).
"""

import logging
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from rooms import clock
from rooms.calendars import actions, queries
from rooms.calendars.models import FeedAddress, Kind
from rooms.calendars.rules import READS_MAX, READS_WINDOW
from rooms.calendars.writing import content
from rooms.meetings.wording import at_home
from rooms.people.door import signed_in
from rooms.people.models import Person
from rooms.refusals import NotFound

log = logging.getLogger(__name__)
FEEDS = {Kind.OWN, Kind.AGENCY}
HOURS = {Kind.BUSY, Kind.SITE}


@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """Meetings, as `.ics`."""
    return _read(request, token, FEEDS)


@require_safe
def busy(request: HttpRequest, token: str) -> HttpResponse:
    """Busy hours, as `.ifb`."""
    return _read(request, token, HOURS)


def _read(request: HttpRequest, token: str, kinds: set[Kind]) -> HttpResponse:
    try:
        return _told(request, token, kinds, clock.now())
    except NotFound:
        # Not the page for people: a program shows no page, and it would come with a cookie for its forms.
        return HttpResponseNotFound(_("Không có lịch ở địa chỉ này."), content_type="text/plain; charset=utf-8")


def _told(request: HttpRequest, token: str, kinds: set[Kind], now: datetime) -> HttpResponse:
    address = queries.address_at(token)
    if address.kind not in kinds:
        raise NotFound
    if _too_often(address, now):
        log.warning("a calendar is read too often", extra={"address": address.pk})
        return HttpResponse(status=429, headers={"Retry-After": str(int(READS_WINDOW.total_seconds()))})
    text = content(address, now)
    actions.was_read(address, text, now=now)
    return _answer(request, address, text)


def _too_often(address: FeedAddress, now: datetime) -> bool:
    """Whether this address was read more often than programs do; never by the network's address alone (S-7)."""
    window_s = int(READS_WINDOW.total_seconds())
    key = f"calendars:{address.pk}:{int(now.timestamp()) // window_s}"
    cache.add(key, 0, 2 * window_s)
    try:
        return cache.incr(key) > READS_MAX
    except ValueError:  # pushed out of a full cache in between: one reading more does no harm
        return False


def _answer(request: HttpRequest, address: FeedAddress, text: bytes) -> HttpResponse:
    response = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    ending = "ics" if address.kind in FEEDS else "ifb"
    response["Content-Disposition"] = f'inline; filename="diem-cau.{ending}"'
    etag = f'"{address.digest}"'
    changed = int(address.changed_at.timestamp()) if address.changed_at else None
    answer = get_conditional_response(request, etag, changed, response) or response
    answer["ETag"] = etag
    if address.changed_at is not None:
        answer["Last-Modified"] = http_date(address.changed_at.timestamp())
    answer["Cache-Control"] = "private, no-cache"  # may be kept, must be asked for: 304 costs nobody anything
    answer["Referrer-Policy"] = "no-referrer"
    answer["X-Robots-Tag"] = "noindex"
    return answer


@dataclass(frozen=True, slots=True)
class Row:
    """One thing with its address, as the page shows it. `url` is empty where none is open."""

    subject: queries.Subject
    words: str
    row: FeedAddress | None
    url: str
    webcal: str


def _row(subject: queries.Subject, row: FeedAddress | None) -> Row:
    token = actions.token(row) if row is not None and row.token_hash is not None else ""
    is_feed = subject.kind in FEEDS
    url = settings.PUBLIC_URL + reverse("calendar_feed" if is_feed else "calendar_busy", args=[token]) if token else ""
    return Row(
        subject, str(subject.kind.label), row, url, f"webcal://{url.split('://', 1)[1]}" if url and is_feed else ""
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def calendar_page(request: HttpRequest) -> HttpResponse:
    """My addresses: what each tells, how to subscribe, change, take back."""
    person, now = signed_in(request), clock.now()
    if request.method == "POST":
        return _do(request, person, now)
    known = queries.addresses_of(person)
    subjects = queries.subjects_of(person, at_home(now).date())
    rows = [_row(subject, known.get((subject.kind, subject.subject_id))) for subject in subjects]
    context = {
        "feeds": [row for row in rows if row.subject.kind in FEEDS],
        "busy": [row for row in rows if row.subject.kind not in FEEDS],
    }
    return render(request, "calendars/page.html", context)


def _do(request: HttpRequest, person: Person, now: datetime) -> HttpResponse:
    deed = request.POST.get("deed", "")
    try:
        kind, subject_id = Kind(request.POST.get("kind", "")), UUID(request.POST.get("subject", ""))
    except ValueError:
        raise NotFound from None
    if deed == "open":
        actions.open_address(person, kind, subject_id, now=now)
        messages.success(request, _("Đã có địa chỉ mới. Chép địa chỉ này vào phần mềm lịch của bạn."))
    elif deed == "close":
        actions.close_address(person, kind, subject_id)
        messages.success(request, _("Đã thu hồi địa chỉ. Phần mềm lịch không đọc được nữa."))
    else:
        raise NotFound
    log.info("a calendar address was changed", extra={"person": person.pk, "kind": kind, "deed": deed})
    return redirect("calendar_page")
