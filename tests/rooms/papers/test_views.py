from datetime import date

import pytest

from rooms import clock
from rooms.directory.models import Membership
from rooms.papers.models import IssuedPaper
from rooms.people.models import Role
from tests.factories.meetings import NOW, a_draft, an_announced_meeting
from tests.factories.people import a_person, an_official

pytestmark = pytest.mark.django_db

FIELDS = {
    "number": "12",
    "dated": "2026-11-22",
    "authority": "TM. ỦY BAN NHÂN DÂN\r\nKT. CHỦ TỊCH",
    "position": "Phó Chủ tịch",
    "name": "Trần Quang Minh",
    "urgency": "",
    "profile": "P13",
    "requirement": "đại biểu vào phòng họp trước 15 phút",
    "documents": "gửi kèm theo giấy mời",
    "recipients": "Như trên\r\nChủ tịch, các Phó Chủ tịch UBND tỉnh",
    "seen": "0",
    "deed": "issue",
}


@pytest.fixture(autouse=True)
def _noon(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW.replace(microsecond=123456))  # as real clocks say


def a_clerk(agency=None):
    clerk = a_person("Bùi Thị Xuân", "xuan@vinhphuc.example", Role.SECRETARY)
    if agency is not None:
        Membership.objects.create(person=clerk, agency=agency, position="Văn thư", valid_from=date(2025, 7, 1))
    return clerk


def address(meeting, end="van-ban/"):
    return f"/hop/{meeting.slug}/giay-moi/{end}"


def visit(client, meeting, role="secretary", end="van-ban/", **what):
    client.force_login(person_of(meeting, role))
    return client.get(address(meeting, end), what)


def person_of(meeting, role):
    seat = meeting.seats.filter(role=role).first()
    return seat.person or seat.site.technicians.first()


def gives(client, meeting, role="secretary", **changes):
    client.force_login(person_of(meeting, role))
    return client.post(address(meeting), FIELDS | changes)


def test_the_secretary_sees_the_draft_its_page_and_what_is_to_be_filled_in(client):
    meeting = a_draft()
    shown = visit(client, meeting)
    page = shown.content.decode()
    assert "Bản dự thảo" in page
    assert "Chưa có số" in page
    assert "trân trọng kính mời:" in page
    assert "TM. ỦY BAN NHÂN DÂN\nKT. CHỦ TỊCH" in page
    assert 'value="PHÓ CHỦ TỊCH"' in page
    assert shown.context["form"]["number"].value() is None
    picture = client.get(address(meeting, "van-ban/trang-1.png"), {"ma": shown.context["digest"]})
    assert picture.content.startswith(b"\x89PNG")
    assert client.get(address(meeting, "van-ban/trang-9.png")).status_code == 404


def test_a_preview_shows_what_was_typed_and_keeps_nothing(client):
    meeting = a_draft()
    shown = gives(client, meeting, deed="preview", number="", name="Lê Văn Hải", urgency="KHẨN", profile="P12")
    assert shown.status_code == 200
    assert "Lê Văn Hải" in shown.context["lines"]
    assert "KHẨN" in shown.context["lines"]
    assert "DỰ THẢO" in shown.context["lines"]
    picture = client.get(address(meeting, "van-ban/trang-1.png"), {"ma": shown.context["digest"]})
    assert picture.content.startswith(b"\x89PNG")
    for other in ("0" * 64, "\0", "a b", "Ữ" * 300):
        assert client.get(address(meeting, "van-ban/trang-1.png"), {"ma": other}).status_code == 404
    assert not IssuedPaper.objects.exists()


def test_the_secretary_numbers_and_issues_it(client):
    meeting = a_draft()
    assert gives(client, meeting).status_code == 302
    paper = IssuedPaper.objects.get()
    assert (paper.number_words, str(paper.dated)) == ("12/GM-UBND", "2026-11-22")
    shown = visit(client, meeting)
    page = shown.content.decode()
    assert "Bản đã ban hành" in page
    assert "Số 12/GM-UBND" in page
    assert "DỰ THẢO" not in shown.context["lines"]
    assert "- Chủ tịch, các Phó Chủ tịch UBND tỉnh;" in shown.context["lines"]
    pdf = visit(client, meeting, end="van-ban.pdf")
    assert pdf.content == bytes(paper.pdf)
    assert 'filename="giay-moi-12-GM-UBND.pdf"' in pdf["Content-Disposition"]
    assert visit(client, meeting, end="van-ban.docx").content == bytes(paper.docx)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"number": ""}, "Chưa ghi số."),
        ({"number": "0"}, "Số bắt đầu từ 1."),
        ({"number": "mười hai"}, "Ghi số bằng chữ số"),
        ({"number": "9999999"}, "999999"),
        ({"dated": "2026-11-23"}, "Ngày ban hành không thể sau hôm nay."),
        ({"dated": "0001-01-01"}, "Ngày ban hành không thể sau hôm nay."),
        ({"authority": "CHỦ TỊCH"}, "Mỗi dòng bắt đầu bằng"),
        ({"name": ""}, "Họ và tên người ký"),
        ({"name": "Trần\u202eMinh"}, "không nhìn thấy"),
        ({"profile": "P14"}, "Cỡ chữ"),
        ({"urgency": "GẤP"}, "Độ khẩn"),
        ({"recipients": "x\r\n" * 13}, "tối đa 12 dòng"),
        ({"requirement": "x" * 501}, "Yêu cầu"),
    ],
)
def test_a_bad_field_is_said_beside_it_and_nothing_is_issued(client, changes, words):
    answer = gives(client, a_draft(), **changes)
    assert answer.status_code == 400
    assert words in answer.content.decode()
    assert not IssuedPaper.objects.exists()


