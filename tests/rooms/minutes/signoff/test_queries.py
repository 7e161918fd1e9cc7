from datetime import date

import pytest

from rooms.directory.models import Membership
from rooms.meetings import actions
from rooms.meetings import queries as meetings
from rooms.minutes.record import Attended, Signer
from rooms.minutes.signoff import queries
from tests.factories.invitations import an_invited_meeting, invitation_of
from tests.factories.meetings import START, an_open_meeting, doer
from tests.factories.people import an_official
from tests.factories.signoff import a_closed_meeting, arrives

pytestmark = pytest.mark.django_db


def the_record(meeting):
    return queries.record_of(meetings.meeting(meeting.pk))


def test_the_roll_tells_who_arrived_before_the_closing():
    meeting = a_closed_meeting()
    roll = {one.name: one.status for one in the_record(meeting).attendance}
    assert roll == {
        "Trần Quang Minh": Attended.PRESENT,
        "Lê Thị Hòa": Attended.PRESENT,
        "Điểm cầu Tam Dương": Attended.PRESENT,
        "Điểm cầu Lập Thạch": Attended.ABSENT,
    }


def test_the_letterhead_and_the_signers_are_those_of_the_directory():
    record = the_record(a_closed_meeting())
    assert record.unit.lines == ("ỦY BAN NHÂN DÂN", "TỈNH PHÚ THỌ")
    assert record.unit.symbol == "UBND"
    assert record.chair == Signer("Trần Quang Minh", "Phó Chủ tịch UBND tỉnh")
    assert record.meeting.word == "Cuộc họp"


def test_a_person_is_listed_with_the_place_held_on_the_day():
    meeting = a_closed_meeting()
    chair = meeting.seats.get(role="chair").person
    for position, since, until in (
        ("Giám đốc", date(2020, 1, 1), date(2026, 1, 1)),
        ("Phó Chủ tịch", date(2026, 1, 1), None),
        ("Chủ tịch", date(2027, 1, 1), None),
    ):
        Membership.objects.create(
            person=chair, agency=meeting.agency, position=position, valid_from=since, valid_to=until
        )
    one = the_record(meeting).attendance[0]
    assert (one.position, one.unit) == ("Phó Chủ tịch", "UBND tỉnh Phú Thọ")


def test_a_signers_titles_are_left_out():
    meeting = a_closed_meeting()
    chair = meeting.seats.get(role="chair").person
    chair.full_name = "PGS. TS. Trần Quang Minh"
    chair.save()
    record = the_record(meeting)
    assert record.chair.name == "Trần Quang Minh"
    assert record.attendance[0].name == "PGS. TS. Trần Quang Minh"


def test_a_seat_that_declined_is_excused_and_an_approved_substitute_is_named():
    meeting = an_invited_meeting()
    away, chair = invitation_of(meeting, "site"), invitation_of(meeting, "chair")
    away.state = "declined"
    away.save()
    chair.seat.stands_in_for = "Nguyễn Văn Cũ"
    chair.seat.save()
    arrives(meeting, "chair", START)
    opened = actions.open_meeting(meeting.pk, by=doer(meeting, "chair"), now=START)
    roll = {one.role: one for one in reversed(the_record(opened).attendance)}
    assert roll["site"].status is Attended.EXCUSED
    assert (roll["chair"].status, roll["chair"].substitute_for) == (Attended.SUBSTITUTE, "Nguyễn Văn Cũ")


def test_what_the_one_invited_sat_through_does_not_make_the_substitute_present():
    meeting = an_open_meeting()
    arrives(meeting, "secretary", START)
    seat = meeting.seats.get(role="secretary")
    actions.hand_over(seat.pk, an_official(), by=doer(meeting, "chair"), now=START)
    said = {one.name: (one.status, one.substitute_for) for one in the_record(meeting).attendance}
    assert said["Phạm Thu Hà"] == (Attended.ABSENT, "Lê Thị Hòa")
    arrives(meeting, "secretary", START)
    said = {one.name: (one.status, one.substitute_for) for one in the_record(meeting).attendance}
    assert said["Phạm Thu Hà"] == (Attended.SUBSTITUTE, "Lê Thị Hòa")
