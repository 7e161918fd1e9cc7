from datetime import timedelta
from uuid import uuid4

import pytest

from rooms.attendance import actions, queries
from rooms.attendance.models import Connection
from rooms.attendance.rules import Interval, Reason
from rooms.journal import queries as journal
from rooms.meetings import actions as meetings
from rooms.meetings.models import Seat
from tests.factories.attendance import NOON_BOOT, WEB_1, a_stay
from tests.factories.live import the_seat
from tests.factories.meetings import START, an_open_meeting, doer
from tests.factories.people import an_official

pytestmark = pytest.mark.django_db


def after(seconds):
    return START + timedelta(seconds=seconds)


def told(meeting):
    return [entry.kind for entry in journal.entries_of_kinds(meeting.pk, ["seat.arrived", "seat.left"])]


def test_a_seat_arrives_once_with_its_first_browser_and_leaves_with_its_last():
    meeting = an_open_meeting()
    hall = the_seat(meeting, "site")
    desk, phone = a_stay(hall, START), a_stay(hall, after(5))
    assert told(meeting) == ["seat.arrived"]
    actions.disconnect(desk, Reason.LEFT, now=after(60))
    assert told(meeting) == ["seat.arrived"]
    actions.disconnect(phone, Reason.LEFT, now=after(90))
    assert told(meeting) == ["seat.arrived", "seat.left"]


def test_a_reload_is_neither_a_leave_nor_an_arrival():
    meeting = an_open_meeting()
    hall, tab = the_seat(meeting, "site"), uuid4()
    before = a_stay(hall, START, browser=tab)
    actions.disconnect(before, Reason.GONE, now=after(60))
    actions.reap(now=after(61))
    a_stay(hall, after(63), browser=tab)
    actions.reap(now=after(120))
    assert told(meeting) == ["seat.arrived"]


def test_a_closed_tab_is_told_as_left_after_fifteen_seconds_with_its_true_end():
    meeting = an_open_meeting()
    stay = a_stay(the_seat(meeting, "site"), START)
    actions.disconnect(stay, Reason.GONE, now=after(60))
    actions.reap(now=after(74))
    assert told(meeting) == ["seat.arrived"]
    actions.reap(now=after(75))
    actions.reap(now=after(90))
    assert told(meeting) == ["seat.arrived", "seat.left"]
    left = journal.entries_of_kinds(meeting.pk, ["seat.left"])[0]
    assert left.payload["left_at"] == after(60).isoformat()


def test_a_silent_stay_is_closed_at_its_last_heartbeat():
    meeting = an_open_meeting()
    silent, alive = a_stay(the_seat(meeting, "site"), START), a_stay(the_seat(meeting, "chair"), START)
    assert actions.heartbeat([silent, alive], now=after(15)) == set()
    actions.heartbeat([alive], now=after(70))
    assert actions.reap(now=after(76)) == 1
    row = Connection.objects.get(pk=silent)
    assert (row.closed_at, row.reason) == (after(15), Reason.SILENT)
    assert Connection.objects.get(pk=alive).closed_at is None
    assert told(meeting) == ["seat.arrived", "seat.arrived", "seat.left"]


def test_a_heartbeat_for_a_closed_stay_says_so_and_revives_nothing():
    stay = a_stay(the_seat(an_open_meeting(), "site"), START)
    actions.disconnect(stay, Reason.GONE, now=after(10))
    assert actions.heartbeat([stay], now=after(15)) == {stay}
    assert Connection.objects.get(pk=stay).last_seen == START


def test_a_clock_set_back_makes_no_stay_negative_and_takes_no_heartbeat_away():
    stay = a_stay(the_seat(an_open_meeting(), "site"), START)
    actions.heartbeat([stay], now=after(-7200))
    assert Connection.objects.get(pk=stay).last_seen == START
    actions.disconnect(stay, Reason.LEFT, now=after(-7200))
    assert Connection.objects.get(pk=stay).closed_at == START


