"""Random deeds on a series, one after another: every calendar shows what the tables say.

The same 25 stories are told at each run, so that a failure speaks of the change at hand. `STORIES=1000 pytest <this>
-o timeout=0` hunts among others.
"""

import contextlib
import os
from dataclasses import dataclass
from datetime import timedelta

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from rooms.invitations.actions import change, invite, substitute
from rooms.invitations.actions.answer import Said, answer_on_web
from rooms.invitations.itip.reply import Answer
from rooms.invitations.models import Invitation
from rooms.meetings import queries
from rooms.refusals import Refused
from tests.factories.meetings import NOW, doer
from tests.factories.people import an_official
from tests.factories.series import FRIDAYS, an_invited_series
from tests.rooms.invitations.series_told import calendars_show_the_truth, changed, moved

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
YEN = Said(Answer.SUBSTITUTE, name="Dương Thị Hải Yến", address="yen@vinhphuc.example")
DEEDS = st.lists(
    st.tuples(
        st.sampled_from(
            [
                *("move", "move_on", "title_on", "agenda", "cancel", "cancel_on"),
                *("more", "more_on", "fewer", "fewer_on", "back", "back_on", "again", "substitute"),
            ]
        ),
        st.integers(0, len(FRIDAYS) - 1),
        st.sampled_from([HOUR, -HOUR, DAY, -DAY, 3 * HOUR]),
    ),
    min_size=1,
    max_size=5,
)


class Interleaved(TestCase):
    """Whatever the secretary does, in whatever order, every calendar shows what the tables say."""

    @given(DEEDS)
    @settings(
        max_examples=int(os.environ.get("STORIES", "25")),
        derandomize="STORIES" not in os.environ,
        phases=[Phase.generate, Phase.shrink] if "STORIES" in os.environ else [Phase.generate],
        suppress_health_check=[HealthCheck.too_slow],
    )
    def test_every_calendar_shows_the_truth_after_any_deeds(self, deeds):
        guest = an_official()
        rows = an_invited_series(person_ids=[guest.pk])
        desk = Desk([guest.pk], queries.plan_of(rows[0]).site_ids)
        for number, (deed, place, step) in enumerate(deeds):
            with contextlib.suppress(Refused):  # what may not be done now (a cancelled meeting) is no part of the story
                desk.do(deed, rows[place], step, NOW + number * HOUR)
        calendars_show_the_truth()


@dataclass
class Desk:
    """The secretary, and whom they ask and ask no more."""

    people: list
    sites: list

    def do(self, deed, row, step, now):
        secretary = doer(row, "secretary")
        deeds = {
            "move": lambda: moved(row, step, now=now),
            "move_on": lambda: moved(row, step, from_here_on=True, now=now),
            "title_on": lambda: changed(row, title=f"Giao ban {now:%H}", from_here_on=True, now=now),
            "agenda": lambda: changed(row, items=(), now=now),
            "cancel": lambda: invite.cancel_and_tell(row.pk, "Bão", by=secretary, now=now),
            "cancel_on": lambda: change.cancel_and_tell_from_here_on(row.pk, "Bão", by=secretary, now=now),
            "more": lambda: changed(row, person_ids=self.people, now=now),
            "more_on": lambda: changed(row, person_ids=self.people, from_here_on=True, now=now),
            "fewer": lambda: changed(row, site_ids=[], person_ids=[], now=now),
            "fewer_on": lambda: changed(row, site_ids=[], person_ids=[], from_here_on=True, now=now),
            "back": lambda: changed(row, site_ids=self.sites, now=now),
            "back_on": lambda: changed(row, site_ids=self.sites, from_here_on=True, now=now),
            "again": lambda: self.again(row, secretary, now),
            "substitute": lambda: self.substitute(row, secretary, now),
        }
        deeds[deed]()

    def again(self, row, secretary, now):
        for one in Invitation.objects.filter(seat__meeting=row):
            with contextlib.suppress(Refused):
                invite.send_again(one.pk, by=secretary, now=now)

    def substitute(self, row, secretary, now):
        for one in Invitation.objects.filter(seat__meeting=row, seat__person__in=self.people):
            answer_on_web(one.pk, YEN, now=now)
            substitute.approve_substitute(one.pk, by=secretary, now=now)
