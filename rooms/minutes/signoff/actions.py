"""The signature: either wholly signed or wholly open."""

import logging
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from rooms.meetings import actions as meetings
from rooms.meetings import queries as meeting_queries
from rooms.meetings.models import Meeting
from rooms.meetings.refusals import NotNow, NotTheChair
from rooms.meetings.rules import Doer, State, chair_may
from rooms.minutes.form import paper_of
from rooms.minutes.models import Minutes, SignedRecord
from rooms.minutes.record import Record, canonical_bytes, digest_of
from rooms.minutes.signoff import queries
from rooms.minutes.signoff.refusals import AlreadySigned, RecordChanged
from rooms.papers.layouts.docx import docx_of
from rooms.papers.layouts.pdf import pdf_of

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Sheaf:
    """A record with the bytes that are hashed and the files made of it."""

    record: Record
    canonical: bytes
    digest: str
    docx: bytes
    pdf: bytes


def drawn(record: Record, *, draft: bool) -> Sheaf:
    """The record with its files. Their stated time is the meeting's end, so equal records make equal files."""
    canonical = canonical_bytes(record)
    paper = paper_of(record, draft=draft)
    dated = record.meeting.closed_at or record.meeting.opened_at
    return Sheaf(record, canonical, digest_of(canonical), docx_of(paper, dated), pdf_of(paper, dated))


def sign(meeting_id: UUID, seen: str, *, by: Doer, now: datetime) -> SignedRecord:
    """Sign the record whose hash the chair saw. Raises NotTheChair, NotNow, AlreadySigned, RecordChanged.

    The files are drawn before the lock, from a first reading; under the lock the record is read again and must have the
    very hash that was seen. So no writer waits for the drawing, and what is stored is what was read.
    """
    if not chair_may(by):
        raise NotTheChair
    meeting = meeting_queries.meeting(meeting_id)
    if queries.signed_record(meeting) is not None:
        raise AlreadySigned
    if meeting.state != State.CLOSED:
        raise NotNow
    sheaf = drawn(queries.record_of(meeting), draft=False)
    if sheaf.digest != seen:
        raise RecordChanged
    signed = _lock_and_keep(meeting, sheaf, by, now)
    log.info("record signed", extra={"meeting": meeting_id, "digest": sheaf.digest})
    return signed


@transaction.atomic
def _lock_and_keep(meeting: Meeting, sheaf: Sheaf, by: Doer, now: datetime) -> SignedRecord:
    meeting = meeting_queries.lock(meeting.pk)
    _freeze(meeting.pk, now)
    if queries.record_of(meeting) != sheaf.record:
        raise RecordChanged
    signed = SignedRecord.objects.create(
        meeting=meeting,
        version=sheaf.record.version,
        canonical=sheaf.canonical,
        digest=sheaf.digest,
        journal_seq=sheaf.record.journal_seq,
        minutes_seq=sheaf.record.minutes_seq,
        signed_at=now,
        signed_by=by.actor,
        docx=sheaf.docx,
        docx_digest=digest_of(sheaf.docx),
        pdf=sheaf.pdf,
        pdf_digest=digest_of(sheaf.pdf),
    )
    meetings.sign_meeting(meeting.pk, sheaf.digest, by=by, now=now)
    return signed


def _freeze(meeting_id: UUID, now: datetime) -> None:
    """Stop the writers: appending takes the same lock and refuses frozen minutes."""
    Minutes.objects.get_or_create(pk=meeting_id)
    minutes = Minutes.objects.select_for_update().get(pk=meeting_id)
    if minutes.frozen_at is not None:
        raise AlreadySigned
    minutes.frozen_at = now
    minutes.save(update_fields=["frozen_at"])
