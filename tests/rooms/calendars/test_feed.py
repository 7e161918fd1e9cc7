"""What calendar programs read at a secret address, and when they read nothing any more."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from icalendar import Calendar

from conferencing.logs import JsonLine
from rooms.calendars import actions
from rooms.calendars.models import FeedAddress
from rooms.calendars.rules import READS_MAX, TOKEN_LENGTH
from rooms.invitations.actions import invite
from rooms.invitations.actions.answer import move
from rooms.invitations.rules import Funnel
from rooms.meetings.models import Meeting, Seat
from rooms.meetings.rules import State
from tests.factories.calendars import a_member, an_address, events, read
from tests.factories.invitations import a_move, an_invited_meeting, invitation_of
from tests.factories.meetings import NOW, START, a_draft, an_announced_meeting, doer
from tests.factories.people import an_official
from tests.factories.series import an_invited_series

pytestmark = pytest.mark.django_db
TITLE = "Giao ban công tác tháng 11 năm 2026"


@pytest.fixture(autouse=True)
def _the_day(monkeypatch):
    """The feed's window moves with the clock; how often an address was read is kept in the cache."""
    monkeypatch.setattr("rooms.clock.now", lambda: NOW)
    cache.clear()


def seated(meeting, role):
    return meeting.seats.filter(role=role).order_by("number").first()


def chair_of(meeting):
    return seated(meeting, "chair").person


def test_the_chair_reads_the_meeting_under_the_letters_name_and_number(client):
    meeting = an_invited_meeting()
    letter = invitation_of(meeting, "chair")
    answer = read(client, an_address(chair_of(meeting)))
    event = events(answer)[TITLE]
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert (str(event["UID"]), event["SEQUENCE"]) == (letter.uid, letter.sequence)
    assert (event["DTSTART"].dt, event["DTEND"].dt) == (meeting.starts_at, meeting.ends_at)
    assert event["URL"].endswith(f"/hop/{meeting.slug}/")
    assert (event["STATUS"], event["TRANSP"]) == ("CONFIRMED", "OPAQUE")
    assert event.walk("VALARM")[0]["TRIGGER"].dt == timedelta(minutes=-15)


def test_after_a_move_the_feed_counts_as_the_letters_do(client):
    meeting = an_invited_meeting()
    a_move(meeting, timedelta(days=1))
    event = events(read(client, an_address(chair_of(meeting))))[TITLE]
    assert event["SEQUENCE"] == invitation_of(meeting, "chair").sequence == 1
    assert event["DTSTART"].dt == START + timedelta(days=1)


def test_nothing_secret_and_nobody_elses_name_is_in_it(client):
    meeting = an_invited_meeting()
    text = read(client, an_address(chair_of(meeting))).content.decode()
    assert "hop+" not in text
    assert "/tra-loi/" not in text
    assert "ATTENDEE" not in text
    assert seated(meeting, "secretary").person.full_name not in text


def test_a_draft_is_never_in_it_nor_one_cancelled_before_it_was_told(client):
    meeting = a_draft()
    token = an_address(chair_of(meeting))
    assert events(read(client, token)) == {}
    invite.cancel_and_tell(meeting.pk, "Không cần nữa", by=doer(meeting, "secretary"), now=NOW)
    assert events(read(client, token)) == {}


def test_a_cancelled_meeting_is_struck_out_and_takes_no_time(client):
    meeting = an_invited_meeting()
    invite.cancel_and_tell(meeting.pk, "Bão số 9", by=doer(meeting, "chair"), now=NOW)
    event = events(read(client, an_address(chair_of(meeting))))[TITLE]
    assert (event["STATUS"], event["TRANSP"], event["SEQUENCE"]) == ("CANCELLED", "TRANSPARENT", 1)
    assert event.walk("VALARM") == []


