"""Making the demo: each step looks first, so that making it twice changes nothing."""

from datetime import datetime, timedelta

from django.db import transaction

from rooms.demo.accounts import ACCOUNTS, CHAIR, DOMAIN, LAP_THACH, OFFICIAL, PASSWORD, SECRETARY, TAM_DUONG, Account
from rooms.demo.province import (
    AGENCIES,
    CENTRE,
    FIRST_DAY,
    FORMER_PROVINCE,
    FORMER_SITES,
    MERGER,
    OFFICE,
    PROVINCE,
    SITES,
    DemoAgency,
    DemoSite,
)
from rooms.directory.actions import keep_agency, keep_site
from rooms.directory.models import Agency, Site
from rooms.invitations.actions import invite
from rooms.meetings import actions as meetings
from rooms.meetings import queries
from rooms.meetings.models import Meeting
from rooms.meetings.rules import Hat, Plan, PlannedItem, State
from rooms.meetings.wording import at_home
from rooms.people.models import Person

LIVE_TITLE = "Giao ban tuần Văn phòng UBND tỉnh"
COMING_TITLE = "Hội nghị trực tuyến giao ban công tác tháng"
_LIVE_LASTS = timedelta(hours=4)
_WHY_TODAY = "Cuộc họp thử của bản trình diễn, mời ngay trong ngày."
_SATURDAY = 5


@transaction.atomic
def make_province(now: datetime) -> Meeting:
    """Agencies, sites, persons and two meetings; the answer is the meeting that is open now."""
    agencies = {agency.name: _agency(agency) for agency in AGENCIES}
    for site in FORMER_SITES:
        keep_site(agencies[FORMER_PROVINCE], f"Điểm cầu {site.unit}", since=FIRST_DAY, to=MERGER, **_hall(site))
    sites = {site.unit: _site(site, agencies[PROVINCE]) for site in [CENTRE, *SITES]}
    for account in ACCOUNTS:
        _person(account, sites)
    live = _open_meeting(now, agencies[OFFICE], sites)
    _coming_meeting(now, agencies[PROVINCE], sites)
    return live


def _agency(agency: DemoAgency) -> Agency:
    parent = Agency.objects.filter(name=agency.parent).first() if agency.parent else None
    return keep_agency(
        agency.name,
        since=agency.since,
        to=agency.to,
        parent=parent,
        letterhead=agency.letterhead,
        parent_letterhead=agency.parent_letterhead,
        symbol=agency.symbol,
        place_name=agency.place_name,
    )


def _hall(site: DemoSite) -> dict[str, object]:
    return {
        "area": site.area,
        "hall": "Hội trường",
        "capacity": site.capacity,
        "latitude": site.latitude,
        "longitude": site.longitude,
    }


def _site(site: DemoSite, province: Agency) -> Site:
    name = "Điểm cầu trung tâm" if site is CENTRE else f"Điểm cầu {site.unit}"
    account = next((account for account in ACCOUNTS if account.site == site.unit), None)
    local_part = (
        account.local_part if account else f"diemcau{SITES.index(site) + 1:02}" if site in SITES else "trungtam"
    )
    return keep_site(province, name, since=MERGER, to=None, email=f"{local_part}@diemcau.{DOMAIN}", **_hall(site))


def _person(account: Account, sites: dict[str, Site]) -> Person:
    person = Person.objects.filter(email=account.email).first()
    if person is None:
        person = Person.objects.create_user(
            account.email,
            account.full_name,
            PASSWORD,
            role=account.role,
            position=account.position,
            phone=account.phone,
            is_superuser=account.role == "administrator",
        )
    if account.site:
        sites[account.site].technicians.add(person)
    return person


def _plan(title: str, starts_at: datetime, lasts: timedelta, agency: Agency, sites: dict[str, Site]) -> Plan:
    persons = {account: Person.objects.get(email=account.email) for account in (CHAIR, SECRETARY, OFFICIAL)}
    return Plan(
        title=title,
        starts_at=starts_at,
        ends_at=starts_at + lasts,
        agency_id=agency.pk,
        chair_id=persons[CHAIR].pk,
        secretary_id=persons[SECRETARY].pk,
        person_ids=[persons[OFFICIAL].pk],
        site_ids=[sites[account.site].pk for account in (TAM_DUONG, LAP_THACH)],
        centre_id=sites[CENTRE.unit].pk,
        contact=f"{SECRETARY.full_name}, 0210 000 001",
        items=[
            PlannedItem("Khai mạc, nêu yêu cầu", 5, CHAIR.full_name),
            PlannedItem("Báo cáo kết quả công tác tháng", 25, OFFICIAL.full_name),
            PlannedItem("Ý kiến các điểm cầu: Tam Dương, Lập Thạch", 60),
            PlannedItem("Kết luận", 10, CHAIR.full_name),
        ],
    )


def _open_meeting(now: datetime, agency: Agency, sites: dict[str, Site]) -> Meeting:
    kept = Meeting.objects.filter(title=LIVE_TITLE, state=State.OPEN, ends_at__gt=now).first()
    if kept is not None:
        return kept
    starts_at = now.replace(minute=0, second=0, microsecond=0)
    meeting = _planned(_plan(LIVE_TITLE, starts_at, _LIVE_LASTS, agency, sites), now)
    secretary = queries.doer_in_seat(meeting.seats.get(role=Hat.SECRETARY))
    invite.announce_and_invite(meeting.pk, by=secretary, now=now, urgent_reason=_WHY_TODAY)
    return meetings.open_meeting(meeting.pk, by=queries.doer_in_seat(meeting.seats.get(role=Hat.CHAIR)), now=now)


def _coming_meeting(now: datetime, agency: Agency, sites: dict[str, Site]) -> None:
    """A draft for the coming days: a newcomer sends its letters and finds them in the mailbox."""
    if Meeting.objects.filter(title__startswith=COMING_TITLE, ends_at__gt=now).exists():
        return
    starts_at = _next_meeting_hour(now)
    title = f"{COMING_TITLE} {starts_at.month} năm {starts_at.year}"
    _planned(_plan(title, starts_at, timedelta(hours=2), agency, sites), now)


def _planned(plan: Plan, now: datetime) -> Meeting:
    return meetings.plan_meeting(plan, by=Person.objects.get(email=SECRETARY.email), now=now)


def _next_meeting_hour(now: datetime) -> datetime:
    """Half past eight on the first working day whose letters may still go out today as they should."""
    hour = at_home(now).replace(hour=8, minute=30, second=0, microsecond=0)
    hours = (hour + timedelta(days=days) for days in range(3, 40))
    return next(one for one in hours if one.weekday() < _SATURDAY and not queries.notice_is_short(one, now))
