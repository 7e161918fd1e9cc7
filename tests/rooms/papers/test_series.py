"""A Giấy mời for a whole series, and for one sitting of it."""

from datetime import date, time, timedelta

import pytest

from rooms.meetings.models import Meeting, Seat, Series
from rooms.meetings.rules import State
from rooms.papers import actions, queries
from rooms.papers.actions import Order
from rooms.papers.layouts.paper import paper_from, plain_lines
from rooms.people.models import Role
from tests.factories.calendars import a_member
from tests.factories.meetings import NOW, START, a_draft, doer
from tests.factories.papers import given
from tests.factories.people import a_person

pytestmark = pytest.mark.django_db

WEEK = timedelta(weeks=1)


@pytest.fixture
def weekly():
    """Six Fridays from 27 November 2026; the first has the seats, the others the chair's alone."""
    first = a_draft()
    series = Series.objects.create(
        starts=time(8, 30),
        ends=time(10, 30),
        weekdays=[4],
        first_day=date(2026, 11, 27),
        last_day=date(2027, 1, 1),
        created_at=NOW,
    )
    Meeting.objects.filter(pk=first.pk).update(series=series, occurrence=first.starts_at)
    first.refresh_from_db()
    return [first, *(a_later_one(first, START + WEEK * n) for n in range(1, 6))]


def a_later_one(first, starts_at):
    later = Meeting.objects.create(
        title=first.title,
        folded=first.folded,
        agency=first.agency,
        centre=first.centre,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=2),
        series=first.series,
        occurrence=starts_at,
        created_at=NOW,
    )
    Seat.objects.create(meeting=later, person=first.seats.get(role="chair").person, role="chair", number=1)
    return later


def issued(meeting, number=12, now=NOW, **order):
    gave = given(number=number, dated=date(2026, 11, 22))
    return actions.issue(meeting.pk, Order(gave, **order), by=doer(meeting, "secretary"), now=now)


def test_one_paper_tells_every_sitting_and_goes_with_the_letters_of_each(weekly):
    paper = issued(weekly[0], whole_series=True)
    lines = plain_lines(paper_from(paper.said))
    assert "LỊCH CÁC PHIÊN HỌP" in lines
    assert sum(line.startswith("thứ Sáu, ngày") for line in lines) == 6
    assert [queries.to_enclose(one.pk) for one in weekly] == [paper] * 6


def test_a_cancelled_sitting_is_not_told(weekly):
    Meeting.objects.filter(pk=weekly[2].pk).update(state=State.CANCELLED)
    lines = plain_lines(paper_from(issued(weekly[0], whole_series=True).said))
    assert "thứ Sáu, ngày 11 tháng 12 năm 2026" not in lines
    assert queries.to_enclose(weekly[2].pk) is None


def test_a_moved_sitting_loses_the_paper_and_the_others_keep_it(weekly):
    paper = issued(weekly[0], whole_series=True)
    Meeting.objects.filter(pk=weekly[3].pk).update(
        starts_at=weekly[3].starts_at + timedelta(hours=1), ends_at=weekly[3].ends_at + timedelta(hours=1)
    )
    assert [queries.to_enclose(one.pk) for one in weekly] == [paper, paper, paper, None, paper, paper]


def test_a_paper_of_one_sitting_goes_with_no_other(weekly):
    paper = issued(weekly[0])
    assert [queries.to_enclose(one.pk) for one in weekly] == [paper] + [None] * 5


def test_a_paper_from_a_later_sitting_on_leaves_the_first_one_to_the_sittings_before(weekly):
    first = issued(weekly[0], whole_series=True)
    moved = weekly[3]
    Meeting.objects.filter(pk=moved.pk).update(
        starts_at=moved.starts_at + timedelta(hours=1), ends_at=moved.ends_at + timedelta(hours=1)
    )
    secretary = weekly[0].seats.get(role="secretary").person
    Seat.objects.create(meeting=moved, person=secretary, role="secretary", number=2)
    second = issued(moved, 13, NOW + timedelta(hours=1), whole_series=True)
    assert [queries.to_enclose(one.pk) for one in weekly] == [first] * 3 + [second] + [second] * 2


def test_the_clerk_is_asked_for_one_number_of_a_series(weekly):
    clerk = a_person("Bùi Thị Xuân", "xuan@vinhphuc.example", Role.SECRETARY)
    a_member(clerk, weekly[0].agency)
    assert queries.unnumbered_for(clerk, NOW, NOW.date()) == [weekly[0]]


@pytest.mark.parametrize("state", [State.CLOSED, State.CANCELLED])
def test_the_page_of_a_series_that_is_over_or_cancelled_still_shows(client, weekly, state):
    Meeting.objects.update(state=state)
    client.force_login(weekly[0].seats.get(role="secretary").person)
    for end in ("van-ban/", "van-ban.pdf"):
        assert client.get(f"/hop/{weekly[0].slug}/giay-moi/{end}").status_code == 200
