"""What one address tells, as calendar text: from seats and what they were told, in the words of their reader."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from rooms.calendars import queries, text
from rooms.calendars.models import FeedAddress, Kind
from rooms.calendars.rules import BUSY_AHEAD, PAST, REFRESH
from rooms.calendars.text import Entry
from rooms.meetings import told
from rooms.meetings.intervals import Interval
from rooms.meetings.models import Meeting, Seat
from rooms.meetings.rules import Hat, State
from rooms.meetings.told import Told
from rooms.meetings.week import midnight
from rooms.meetings.wording import at_home


def content(address: FeedAddress, now: datetime) -> bytes:
    """The calendar text at this address, the same bytes as long as nothing changes. Raises NotFound.

    Whether the person may still have it is asked at every reading: who left an agency or a hall reads it no more.
    """
    today = at_home(now).date()
    subject = queries.subject(address.person, address.kind, address.subject_id, today)
    with translation.override(address.person.language):
        return _WRITERS[Kind(address.kind)](address, subject, midnight(today))


def _own(address: FeedAddress, _subject: queries.Subject, today: datetime) -> bytes:
    seats = queries.own_seats(address.person, today - PAST)
    return _feed(_("Họp của tôi (Điểm Cầu)"), _entries(seats, own=True))


def _agency(address: FeedAddress, subject: queries.Subject, today: datetime) -> bytes:
    seats = queries.agency_seats(address.subject_id, today - PAST)
    return _feed(_("Họp của %(agency)s (Điểm Cầu)") % {"agency": subject.name}, _entries(seats, own=False))


def _busy(address: FeedAddress, subject: queries.Subject, today: datetime) -> bytes:
    within = Interval(today, today + BUSY_AHEAD)
    of_person = address.kind == Kind.BUSY
    hours = (
        queries.busy_of(address.person, within.start, within.end)
        if of_person
        else queries.busy_at(address.subject_id, within.start, within.end)
    )
    return text.busy(_busy_uid(address), hours, within, house=_house(), name=subject.name)


_WRITERS: dict[Kind, Callable[[FeedAddress, queries.Subject, datetime], bytes]] = {
    Kind.OWN: _own,
    Kind.AGENCY: _agency,
    Kind.BUSY: _busy,
    Kind.SITE: _busy,
}


def _busy_uid(address: FeedAddress) -> str:
    return f"busy-{address.subject_id}@{settings.MAIL_DOMAIN}"


def _house() -> str:
    """The house's plain address; the letters' own carry their reader's token, which no feed may."""
    return f"hop@{settings.MAIL_DOMAIN}"


def _feed(name: str, entries: Iterable[Entry]) -> bytes:
    return text.feed(name, entries, house=_house(), refresh=REFRESH)


def _entries(seats: list[Seat], *, own: bool) -> Iterator[Entry]:
    letters = told.of_seats(seat.pk for seat in seats)
    for seat in seats:
        letter = letters.get(seat.pk)
        # A cancelled meeting of which nobody was told was a draft until its end.
        if letter is not None or seat.meeting.state != State.CANCELLED:
            yield _entry(seat, letter or _untold(seat), own=own)


def _untold(seat: Seat) -> Told:
    """For a seat whose letter waits to be written."""
    return Told(seat.pk, "", 0, seat.meeting.created_at.replace(microsecond=0), "NEEDS-ACTION")


def _entry(seat: Seat, letter: Told, *, own: bool) -> Entry:
    meeting = seat.meeting
    page = f"{settings.PUBLIC_URL}{reverse('meeting_page', args=[meeting.slug])}"
    return Entry(
        uid=letter.uid or _uid(meeting.pk),
        sequence=letter.sequence,
        dtstamp=letter.dtstamp,
        created_at=meeting.created_at,
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        title=meeting.title,
        location=_place(meeting) or page,
        description="\n".join(line for line in (_called_by(meeting), _as_what(seat) if own else "", page) if line),
        url=page,
        organizer=meeting.agency.name,
        cancelled=meeting.state == State.CANCELLED,
        partstat=letter.partstat if own else "",
    )


def _uid(meeting_id: UUID) -> str:
    return f"{meeting_id}@{settings.MAIL_DOMAIN}"


def _place(meeting: Meeting) -> str:
    return ", ".join(part for part in (meeting.centre.name, meeting.centre.hall) if part) if meeting.centre else ""


def _called_by(meeting: Meeting) -> str:
    return _("%(agency)s mời họp.") % {"agency": meeting.agency.name}


def _as_what(seat: Seat) -> str:
    role = Hat(seat.role)
    words = seat.site.name if role is Hat.SITE and seat.site is not None else seat.get_role_display()
    return _("Tôi dự với tư cách: %(role)s.") % {"role": words}
