"""Who is silent about a series: one reminder a day, about the next sitting; the series stays what it was."""

from datetime import datetime, timedelta

import pytest
from icalendar import Calendar

from rooms.invitations.actions import reminders
from rooms.invitations.actions.answer import Said, answer_on_web
from rooms.invitations.itip.reply import Answer
from rooms.invitations.models import Delivery, Invitation, Reminder
from rooms.meetings.wording import HOME
from tests.factories.meetings import NOW, doer
from tests.factories.series import an_invited_series
from tests.rooms.invitations.test_series import TAM_DUONG, calendars_show_the_truth, letters, moved

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def posted():
    """Every letter has left, and nobody has answered."""
    Delivery.objects.update(stage="sent", next_at=None)
    Invitation.objects.update(state="sent")


def chosen(row, *days):
    reminders.choose_days(row.pk, days, by=doer(row, "secretary"), now=NOW)


def at(month, day, hour=8):
    return datetime(2026, month, day, hour, 0, tzinfo=HOME)


def the_last_letter():
    return [(text, mail) for recipient, text, mail in letters() if recipient == TAM_DUONG][-1]


def test_a_reminder_speaks_of_one_sitting_and_leaves_the_series_as_it_is():
    rows = an_invited_series()
    posted()
    chosen(rows[1], 1)
    assert reminders.work(at(12, 3)) == 3
    text, mail = the_last_letter()
    (event,) = Calendar.from_ical(text).walk("VEVENT")
    assert "RRULE" not in event
    assert event["RECURRENCE-ID"].dt == event["DTSTART"].dt == rows[1].starts_at
    assert event["ATTENDEE"].params["PARTSTAT"] == "NEEDS-ACTION"
    assert "chuỗi họp này còn 4 phiên khác" in mail.get_body(("plain",)).get_content().lower()
    assert mail["Subject"].startswith("Đề nghị trả lời giấy mời: ")
    calendars_show_the_truth()


def test_a_series_that_moves_after_a_reminder_moves_in_every_calendar():
    rows = an_invited_series()
    posted()
    chosen(rows[1], 1)
    reminders.work(at(12, 3))
    posted()
    moved(rows[1], HOUR, from_here_on=True)
    calendars_show_the_truth()


def test_who_answered_all_but_one_hears_of_no_others():
    rows = an_invited_series()
    posted()
    for one in Invitation.objects.filter(seat__role="site").exclude(seat__meeting=rows[1]):
        answer_on_web(one.pk, Said(Answer.ACCEPTED), now=NOW)
    reminders.remind(rows[1].pk, by=doer(rows[1], "secretary"), now=NOW)
    _text, mail = the_last_letter()
    assert "phiên khác" not in mail.get_body(("plain",)).get_content()


def test_who_is_silent_in_many_sittings_gets_one_reminder_a_day_about_the_next():
    rows = an_invited_series()
    posted()
    for row, days in ((rows[2], 7), (rows[1], 2), (rows[0], 1)):  # two of them fall on Wednesday, 2 December
        chosen(row, days)
    assert reminders.work(at(11, 26)) == 3
    posted()
    assert reminders.work(at(12, 2)) == 3
    reminded = Delivery.objects.filter(about="reminder", recipient=TAM_DUONG).order_by("pk")
    assert [one.invitation.seat.meeting_id for one in reminded] == [rows[0].pk, rows[1].pk]
    assert Reminder.objects.filter(done_at=None).count() == 0


def test_whose_letter_about_the_whole_series_waits_is_not_reminded_of_a_sitting():
    rows = an_invited_series()
    posted()
    Delivery.objects.filter(recipient=TAM_DUONG).update(stage="queued", next_at=NOW)
    assert reminders.remind(rows[3].pk, by=doer(rows[3], "secretary"), now=NOW) == 2
