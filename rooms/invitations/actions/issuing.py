"""One deed's letters about one meeting: what they have in common is looked up once, their papers are kept once."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.utils.module_loading import import_string

from rooms.invitations.itip.compose import Method
from rooms.invitations.letters import Attachment
from rooms.invitations.models import Enclosure
from rooms.invitations.writing import Matter, matter_of
from rooms.meetings.models import Meeting

Papers = Callable[[UUID], Sequence[Attachment]]


@dataclass(frozen=True, slots=True)
class Issuance:
    """What all letters of a deed say and carry."""

    matter: Matter
    enclosures: Sequence[Enclosure]


class Issuances:
    """The issuances of one deed, one for each meeting and method."""

    def __init__(self) -> None:
        self._made: dict[tuple[UUID, Method], Issuance] = {}

    def of(self, meeting: Meeting, method: Method) -> Issuance:
        """The meeting as it is now; papers go with an invitation, never with a cancellation."""
        key = meeting.pk, method
        if key not in self._made:
            enclosures = _papers_of(meeting.pk) if method is Method.REQUEST else []
            self._made[key] = Issuance(matter_of(meeting), enclosures)
        return self._made[key]


def _papers_of(meeting_id: UUID) -> list[Enclosure]:
    if not settings.LETTER_ATTACHMENTS:
        return []
    papers: Papers = import_string(settings.LETTER_ATTACHMENTS)
    return [_kept(paper) for paper in papers(meeting_id)]


def _kept(paper: Attachment) -> Enclosure:
    digest = hashlib.sha256(paper.content).hexdigest()
    # Held until the letters that carry it are committed: the nightly sweep leaves it alone.
    row, _new = Enclosure.objects.select_for_update(no_key=True).get_or_create(
        filename=paper.filename[:255],
        content_type=paper.content_type,
        digest=digest,
        defaults={"content": paper.content},
    )
    return row
