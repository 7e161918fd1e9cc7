"""Reminders: at once by the desk, or on the days that it chose; never twice, never after an answer, never at night.

Of a series a reminder speaks of one sitting, under its RECURRENCE-ID: the series stays in its reader's calendar as it
was told, and the program's buttons answer for this sitting. Its words count the others that are still open, and the
page behind its link answers all of them at once. Who is silent in several gets one reminder a day, for the next.
"""

import logging
from collections.abc import Collection
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction

from rooms.invitations import queries, reminding, tasks
from rooms.invitations.actions.invite import make_ready, must_be_at_desk, send_all
from rooms.invitations.itip.compose import Method
from rooms.invitations.models import Invitation, Reminder
from rooms.invitations.refusals import DayIsOver
from rooms.invitations.reminding import QUIET, due, still_ahead
from rooms.invitations.writing import Telling
from rooms.meetings import queries as meetings
from rooms.meetings.models import Meeting
from rooms.meetings.refusals import NotTheSecretary
from rooms.meetings.rules import Doer, State
from rooms.meetings.wording import at_home

# Letters are always Vietnamese.
OTHERS = (
    "Chuỗi họp này còn {} phiên khác chưa có trả lời của quý vị; trang trả lời nhận một câu trả lời chung cho tất cả."
)
_A_MONTH = timedelta(days=31)

log = logging.getLogger(__name__)


@transaction.atomic
def remind(meeting_id: UUID, *, by: Doer, now: datetime) -> int:
    """Write once more to every seat that has not answered and has no letter waiting; answers how many.

    Raises NotTheSecretary, NotNow.
    """
    must_be_at_desk(meetings.lock(meeting_id), by)
    count = _remind(queries.silent(meeting_id), now)
    transaction.on_commit(tasks.wake, robust=True)
    return count


@transaction.atomic
def choose_days(meeting_id: UUID, days: Collection[int], *, by: Doer, now: datetime) -> None:
    """Keep on which days the silent ones are reminded; what is done stays done. Raises NotTheSecretary, DayIsOver."""
    meeting = meetings.lock(meeting_id)
    if not by.at_desk:
        raise NotTheSecretary
    done = {one.days_before for one in queries.reminders_of(meeting_id) if one.done_at}
    wanted = set(days) - done
    if not wanted <= set(days_to_choose(meeting, now)):
        raise DayIsOver
    Reminder.objects.filter(meeting_id=meeting_id, done_at__isnull=True).delete()
    Reminder.objects.bulk_create(Reminder(meeting_id=meeting_id, days_before=day) for day in sorted(wanted))


def days_to_choose(meeting: Meeting, now: datetime) -> list[int]:
    """Working days before the meeting whose office hours are not over yet."""
    return still_ahead(at_home(meeting.starts_at), at_home(now), _holidays(meeting))


def day_of(meeting: Meeting, before: int) -> date:
    """On which day the reminder `before` working days ahead leaves."""
    return reminding.day_of(at_home(meeting.starts_at).date(), before, _holidays(meeting))


def _holidays(meeting: Meeting) -> frozenset[date]:
    day = at_home(meeting.starts_at).date()
    return meetings.holidays(day - _A_MONTH, day)


def work(now: datetime) -> int:
    """Send the reminders whose day has come; answers to how many seats. Any number of workers may ask at once."""
    return sum(_work_on(meeting_id, now) for meeting_id in queries.meetings_to_remind(now))


@transaction.atomic
def _work_on(meeting_id: UUID, now: datetime) -> int:
    meeting = meetings.lock(meeting_id)
    waiting = {one.days_before: one for one in queries.reminders_of(meeting_id) if one.done_at is None}
    come = due(at_home(meeting.starts_at), waiting, at_home(now), _holidays(meeting))
    if not come or meeting.state != State.ANNOUNCED:
        return 0
    count = _remind(queries.silent(meeting_id, since=now - QUIET), now)
    for day in come:
        waiting[day].done_at, waiting[day].letters = now, count if day == min(come) else 0
        waiting[day].save(update_fields=["done_at", "letters"])
    log.info("reminded", extra={"meeting": meeting_id, "letters": count})
    transaction.on_commit(tasks.wake, robust=True)
    return count


def _remind(silent: list[Invitation], now: datetime) -> int:
    still_open = queries.open_in_series(silent, now)
    for invitation in silent:
        make_ready(invitation, now, anew=False)
    send_all([(one, _reminder(still_open[one.reply_address_id, one.uid] - 1)) for one in silent], now)
    return len(silent)


def _reminder(others: int) -> Telling:
    return Telling(Method.REQUEST, reminder=True, news=OTHERS.format(others) if others > 0 else "")
