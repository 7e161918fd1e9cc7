"""A meeting of the tests: the briefing of 27 November 2026, 08:30 in Asia/Ho_Chi_Minh."""

from datetime import UTC, datetime, timedelta

from rooms.meetings import actions, queries
from rooms.meetings.models import Meeting
from rooms.meetings.rules import Plan, PlannedItem
from tests.factories.directory import a_site, the_committee
from tests.factories.people import a_technician, the_chair, the_secretary

NOW = datetime(2026, 11, 22, 1, 0, tzinfo=UTC)
START = datetime(2026, 11, 27, 1, 30, tzinfo=UTC)


def a_plan(agency, chair, secretary, **changes) -> Plan:
    plan = {
        "title": "Giao ban công tác tháng 11 năm 2026",
        "starts_at": START,
        "ends_at": START + timedelta(hours=2),
        "agency_id": agency.pk,
        "chair_id": chair.pk,
        "secretary_id": secretary.pk,
        "items": (
            PlannedItem("Báo cáo kết quả công tác tháng 11", 20, "Phạm Thu Hà"),
            PlannedItem("Thủ tục hành chính tại xã, phường", 30),
        ),
    }
    return Plan(**{**plan, **changes})


def a_draft() -> Meeting:
    """Chair, secretary and two sites, Tam Dương and Lập Thạch, each with a technician."""
    agency, chair, secretary = the_committee(), the_chair(), the_secretary()
    sites = [
        a_site(agency, technician=a_technician()),
        a_site(
            agency,
            "Điểm cầu Lập Thạch",
            "lapthach@phutho.example",
            a_technician("Phan Đức Toàn", "toan@lapthach.example"),
        ),
    ]
    plan = a_plan(agency, chair, secretary, site_ids=[site.pk for site in sites])
    return actions.plan_meeting(plan, by=secretary, now=NOW)


def doer(meeting: Meeting, role: str):
    """Whoever sits in the seat of this role; the first such seat."""
    return queries.doer_in_seat(meeting.seats.filter(role=role).first())


def an_announced_meeting() -> Meeting:
    meeting = a_draft()
    return actions.announce(meeting.pk, by=doer(meeting, "secretary"), now=NOW)


def an_open_meeting() -> Meeting:
    meeting = an_announced_meeting()
    return actions.open_meeting(meeting.pk, by=doer(meeting, "chair"), now=START)
