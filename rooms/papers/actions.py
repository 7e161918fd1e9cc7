"""Issuing a Giấy mời: numbered by the clerk, drawn once, kept as it went out."""

import hashlib
import logging
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from rooms.journal import actions as journal
from rooms.meetings import queries as meetings
from rooms.meetings.models import Meeting
from rooms.meetings.refusals import NotNow
from rooms.meetings.rules import Doer, State
from rooms.papers import queries
from rooms.papers.convening import KIND_SYMBOL, Convening, Given
from rooms.papers.events import PaperIssued
from rooms.papers.form import paper_of
from rooms.papers.layouts.docx import docx_of
from rooms.papers.layouts.paper import P12, P13, Paper, plain_of
from rooms.papers.layouts.pdf import pdf_of
from rooms.papers.models import IssuedPaper, Profile
from rooms.papers.refusals import IssuedMeanwhile, MeetingChanged, NotTheClerk, NumberTaken
from rooms.papers.rules import may_issue

log = logging.getLogger(__name__)

SIZES = {Profile.P12.value: P12, Profile.P13.value: P13}


@dataclass(frozen=True, slots=True)
class Order:
    """What the clerk asks for. `seen` is the revision that the page showed, 0 for none: no page issues twice."""

    given: Given
    profile: str = Profile.P13.value
    whole_series: bool = False
    seen: int = 0


@dataclass(frozen=True, slots=True)
class Drawn:
    """The paper with its files."""

    convening: Convening
    paper: Paper
    pdf: bytes
    docx: bytes


def drawn(meeting: Meeting, order: Order, now: datetime, *, draft: bool) -> Drawn:
    """The Giấy mời of this meeting as it would be issued now, with its files."""
    convening = queries.convening_of(meeting, order.given.dated, whole_series=order.whole_series)
    paper = paper_of(convening, order.given, draft=draft, sizes=SIZES[order.profile])
    return Drawn(convening, paper, pdf_of(paper, now), docx_of(paper, now))


def issue(meeting_id: UUID, order: Order, *, by: Doer, now: datetime) -> IssuedPaper:
    """Number a Giấy mời and keep it. Raises NotTheClerk, NotNow, NumberTaken, IssuedMeanwhile, MeetingChanged.

    The files are drawn before the lock; under the lock the meeting must still say what was drawn.
    """
    if not may_issue(by):
        raise NotTheClerk
    made = drawn(meetings.meeting(meeting_id), order, now, draft=False)
    issued = _keep(meeting_id, order, made, by, now)
    log.info("paper issued", extra={"meeting": meeting_id, "digest": issued.pdf_digest})
    return issued


@transaction.atomic
def _keep(meeting_id: UUID, order: Order, made: Drawn, by: Doer, now: datetime) -> IssuedPaper:
    meeting = meetings.lock(meeting_id)
    _must_be_possible(meeting, order)
    earlier = queries.newest(meeting_id)
    if (earlier.revision if earlier else 0) != order.seen:
        raise IssuedMeanwhile
    if queries.convening_of(meeting, order.given.dated, whole_series=order.whole_series) != made.convening:
        raise MeetingChanged
    issued = _row(meeting, order, made, earlier)
    issued.issued_at, issued.issued_by = now, by.actor
    try:
        with transaction.atomic():
            issued.save()
    except IntegrityError as taken:  # two clerks, two meetings, one number, in the same moment
        raise NumberTaken from taken
    news = PaperIssued(issued.number_words, issued.revision, issued.pdf_digest)
    journal.record(meeting_id, news, by=by.actor, at=now)
    return issued


def _must_be_possible(meeting: Meeting, order: Order) -> None:
    if meeting.state not in {State.DRAFT, State.ANNOUNCED}:
        raise NotNow
    number, dated = order.given.number, order.given.dated
    if number is None or queries.number_taken(meeting.agency_id, KIND_SYMBOL, dated.year, number):
        raise NumberTaken


def _row(meeting: Meeting, order: Order, made: Drawn, earlier: IssuedPaper | None) -> IssuedPaper:
    given = order.given
    return IssuedPaper(
        meeting=meeting,
        agency_id=meeting.agency_id,
        year=given.dated.year,
        number=given.number or 0,  # looked at before: there is one
        symbol=made.convening.unit.symbol,
        dated=given.dated,
        revision=order.seen + 1,
        whole_series=order.whole_series,
        replaces=earlier,
        profile=order.profile,
        urgency=given.urgency,
        authority="\n".join(given.signer.authority),
        signer_position=given.signer.position,
        signer_name=given.signer.name,
        told=made.convening.told,
        said=plain_of(made.paper),
        pdf=made.pdf,
        pdf_digest=hashlib.sha256(made.pdf).hexdigest(),
        docx=made.docx,
        docx_digest=hashlib.sha256(made.docx).hexdigest(),
    )
