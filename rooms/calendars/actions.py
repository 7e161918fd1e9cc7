"""Make an address, change it, take it back; keep since when its text is as it is and when it was last read."""

import hashlib
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction

from rooms.calendars import queries
from rooms.calendars.models import FeedAddress
from rooms.calendars.rules import hash_of, token_of
from rooms.meetings.wording import at_home
from rooms.people.models import Person

_READ_KEPT_EVERY = timedelta(hours=1)  # programs ask every few minutes; the page says hours


@transaction.atomic
def open_address(person: Person, kind: str, subject_id: UUID, *, now: datetime) -> FeedAddress:
    """A new address for this; the one before, if any, ends. Raises NotFound for what is not this person's."""
    subject = queries.subject(person, kind, subject_id, at_home(now).date())
    known, _made = FeedAddress.objects.get_or_create(
        person=person, kind=subject.kind, subject_id=subject_id, defaults={"since": now}
    )
    row = queries.lock_address(known.pk)
    row.turn, row.since, row.read_at = row.turn + 1, now, None
    row.token_hash = hash_of(_tokens(row)[0])
    row.save()
    return row


def close_address(person: Person, kind: str, subject_id: UUID) -> None:
    """Take an address back; from now on it looks like one that never was. Also for what is no longer the person's."""
    FeedAddress.objects.filter(person=person, kind=kind, subject_id=subject_id).update(token_hash=None)


def token(row: FeedAddress) -> str:
    """The token of an open address; empty where none is open, or where the secret that made it is gone for good."""
    return next((one for one in _tokens(row) if hash_of(one) == row.token_hash), "")


def _tokens(row: FeedAddress) -> list[str]:
    secrets = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return [token_of(secret.encode(), row.pk, row.turn) for secret in secrets]


def was_read(row: FeedAddress, content: bytes, *, now: datetime) -> None:
    """Keep what HTTP asks of a text without a date of its own: since when it is as it is."""
    digest = hashlib.sha256(content).hexdigest()
    changed = [field for field in ("digest", "changed_at") if row.digest != digest]
    if changed:
        row.digest, row.changed_at = digest, now
    if row.read_at is None or now - row.read_at >= _READ_KEPT_EVERY:
        row.read_at = now
        changed.append("read_at")
    if changed:
        row.save(update_fields=changed)