@pytest.mark.parametrize(
    ("answer", "transparency", "status"),
    [
        (Funnel.ACCEPTED, "OPAQUE", "BUSY"),
        (Funnel.TENTATIVE, "OPAQUE", "TENTATIVE"),
        (Funnel.DECLINED, "TRANSPARENT", "FREE"),
    ],
)
def test_who_declined_keeps_the_hours_free(client, answer, transparency, status):
    meeting = an_invited_meeting()
    invitation = invitation_of(meeting, "chair")
    move(invitation, answer, NOW)
    invitation.save()
    event = events(read(client, an_address(chair_of(meeting))))[TITLE]
    assert (event["TRANSP"], event["X-MICROSOFT-CDO-BUSYSTATUS"]) == (transparency, status)
    assert bool(event.walk("VALARM")) == (transparency == "OPAQUE")


@pytest.mark.parametrize("state", [State.OPEN, State.CLOSED, State.SIGNED])
def test_a_meeting_stays_in_it_for_thirty_days(client, state):
    meeting = an_announced_meeting()
    token = an_address(chair_of(meeting))
    Meeting.objects.update(state=state, starts_at=NOW - timedelta(days=29), ends_at=NOW - timedelta(days=28))
    assert list(events(read(client, token))) == [TITLE]
    Meeting.objects.update(starts_at=NOW - timedelta(days=33), ends_at=NOW - timedelta(days=32))
    assert events(read(client, token)) == {}


def test_a_technician_reads_the_meetings_of_the_site_once_each(client):
    meeting = an_announced_meeting()
    site = seated(meeting, "site").site
    site.technicians.add(chair_of(meeting))
    technician = site.technicians.exclude(pk=chair_of(meeting).pk).get()
    assert site.name in str(events(read(client, an_address(technician)))[TITLE]["DESCRIPTION"])
    both = read(client, an_address(chair_of(meeting)))
    assert both.content.count(b"BEGIN:VEVENT") == 1
    assert "Chủ trì" in str(events(both)[TITLE]["DESCRIPTION"])


def test_a_stranger_reads_an_empty_calendar(client):
    an_announced_meeting()
    answer = read(client, an_address(an_official()))
    assert answer.status_code == 200
    assert events(answer) == {}


def test_programs_are_asked_to_come_again_in_an_hour(client):
    calendar = Calendar.from_ical(read(client, an_address(an_official())).content)
    assert calendar["METHOD"] == "PUBLISH"
    assert calendar["REFRESH-INTERVAL"].to_ical() == calendar["X-PUBLISHED-TTL"].to_ical() == b"PT1H"
    assert calendar["REFRESH-INTERVAL"].params["VALUE"] == "DURATION"


def test_what_did_not_change_is_not_sent_again(client, monkeypatch):
    meeting = an_invited_meeting()
    token = an_address(chair_of(meeting))
    first = read(client, token)
    monkeypatch.setattr("rooms.clock.now", lambda: NOW + timedelta(hours=1))
    by_tag = read(client, token, if_none_match=first.headers["ETag"])
    by_date = read(client, token, if_modified_since=first.headers["Last-Modified"])
    assert [(one.status_code, one.content) for one in (by_tag, by_date)] == [(304, b"")] * 2
    assert by_tag.headers["ETag"] == first.headers["ETag"]
    Meeting.objects.update(title="Giao ban tháng 12")
    for headers in (
        {"if_none_match": first.headers["ETag"]},
        {"if_modified_since": first.headers["Last-Modified"]},
    ):
        again = read(client, token, **headers)
        assert (again.status_code, list(events(again))) == (200, ["Giao ban tháng 12"])


def test_it_needs_no_session_makes_none_and_is_kept_by_nobody_between(client):
    answer = read(client, an_address(an_official()))
    assert answer.cookies == {}
    assert answer.headers["Cache-Control"] == "private, no-cache"
    assert answer.headers["Referrer-Policy"] == "no-referrer"


