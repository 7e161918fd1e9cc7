"""What waits for a person on the home page: an invitation to answer, a substitute to approve."""

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from rooms.invitations import links, queries
from rooms.meetings.waiting import Waiting

if TYPE_CHECKING:
    from rooms.people.models import Person


def tell(person: "Person", now: datetime) -> Iterator[Waiting]:
    """Both kinds, invitations first."""
    for invitation in queries.to_answer(person, now):
        meeting = invitation.seat.meeting
        yield Waiting(
            words=meeting.title,
            url=reverse("rsvp", args=[links.token_for(invitation.seat)]),
            icon="mail-open",
            meeting_id=meeting.pk,
            answer=True,
        )
    for invitation in queries.to_approve(person):
        meeting = invitation.seat.meeting
        yield Waiting(
            words=_("%(name)s đề nghị cử người dự thay") % {"name": invitation.seat.name},
            url=reverse("invitations_page", args=[meeting.slug]) + "?o=substitute_proposed",
            icon="arrow-left-right",
            state="warn",
            note=meeting.title,
        )
