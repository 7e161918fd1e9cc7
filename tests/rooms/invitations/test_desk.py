from datetime import timedelta

import pytest
from django.urls import reverse

from rooms.invitations.actions import outbox
from rooms.invitations.actions.answer import Said, answer_on_web
from rooms.invitations.itip.reply import Answer
from rooms.invitations.models import Delivery, Invitation
from rooms.invitations.rules import Funnel
from rooms.invitations.views import desk
from rooms.meetings.models import Meeting
from tests.factories.invitations import CLOCK, LATER, an_invited_meeting, invitation_of
from tests.factories.meetings import a_draft
from tests.factories.people import an_official

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _hour(monkeypatch):
    monkeypatch.setattr(desk.clock, "now", lambda: LATER)


def as_role(client, meeting, role):
    client.force_login(meeting.seats.get(role=role).person)
    return client


def page_of(meeting, name="invitations_page", *args):
    return reverse(name, args=[meeting.slug, *args])


def test_sending_announces_and_queues_and_shows_the_way(client):
    meeting = a_draft()
    as_role(client, meeting, "secretary")
    assert "Gửi 4 giấy mời" in client.get(page_of(meeting)).content.decode()
    assert client.post(page_of(meeting, "invitations_send")).status_code == 302
    assert Meeting.objects.get().state == "announced"
    assert client.get(page_of(meeting, "invitations_progress")).json()["total"] == 4
    assert 'data-progress="' in client.get(page_of(meeting)).content.decode()


def test_a_meeting_too_near_is_sent_only_as_urgent_with_a_reason_that_everybody_sees(client, monkeypatch):
    meeting = a_draft()
    as_role(client, meeting, "secretary")
    monkeypatch.setattr(desk.clock, "now", lambda: meeting.starts_at - timedelta(days=1))
    assert "chậm nhất thứ Hai, ngày 23 tháng 11 năm 2026" in client.get(page_of(meeting)).content.decode()
    for said in ({}, {"urgent_reason": "Bão số 12"}, {"urgent": "1"}, {"urgent": "1", "urgent_reason": "x" * 501}):
        client.post(page_of(meeting, "invitations_send"), said)
        assert Meeting.objects.get().state == "draft"
        assert "dc-note" in client.get(page_of(meeting)).content.decode()
    client.post(page_of(meeting, "invitations_send"), {"urgent": "1", "urgent_reason": "Bão số 12"})
    assert Meeting.objects.get().state == "announced"
    as_role(client, meeting, "chair")
    assert "<b>Họp gấp.</b> Bão số 12" in client.get(page_of(meeting, "meeting_page")).content.decode()


def test_the_tiles_always_sum_to_the_seats(client):
    meeting = an_invited_meeting()
    as_role(client, meeting, "secretary")
    outbox.work(CLOCK)
    answer_on_web(invitation_of(meeting, "site").pk, Said(Answer.ACCEPTED), now=LATER)
    counts = client.get(page_of(meeting, "invitations_progress")).json()
    assert sum(counts["funnel"].values()) == 4
    assert (counts["funnel"]["sent"], counts["funnel"]["accepted"]) == (3, 1)
    assert (counts["done"], counts["total"]) == (4, 4)


def test_a_tile_and_a_word_filter_the_table(client):
    meeting = an_invited_meeting()
    as_role(client, meeting, "secretary")
    answer_on_web(invitation_of(meeting, "site").pk, Said(Answer.DECLINED, "Mất điện"), now=LATER)
    only = client.get(page_of(meeting) + "?o=declined").content.decode()
    assert "Mất điện" in only
    assert "Điểm cầu Lập Thạch" not in only
    assert "Điểm cầu Lập Thạch" in client.get(page_of(meeting) + "?q=lap thach").content.decode()


def test_sending_again_writes_one_more_letter_to_that_seat_alone(client):
    meeting = an_invited_meeting()
    as_role(client, meeting, "secretary")
    outbox.work(CLOCK)
    site = invitation_of(meeting, "site")
    client.post(page_of(meeting, "invitation_deed", site.pk, "gui-lai"))
    assert (Delivery.objects.count(), Delivery.objects.filter(invitation=site).count()) == (5, 2)


def test_a_reminder_goes_to_those_who_have_not_answered(client):
    meeting = an_invited_meeting()
    as_role(client, meeting, "chair")
    outbox.work(CLOCK)
    answer_on_web(invitation_of(meeting, "site").pk, Said(Answer.ACCEPTED), now=LATER)
    client.post(page_of(meeting, "invitations_remind"))
    assert Delivery.objects.count() == 4 + 3


def test_the_secretary_approves_a_substitute(client):
    meeting = an_invited_meeting()
    as_role(client, meeting, "secretary")
    chair = invitation_of(meeting, "chair")
    said = Said(Answer.SUBSTITUTE, name="Dương Thị Hải Yến", address="yen@vinhphuc.example")
    answer_on_web(chair.pk, said, now=LATER)
    mark = {"mark": invitation_of(meeting, "chair").proposal_mark}
    assert f'value="{mark["mark"]}"' in client.get(page_of(meeting)).content.decode()
    client.post(page_of(meeting, "invitation_deed", chair.pk, "duyet"), mark)
    assert "dự thay Trần Quang Minh" in client.get(page_of(meeting)).content.decode()
    again = client.post(page_of(meeting, "invitation_deed", chair.pk, "duyet"), mark, follow=True)
    assert "Không có đề nghị dự thay nào đang chờ duyệt." in again.content.decode()


@pytest.mark.parametrize("name", ["invitations_page", "invitations_progress"])
def test_nobody_but_the_desk_sees_the_page(client, name):
    meeting = an_invited_meeting()
    assert client.get(page_of(meeting, name)).status_code == 302
    for person in (an_official(), meeting.seats.filter(role="site").first().site.technicians.first()):
        client.force_login(person)
        assert client.get(page_of(meeting, name)).status_code == 404
        assert client.post(page_of(meeting, "invitations_remind")).status_code == 404


def test_an_invitation_of_another_meeting_is_not_found_here(client):
    meeting = an_invited_meeting()
    as_role(client, meeting, "secretary")
    assert client.post(page_of(meeting, "invitation_deed", 999_999, "gui-lai")).status_code == 404
    site = invitation_of(meeting, "site")
    assert client.post(page_of(meeting, "invitation_deed", site.pk, "xoa")).status_code == 404
    assert Invitation.objects.get(pk=site.pk).state == Funnel.QUEUED


def test_the_meetings_page_for_cancelling_tells_everybody(client):
    meeting = an_invited_meeting()
    as_role(client, meeting, "secretary")
    client.post(page_of(meeting, "meeting_cancel"), {"reason": "Bão số 12"})
    assert Delivery.objects.filter(method="CANCEL").count() == 4


def test_home_asks_for_the_answer_and_for_the_approval(client):
    meeting = an_invited_meeting()
    chair = invitation_of(meeting, "chair")
    as_role(client, meeting, "chair")
    assert "/tra-loi/" in client.get("/").content.decode()
    said = Said(Answer.SUBSTITUTE, name="Dương Thị Hải Yến", address="yen@vinhphuc.example")
    answer_on_web(chair.pk, said, now=LATER)
    assert "/tra-loi/" not in client.get("/").content.decode()
    as_role(client, meeting, "secretary")
    assert "cử Dương Thị Hải Yến dự thay" in client.get("/").content.decode()