def test_asking_for_the_head_alone_works_and_writing_does_not(client):
    token = an_address(an_official())
    head = client.head(f"/lich/{token}.ics")
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["ETag"]
    assert client.post(f"/lich/{token}.ics").status_code == 405


def the_same_nothing(client, token, ending="ics"):
    """Whether an address answers as one that never was."""
    lost, unknown = read(client, token, ending), read(client, "a" * TOKEN_LENGTH, ending)
    return (lost.status_code, lost.content.replace(token.encode(), b"a" * TOKEN_LENGTH)) == (404, unknown.content)


def test_an_address_taken_back_looks_like_none(client):
    person = an_official()
    token = an_address(person)
    actions.close_address(person, "own", person.pk)
    assert the_same_nothing(client, token)


def test_a_changed_address_ends_the_old_one(client):
    person = an_official()
    old, new = an_address(person), an_address(person)
    assert the_same_nothing(client, old)
    assert read(client, new).status_code == 200


def test_an_address_taken_back_and_made_anew_is_another(client):
    person = an_official()
    old = an_address(person)
    actions.close_address(person, "own", person.pk)
    assert an_address(person) != old
    assert the_same_nothing(client, old)


def test_a_closed_account_reads_nothing(client):
    person = an_official()
    token = an_address(person)
    person.is_active = False
    person.save()
    assert the_same_nothing(client, token)


def test_who_left_the_agency_reads_it_no_more_and_comes_back_to_it(client):
    meeting, person = an_announced_meeting(), an_official()
    membership = a_member(person, meeting.agency)
    token = an_address(person, "agency", meeting.agency_id)
    assert list(events(read(client, token))) == [TITLE]
    membership.valid_to = NOW.date()
    membership.save()
    assert the_same_nothing(client, token)


def test_the_agency_feed_reminds_nobody_and_takes_no_time(client):
    meeting, person = an_invited_meeting(), an_official()
    a_member(person, meeting.agency)
    event = events(read(client, an_address(person, "agency", meeting.agency_id)))[TITLE]
    assert (event["TRANSP"], event.walk("VALARM")) == ("TRANSPARENT", [])
    assert str(event["UID"]) == invitation_of(meeting, "chair").uid


def test_an_agency_reads_meetings_that_its_sites_attend_and_no_others(client):
    meeting, person = an_announced_meeting(), an_official()
    site = seated(meeting, "site").site
    commune = type(site.agency).objects.create(
        name="UBND xã Tam Dương", folded="ubnd xa tam duong", letterhead="X", symbol="UBND", place_name="Tam Dương",
        valid_from=site.valid_from,
    )  # fmt: skip
    a_member(person, commune)
    token = an_address(person, "agency", commune.pk)
    assert events(read(client, token)) == {}
    site.agency = commune
    site.save()
    assert list(events(read(client, token))) == [TITLE]


def test_a_technician_taken_off_a_site_reads_its_hours_no_more(client):
    meeting = an_announced_meeting()
    site = seated(meeting, "site").site
    technician = site.technicians.get()
    token = an_address(technician, "site", site.pk)
    assert read(client, token, "ifb").status_code == 200
    site.technicians.clear()
    assert the_same_nothing(client, token, "ifb")


def test_busy_hours_say_when_and_nothing_else(client):
    meeting = an_announced_meeting()
    answer = read(client, an_address(chair_of(meeting), "busy"), "ifb")
    (component,) = Calendar.from_ical(answer.content).walk("VFREEBUSY")
    assert component["FREEBUSY"].to_ical() == b"20261127T013000Z/20261127T033000Z"
    assert component["FREEBUSY"].params["FBTYPE"] == "BUSY"
    assert "Giao ban" not in answer.content.decode()
    assert meeting.slug not in answer.content.decode()