def test_a_number_that_is_taken_and_a_page_left_open_are_refused_in_words(client):
    meeting = a_draft()
    gives(client, meeting)
    again = gives(client, meeting, number="13")
    assert (again.status_code, "ở một cửa sổ khác" in again.content.decode()) == (409, True)
    taken = gives(client, meeting, seen="1")
    assert (taken.status_code, "Số này đã dùng" in taken.content.decode()) == (409, True)
    assert gives(client, meeting, number="13", seen="1").status_code == 302
    assert "Giấy mời này thay thế Giấy mời số 12/GM-UBND" in str(IssuedPaper.objects.get(number=13).said)
    assert visit(client, meeting, end="van-ban.pdf", ban="1").content == bytes(IssuedPaper.objects.get(number=12).pdf)
    assert visit(client, meeting, end="van-ban.pdf", ban="7").status_code == 404


def test_the_chair_reads_along_and_issues_nothing(client):
    meeting = a_draft()
    page = visit(client, meeting, "chair").content.decode()
    assert "Bản dự thảo" in page
    assert 'name="deed"' not in page
    assert gives(client, meeting, "chair").status_code == 403


@pytest.mark.parametrize("end", ["van-ban/", "van-ban/trang-1.png", "van-ban.pdf", "van-ban.docx"])
def test_who_works_on_it_and_who_finds_nothing(client, end):
    meeting = an_announced_meeting()
    answers = {}
    for name, person in {
        "nobody": None,
        "stranger": an_official(),
        "site": person_of(meeting, "site"),
        "another agency's secretary": a_clerk(),
    }.items():
        client.logout()
        if person:
            client.force_login(person)
        answers[name] = client.get(address(meeting, end)).status_code
    assert answers == {"nobody": 302, "stranger": 404, "site": 404, "another agency's secretary": 404}


def test_a_clerk_of_the_inviting_agency_gives_the_number_without_a_seat(client):
    meeting = a_draft()
    client.force_login(a_clerk(meeting.agency))
    page = client.get(address(meeting)).content.decode()
    assert "Đánh số và ban hành" in page
    assert f"/hop/{meeting.slug}/giay-moi/&quot;" not in page
    assert client.get(f"/hop/{meeting.slug}/").status_code == 404  # the meeting itself stays closed to them
    assert client.post(address(meeting), FIELDS).status_code == 302
    assert IssuedPaper.objects.get().number == 12


def test_a_clerk_whose_days_are_over_finds_nothing(client):
    meeting = a_draft()
    clerk = a_clerk(meeting.agency)
    clerk.memberships.update(valid_to=date(2026, 11, 1))
    client.force_login(clerk)
    assert client.get(address(meeting)).status_code == 404


def test_every_seat_has_what_was_issued_and_no_seat_the_draft(client):
    meeting = an_announced_meeting()
    assert visit(client, meeting, "site", "van-ban.pdf").status_code == 404
    gives(client, meeting)
    assert visit(client, meeting, "site", "van-ban.pdf").content == bytes(IssuedPaper.objects.get().pdf)
    assert visit(client, meeting, "site").status_code == 404


def test_who_came_by_a_personal_link_has_what_was_issued(client):
    meeting = an_announced_meeting()
    gives(client, meeting)
    client.logout()
    seat = meeting.seats.filter(role="site").first()
    session = client.session
    session["seats"] = {str(meeting.pk): [str(seat.pk), seat.epoch]}
    session.save()
    assert client.get(address(meeting, "van-ban.pdf")).content.startswith(b"%PDF")
    seat.epoch += 1
    seat.save()
    assert client.get(address(meeting, "van-ban.pdf")).status_code != 200


def test_nasty_names_stay_text(client):
    meeting = a_draft()
    shown = gives(client, meeting, deed="preview", name="<script>alert(1)</script>", documents='#read("/etc/passwd")')
    assert "<script>alert(1)" not in shown.content.decode()
    assert 'Tài liệu: #read("/etc/passwd")./.' in shown.context["lines"]


def test_the_clerk_reads_on_the_home_page_which_papers_wait_for_a_number(client):
    meeting = a_draft()
    client.force_login(a_clerk(meeting.agency))
    assert "Giấy mời chờ đánh số" in client.get("/").content.decode()
    assert address(meeting) in client.get("/").content.decode()
    client.post(address(meeting), FIELDS)
    assert "Giấy mời chờ đánh số" not in client.get("/").content.decode()


def test_nobody_else_is_told_of_papers_without_a_number(client):
    meeting = a_draft()
    for person in (person_of(meeting, "secretary"), person_of(meeting, "chair"), a_clerk()):
        client.force_login(person)
        assert "Giấy mời chờ đánh số" not in client.get("/").content.decode()
