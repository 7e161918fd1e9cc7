"""A series: its drafts, its announcement, its changes."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from rooms.journal import queries as journal
from rooms.meetings import actions, queries
from rooms.meetings.changes import actions as changes
from rooms.meetings.changes.rules import Change
from rooms.meetings.models import Meeting, Seat, Series
from rooms.meetings.refusals import (
    AlreadyPast,
    BadPlan,
    DoesNotFit,
    NothingChanged,
    NoticeTooShort,
    NotNow,
    NotTheSecretary,
    PaperStands,
)
from rooms.meetings.rhythm import Offbeat, Rhythm
from rooms.meetings.wording import at_home
from rooms.papers import actions as papers
from rooms.papers.actions import Order
from rooms.refusals import NotFound
from tests.factories.meetings import NOW, a_draft, an_announced_meeting, an_open_meeting, doer
from tests.factories.papers import given
from tests.factories.people import an_official
from tests.factories.series import FRIDAYS, RHYTHM, a_draft_series, an_invited_series

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def days(meetings):
    return [at_home(meeting.starts_at).date() for meeting in meetings]


def changed(meeting, *, from_here_on=False, role="secretary", now=NOW, reason="", **what):
    plan = replace(queries.plan_of(meeting), **what)
    return changes.change(meeting.pk, Change(plan, from_here_on, reason), by=doer(meeting, role), now=now)


def moved(meeting, by, **options):
    return changed(meeting, starts_at=meeting.starts_at + by, ends_at=meeting.ends_at + by, **options)


def test_a_weekly_briefing_becomes_a_draft_for_each_friday_but_the_holiday():
    drafts = a_draft_series()
    assert days(drafts) == FRIDAYS
    assert {draft.occurrence == draft.starts_at for draft in drafts} == {True}
    assert {len(queries.seats_of(draft.pk)) for draft in drafts} == {3}
    assert {len(queries.items_of(draft.pk)) for draft in drafts} == {2}


def test_a_draft_series_is_planned_anew_as_a_whole_or_ends():
    first = a_draft_series()[0]
    plan = queries.plan_of(first)
    longer = replace(plan, title="Giao ban tuần", rhythm=replace(RHYTHM, last_day=date(2027, 1, 15)))
    actions.change_draft(first.pk, longer, by=doer(first, "secretary"))
    first.refresh_from_db()
    assert days(queries.occurrences_of(first.series_id)) == [*FRIDAYS, date(2027, 1, 15)]
    assert {one.title for one in Meeting.objects.all()} == {"Giao ban tuần"}
    actions.change_draft(first.pk, plan, by=doer(first, "secretary"))
    assert list(Meeting.objects.values_list("series", "occurrence")) == [(None, None)]
    assert not Series.objects.exists()


def test_a_bad_rhythm_is_refused_with_the_other_faults():
    meeting = a_draft()
    endless = Rhythm(frozenset({4}), FRIDAYS[0], date(2030, 1, 1))
    plan = replace(queries.plan_of(meeting), rhythm=endless)
    with pytest.raises(BadPlan) as refused:
        actions.change_draft(meeting.pk, plan, by=doer(meeting, "secretary"))
    assert refused.value.faults == (Offbeat.TOO_FAR,)


def test_a_series_is_announced_at_once_and_urgent_only_where_it_is():
    drafts = a_draft_series()
    wednesday = datetime(2026, 11, 25, 1, 0, tzinfo=UTC)
    secretary = doer(drafts[0], "secretary")
    with pytest.raises(NoticeTooShort):
        actions.announce(drafts[0].pk, by=secretary, now=wednesday)
    actions.announce(drafts[3].pk, by=secretary, now=wednesday, urgent_reason="Bão số 12")
    rows = queries.occurrences_of(drafts[0].series_id)
    assert {row.state for row in rows} == {"announced"}
    assert [row.urgent_reason for row in rows] == ["Bão số 12", "", "", "", "", ""]


def test_one_meeting_of_a_series_moves_alone():
    rows = an_invited_series()
    moved(rows[2], HOUR)
    rows = queries.occurrences_of(rows[0].series_id)
    assert [row.excepted for row in rows] == [False, False, True, False, False, False]
    assert rows[2].starts_at == rows[2].occurrence + HOUR
    (entry,) = journal.entries_of_kinds(rows[2].pk, ["meeting.changed"])
    assert entry.payload["what"] == ["time"]


def test_a_whole_series_moves_and_what_was_decided_alone_stays():
    rows = an_invited_series()
    moved(rows[2], 3 * HOUR)
    moved(rows[0], HOUR, from_here_on=True)
    after = queries.occurrences_of(rows[0].series_id)
    assert [now.occurrence - before.occurrence for now, before in zip(after, rows, strict=True)] == [HOUR] * 6
    assert after[2].starts_at == rows[2].starts_at + 3 * HOUR
    assert [row.starts_at == row.occurrence for row in after] == [True, True, False, True, True, True]
    assert at_home(after[0].starts_at).time() == Series.objects.get().starts


def test_from_here_on_a_new_series_begins_and_the_old_one_ends():
    rows = an_invited_series()
    done = moved(rows[2], timedelta(days=-1), from_here_on=True, now=NOW)
    assert done.left is not None
    old, new = queries.occurrences_of(rows[0].series_id), queries.occurrences_of(done.meetings[0].series_id)
    assert days(old) == FRIDAYS[:2]
    assert days(new) == [day - timedelta(days=1) for day in FRIDAYS[2:]]
    assert done.left.last_day == FRIDAYS[1]
    assert new[0].series.weekdays == [3]


def test_the_rest_may_move_to_where_a_cancelled_one_was():
    rows = an_invited_series()
    actions.cancel_meeting(rows[0].pk, "Bão số 12", by=doer(rows[0], "secretary"), now=NOW)
    done = moved(rows[1], timedelta(days=-7), from_here_on=True, reason="Bão số 12")
    new = queries.occurrences_of(done.meetings[0].series_id)
    assert days(new) == [day - timedelta(days=7) for day in FRIDAYS[1:]]
    assert days(queries.occurrences_of(rows[0].series_id)) == FRIDAYS[:1]


def test_a_new_title_from_here_on_keeps_the_hours():
    rows = an_invited_series()
    done = changed(rows[3], from_here_on=True, title="Giao ban quý")
    assert {one.title for one in done.meetings} == {"Giao ban quý"}
    assert days(queries.occurrences_of(done.meetings[0].series_id)) == FRIDAYS[3:]
    assert done.meetings[0].series.starts == rows[0].series.starts


def test_a_seat_more_from_here_on_needs_no_new_series():
    rows = an_invited_series()
    guest = an_official()
    done = changed(rows[2], from_here_on=True, person_ids=[guest.pk])
    assert (done.left, len(done.added)) == (None, 4)
    assert Seat.objects.filter(person=guest).count() == 4


def test_a_seat_more_from_here_on_where_one_has_it_again_already():
    rows, guest = an_invited_series(), an_official()
    changed(rows[2], person_ids=[guest.pk])
    changed(rows[2], person_ids=[])
    actions.add_guest(rows[2].pk, guest, by=doer(rows[2], "chair"), now=NOW)
    changed(rows[1], from_here_on=True, person_ids=[guest.pk])
    assert Seat.objects.filter(person=guest).count() == 5


def test_who_stands_in_for_the_chair_once_keeps_that_seat_when_their_own_is_withdrawn():
    rows, guest = an_invited_series(), an_official()
    changed(rows[0], from_here_on=True, person_ids=[guest.pk])
    changed(rows[2], person_ids=[])
    actions.hand_over(rows[2].seats.get(role="chair").pk, guest, by=doer(rows[2], "secretary"), now=NOW)
    changed(rows[0], from_here_on=True, person_ids=[])
    assert [seat.meeting_id for seat in Seat.objects.filter(person=guest)] == [rows[2].pk]
    assert queries.plan_of(rows[2]).chair_id == guest.pk


def test_a_series_on_two_days_every_other_week_cannot_move_over_the_weeks_end():
    rhythm = Rhythm(frozenset({0, 4}), FRIDAYS[0], date(2027, 1, 31), interval=2)
    rows = an_invited_series(rhythm=rhythm)
    with pytest.raises(DoesNotFit):
        moved(rows[0], timedelta(days=3), from_here_on=True)


def test_a_withdrawn_seat_is_gone_but_for_its_letter_and_may_come_back():
    meeting = an_announced_meeting()
    seat = meeting.seats.filter(role="site").first()
    plan = queries.plan_of(meeting)
    changed(meeting, site_ids=[one for one in plan.site_ids if one != seat.site_id])
    assert seat.pk not in {one.pk for one in queries.seats_of(meeting.pk)}
    with pytest.raises(NotFound):
        queries.seat_held(seat.pk, seat.epoch)
    assert queries.in_list(doer_person(meeting)).get(pk=meeting.pk).seat_count == 3
    changed(meeting, site_ids=plan.site_ids)
    assert Seat.objects.get(pk=seat.pk).withdrawn_at is None
    kinds = [entry.kind for entry in journal.entries_after(meeting.pk, 0)]
    assert kinds == ["meeting.announced", "seat.withdrawn", "seat.added"]


def doer_person(meeting):
    return meeting.seats.get(role="secretary").person


def test_who_is_not_at_the_desk_changes_nothing_and_an_open_meeting_stays():
    meeting = an_announced_meeting()
    with pytest.raises(NotTheSecretary):
        moved(meeting, HOUR, role="site")
    with pytest.raises(NothingChanged):
        changed(meeting)
    with pytest.raises(NotNow):
        moved(meeting, HOUR, from_here_on=True)


def test_an_open_meeting_is_not_changed():
    meeting = an_open_meeting()
    with pytest.raises(NotNow):
        moved(meeting, HOUR)


def test_a_move_to_an_earlier_day_needs_its_notice_or_a_reason():
    meeting = an_announced_meeting()
    monday = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
    with pytest.raises(NoticeTooShort):
        moved(meeting, timedelta(days=-2), now=monday)
    done = moved(meeting, timedelta(days=-2), now=monday, reason="Bão số 12")
    assert done.meetings[0].urgent_reason == "Bão số 12"
    moved(done.meetings[0], timedelta(days=1), now=monday)


def test_from_here_on_is_cancelled_and_what_lies_before_stands():
    rows = an_invited_series()
    gone = changes.cancel_from_here_on(rows[4].pk, "Hết năm", by=doer(rows[4], "secretary"), now=NOW)
    assert days(gone) == FRIDAYS[4:]
    states = [row.state for row in queries.occurrences_of(rows[0].series_id)]
    assert states == ["announced"] * 4 + ["cancelled"] * 2
    with pytest.raises(NotNow):
        changes.cancel_from_here_on(rows[4].pk, "Hết năm", by=doer(rows[4], "secretary"), now=NOW)


def test_nobody_is_invited_to_or_told_of_hours_that_are_over():
    drafts = a_draft_series()
    late, secretary = drafts[0].ends_at, doer(drafts[0], "secretary")
    with pytest.raises(AlreadyPast):
        actions.announce(drafts[3].pk, by=secretary, now=late, urgent_reason="Bão số 12")
    assert {row.state for row in queries.occurrences_of(drafts[0].series_id)} == {"draft"}
    meeting = actions.announce(drafts[0].pk, by=secretary, now=NOW)
    with pytest.raises(AlreadyPast):
        moved(meeting, timedelta(days=-7), reason="Bão số 12")


def test_drafts_are_not_planned_anew_over_a_paper_that_has_its_number():
    drafts = a_draft_series()
    order = Order(given(dated=NOW.date()))
    papers.issue(drafts[2].pk, order, by=doer(drafts[2], "secretary"), now=NOW)
    plan = replace(queries.plan_of(drafts[0]), title="Giao ban quý")
    with pytest.raises(PaperStands):
        actions.change_draft(drafts[0].pk, plan, by=doer(drafts[0], "secretary"))
    assert len(queries.occurrences_of(drafts[0].series_id)) == len(FRIDAYS)
