"""The desk's page: the funnel with who came, each seat's history, stopping and reminding from the page."""

import re

import pytest
from django.urls import reverse

from rooms.invitations.actions import outbox
from rooms.invitations.actions.answer import Said, answer_on_web
from rooms.invitations.itip.reply import Answer
from rooms.invitations.models import Delivery, Invitation, Reminder, Stage
from rooms.invitations.views import desk
from tests.factories.invitations import CLOCK, LATER, an_invited_meeting, invitation_of

pytestmark = pytest.mark.django_db
CAME = set()


def who_came(_meeting_id, _now):
    return CAME


@pytest.fixture(autouse=True)
def _hour(monkeypatch, settings):
    monkeypatch.setattr(desk.clock, "now", lambda: LATER)
    settings.PRESENT_SEATS = f"{__name__}.who_came"
    CAME.clear()


@pytest.fixture
def meeting(client):
    meeting = an_invited_meeting()
    client.force_login(meeting.seats.get(role="secretary").person)
    return meeting


def page_of(meeting, name="invitations_page"):
    return reverse(name, args=[meeting.slug])


def tiles(client, meeting):
    """The figure of each tile as the page shows it."""
    page = client.get(page_of(meeting)).content.decode()
    return {name: int(count) for name, count in re.findall(r'data-funnel="(\w+)">(\d+)<', page)}


def test_who_came_is_present_whatever_was_answered_and_the_sum_stays(client, meeting):
    outbox.work(CLOCK)
    site = invitation_of(meeting, "site")
    answer_on_web(site.pk, Said(Answer.ACCEPTED), now=LATER)
    assert tiles(client, meeting)["accepted"] == 1
    CAME.update({site.seat_id, meeting.seats.get(role="chair").pk})
    shown = tiles(client, meeting)
    assert (shown["present"], shown["accepted"], shown["sent"]) == (2, 0, 2)
    assert sum(shown.values()) == 4
    assert client.get(page_of(meeting, "invitations_progress")).json()["funnel"] == shown
    assert "Có mặt" in client.get(page_of(meeting) + "?o=present").content.decode()


def test_the_house_knows_who_came_from_attendance(client, meeting, settings):
    settings.PRESENT_SEATS = "rooms.attendance.queries.seats_that_came"
    assert tiles(client, meeting)["present"] == 0


def test_a_row_tells_what_was_sent_and_answered_and_when(client, meeting):
    outbox.work(CLOCK)
    site = invitation_of(meeting, "site")
    client.post(reverse("invitation_deed", args=[meeting.slug, site.pk, "gui-lai"]))
    answer_on_web(site.pk, Said(Answer.DECLINED, "Mất điện"), now=LATER)
    row = client.get(page_of(meeting) + "?o=declined").content.decode()
    history = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", row.split("dc-history")[1].split("</details>")[0]))
    assert "Giấy mời: đã gửi" in history
    assert "Gửi lại giấy mời: chờ gửi" in history
    assert "Trả lời trên trang trả lời: Vắng" in history
    assert history.index("đã gửi") < history.index("chờ gửi") <= history.index("Vắng")


def test_the_page_stops_the_letters_and_says_what_left(client, meeting):
    outbox.work(CLOCK, most=1)
    assert "Dừng gửi" in client.get(page_of(meeting)).content.decode()
    page = client.post(page_of(meeting, "invitations_stop"), follow=True).content.decode()
    assert "Đã dừng. 1 thư đã gửi, 3 thư chưa gửi." in page
    assert "còn 3 thư chưa gửi" in page
    assert "dc-progress" not in page
    assert sum(tiles(client, meeting).values()) == 4
    client.post(page_of(meeting, "invitations_resume"))
    assert not Delivery.objects.filter(stage=Stage.HELD).exists()


def test_a_mail_server_that_is_away_is_said_while_letters_wait(client, meeting, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    outbox.work(CLOCK)
    state = client.get(page_of(meeting, "invitations_progress")).json()
    assert (state["done"], state["total"], bool(state["fault"])) == (0, 4, True)


def test_days_of_reminding_are_chosen_on_the_page(client, meeting):
    assert "Tự nhắc nơi chưa trả lời" in client.get(page_of(meeting)).content.decode()
    client.post(page_of(meeting, "invitations_reminders"), {"day": ["3", "1", "x"]})
    assert sorted(Reminder.objects.values_list("days_before", flat=True)) == [1, 3]
    assert client.get(page_of(meeting)).content.decode().count("checked") == 2
    assert client.post(page_of(meeting, "invitations_reminders"), {"day": ["99"]}).status_code == 409


def test_rows_are_found_by_substitute_comment_and_address_without_accents(client, meeting):
    site = invitation_of(meeting, "site")
    answer_on_web(site.pk, Said(Answer.DECLINED, "Mất điện"), now=LATER)
    for words in ("mat dien", site.seat.address):
        page = client.get(page_of(meeting), {"q": words}).content.decode()
        assert page.count('<tr role="row" data-state') == 1


@pytest.mark.parametrize("name", ["invitations_stop", "invitations_resume", "invitations_reminders"])
def test_nobody_but_the_desk_stops_or_reminds(client, meeting, name):
    client.force_login(meeting.seats.filter(role="site").first().site.technicians.first())
    assert client.post(page_of(meeting, name)).status_code == 404
    client.logout()
    assert client.post(page_of(meeting, name)).status_code == 302


def test_the_page_asks_little_of_the_database(client, meeting, django_assert_max_num_queries):
    outbox.work(CLOCK)
    assert Invitation.objects.count() == 4
    with django_assert_max_num_queries(32):
        client.get(page_of(meeting))
