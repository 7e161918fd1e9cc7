"""Reminders on chosen days: once each, to the silent alone, in office hours."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from hypothesis import given
from hypothesis import strategies as st

from rooms.invitations.actions import holding, outbox, reminders
from rooms.invitations.actions.answer import Said, answer_on_web
from rooms.invitations.itip.reply import Answer
from rooms.invitations.models import Delivery, Reminder
from rooms.invitations.refusals import DayIsOver
from rooms.invitations.reminding import CLOSES, OPENS, due, in_office_hours, still_ahead
from rooms.meetings.models import Holiday
from rooms.meetings.refusals import NotTheSecretary
from rooms.meetings.wording import HOME
from tests.factories.invitations import CLOCK, an_invited_meeting, invitation_of
from tests.factories.meetings import NOW, START, doer

in_database = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _an_ordinary_week(request):
    """Without 24 November, Ngày Văn hóa Việt Nam: here it is the third working day before the meeting."""
    if request.node.get_closest_marker("django_db"):
        request.getfixturevalue("db")
        Holiday.objects.filter(day=at(24, 0).date()).delete()


def at(day, hour, minute=0):
    """A moment of November 2026 on the Vietnamese clock; the meeting is on Friday the 27th, half past eight."""
    return datetime(2026, 11, day, hour, minute, tzinfo=HOME)


@pytest.mark.parametrize(
    ("chosen", "now", "come"),
    [
        ((3, 1), at(23, 10), []),
        ((3, 1), at(24, 7, 29), []),
        ((3, 1), at(24, 7, 30), [3]),
        ((3, 1), at(24, 17, 30), []),
        ((3, 1), at(25, 9), [3]),  # missed a day: still sent, in office hours
        ((3, 1), at(26, 9), [1, 3]),  # both have come: one reminder
        ((1,), at(27, 8), [1]),
        ((1,), at(27, 8, 30), []),
        ((5,), at(20, 9), [5]),
        ((5,), at(21, 9), []),  # a Saturday
    ],
)
def test_a_reminder_is_due_in_office_hours_of_its_day_or_later(chosen, now, come):
    assert due(at(27, 8, 30), chosen, now, frozenset()) == come


def test_a_holiday_is_no_day_for_reminding():
    holidays = frozenset({at(26, 0).date()})
    assert due(at(27, 8, 30), (1,), at(25, 9), holidays) == [1]
    assert due(at(27, 8, 30), (1,), at(26, 9), holidays) == []


@given(st.integers(0, 30 * 24 * 60), st.sets(st.sampled_from([7, 5, 3, 2, 1])))
def test_nothing_is_due_at_night_or_once_the_meeting_has_begun(minutes, chosen):
    local = at(1, 0) + timedelta(minutes=minutes)
    if due(at(27, 8, 30), chosen, local, frozenset()):
        assert OPENS <= local.time() < CLOSES
        assert local < at(27, 8, 30)
        assert in_office_hours(local, frozenset())


def test_only_days_ahead_are_offered():
    assert still_ahead(at(27, 8, 30), at(24, 12), frozenset()) == [3, 2, 1]
    assert still_ahead(at(27, 8, 30), at(24, 18), frozenset()) == [2, 1]


def chosen_for(meeting, *days):
    reminders.choose_days(meeting.pk, days, by=doer(meeting, "secretary"), now=NOW)


@in_database
def test_each_chosen_day_reminds_the_silent_once():
    meeting = an_invited_meeting()
    outbox.work(CLOCK)
    chosen_for(meeting, 3, 1)
    answer_on_web(invitation_of(meeting, "site").pk, Said(Answer.ACCEPTED), now=NOW)
    assert [reminders.work(at(24, 8)) for _again in range(3)] == [3, 0, 0]
    assert reminders.work(at(25, 8)) == 0
    outbox.work(lambda: at(24, 8))
    assert reminders.work(at(26, 8)) == 3
    reminded = [message for message in mail.outbox if "Đề nghị trả lời" in message.subject]
    assert len(reminded) == 3
    assert list(Reminder.objects.order_by("-days_before").values_list("letters", flat=True)) == [3, 3]


@in_database
def test_who_got_a_letter_a_moment_ago_or_has_one_waiting_is_spared():
    meeting = an_invited_meeting()
    chosen_for(meeting, 3)
    assert reminders.work(at(24, 8)) == 0  # all four letters still wait
    assert Reminder.objects.get().done_at == at(24, 8)
    outbox.work(CLOCK)
    assert reminders.remind(meeting.pk, by=doer(meeting, "secretary"), now=at(24, 9)) == 4
    assert reminders.remind(meeting.pk, by=doer(meeting, "secretary"), now=at(24, 9)) == 0  # pressed twice


@in_database
def test_a_stopped_letter_keeps_its_seat_from_being_reminded():
    meeting = an_invited_meeting()
    holding.stop(meeting.pk, by=doer(meeting, "secretary"), now=NOW)
    assert reminders.remind(meeting.pk, by=doer(meeting, "secretary"), now=NOW) == 0


@in_database
def test_a_cancelled_meeting_reminds_nobody():
    meeting = an_invited_meeting()
    outbox.work(CLOCK)
    chosen_for(meeting, 3)
    meeting.state = "cancelled"
    meeting.save()
    assert reminders.work(at(24, 8)) == 0
    assert Delivery.objects.count() == 4


@in_database
def test_days_are_chosen_anew_but_what_is_done_stays_done():
    meeting = an_invited_meeting()
    outbox.work(CLOCK)
    chosen_for(meeting, 3, 2)
    assert reminders.work(at(24, 8)) == 4
    chosen_for(meeting, 3, 1)
    assert {(one.days_before, one.done_at is not None) for one in Reminder.objects.all()} == {(3, True), (1, False)}
    assert reminders.work(at(24, 10)) == 0


@in_database
def test_a_day_that_is_over_and_a_stranger_are_refused():
    meeting = an_invited_meeting()
    with pytest.raises(DayIsOver):
        reminders.choose_days(meeting.pk, [3], by=doer(meeting, "secretary"), now=at(25, 9))
    with pytest.raises(DayIsOver):
        chosen_for(meeting, 400)
    with pytest.raises(NotTheSecretary):
        reminders.choose_days(meeting.pk, [3], by=doer(meeting, "site"), now=NOW)


@in_database
def test_the_table_of_holidays_moves_the_day():
    Holiday.objects.create(day=at(26, 0).date(), name="Nghỉ bù")
    meeting = an_invited_meeting()
    outbox.work(CLOCK)
    chosen_for(meeting, 1)
    assert reminders.work(at(25, 8)) == 4
    assert START.astimezone(UTC) - timedelta(days=3) < at(25, 8)
