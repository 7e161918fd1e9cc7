from datetime import timedelta

import pytest
from django.urls import reverse

from rooms import clock
from rooms.meetings import actions
from rooms.meetings.models import Meeting
from tests.factories.meetings import NOW, START, a_draft, a_plan, an_announced_meeting, an_open_meeting, doer
from tests.factories.people import an_official

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _the_day(monkeypatch):
    """The made clock of the pages: Sunday 22 November 2026, 08:00 in Vietnam."""
    monkeypatch.setattr(clock, "now", lambda: NOW)


def seat_of(meeting, role):
    return meeting.seats.filter(role=role).first()


def words_of(response):
    return " ".join(response.content.decode().split())


@pytest.mark.parametrize(
    "name", ["home", "meeting_list", "meeting_plan", "record_list", "site_list", "person_settings"]
)
def test_a_stranger_is_sent_to_the_sign_in_page(client, name):
    answer = client.get(reverse(name))
    assert answer.status_code == 302
    assert answer.url.startswith(reverse("account_login"))


@pytest.mark.parametrize("name", ["meeting_page", "meeting_edit", "meeting_cancel"])
def test_a_meeting_of_others_and_no_meeting_look_the_same(client, name):
    meeting = an_announced_meeting()
    assert client.get(reverse(name, args=[meeting.slug])).status_code == 302
    client.force_login(an_official())
    hidden = client.get(reverse(name, args=[meeting.slug]))
    missing = client.get(reverse(name, args=["khong-co"]))
    assert hidden.status_code == missing.status_code == 404
    assert meeting.title not in words_of(hidden)


def test_a_draft_is_seen_by_its_desk_alone(client):
    meeting = a_draft()
    client.force_login(seat_of(meeting, "site").site.technicians.first())
    assert client.get(reverse("meeting_page", args=[meeting.slug])).status_code == 404
    client.force_login(seat_of(meeting, "secretary").person)
    page = words_of(client.get(reverse("meeting_page", args=[meeting.slug])))
    assert "08 giờ 30 phút, thứ Sáu, ngày 27 tháng 11 năm 2026" in page
    assert "Trần Quang Minh" in page
    assert "Báo cáo kết quả công tác tháng 11" in page
    assert reverse("meeting_edit", args=[meeting.slug]) in page
    assert 'id="cancel"' in page


def test_the_home_page_shows_the_running_meeting_first_and_then_the_week(client, monkeypatch):
    meeting = an_open_meeting()
    monkeypatch.setattr(clock, "now", lambda: START + timedelta(minutes=42))
    client.force_login(seat_of(meeting, "secretary").person)
    page = words_of(client.get(reverse("home")))
    assert page.index("Đang họp") < page.index("Tuần này")
    assert "08:30 đến 10:30, vai trò: Thư ký" in page
    assert "Hôm nay, thứ Sáu 27/11" in page
    assert "Tuần 48" in page


def test_the_room_may_be_entered_an_hour_before(client, monkeypatch):
    meeting = an_announced_meeting()
    client.force_login(seat_of(meeting, "site").site.technicians.first())
    monkeypatch.setattr(clock, "now", lambda: START - timedelta(minutes=61))
    assert "Sắp họp" not in words_of(client.get(reverse("home")))
    monkeypatch.setattr(clock, "now", lambda: START - timedelta(minutes=60))
    assert "Sắp họp" in words_of(client.get(reverse("home")))


def test_another_week_is_shown_and_a_week_that_cannot_be_read_is_this_one(client):
    meeting = an_announced_meeting()
    client.force_login(seat_of(meeting, "chair").person)
    assert meeting.title in words_of(client.get(reverse("home"), {"tuan": "2026-W48"}))
    for odd in ["", "2026-W47", "2026-W99", "tuần sau", "9999-W52", "0001-W01", "2026-W48" * 50, "\x00"]:
        page = client.get(reverse("home"), {"tuan": odd})
        assert page.status_code == 200
        assert "Tuần này" in words_of(page)


