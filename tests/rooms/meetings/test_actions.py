from datetime import UTC, date, datetime

import pytest

from rooms.journal import queries as journal
from rooms.meetings import actions, queries
from rooms.meetings.models import Holiday
from rooms.meetings.refusals import (
    BadChat,
    BadPlan,
    NoMoreItems,
    NoticeTooShort,
    NotNow,
    NotTheChair,
    NotTheSecretary,
)
from rooms.meetings.rules import Fault, Hat, State
from rooms.refusals import NotFound
from tests.factories.directory import the_committee
from tests.factories.meetings import NOW, START, a_draft, a_plan, an_announced_meeting, an_open_meeting, doer
from tests.factories.people import an_official, the_chair, the_secretary

pytestmark = pytest.mark.django_db


def kinds(meeting):
    return [entry.kind for entry in journal.entries_after(meeting.pk, 0)]


def test_a_plan_seats_the_chair_the_secretary_and_the_sites():
    meeting = a_draft()
    assert [(seat.role, seat.name) for seat in queries.seats_of(meeting.pk)] == [
        (Hat.CHAIR, "Trần Quang Minh"),
        (Hat.SECRETARY, "Lê Thị Hòa"),
        (Hat.SITE, "Điểm cầu Tam Dương"),
        (Hat.SITE, "Điểm cầu Lập Thạch"),
    ]


def test_an_official_plans_nothing():
    agency, chair, secretary = the_committee(), the_chair(), the_secretary()
    with pytest.raises(NotTheSecretary):
        actions.plan_meeting(a_plan(agency, chair, secretary), by=chair, now=NOW)


def test_a_meeting_that_ends_before_it_starts_and_a_doubled_seat_are_refused_together():
    agency, chair, secretary = the_committee(), the_chair(), the_secretary()
    guest = an_official()
    plan = a_plan(agency, chair, secretary, ends_at=START, person_ids=[guest.pk, guest.pk])
    with pytest.raises(BadPlan) as refused:
        actions.plan_meeting(plan, by=secretary, now=NOW)
    assert refused.value.faults == (Fault.ENDS_BEFORE_START, Fault.SEAT_TWICE)


def test_the_chair_opens_and_the_first_item_opens_with_the_meeting():
    meeting = an_open_meeting()
    assert queries.open_item(meeting.pk).number == 1
    assert kinds(meeting) == ["meeting.announced", "meeting.opened", "item.opened"]


def test_the_secretary_does_not_open():
    meeting = an_announced_meeting()
    with pytest.raises(NotTheChair):
        actions.open_meeting(meeting.pk, by=doer(meeting, "secretary"), now=START)


def test_items_follow_one_another_to_the_last():
    meeting = an_open_meeting()
    chair = doer(meeting, "chair")
    assert actions.open_next_item(meeting.pk, by=chair, now=START).number == 2
    with pytest.raises(NoMoreItems):
        actions.open_next_item(meeting.pk, by=chair, now=START)
    with pytest.raises(NotTheChair):
        actions.open_next_item(meeting.pk, by=doer(meeting, "site"), now=START)


def test_a_closed_meeting_is_not_opened_again():
    meeting = an_open_meeting()
    actions.close_meeting(meeting.pk, by=doer(meeting, "chair"), now=START)
    assert queries.open_item(meeting.pk) is None
    with pytest.raises(NotNow):
        actions.open_meeting(meeting.pk, by=doer(meeting, "chair"), now=START)


@pytest.mark.parametrize("text", ["", "   ", "x" * 1001, "xin\u202echào"])
def test_a_chat_line_that_cannot_be_kept_is_refused_in_words(text):
    meeting = an_open_meeting()
    with pytest.raises(BadChat):
        actions.say(meeting.pk, text, by=doer(meeting, "site"), now=START)
    assert "chat.said" not in kinds(meeting)


def test_a_stranger_finds_nothing_and_a_seated_technician_finds_the_meeting():
    meeting = an_announced_meeting()
    with pytest.raises(NotFound):
        queries.find(meeting.slug, an_official())
    technician = meeting.seats.filter(role="site").first().site.technicians.first()
    assert queries.find(meeting.slug, technician) == meeting


WEDNESDAY = datetime(2026, 11, 25, 1, 0, tzinfo=UTC)  # two working days before the meeting's Friday


def test_an_invitation_within_three_working_days_is_refused_without_a_reason():
    meeting = a_draft()
    with pytest.raises(NoticeTooShort):
        actions.announce(meeting.pk, by=doer(meeting, "secretary"), now=WEDNESDAY)
    meeting.refresh_from_db()
    assert meeting.state == State.DRAFT


def test_an_urgent_meeting_keeps_its_reason_and_journals_it():
    meeting = a_draft()
    reason = "Ứng phó  bão số 12"
    meeting = actions.announce(meeting.pk, by=doer(meeting, "secretary"), now=WEDNESDAY, urgent_reason=reason)
    assert meeting.urgent_reason == "Ứng phó bão số 12"
    (entry,) = journal.entries_of_kinds(meeting.pk, ["meeting.announced"])
    assert entry.payload == {"urgent_reason": "Ứng phó bão số 12"}


def test_a_holiday_before_the_meeting_makes_the_notice_short():
    monday = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
    meeting = a_draft()
    assert not queries.notice_is_short(meeting.starts_at, monday)
    Holiday.objects.create(day=date(2026, 11, 25), name="Nghỉ bù")
    assert queries.notice_is_short(meeting.starts_at, monday)
