"""The Giấy mời on its way: with the letters, on the answer page, in the desk's words."""

import email
from datetime import UTC, date, timedelta
from email.policy import default

import icalendar
import pytest
from django.core import mail
from django.urls import reverse

from rooms import clock
from rooms.invitations.actions import invite, outbox, reminders, sweeping
from rooms.invitations.links import token_for
from rooms.invitations.models import Enclosure
from rooms.invitations.writing import calendar_file
from rooms.meetings.models import Meeting
from rooms.papers import actions
from rooms.papers.actions import Order
from rooms.papers.models import IssuedPaper
from tests.factories.invitations import CLOCK, a_move, an_invited_meeting, invitation_of
from tests.factories.meetings import NOW, a_draft, doer
from tests.factories.papers import given

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _noon(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)


def issue(meeting, number=12, **order):
    gave = given(number=number, dated=date(2026, 11, 22))
    return actions.issue(meeting.pk, Order(gave, **order), by=doer(meeting, "secretary"), now=NOW)


def papers_of(message):
    letter = email.message_from_bytes(message.message().as_bytes(), policy=default)
    return [(part.get_filename(), part.get_content()) for part in letter.iter_attachments()][1:]  # the calendar first


def moved(meeting):
    week = timedelta(days=7)
    Meeting.objects.filter(pk=meeting.pk).update(starts_at=meeting.starts_at + week, ends_at=meeting.ends_at + week)


def test_the_issued_paper_goes_with_every_letter_as_the_same_bytes():
    meeting = a_draft()
    paper = issue(meeting)
    invite.announce_and_invite(meeting.pk, by=doer(meeting, "secretary"), now=NOW)
    outbox.work(CLOCK)
    carried = {papers_of(message)[0] for message in mail.outbox}
    assert carried == {("giay-moi-12-GM-UBND.pdf", bytes(paper.pdf))}
    assert len(mail.outbox) > 1
    assert Enclosure.objects.count() == 1


def test_without_a_number_letters_go_without_a_paper():
    an_invited_meeting()
    outbox.work(CLOCK)
    assert {len(papers_of(message)) for message in mail.outbox} == {0}


def test_a_paper_that_tells_the_old_hour_goes_with_no_letter_until_the_next_is_issued():
    meeting = a_draft()
    issue(meeting)
    invite.announce_and_invite(meeting.pk, by=doer(meeting, "secretary"), now=NOW)
    outbox.work(CLOCK)
    mail.outbox.clear()
    a_move(meeting, timedelta(days=7))
    outbox.work(CLOCK)
    assert {len(papers_of(message)) for message in mail.outbox} == {0}
    mail.outbox.clear()
    second = issue(meeting, number=14, seen=1)
    reminders.remind(meeting.pk, by=doer(meeting, "secretary"), now=NOW)
    outbox.work(CLOCK)
    assert {papers_of(message)[0] for message in mail.outbox} == {("giay-moi-14-GM-UBND.pdf", bytes(second.pdf))}


def test_the_calendar_and_the_paper_tell_the_same_hour():
    meeting = an_invited_meeting()
    paper = issue(meeting)
    invitation = invitation_of(meeting, "site")
    event = icalendar.Calendar.from_ical(calendar_file(invitation.seat, invitation)).events[0]
    times = [event["DTSTART"].dt.astimezone(UTC).isoformat(), event["DTEND"].dt.astimezone(UTC).isoformat()]
    assert paper.told["sittings"] == [times]
    assert "08 giờ 30 phút, ngày 27 tháng 11 năm 2026 (thứ Sáu)" in str(paper.said)


def test_no_letter_carries_anybodys_personal_link_inside_the_paper():
    meeting = a_draft()
    issue(meeting)
    invite.announce_and_invite(meeting.pk, by=doer(meeting, "secretary"), now=NOW)
    said = str(IssuedPaper.objects.get().said)
    assert not [seat for seat in meeting.seats.all() if token_for(seat) in said]


def test_the_answer_page_offers_what_was_issued_and_nothing_before(client):
    meeting = an_invited_meeting()
    token = token_for(invitation_of(meeting, "site").seat)
    address = reverse("rsvp_paper", args=[token])
    assert address not in client.get(reverse("rsvp", args=[token])).content.decode()
    nothing = client.get(address)
    assert (nothing.status_code, "chưa ban hành" in nothing.content.decode()) == (404, True)
    paper = issue(meeting)
    assert address in client.get(reverse("rsvp", args=[token])).content.decode()
    got = client.get(address)
    assert got.content == bytes(paper.pdf)
    assert got["Content-Disposition"] == 'attachment; filename="giay-moi-12-GM-UBND.pdf"'
    assert got["Referrer-Policy"] == "strict-origin"


def test_the_link_of_a_seat_that_changed_hands_opens_no_paper(client):
    meeting = an_invited_meeting()
    issue(meeting)
    seat = invitation_of(meeting, "site").seat
    address = reverse("rsvp_paper", args=[token_for(seat)])
    seat.epoch += 1
    seat.save()
    assert client.get(address).status_code == 410


def test_the_desk_reads_before_sending_whether_the_paper_goes_along(client):
    meeting = a_draft()
    client.force_login(meeting.seats.get(role="secretary").person)
    page = reverse("invitations_page", args=[meeting.slug])
    assert "Giấy mời chưa có số: thư sẽ đi không kèm văn bản." in client.get(page).content.decode()
    assert reverse("paper_page", args=[meeting.slug]) in client.get(page).content.decode()
    issue(meeting)
    assert "Thư gửi đi kèm Giấy mời số 12/GM-UBND." in client.get(page).content.decode()
    moved(meeting)
    assert "Giấy mời số 12/GM-UBND đã cũ" in client.get(page).content.decode()


def test_papers_that_no_letter_carries_are_swept_and_all_others_stay():
    meeting = a_draft()
    issue(meeting)
    invite.announce_and_invite(meeting.pk, by=doer(meeting, "secretary"), now=NOW)
    carried = Enclosure.objects.get()
    Enclosure.objects.create(filename="cu.pdf", content_type="application/pdf", digest="0" * 64, content=b"%PDF")
    assert sweeping.sweep() == 1
    assert Enclosure.objects.get() == carried
    assert sweeping.sweep() == 0