def test_a_meeting_over_midnight_is_cut_at_it_and_all_hours_are_utc(client):
    meeting = an_announced_meeting()
    token = an_address(chair_of(meeting), "busy")
    Meeting.objects.update(starts_at=NOW - timedelta(hours=9), ends_at=NOW + timedelta(hours=1))
    answer = read(client, token, "ifb")
    (component,) = Calendar.from_ical(answer.content).walk("VFREEBUSY")
    assert component["FREEBUSY"].to_ical() == b"20261121T170000Z/20261122T020000Z"  # from midnight in Vietnam on
    assert component["DTSTART"].to_ical() == b"20261121T170000Z"
    assert b"TZID" not in answer.content


def test_who_declined_is_not_busy_and_a_hall_is_while_a_meeting_is_held_there(client):
    meeting = an_invited_meeting()
    invitation = invitation_of(meeting, "chair")
    token = an_address(chair_of(meeting), "busy")
    move(invitation, Funnel.DECLINED, NOW)
    invitation.save()
    assert b"FREEBUSY;" not in read(client, token, "ifb").content
    seat = seated(meeting, "site")
    technician, site = seat.site.technicians.get(), seat.site
    hall = an_address(technician, "site", site.pk)
    Seat.objects.filter(site=site).delete()
    assert b"FREEBUSY;" not in read(client, hall, "ifb").content
    Meeting.objects.update(centre=site)
    assert b"FREEBUSY;" in read(client, hall, "ifb").content


def test_an_address_of_hours_opens_no_meetings_and_the_other_way_round(client):
    person = an_official()
    assert read(client, an_address(person, "busy"), "ics").status_code == 404
    assert read(client, an_address(person), "ifb").status_code == 404


def test_a_program_gone_wild_is_told_to_wait(client):
    token, other = an_address(an_official()), an_address(chair_of(an_announced_meeting()))
    answers = [read(client, token).status_code for _ in range(READS_MAX + 1)]
    assert answers == [200] * READS_MAX + [429]
    assert int(read(client, token).headers["Retry-After"]) == 300
    assert read(client, other).status_code == 200


@pytest.mark.parametrize("token", ["a", "%00", "á" * 26, "a" * 3000, "../lich", "a'--"])
def test_an_odd_address_is_no_address(client, token):
    assert client.get(f"/lich/{token}.ics").status_code == 404


def test_the_database_keeps_no_token_and_the_log_says_none(client, caplog):
    token = an_address(an_official())
    assert len(token) == TOKEN_LENGTH
    row = FeedAddress.objects.get()
    assert token not in "".join(str(value) for value in vars(row).values())
    caplog.set_level("DEBUG")
    answers = [read(client, token, ending).status_code for ending in ("ics", "ifb", "xyz")]
    assert answers == [200, 404, 404]
    assert caplog.records
    assert token not in "".join(JsonLine().format(record) for record in caplog.records)


def test_each_occurrence_of_a_series_is_an_event_of_its_own_name(client):
    rows = an_invited_series()
    answer = read(client, an_address(chair_of(rows[0])))
    found = Calendar.from_ical(answer.content).walk("VEVENT")
    assert [event["DTSTART"].dt for event in found] == [row.starts_at for row in rows]
    assert len({str(event["UID"]) for event in found}) == len(rows)
    letters = {invitation_of(row, "chair").uid for row in rows}
    assert letters.isdisjoint(str(event["UID"]) for event in found)
    assert b"RECURRENCE-ID" not in answer.content
    assert b"RRULE" not in answer.content


def test_one_occurrence_cancelled_is_struck_out_alone(client):
    rows = an_invited_series()
    invite.cancel_and_tell(rows[1].pk, "Trùng lịch tỉnh", by=doer(rows[1], "secretary"), now=NOW)
    found = Calendar.from_ical(read(client, an_address(chair_of(rows[0]))).content).walk("VEVENT")
    assert [event["STATUS"] for event in found] == ["CONFIRMED", "CANCELLED", *["CONFIRMED"] * (len(rows) - 2)]
