import pytest
from django.test import Client
from django.urls import reverse

from rooms import clock
from rooms.meetings.forms import FAULTS
from rooms.meetings.models import Meeting
from rooms.meetings.rhythm import Offbeat
from rooms.meetings.rules import Fault
from tests.factories.directory import a_site, the_committee
from tests.factories.meetings import NOW, a_draft, an_announced_meeting
from tests.factories.people import a_person, an_official, the_chair, the_secretary

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _the_day(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture
def house():
    """The committee, its chair and secretary, an official and one site."""
    agency = the_committee()
    return {
        "agency": agency,
        "chair": the_chair(),
        "secretary": the_secretary(),
        "official": an_official(),
        "site": a_site(agency),
    }


def typed(house, **changes):
    """A good plan as a browser sends it."""
    form = {
        "title": "Giao ban công tác tháng 11 năm 2026",
        "kind": "giao_ban",
        "agency": house["agency"].pk,
        "chair": house["chair"].pk,
        "secretary": house["secretary"].pk,
        "day": "2026-11-27",
        "starts": "08:30",
        "ends": "10:30",
        "centre": "",
        "contact": "",
        "persons": [house["official"].pk],
        "sites": [house["site"].pk],
        "item-TOTAL_FORMS": "2",
        "item-INITIAL_FORMS": "0",
        "item-0-title": "Báo cáo kết quả công tác",
        "item-0-presenter": "Phạm Thu Hà",
        "item-0-minutes": "20",
        "item-1-title": "",
        "item-1-minutes": "",
    }
    return {**form, **changes}


def words_of(response):
    return " ".join(response.content.decode().split())


def test_a_good_plan_becomes_a_draft_with_agenda_and_seats(client, house):
    client.force_login(house["secretary"])
    answer = client.post(reverse("meeting_plan"), typed(house))
    meeting = Meeting.objects.get()
    assert answer.url == reverse("meeting_page", args=[meeting.slug])
    assert meeting.starts_at.isoformat() == "2026-11-27T01:30:00+00:00"
    assert [item.title for item in meeting.items.all()] == ["Báo cáo kết quả công tác"]
    assert [(seat.role, seat.name) for seat in meeting.seats.all()] == [
        ("chair", "Trần Quang Minh"),
        ("secretary", "Lê Thị Hòa"),
        ("delegate", "Phạm Thu Hà"),
        ("site", "Điểm cầu Tam Dương"),
    ]


def test_an_official_plans_nothing(client, house):
    client.force_login(house["official"])
    assert client.get(reverse("meeting_plan")).status_code == 403
    assert client.post(reverse("meeting_plan"), typed(house)).status_code == 403
    assert not Meeting.objects.exists()


BAD = [
    ({"title": ""}, "id_title", "Cuộc họp cần một cái tên."),
    ({"title": "   "}, "id_title", "Cuộc họp cần một cái tên."),
    ({"title": "x" * 201}, "id_title", "Dài quá 200 ký tự."),
    ({"title": "Giao\u202e ban"}, "id_title", "Có ký tự không nhìn thấy được"),
    ({"title": "Giao\x00ban"}, "id_title", "Có ký tự không nhìn thấy được"),
    ({"title": "Giao\nban"}, "id_title", "Có ký tự không nhìn thấy được"),
    ({"contact": "x" * 201}, "id_contact", "Dài quá 200 ký tự."),
    ({"kind": "tiệc"}, "id_kind", ""),
    ({"agency": ""}, "id_agency", "Chưa chọn."),
    ({"agency": "không phải mã"}, "id_agency", "Không còn trong danh bạ"),
    ({"chair": "00000000-0000-0000-0000-000000000000"}, "id_chair", "Không còn trong danh bạ"),
    ({"day": ""}, "id_day", "Chưa chọn ngày họp."),
    ({"day": "mai"}, "id_day", "Ghi ngày như 27/11/2026."),
    ({"day": "2026-02-30"}, "id_day", "Ghi ngày như 27/11/2026."),
    ({"day": "0001-01-01"}, "id_day", "Năm họp không đúng."),
    ({"day": "9999-12-31"}, "id_day", "Năm họp không đúng."),
    ({"day": "2026-11-20"}, "id_day", "Giờ họp này đã qua."),
    ({"starts": ""}, "id_starts", "Chưa ghi giờ."),
    ({"starts": "25:00"}, "id_starts", "Ghi giờ và phút"),
    ({"ends": "08:30"}, "id_ends", "Giờ kết thúc phải sau giờ bắt đầu."),
    ({"ends": "07:00"}, "id_ends", "Giờ kết thúc phải sau giờ bắt đầu."),
    ({"sites": ["lạ"]}, "seats", "Có chỗ không còn trong danh bạ"),
    ({"persons": ["00000000-0000-0000-0000-000000000000"]}, "seats", "Có chỗ không còn trong danh bạ"),
    ({"item-0-title": "x" * 301}, "id_item-0-title", "Dài quá 300 ký tự."),
    ({"item-0-title": ""}, "id_item-0-title", "Ghi nội dung của mục này."),
    ({"item-0-minutes": "0"}, "id_item-0-minutes", "Ít nhất một phút."),
    ({"item-0-minutes": "nửa giờ"}, "id_item-0-minutes", "Số phút là một số."),
    ({"item-0-minutes": "9" * 400}, "id_item-0-minutes", ""),
    ({"item-0-presenter": "x" * 121}, "id_item-0-presenter", "Dài quá 120 ký tự."),
    ({"item-TOTAL_FORMS": "nhiều"}, "agenda", "Chương trình gửi thiếu"),
    ({"item-TOTAL_FORMS": "1000000"}, "agenda", "Chương trình dài quá"),
]


@pytest.mark.parametrize(("changes", "field", "words"), BAD, ids=[str(sorted(bad[0].items()))[:60] for bad in BAD])
def test_bad_input_is_refused_in_words_beside_its_field_and_what_was_typed_stays(client, house, changes, field, words):
    client.force_login(house["secretary"])
    answer = client.post(reverse("meeting_plan"), typed(house, **changes))
    page = words_of(answer)
    assert answer.status_code == 400
    assert "Có chỗ cần sửa, bản nháp chưa được lưu" in page
    assert f'href="#{field}"' in page
    assert words in page
    assert not Meeting.objects.exists()
    if "title" not in changes:
        assert 'value="Giao ban công tác tháng 11 năm 2026"' in page
    if "sites" not in changes:
        assert f'value="{house["site"].pk}" data-kind="site" checked' in page


def test_the_chair_sits_once_and_is_not_the_secretary(client, house):
    client.force_login(house["secretary"])
    twice = client.post(reverse("meeting_plan"), typed(house, persons=[house["chair"].pk]))
    assert "Chủ trì và thư ký đã có chỗ" in words_of(twice)
    one = client.post(reverse("meeting_plan"), typed(house, chair=house["secretary"].pk))
    assert "Thư ký phải là người khác với chủ trì." in words_of(one)
    assert not Meeting.objects.exists()


def test_every_fault_of_a_plan_has_words_and_a_field():
    assert set(FAULTS) == {*Fault, *Offbeat}


def test_nothing_at_all_and_a_missing_agenda_are_refused_without_an_error(client, house):
    client.force_login(house["secretary"])
    assert client.post(reverse("meeting_plan"), {}).status_code == 400
    assert client.post(reverse("meeting_plan"), {"more_rows": "1"}).status_code == 200


def test_more_rows_come_without_script_and_keep_what_was_typed(client, house):
    client.force_login(house["secretary"])
    answer = client.post(reverse("meeting_plan"), typed(house, more_rows="1", day=""))
    page = words_of(answer)
    assert answer.status_code == 200
    assert 'name="item-5-title"' in page
    assert 'value="Báo cáo kết quả công tác"' in page
    assert "Chưa chọn ngày họp." not in page
    assert client.post(
        reverse("meeting_plan"), typed(house, more_rows="1", **{"item-TOTAL_FORMS": "9" * 99})
    ).status_code


def test_a_draft_is_changed_and_a_sent_one_is_not(client):
    draft = a_draft()
    secretary = draft.seats.get(role="secretary").person
    client.force_login(secretary)
    address = reverse("meeting_edit", args=[draft.slug])
    page = words_of(client.get(address))
    assert 'value="Giao ban công tác tháng 11 năm 2026"' in page
    assert 'value="2026-11-27"' in page
    assert 'value="08:30"' in page
    house = {
        "agency": draft.agency,
        "chair": draft.seats.get(role="chair").person,
        "secretary": secretary,
        "official": a_person(),
        "site": draft.seats.filter(role="site").first().site,
    }
    changed = {"title": "Giao ban tuần 48", "item-INITIAL_FORMS": "2", "item-1-title": "Kết luận"}
    assert client.post(address, typed(house, **changed)).status_code == 302
    draft.refresh_from_db()
    assert draft.title == "Giao ban tuần 48"
    assert [item.title for item in draft.items.all()] == ["Báo cáo kết quả công tác", "Kết luận"]
    assert draft.seats.count() == 4


def test_an_announced_meeting_is_not_edited_here(client):
    meeting = an_announced_meeting()
    client.force_login(meeting.seats.get(role="secretary").person)
    assert client.get(reverse("meeting_edit", args=[meeting.slug])).status_code == 409
    client.force_login(meeting.seats.get(role="chair").person)
    assert client.get(reverse("meeting_edit", args=[meeting.slug])).status_code == 403


def test_a_planner_without_a_seat_at_the_desk_goes_home(client, house):
    planner = a_person("Vũ Thị Lan", "lan@vinhphuc.example", "secretary")
    client.force_login(planner)
    answer = client.post(reverse("meeting_plan"), typed(house))
    assert answer.url == reverse("home")
    assert Meeting.objects.count() == 1


def test_a_form_without_its_token_is_refused_in_words(house):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(house["secretary"])
    answer = strict.post(reverse("meeting_plan"), typed(house))
    assert answer.status_code == 403
    assert "Trang đã mở quá lâu" in words_of(answer)