def test_what_waits_is_told_to_the_one_who_must_do_it(client):
    meeting = a_draft()
    secretary, chair = seat_of(meeting, "secretary").person, seat_of(meeting, "chair").person
    client.force_login(secretary)
    assert "Bản nháp chưa gửi giấy mời" in words_of(client.get(reverse("home")))
    client.force_login(chair)
    assert "Bản nháp chưa gửi giấy mời" not in words_of(client.get(reverse("home")))
    actions.announce(meeting.pk, by=doer(meeting, "secretary"), now=NOW)
    actions.open_meeting(meeting.pk, by=doer(meeting, "chair"), now=START)
    actions.close_meeting(meeting.pk, by=doer(meeting, "chair"), now=START)
    assert "Biên bản chờ bạn ký" in words_of(client.get(reverse("home")))
    client.force_login(secretary)
    assert "Biên bản chờ chủ trì ký" in words_of(client.get(reverse("home")))


def test_the_list_finds_titles_without_accents(client):
    meeting = an_announced_meeting()
    client.force_login(seat_of(meeting, "chair").person)
    assert meeting.title in words_of(client.get(reverse("meeting_list"), {"q": "GIAO bán"}))
    assert meeting.title not in words_of(client.get(reverse("meeting_list"), {"q": "lâm nghiệp"}))
    assert client.get(reverse("meeting_list"), {"q": "\x00" * 300, "trang": "-1"}).status_code == 200
    assert meeting.title not in words_of(client.get(reverse("record_list")))


def test_a_title_is_shown_as_text_whatever_it_holds(client):
    meeting = a_draft()
    Meeting.objects.filter(pk=meeting.pk).update(title="<script>alert(1)</script>")
    client.force_login(seat_of(meeting, "secretary").person)
    for name, args in [("home", []), ("meeting_list", []), ("meeting_page", [meeting.slug])]:
        page = client.get(reverse(name, args=args), {"tuan": "2026-W48"}).content.decode()
        assert "<script>alert(1)" not in page
        assert "&lt;script&gt;alert(1)" in page


def test_the_secretary_cancels_with_a_reason_and_not_without(client):
    meeting = an_announced_meeting()
    client.force_login(seat_of(meeting, "secretary").person)
    address = reverse("meeting_cancel", args=[meeting.slug])
    assert "4 nơi nhận sẽ được báo hủy" in words_of(client.get(address))
    for reason in ["", "  ", "x" * 501, "lý do\x07"]:
        answer = client.post(address, {"reason": reason})
        assert answer.status_code == 400
        assert "reason-fault" in words_of(answer)
    assert client.post(address, {"reason": "Bão số 9"}).status_code == 302
    page = words_of(client.get(reverse("meeting_page", args=[meeting.slug])))
    assert "Cuộc họp đã hủy." in page
    assert "Bão số 9" in page
    assert client.post(address, {"reason": "Lần nữa"}).status_code == 409


def test_a_site_does_not_cancel(client):
    meeting = an_announced_meeting()
    client.force_login(seat_of(meeting, "site").site.technicians.first())
    answer = client.post(reverse("meeting_cancel", args=[meeting.slug]), {"reason": "Thôi"})
    assert answer.status_code == 403
    assert "Chỉ thư ký làm được việc này." in words_of(answer)


def test_a_page_of_the_list_costs_the_same_however_many_meetings_there_are(client, django_assert_max_num_queries):
    meeting = a_draft()
    secretary = seat_of(meeting, "secretary").person
    for number in range(5):
        plan = a_plan(meeting.agency, seat_of(meeting, "chair").person, secretary, title=f"Họp {number}")
        actions.plan_meeting(plan, by=secretary, now=NOW)
    client.force_login(secretary)
    with django_assert_max_num_queries(12):
        client.get(reverse("meeting_list"))
    with django_assert_max_num_queries(16):
        client.get(reverse("home"), {"tuan": "2026-W48"})
