"""What papers ask of the clerk of an agency, for the home page."""

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from rooms.meetings.waiting import Waiting
from rooms.meetings.wording import short_moment
from rooms.papers import queries
from rooms.papers.wording import local_day
from rooms.people.models import Person, Role


def tell(person: Person, now: datetime) -> Iterator[Waiting]:
    """The meetings of my agency whose Giấy mời has no number yet; those that I minute are told of elsewhere."""
    if person.role != Role.SECRETARY:
        return
    for meeting in queries.unnumbered_for(person, now, local_day(now)):
        note = f"{meeting.title}, {short_moment(meeting.starts_at)}"
        yield Waiting(_("Giấy mời chờ đánh số"), reverse("paper_page", args=[meeting.slug]), "stamp", "", note)
