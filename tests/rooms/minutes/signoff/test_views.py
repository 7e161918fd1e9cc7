import hashlib

import pytest
from django.core.management import CommandError, call_command

from rooms.minutes.models import SignedRecord
from rooms.people.models import Role
from tests.factories.meetings import doer
from tests.factories.people import a_person, an_official
from tests.factories.signoff import STATEMENT, a_closed_meeting, says, writes

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting():
    return a_closed_meeting()


def person_of(meeting, role):
    seat = meeting.seats.filter(role=role).first()
    return seat.person or seat.site.technicians.first()


def page(client, meeting, role, path="ky/", **more):
    client.force_login(person_of(meeting, role))
    return client.get(f"/hop/{meeting.slug}/{path}", **more)


def signs(client, meeting, role="chair", **changes):
    shown = page(client, meeting, role)
    fields = {"seen": shown.context["digest"], "read": "yes"} | changes
    return client.post(f"/hop/{meeting.slug}/ky/", fields)


def test_the_chair_reads_the_paper_its_faults_and_its_hash_then_signs(client, meeting):
    shown = page(client, meeting, "chair")
    text = shown.content.decode()
    assert shown.status_code == 200
    assert STATEMENT in text
    assert "Có mặt 3/4" in text
    assert shown.context["digest_groups"] in text
    assert signs(client, meeting).status_code == 302
    assert SignedRecord.objects.get().digest == shown.context["digest"]
    after = page(client, meeting, "chair").content.decode()
    assert "Đã ký và khóa" in after
    assert shown.context["digest_groups"] in after
    assert "Ký và khóa biên bản" not in after


def test_the_secretary_reads_along_and_cannot_sign(client, meeting):
    text = page(client, meeting, "secretary").content.decode()
    assert "Chỉ chủ trì ký được biên bản." in text
    assert signs(client, meeting, "secretary").status_code == 403
    assert not SignedRecord.objects.exists()


def test_unread_or_changed_text_is_not_signed_and_the_page_says_why(client, meeting):
    unread = signs(client, meeting, read="")
    assert (unread.status_code, "Hãy đánh dấu đã đọc" in unread.content.decode()) == (409, True)
    changed = signs(client, meeting, seen="0" * 64)
    assert (changed.status_code, "vừa thay đổi" in changed.content.decode()) == (409, True)
    assert not SignedRecord.objects.exists()


@pytest.mark.parametrize("path", ["ky/", "ky/trang-1.png", "bien-ban.docx", "bien-ban.pdf"])
def test_drafts_are_for_the_desk_alone(client, meeting, path):
    assert page(client, meeting, "secretary", path).status_code == 200
    assert page(client, meeting, "site", path).status_code == 404
    client.force_login(an_official())
    assert client.get(f"/hop/{meeting.slug}/{path}").status_code == 404
    client.force_login(a_person("Bùi Quản Trị", "admin@vinhphuc.example", Role.ADMINISTRATOR))
    assert client.get(f"/hop/{meeting.slug}/{path}").status_code == 404
    client.logout()
    assert client.get(f"/hop/{meeting.slug}/{path}").status_code == 302


@pytest.mark.parametrize(("name", "field"), [("bien-ban.docx", "docx"), ("bien-ban.pdf", "pdf")])
def test_every_seat_gets_the_signed_bytes_and_strangers_nothing(client, meeting, name, field):
    signs(client, meeting)
    signed = SignedRecord.objects.get()
    answer = page(client, meeting, "site", name)
    assert hashlib.sha256(answer.content).hexdigest() == getattr(signed, f"{field}_digest")
    assert answer["Content-Disposition"] == f'attachment; filename="{name}"'
    client.force_login(an_official())
    assert client.get(f"/hop/{meeting.slug}/{name}").status_code == 404


def test_a_guest_with_a_personal_link_gets_the_signed_record_until_the_seat_changes_hands(client, meeting):
    seat = meeting.seats.filter(role="site").first()
    url = f"/hop/{meeting.slug}/bien-ban.pdf"

    def asks(epoch):
        client.logout()
        session = client.session
        session["seats"] = {str(meeting.pk): [str(seat.pk), epoch]}
        session.save()
        return client.get(url).status_code

    assert asks(seat.epoch) == 404
    signs(client, meeting)
    assert asks(seat.epoch) == 200
    assert asks(seat.epoch + 1) == 404


def test_a_draft_says_so_in_its_name(client, meeting):
    assert "du-thao" in page(client, meeting, "chair", "bien-ban.docx")["Content-Disposition"]


def test_pages_of_the_paper_are_pictures_and_there_are_no_others(client, meeting):
    shown = page(client, meeting, "chair")
    pages = len(shown.context["pages"])
    picture = page(client, meeting, "chair", f"ky/trang-{pages}.png")
    assert picture.content.startswith(b"\x89PNG")
    for number in (0, pages + 1):
        assert page(client, meeting, "chair", f"ky/trang-{number}.png").status_code == 404


def test_a_very_long_paper_is_read_as_pdf_or_text(client, meeting):
    for _ in range(9):
        writes(meeting, says("Đề nghị tỉnh xem xét. " * 360))
    shown = page(client, meeting, "chair")
    assert "Văn bản dài" in shown.content.decode()
    assert page(client, meeting, "chair", "ky/trang-1.png").status_code == 404
    assert page(client, meeting, "chair", "bien-ban.pdf").status_code == 200


def test_markup_in_the_minutes_is_shown_as_letters(client, meeting):
    writes(meeting, says("<script>alert(1)</script>", name="<b>Bà A</b>"))
    text = page(client, meeting, "chair").content.decode()
    assert "<script>alert(1)" not in text
    assert "&lt;script&gt;alert(1)" in text


def test_a_signed_record_is_verified_by_command(client, meeting, capsys):
    signs(client, meeting)
    call_command("verify_record", meeting.slug)
    call_command("verify_record", "--all")
    assert "1 records verified" in capsys.readouterr().out
    with pytest.raises(CommandError, match="no signed record"):
        call_command("verify_record", "khong-co")
    SignedRecord.objects.update(pdf=b"%PDF-")
    with pytest.raises(CommandError, match="1 of 1"):
        call_command("verify_record", "--all")
    assert "BROKEN pdf" in capsys.readouterr().out


def test_the_doer_on_pages_is_named_in_the_journal(client, meeting):
    signs(client, meeting)
    chair = person_of(meeting, "chair")
    assert SignedRecord.objects.get().signed_by == f"person:{chair.pk}"
    assert doer(meeting, "chair").actor.startswith("seat:")