def test_a_new_boot_ends_what_the_old_one_held_and_nothing_of_other_processes():
    meeting = an_open_meeting()
    mine, other = a_stay(the_seat(meeting, "site"), START), a_stay(the_seat(meeting, "chair"), START, process="web-2")
    actions.heartbeat([mine, other], now=after(15))
    assert actions.start(WEB_1, NOON_BOOT) == 1
    row = Connection.objects.get(pk=mine)
    assert (row.closed_at, row.reason) == (after(15), Reason.RESTARTED)
    assert Connection.objects.get(pk=other).closed_at is None
    assert actions.start(WEB_1, NOON_BOOT) == 0


def test_a_restart_cuts_no_interval_and_tells_of_no_leave():
    meeting = an_open_meeting()
    hall, tab = the_seat(meeting, "site"), uuid4()
    stay = a_stay(hall, START, browser=tab)
    actions.heartbeat([stay], now=after(15))
    actions.start(WEB_1, NOON_BOOT)
    actions.reap(now=after(30))
    back = a_stay(hall, after(33), browser=tab, boot=NOON_BOOT)
    actions.heartbeat([back], now=after(60))
    assert told(meeting) == ["seat.arrived"]
    assert queries.intervals_of(meeting, now=after(60)) == {hall.pk: [Interval(START, after(60))]}


def test_the_same_page_on_a_second_socket_closes_its_first_stay():
    hall, tab = the_seat(an_open_meeting(), "site"), uuid4()
    first = a_stay(hall, START, browser=tab)
    second = a_stay(hall, after(20), browser=tab)
    assert queries.ended_so([first, second], Reason.REPLACED) == {first}
    actions.disconnect(first, Reason.GONE, now=after(21))
    assert Connection.objects.get(pk=first).closed_at == START
    assert Connection.objects.get(pk=second).closed_at is None


def test_the_list_shows_every_seat_with_its_time_and_is_frozen_by_the_closing():
    meeting = an_open_meeting()
    stay = a_stay(the_seat(meeting, "site"), after(-300))
    actions.heartbeat([stay], now=after(600))
    meeting = meetings.close_meeting(meeting.pk, by=doer(meeting, "chair"), now=after(600))
    actions.heartbeat([stay], now=after(900))
    rows = {row.seat.name: row for row in queries.presence_of(meeting, now=after(900))}
    assert [row.here for row in rows.values()] == [False, False, True, False]
    assert rows["Điểm cầu Tam Dương"].total == timedelta(minutes=10)
    assert rows["Điểm cầu Lập Thạch"].intervals == ()


def test_before_the_opening_nobody_was_at_the_meeting():
    meeting = an_open_meeting()
    meeting.opened_at = None
    a_stay(the_seat(meeting, "site"), START)
    assert queries.intervals_of(meeting, now=after(60)) == {}


def test_a_substitute_arrives_anew_though_the_seat_was_never_empty():
    meeting = an_open_meeting()
    chair = the_seat(meeting, "chair")
    before = a_stay(chair, START)
    meetings.hand_over(chair.pk, an_official(), by=doer(meeting, "secretary"), now=after(30))
    a_stay(the_seat(meeting, "chair"), after(31))
    actions.disconnect(before, Reason.LEFT, now=after(32))
    assert told(meeting) == ["seat.arrived", "seat.left", "seat.arrived"]


@pytest.mark.parametrize("reason", [Reason.LEFT, Reason.GONE])
def test_whoever_sat_in_a_seat_that_was_withdrawn_has_left_and_others_are_still_reaped(reason):
    meeting = an_open_meeting()
    first, second = the_seat(meeting, "site"), the_seat(meeting, "site", 1)
    stays = [a_stay(seat, START) for seat in (first, second)]
    Seat.objects.filter(pk=first.pk).update(withdrawn_at=after(30))
    for stay in stays:
        actions.disconnect(stay, reason, now=after(60))
    actions.reap(now=after(90))
    assert told(meeting) == ["seat.arrived", "seat.arrived", "seat.left", "seat.left"]
