"""Advice while planning: who is taken, said to whom it may be said; free times; and the question before saving."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from django.urls import reverse

from rooms.directory.models import Site
from rooms.invitations.actions.answer import move
from rooms.invitations.rules import Funnel
from rooms.meetings import actions, advising, queries
from rooms.meetings.advising import Wish
from rooms.meetings.intervals import Interval
from rooms.meetings.models import Holiday, Meeting, Series
from rooms.meetings.wording import HOME
from rooms.people.models import Role
from tests.factories.directory import a_site
from tests.factories.invitations import an_invited_meeting, invitation_of
from tests.factories.meetings import NOW, START, a_draft, a_plan, an_announced_meeting, an_open_meeting, doer
from tests.factories.people import a_person, an_official
from tests.factories.series import an_invited_series

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
MORNING = Interval(START, START + 2 * HOUR)  # 08:30-10:30 in Vietnam


@pytest.fixture(autouse=True)
def _the_day(monkeypatch):
    monkeypatch.setattr("rooms.clock.now", lambda: NOW)


def person_of(meeting, role):
    return meeting.seats.filter(role=role).first().person


def another_secretary():
    return a_person("Bùi Thị Xuân", "xuan@vinhphuc.example", Role.SECRETARY)


def warned(planner, *people, sites=(), sittings=(MORNING,), **fields):
    return advising.warnings(
        Wish(sittings=sittings, required=[one.pk for one in people], sites=[one.pk for one in sites], **fields), planner
    )


def test_a_stranger_to_the_meeting_hears_the_name_and_the_hours_alone():
    meeting = an_announced_meeting()
    chair = person_of(meeting, "chair")
    assert warned(another_secretary(), chair) == ["Trần Quang Minh bận: 08:30–10:30"]
    assert warned(person_of(meeting, "secretary"), chair) == [
        "Trần Quang Minh bận: 08:30–10:30 (Giao ban công tác tháng 11 năm 2026)"
    ]


def test_a_draft_keeps_hours_as_planned():
    chair = person_of(a_draft(), "chair")
    assert warned(another_secretary(), chair) == ["Trần Quang Minh (dự kiến) bận: 08:30–10:30"]


def test_one_that_ends_when_the_other_begins_does_not_clash():
    chair, planner = person_of(an_announced_meeting(), "chair"), another_secretary()
    after = Interval(MORNING.end, MORNING.end + HOUR)
    assert warned(planner, chair, sittings=[after]) == []


def test_who_declined_and_what_is_closed_or_cancelled_clashes_with_nothing():
    meeting, planner = an_invited_meeting(), another_secretary()
    chair, secretary = person_of(meeting, "chair"), person_of(meeting, "secretary")
    invitation = invitation_of(meeting, "chair")
    move(invitation, Funnel.DECLINED, NOW)
    invitation.save()
    assert warned(planner, chair, secretary) == ["Lê Thị Hòa bận: 08:30–10:30"]
    actions.cancel_meeting(meeting.pk, "Bão", by=doer(meeting, "secretary"), now=NOW)
    assert warned(planner, chair, secretary) == []


def test_who_gave_the_seat_to_a_substitute_is_free_and_the_substitute_is_taken():
    meeting, substitute = an_announced_meeting(), an_official()
    chair = person_of(meeting, "chair")
    actions.hand_over(meeting.seats.get(role="chair").pk, substitute, by=doer(meeting, "secretary"), now=NOW)
    assert warned(another_secretary(), chair, substitute) == ["Phạm Thu Hà bận: 08:30–10:30"]


def test_a_meeting_closed_early_frees_its_people():
    meeting, planner = an_open_meeting(), another_secretary()
    chair = person_of(meeting, "chair")
    assert warned(planner, chair) != []
    actions.close_meeting(meeting.pk, by=doer(meeting, "chair"), now=START)
    assert warned(planner, chair) == []


def test_two_meetings_in_one_hall_clash_also_where_the_hall_has_no_seat():
    meeting, planner = an_announced_meeting(), another_secretary()
    hall = a_site(meeting.agency, "Hội trường lớn", "")
    Meeting.objects.filter(pk=meeting.pk).update(centre=hall)
    assert warned(planner, centre=hall.pk) == ["Hội trường lớn (hội trường có cuộc họp khác) bận: 08:30–10:30"]
    assert warned(planner, sites=[hall]) == ["Hội trường lớn bận: 08:30–10:30"]


def test_chair_and_secretary_are_named_first_then_the_hall():
    meeting, planner = an_announced_meeting(), another_secretary()
    hall, sites = (
        a_site(meeting.agency, "Hội trường lớn", ""),
        [seat.site for seat in meeting.seats.filter(role="site")],
    )
    Meeting.objects.filter(pk=meeting.pk).update(centre=hall)
    said = warned(planner, person_of(meeting, "chair"), person_of(meeting, "secretary"), sites=sites, centre=hall.pk)
    assert [line.split(" bận")[0].split(" (")[0] for line in said] == [
        "Trần Quang Minh", "Lê Thị Hòa", "Hội trường lớn", "Điểm cầu Tam Dương", "Điểm cầu Lập Thạch",
    ]  # fmt: skip


def test_a_hall_too_small_is_said_and_one_of_unknown_size_is_not():
    meeting, planner = an_announced_meeting(), another_secretary()
    hall = a_site(meeting.agency, "Phòng họp nhỏ", "")
    chair, secretary = person_of(meeting, "chair"), person_of(meeting, "secretary")
    assert warned(planner, chair, secretary, sittings=(), centre=hall.pk) == []
    Site.objects.filter(pk=hall.pk).update(capacity=1)
    assert warned(planner, chair, secretary, sittings=(), centre=hall.pk) == [
        "Điểm cầu trung tâm có 1 chỗ ngồi, cuộc họp mời 2 cá nhân."
    ]


def test_all_sittings_of_a_series_are_checked_at_once(django_assert_max_num_queries):
    meeting, planner = an_announced_meeting(), another_secretary()
    chair = person_of(meeting, "chair")
    weekly = [Interval(MORNING.start + n * timedelta(days=7), MORNING.end + n * timedelta(days=7)) for n in range(12)]
    later = a_plan(
        meeting.agency, chair, planner, starts_at=weekly[3].start + HOUR, ends_at=weekly[3].end + HOUR, title="Hội ý"
    )
    actions.plan_meeting(later, by=planner, now=NOW)
    with django_assert_max_num_queries(5):  # busy times, names of persons and of sites, titles, holidays
        said = warned(another_secretary_of_the_house(), chair, sittings=weekly)
    assert said == [
        "2 trong 12 phiên trùng lịch:",
        "27/11 (thứ Sáu): Trần Quang Minh",
        "18/12 (thứ Sáu): Trần Quang Minh (dự kiến)",
        "Họp vào ngày nghỉ lễ: 01/01/2027; 05/02/2027",
    ]


def another_secretary_of_the_house():
    return a_person("Vũ Thị Mai", "mai@vinhphuc.example", Role.SECRETARY)


def test_a_holiday_is_said_and_a_series_that_falls_on_some_says_which():
    planner = another_secretary()
    culture = Interval(*(moment - timedelta(days=3) for moment in (MORNING.start, MORNING.end)))
    assert warned(planner, sittings=[culture]) == ["Họp vào ngày nghỉ lễ: 24/11/2026"]
    weekly = [Interval(MORNING.start + timedelta(weeks=n), MORNING.end + timedelta(weeks=n)) for n in range(12)]
    assert warned(planner, sittings=weekly) == ["Họp vào ngày nghỉ lễ: 01/01/2027; 05/02/2027"]
    assert warned(planner) == []


def test_a_line_of_a_series_names_eight_and_counts_the_others():
    people = [a_person(f"Nguyễn Văn {letter}", f"{letter}@phutho.example") for letter in "BCDEGHIKL"]
    meeting = a_draft()
    plan = replace(queries.plan_of(meeting), person_ids=[one.pk for one in people])
    actions.change_draft(meeting.pk, plan, by=doer(meeting, "secretary"))
    weekly = [MORNING, Interval(MORNING.start + timedelta(weeks=1), MORNING.end + timedelta(weeks=1))]
    _head, line = warned(another_secretary(), *people, sittings=weekly)
    assert line.startswith("27/11 (thứ Sáu): Nguyễn Văn B (dự kiến); ")
    assert line.endswith("; Nguyễn Văn K (dự kiến); và 1 nữa")


def test_what_is_being_planned_does_not_clash_with_itself_nor_with_its_series():
    draft, planner = a_draft(), another_secretary()
    chair = person_of(draft, "chair")
    assert warned(planner, chair, but=queries.planned_with(draft)) == []
    series = Series.objects.create(
        starts=MORNING.start.time(), ends=MORNING.end.time(), weekdays=[4], first_day=START.date(),
        last_day=START.date() + timedelta(days=7), created_at=NOW,
    )  # fmt: skip
    Meeting.objects.update(series=series, occurrence=START)
    draft.refresh_from_db()
    assert queries.planned_with(draft) == {draft.pk}
    assert warned(planner, chair, but=queries.planned_with(draft)) == []


def suggested(wish, now=NOW):
    return [(one.value, one.ok) for one in advising.suggestions(wish, now)]


def test_times_are_suggested_when_chair_secretary_and_hall_are_free():
    meeting = an_announced_meeting()
    chair, secretary = person_of(meeting, "chair"), person_of(meeting, "secretary")
    hall = a_site(meeting.agency, "Hội trường lớn", "")
    afternoon = a_plan(
        meeting.agency, an_official(), another_secretary(), centre_id=hall.pk,
        starts_at=START + 5 * HOUR, ends_at=START + 8.5 * HOUR,
    )  # fmt: skip
    actions.plan_meeting(afternoon, by=person_of(meeting, "secretary"), now=NOW)
    Holiday.objects.create(day=date(2026, 12, 1), name="Ngày nghỉ bù")
    wish = Wish([MORNING], [chair.pk, secretary.pk], centre=hall.pk)
    # Friday's morning is the chair's, its afternoon the hall's; then a weekend, a Monday, a holiday, a Wednesday.
    assert suggested(wish)[:3] == [
        ("2026-11-30T07:30/09:30", True),
        ("2026-11-30T13:30/15:30", True),
        ("2026-12-02T07:30/09:30", True),
    ]


def test_the_others_who_are_busy_are_counted_and_named():
    meeting = an_announced_meeting()
    sites = [seat.site for seat in meeting.seats.filter(role="site")]
    free = an_official()
    wish = Wish([MORNING], [], [free.pk], [site.pk for site in sites])
    best = advising.suggestions(wish, NOW)
    assert [one.ok for one in best] == [True] * 6
    for day in range(15):
        busy = a_plan(
            meeting.agency, person_of(meeting, "chair"), person_of(meeting, "secretary"), site_ids=[sites[0].pk],
            starts_at=START + timedelta(days=day) - 8 * HOUR, ends_at=START + timedelta(days=day) + 12 * HOUR,
        )  # fmt: skip
        actions.plan_meeting(busy, by=person_of(meeting, "secretary"), now=NOW)
    (first, *_rest) = advising.suggestions(wish, NOW)
    assert (first.ok, first.note) == (False, "2/3 rảnh; bận: Điểm cầu Tam Dương")


def test_a_time_that_has_passed_is_not_suggested():
    noon = datetime(2026, 11, 23, 12, 0, tzinfo=HOME)
    assert suggested(Wish(), noon)[0] == ("2026-11-23T13:30/15:30", True)
    assert suggested(Wish(), noon + 3 * HOUR)[0] == ("2026-11-23T15:00/17:00", True)


def typed(meeting, **changes):
    """The form as a secretary fills it in."""
    return {
        "title": "Hội ý", "kind": "giao_ban", "agency": str(meeting.agency_id), "day": "2026-11-27",
        "starts": "09:00", "ends": "10:00", "chair": str(person_of(meeting, "chair").pk), "contact": "",
        "item-TOTAL_FORMS": "0", "item-INITIAL_FORMS": "0", **changes,
    }  # fmt: skip


def test_a_clash_is_asked_about_once_and_then_saved(client):
    meeting, planner = an_announced_meeting(), another_secretary()
    client.force_login(planner)
    form = typed(meeting, secretary=str(planner.pk))
    page = client.post(reverse("meeting_plan"), form)
    assert (page.status_code, Meeting.objects.count()) == (200, 1)
    assert "Trần Quang Minh bận: 08:30–10:30" in page.content.decode()
    assert "Giao ban công tác" not in page.content.decode()
    despite = page.context["despite"]
    assert f'name="despite" value="{despite}"' in " ".join(page.content.decode().split())
    moved = client.post(reverse("meeting_plan"), {**form, "sites": [], "despite": "x" * 5000})
    assert (moved.status_code, Meeting.objects.count()) == (200, 1)
    assert client.post(reverse("meeting_plan"), {**form, "despite": despite}).status_code == 302
    assert Meeting.objects.count() == 2


def test_changing_a_draft_does_not_ask_about_itself(client):
    draft = a_draft()
    client.force_login(person_of(draft, "secretary"))
    form = typed(draft, secretary=str(person_of(draft, "secretary").pk))
    assert client.post(reverse("meeting_edit", args=[draft.slug]), form).status_code == 302


def test_free_times_come_without_script_and_a_tap_puts_one_into_the_form(client):
    meeting, planner = an_announced_meeting(), another_secretary()
    client.force_login(planner)
    form = typed(meeting, title="")
    page = client.post(reverse("meeting_plan"), {**form, "suggest": "1"}).content.decode()
    assert 'value="2026-11-27T13:30/14:30"' in page
    assert "Có chỗ cần sửa" not in page
    page = client.post(reverse("meeting_plan"), {**form, "slot": "2026-11-27T13:30/14:30"})
    assert [page.context["form"][name].value() for name in ("day", "starts", "ends")] == [
        "2026-11-27", "13:30", "14:30",
    ]  # fmt: skip
    for odd in ("", "mai", "2026-11-27", "x" * 9999):
        assert client.post(reverse("meeting_plan"), {**form, "slot": odd}).status_code == 200
    assert Meeting.objects.count() == 1


def test_the_script_asks_with_the_form_as_it_is(client):
    meeting, planner = an_announced_meeting(), another_secretary()
    client.force_login(planner)
    ask = reverse("meeting_advice")
    assert client.post(ask).json() == {"warnings": [], "slots": []}
    answer = client.post(ask, typed(meeting, title="", suggest="1", draft="x")).json()
    assert answer["warnings"] == ["Trần Quang Minh bận: 08:30–10:30"]
    assert set(answer["slots"][0]) == {"value", "words", "note", "ok"}
    for odd in (
        {"day": "mai"},
        {"ends": "08:00"},
        {"day": "0001-01-01"},
        {"chair": "lạ"},
        {"starts": ""},
    ):
        assert client.post(ask, typed(meeting, **odd)).json()["warnings"] == []


def test_advice_is_for_planners_and_for_the_secretary_of_the_draft(client):
    draft = a_draft()
    official = an_official()
    ask = reverse("meeting_advice")
    client.force_login(official)
    assert client.post(ask, typed(draft)).status_code == 403
    assert client.post(ask, typed(draft, draft=str(draft.pk))).status_code == 403
    draft.seats.filter(role="secretary").update(person=official)
    assert client.post(ask, typed(draft, draft=str(draft.pk))).json() == {"warnings": [], "slots": []}


def changed(client, meeting, **changes):
    """The page of a change as the secretary sends it, and what it answers."""
    client.force_login(person_of(meeting, "secretary"))
    form = typed(meeting, title=meeting.title, secretary=str(person_of(meeting, "secretary").pk), **changes)
    return client.post(reverse("meeting_change", args=[meeting.slug]), form).content.decode()


def test_a_change_that_would_clash_says_so_before_any_letter_leaves(client):
    meeting, planner = an_invited_meeting(), another_secretary()
    noon = a_plan(
        meeting.agency, person_of(meeting, "chair"), planner, starts_at=START + 5 * HOUR, ends_at=START + 6 * HOUR
    )
    actions.plan_meeting(noon, by=planner, now=NOW)
    assert "bận:" not in changed(client, meeting, step="check", starts="09:30", ends="11:30")
    assert "Trần Quang Minh (dự kiến) bận: 13:30–14:30" in changed(
        client, meeting, step="check", starts="14:00", ends="15:00"
    )


def test_a_series_moved_from_one_on_is_checked_at_all_its_new_hours(client):
    rows, planner = an_invited_series(), another_secretary()
    chair = person_of(rows[0], "chair")
    for row in rows[3:5]:
        after = a_plan(row.agency, chair, planner, starts_at=row.ends_at + HOUR, ends_at=row.ends_at + 2 * HOUR)
        actions.plan_meeting(after, by=planner, now=NOW)
    day = {"day": "2026-12-11", "starts": "11:00", "ends": "13:00", "step": "check"}
    assert "bận" not in changed(client, rows[2], **day)
    page = changed(client, rows[2], **day, from_here_on="1")
    assert "2 trong 4 phiên trùng lịch:" in page
    assert "18/12 (thứ Sáu): Trần Quang Minh (dự kiến)" in page
    assert "25/12 (thứ Sáu): Trần Quang Minh (dự kiến)" in page


def test_free_times_are_suggested_for_a_meeting_that_is_moved(client):
    meeting = an_invited_meeting()
    page = changed(client, meeting, suggest="1")
    assert 'value="2026-11-27T07:30/08:30"' in page
    assert 'value="13:30"' in changed(client, meeting, slot="2026-11-27T13:30/14:30")
