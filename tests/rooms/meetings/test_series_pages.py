"""The pages of a series, and of changing what was announced."""

from dataclasses import replace

import pytest
from django.urls import reverse

from rooms.directory.models import Agency
from rooms.invitations.models import Delivery
from rooms.meetings import planning, queries
from rooms.meetings.changes import actions as changes
from rooms.meetings.changes.rules import Change
from rooms.meetings.models import Meeting
from rooms.people.models import Role
from tests.factories.directory import SINCE
from tests.factories.invitations import an_invited_meeting
from tests.factories.meetings import NOW, an_announced_meeting, doer
from tests.factories.people import a_person, an_official
from tests.factories.series import FRIDAYS, a_draft_series, an_invited_series

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _hour(monkeypatch):
    monkeypatch.setattr(planning.clock, "now", lambda: NOW)


def as_role(client, meeting, role="secretary"):
    client.force_login(meeting.seats.get(role=role).person)
    return client


def typed(meeting, **changes):
    """The form as the browser would send it back unchanged."""
    plan = queries.plan_of(meeting)
    items = {
        f"item-{number}-{field}": getattr(item, field)
        for number, item in enumerate(plan.items)
        for field in ("title", "minutes", "presenter")
    }
    return {
        "title": plan.title,
        "kind": plan.kind,
        "agency": plan.agency_id,
        "chair": plan.chair_id,
        "secretary": plan.secretary_id,
        "day": "2026-11-27",
        "starts": "08:30",
        "ends": "10:30",
        "centre": "",
        "contact": "",
        "sites": list(plan.site_ids),
        "persons": list(plan.person_ids),
        "item-TOTAL_FORMS": len(plan.items),
        "item-INITIAL_FORMS": len(plan.items),
        **items,
        **changes,
    }


def test_the_secretary_plans_a_weekly_briefing(client):
    first = a_draft_series()[0]
    as_role(client, first)
    again = typed(first, weekdays=["0", "4"], every="1", until="2026-12-31", skip_holidays="on")
    warned = client.post(reverse("meeting_plan"), again)
    assert "5 trong 10 phiên trùng lịch" in warned.content.decode()
    response = client.post(reverse("meeting_plan"), {**again, "starts": "14:00", "ends": "15:00"})
    assert response.status_code == 302
    rows = queries.occurrences_of(
        Meeting.objects.order_by("-created_at", "pk").exclude(series=first.series).first().series_id
    )
    assert [row.starts_at.weekday() for row in rows][:3] == [4, 0, 4]
    assert len(rows) == 10


def test_repeat_is_closed_until_it_is_wanted_and_its_faults_stand_beside_it(client):
    first = a_draft_series()[0]
    as_role(client, first)
    page = client.get(reverse("meeting_plan")).content.decode()
    assert "<summary>Lặp lại</summary>" in page
    assert not page.split("<summary>Lặp lại")[0].rstrip().endswith("open>")
    for bad, words in [
        ({"weekdays": ["0"]}, "Họp lặp lại thì ghi ngày cuối của chuỗi họp."),
        ({"until": "2030-01-01"}, "Chuỗi họp không dài quá ba năm."),
        ({"until": "2028-06-01"}, "Chuỗi họp không quá 60 phiên."),
        ({"until": "2026-11-27"}, "Ngày cuối của chuỗi họp phải sau ngày họp đầu."),
        ({"until": "2026-12-01"}, "chỉ có một phiên"),
        ({"until": "2026-12-31", "every": "99"}, "Ghi số tuần từ 1 đến 52."),
        ({"until": "32/13/2026"}, "Ghi ngày như 27/11/2026."),
        ({"until": "2026-12-31", "weekdays": ["9"]}, "9"),
    ]:
        response = client.post(reverse("meeting_plan"), typed(first, starts="14:00", ends="15:00", **bad))
        assert response.status_code == 400, bad
        assert words in response.content.decode(), bad


def test_a_draft_series_is_edited_as_a_whole(client):
    rows = a_draft_series()
    as_role(client, rows[0])
    page = client.get(reverse("meeting_edit", args=[rows[3].slug])).content.decode()
    assert 'value="2027-01-08"' in page
    client.post(reverse("meeting_edit", args=[rows[3].slug]), typed(rows[0], title="Giao ban tuần", until="2026-12-11"))
    assert sorted(Meeting.objects.values_list("title", flat=True)) == ["Giao ban tuần"] * 3


def test_the_series_page_lists_what_one_may_know_of(client):
    rows = an_invited_series()
    page = reverse("series_page", args=[rows[0].series_id])
    assert client.get(page).status_code == 302
    client.force_login(an_official())
    assert client.get(page).status_code == 404
    as_role(client, rows[0], "chair")
    shown = client.get(page).content.decode()
    assert shown.count("dc-schedule-row") == len(FRIDAYS)
    assert "Không họp:" in shown
    assert "01/01/2027" in shown
    one = client.get(reverse("meeting_page", args=[rows[0].slug])).content.decode()
    assert "Thứ Sáu hằng tuần, 08:30 đến 10:30" in one
    assert page in one


