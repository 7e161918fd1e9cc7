"""What meetings themselves ask of their chair and secretary, for the home page."""

from collections.abc import Iterator
from datetime import datetime

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from rooms.meetings import queries
from rooms.meetings.models import Meeting
from rooms.meetings.rules import Hat, State
from rooms.meetings.waiting import Waiting
from rooms.meetings.wording import short_moment
from rooms.people.models import Person


def _page(meeting: Meeting, wanted: str) -> str:
    """The page where the thing is done; the meeting's own page where that room is not built."""
    try:
        return reverse(wanted, args=[meeting.slug])
    except NoReverseMatch:
        return reverse("meeting_page", args=[meeting.slug])


def _thing(hat: Hat, meeting: Meeting, now: datetime) -> tuple[str, str, str, str] | None:
    """Words, page, icon and state of what this meeting asks of who wears this hat; nothing where it asks nothing."""
    if meeting.state == State.DRAFT and hat is Hat.SECRETARY:
        return _("Bản nháp chưa gửi giấy mời"), "invitations_page", "file-pen", ""
    if meeting.state == State.ANNOUNCED and hat is Hat.CHAIR and meeting.starts_at <= now:
        return _("Đến giờ mở cuộc họp"), "join_page", "gavel", "warn"
    if meeting.state == State.CLOSED and hat is Hat.CHAIR:
        return _("Biên bản chờ bạn ký"), "signoff_page", "pen-line", "warn"
    if meeting.state == State.CLOSED:
        return _("Biên bản chờ chủ trì ký"), "minutes_page", "scroll-text", ""
    return None


def desk(person: Person, now: datetime) -> Iterator[Waiting]:
    """Drafts to send, sittings to open, records to sign."""
    drafted = set()  # one draft stands for its series
    for hat, meeting in queries.at_desk_of(person, [State.DRAFT, State.ANNOUNCED, State.CLOSED]):
        thing = _thing(hat, meeting, now)
        if thing is not None and not (meeting.state == State.DRAFT and meeting.series_id in drafted):
            drafted |= {meeting.series_id} - {None}
            words, page, icon, state = thing
            note = f"{meeting.title}, {short_moment(meeting.starts_at)}"
            yield Waiting(words, _page(meeting, page), icon, state, note)
