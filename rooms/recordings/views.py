"""The page of a meeting's recordings, what is done to them, and the film itself.

The page is for every seat of the meeting: they were recorded and may know what became of it. The film is for chair and
secretary, and for the other seats once the chair has released it; strangers find nothing (S-2). The right is asked anew
at each GET: a long id is no permission.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from rooms import clock
from rooms.meetings import queries as meetings
from rooms.meetings.models import Meeting
from rooms.meetings.rules import Doer
from rooms.meetings.views import frame_of
from rooms.people.door import signed_in
from rooms.recordings import actions, files, queries, rules, tasks
from rooms.recordings.models import Recording
from rooms.recordings.ranges import Range, Unsatisfiable, wanted
from rooms.recordings.rules import State
from rooms.refusals import NotFound

log = logging.getLogger(__name__)
CHUNK = 256 * 1024
MOVING = {State.RECORDING, State.STOPPED, State.COMPOSING}  # the page follows these

Act = Callable[[Recording, Doer, datetime], object]
DEEDS: dict[str, Act] = {
    "luu": lambda row, by, now: actions.file(row.pk, filed=True, by=by, now=now),
    "bo-luu": lambda row, by, now: actions.file(row.pk, filed=False, by=by, now=now),
    "cho-xem": lambda row, by, now: actions.release(row.pk, released=True, by=by, now=now),
    "thoi-cho-xem": lambda row, by, now: actions.release(row.pk, released=False, by=by, now=now),
    "dung-lai": lambda row, by, _now: actions.hold(row.pk, by=by),
    "dung-film": lambda row, by, _now: actions.compose_again(row.pk, by=by),
    "xoa": lambda row, by, now: actions.delete(row.pk, by=by, now=now),
}


def _seated(request: HttpRequest, slug: str) -> tuple[Meeting, Doer]:
    """The meeting and who asks, who must sit in it, or work a site that does. Raises NotFound."""
    person = signed_in(request)
    meeting = meetings.find(slug, person)
    doer = meetings.doer_of(meeting, person)
    if doer.seat_id is None:
        seats = meetings.seats_for(meeting, person)
        if not seats:
            raise NotFound
        doer = meetings.doer_in_seat(seats[0])
    return meeting, doer


@never_cache
@login_required
@require_safe
def recordings_page(request: HttpRequest, slug: str) -> HttpResponse:
    """Every recording of the meeting: its state, its film, how long it stays."""
    meeting, doer = _seated(request, slug)
    rows = [_shown(row, doer) for row in reversed(queries.of_meeting(meeting.pk))]
    words = {"recordings": rows, "may_file": rules.may_file(doer), "may_release": rules.may_release(doer)}
    return render(request, "recordings/page.html", frame_of(meeting, signed_in(request), "recordings_page") | words)


def _shown(row: Recording, doer: Doer) -> dict[str, object]:
    state = State(row.state)
    minutes, seconds = divmod(row.seconds, 60)
    passages = {end for (start, end), may in rules.PASSAGES.items() if start is state and may(doer)}
    return {
        "row": row,
        "moving": state in MOVING,
        "may_have": state is State.READY and rules.may_have(doer, released=row.released),
        "may_hold": State.HELD in passages,
        "may_compose": State.STOPPED in passages and state is not State.RECORDING,
        "may_delete": State.DELETED in passages and not row.filed,
        "length": f"{minutes // 60}:{minutes % 60:02}:{seconds:02}",
    }


@login_required
@require_POST
def recording_deed(request: HttpRequest, slug: str, recording_id: UUID, deed: str) -> HttpResponse:
    """File, release, hold, compose again, delete. Raises NotFound for whoever is not at the desk."""
    meeting, doer = _seated(request, slug)
    act = DEEDS.get(deed)
    if act is None or not doer.at_desk:
        raise NotFound
    act(queries.one_of(meeting.pk, recording_id), doer, clock.now())
    if deed == "dung-film":
        tasks.wake()
    return redirect("recordings_page", slug=slug)


@never_cache
@login_required
@require_safe
def recording_film(request: HttpRequest, slug: str, recording_id: UUID) -> HttpResponseBase:
    """The film, whole or in ranges. Raises NotFound for whoever may not have it."""
    meeting, doer = _seated(request, slug)
    row = queries.one_of(meeting.pk, recording_id)
    if row.state != State.READY or not rules.may_have(doer, released=row.released):
        raise NotFound
    path = files.film_of(row.pk, row.file)
    if not path.is_file():
        log.error("a film is missing", extra={"meeting": meeting.pk, "recording": row.pk})
        raise NotFound
    headers = {"Accept-Ranges": "bytes", "Content-Disposition": f'attachment; filename="{_name(meeting, row)}"'}
    answer = _ranged(path, request.headers.get("Range", ""), body=request.method == "GET")
    for name, value in headers.items():
        answer[name] = value
    if answer.status_code == 200:  # noqa: PLR2004 - a player's ranges are one reading, not fifty
        log.info("a film is handed out", extra={"meeting": meeting.pk, "recording": row.pk, "to": doer.actor})
    return answer


def _name(meeting: Meeting, row: Recording) -> str:
    return f"ban-ghi-{row.started_at:%Y%m%d-%H%M}-{meeting.slug[:6]}.mp4"


def _ranged(path: Path, header: str, *, body: bool) -> HttpResponseBase:
    size = path.stat().st_size
    try:
        part = wanted(header, size)
    except Unsatisfiable:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    sent = part or Range(0, size - 1)
    answer: HttpResponseBase = (
        StreamingHttpResponse(_read(path, sent), content_type="video/mp4")
        if body
        else HttpResponse(content_type="video/mp4")
    )
    answer["Content-Length"] = str(sent.size)
    if part is not None:
        answer.status_code = 206
        answer["Content-Range"] = f"bytes {part.first}-{part.last}/{size}"
    return answer


async def _read(path: Path, part: Range) -> AsyncIterator[bytes]:
    """The bytes, read in a thread: a film is larger than memory, and a disk may be slow."""
    with await asyncio.to_thread(path.open, "rb") as file:
        await asyncio.to_thread(file.seek, part.first)
        left = part.size
        while left > 0:
            chunk = await asyncio.to_thread(file.read, min(CHUNK, left))
            if not chunk:
                return
            left -= len(chunk)
            yield chunk