def test_a_change_says_first_who_will_get_mail_and_sends_then(client):
    meeting = an_invited_meeting()
    as_role(client, meeting)
    page = reverse("meeting_change", args=[meeting.slug])
    assert client.get(page).status_code == 200
    later = typed(meeting, starts="09:30", ends="11:30", step="check")
    asked = client.post(page, later)
    assert "4 nơi sẽ nhận thư báo đổi giờ." in asked.content.decode()
    assert Delivery.objects.count() == 4
    back = client.post(page, {**later, "step": "edit"})
    assert 'value="09:30"' in back.content.decode()
    assert client.post(page, {**later, "step": "send"}).status_code == 302
    assert Delivery.objects.count() == 8
    shown = client.get(reverse("meeting_page", args=[meeting.slug])).content.decode()
    assert "Thay đổi sau khi mời" in shown
    assert "Đổi thời gian" in shown


def test_an_older_page_never_undoes_what_the_other_desk_changed(client):
    meeting = an_announced_meeting()
    page = reverse("meeting_change", args=[meeting.slug])
    as_role(client, meeting)
    seen = client.get(page).context["seen"]
    older = typed(meeting, title="Giao ban quý", seen=seen)
    assert client.post(page, older).status_code == 200
    later = replace(queries.plan_of(meeting), contact="Văn phòng, 0210 000 002")
    changes.change(meeting.pk, Change(later), by=doer(meeting, "chair"), now=NOW)
    for step in ("check", "send"):
        answer = client.post(page, {**older, "step": step})
        assert (answer.status_code, answer.context["seen"]) == (400, seen)
        assert "vừa được đổi ở nơi khác" in answer.content.decode()
    meeting.refresh_from_db()
    assert (meeting.title, meeting.contact) == ("Giao ban công tác tháng 11 năm 2026", "Văn phòng, 0210 000 002")


def test_who_left_the_directory_keeps_the_seat_that_the_form_cannot_show(client):
    meeting, guest = an_announced_meeting(), an_official()
    site = meeting.seats.filter(role="site").first().site
    plan = replace(queries.plan_of(meeting), person_ids=[guest.pk], centre_id=site.pk)
    changes.change(meeting.pk, Change(plan), by=doer(meeting, "chair"), now=NOW)
    type(guest).objects.filter(pk=guest.pk).update(is_active=False)
    type(site).objects.filter(pk=site.pk).update(valid_to=NOW.date())
    meeting.refresh_from_db()
    as_role(client, meeting)
    others = [str(one) for one in plan.site_ids if one != site.pk]
    said = typed(meeting, title="Giao ban quý", persons=[], sites=others, centre="", step="send")
    assert client.post(reverse("meeting_change", args=[meeting.slug]), said).status_code == 302
    meeting.refresh_from_db()
    assert (meeting.title, meeting.centre_id) == ("Giao ban quý", site.pk)
    assert queries.plan_of(meeting).person_ids == [guest.pk]
    assert set(queries.plan_of(meeting).site_ids) == set(plan.site_ids)


def test_nothing_changed_and_bad_input_are_said_in_words(client):
    meeting = an_invited_meeting()
    as_role(client, meeting)
    page = reverse("meeting_change", args=[meeting.slug])
    for said, words in [
        ({}, "Chưa có gì thay đổi"),
        ({"ends": "08:00"}, "Giờ kết thúc phải sau giờ bắt đầu."),
        ({"day": "2026-11-23"}, "Lý do họp gấp"),
        ({"day": "2026-11-23", "step": "send"}, "ít nhất 3 ngày làm việc"),
        ({"day": "2026-11-23", "step": "send", "urgent_reason": "x" * 501}, "quá 500 ký tự"),
        ({"title": "\x00"}, "ký tự"),
    ]:
        answer = client.post(page, typed(meeting, **{"step": "check", **said}))
        assert words in answer.content.decode(), said
    assert Delivery.objects.count() == 4


def test_a_forged_agency_changes_nothing_and_the_wrong_person_sees_nothing(client):
    meeting = an_invited_meeting()
    page = reverse("meeting_change", args=[meeting.slug])
    stranger = a_person("Bùi Thị Xuân", "xuan@vinhphuc.example", Role.SECRETARY)
    client.force_login(stranger)
    assert client.post(page, typed(meeting, starts="07:30", step="send")).status_code == 404
    client.force_login(meeting.seats.filter(role="site").first().site.technicians.first())
    assert client.post(page, typed(meeting, starts="07:30", step="send")).status_code == 403
    as_role(client, meeting, "chair")
    another = Agency.objects.create(name="Sở Tài chính", folded="so tai chinh", valid_from=SINCE)
    client.post(page, typed(meeting, agency=another.pk, title="Họp khác", step="send"))
    meeting.refresh_from_db()
    assert (meeting.title, meeting.agency == another) == ("Họp khác", False)


def test_of_a_series_one_or_all_that_follow_are_changed_and_cancelled(client):
    rows = an_invited_series()
    as_role(client, rows[0])
    page = reverse("meeting_change", args=[rows[4].slug])
    later = typed(rows[4], day="2026-12-25", starts="09:30", ends="11:30", from_here_on="1")
    assert "Áp dụng cho 2 phiên" in client.post(page, {**later, "step": "check"}).content.decode()
    client.post(page, {**later, "step": "send"})
    assert len(queries.occurrences_of(rows[0].series_id)) == 4
    client.post(reverse("meeting_cancel", args=[rows[2].slug]), {"reason": "Bão số 12", "from_here_on": "1"})
    states = [row.state for row in queries.occurrences_of(rows[0].series_id)]
    assert states == ["announced", "announced", "cancelled", "cancelled"]
