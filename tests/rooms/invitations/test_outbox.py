import email
import re
from datetime import timedelta
from email.policy import default

import pytest
from django.core import mail
from django.utils import translation

from rooms.invitations.actions import invite, leases, outbox, settling
from rooms.invitations.carrier import Doubt, Never, NotNow
from rooms.invitations.itip.compose import Method
from rooms.invitations.itip.reading import read_calendar
from rooms.invitations.models import Delivery, Invitation, Stage
from rooms.invitations.rules import DOUBT, LEASE, Funnel
from rooms.invitations.writing import Telling
from rooms.journal import queries as journal
from tests.factories.invitations import CLOCK, a_change, a_letter, a_move, an_invited_meeting, invitation_of
from tests.factories.meetings import NOW, a_draft, doer

pytestmark = pytest.mark.django_db


def calendar_of(message) -> bytes:
    parsed = email.message_from_bytes(message.message().as_bytes(), policy=default)
    part = next(part for part in parsed.walk() if part.get_content_type() == "text/calendar")
    return part.get_payload(decode=True)


def test_announcing_queues_one_letter_a_seat_in_the_same_transaction():
    meeting = a_draft()
    invite.announce_and_invite(meeting.pk, by=doer(meeting, "secretary"), now=NOW)
    assert Delivery.objects.filter(stage=Stage.QUEUED).count() == meeting.seats.count() == 4
    assert mail.outbox == []


def test_the_worker_posts_each_letter_once_and_the_funnel_follows():
    meeting = an_invited_meeting()
    assert outbox.work(CLOCK) == 4
    assert outbox.work(CLOCK) == 0
    assert len(mail.outbox) == 4
    assert {one.state for one in Invitation.objects.all()} == {Funnel.SENT}
    assert [entry.kind for entry in journal.entries_after(meeting.pk, 1)] == ["invitation.sent"] * 4


def test_each_letter_names_one_attendee_and_carries_no_personal_key_in_its_calendar():
    an_invited_meeting()
    outbox.work(CLOCK)
    for message in mail.outbox:
        raw = calendar_of(message)
        (event,) = read_calendar(raw)
        assert [one.address for one in event.attendees] == message.to
        assert b"tra-loi" not in raw.replace(b"\r\n ", b"")
        assert "/tra-loi/" in message.message().get_body(("plain",)).get_content()


def test_the_shape_is_the_one_that_every_client_understands():
    an_invited_meeting()
    outbox.work(CLOCK)
    letter = mail.outbox[0].message()
    assert letter.get_content_type() == "multipart/mixed"
    alternative, attachment = letter.iter_parts()
    assert [part.get_content_type() for part in alternative.iter_parts()] == [
        "text/plain",
        "text/html",
        "text/calendar",
    ]
    calendar = list(alternative.iter_parts())[-1]
    assert calendar["Content-Transfer-Encoding"] == "base64"
    assert (calendar["Content-ID"], calendar["Content-Disposition"]) == (None, None)
    assert calendar.get_param("method") == "REQUEST"
    assert attachment.get_content_type() == "application/ics"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter["X-Auto-Response-Suppress"] == "OOF, AutoReply"
    assert mail.outbox[0].from_email.startswith("bounce+")


def test_the_sender_is_the_organizer_and_stays_the_same_in_later_letters():
    meeting = an_invited_meeting()
    outbox.work(CLOCK)
    invite.send_again(invitation_of(meeting, "site").pk, by=doer(meeting, "secretary"), now=NOW)
    outbox.work(CLOCK)
    again = mail.outbox[-1].message()
    first = next(one.message() for one in mail.outbox if one.to == mail.outbox[-1].to)
    assert again["From"] == first["From"]
    assert again["References"] == first["Message-ID"] != again["Message-ID"]
    organizer = first["From"].addresses[0].addr_spec
    assert f"mailto:{organizer}".encode() in calendar_of(mail.outbox[-1]).replace(b"\r\n ", b"")


def test_a_moved_meeting_raises_sequence_and_asks_anew_a_new_title_does_not():
    meeting = an_invited_meeting()
    outbox.work(CLOCK)
    a_change(meeting, title="Giao ban tháng 11 (tiêu đề mới)")
    assert {(one.sequence, one.state) for one in Invitation.objects.all()} == {(0, Funnel.SENT)}
    a_move(meeting, timedelta(minutes=30))
    assert {(one.sequence, one.state) for one in Invitation.objects.all()} == {(1, Funnel.QUEUED)}


def test_dtstamp_grows_strictly_even_when_the_clock_stands_still():
    meeting = an_invited_meeting()
    invitation = invitation_of(meeting, "site")
    stamps = [invitation.dtstamp]
    for _again in range(3):
        again = invite.send_again(invitation.pk, by=doer(meeting, "secretary"), now=NOW - timedelta(hours=1))
        stamps.append(again.dtstamp)
    assert stamps == sorted(set(stamps))


def test_cancelling_tells_everybody_with_a_higher_sequence():
    meeting = an_invited_meeting()
    invite.cancel_and_tell(meeting.pk, "Bão số 12", by=doer(meeting, "secretary"), now=NOW)
    outbox.work(CLOCK)
    cancels = [one for one in mail.outbox if b"METHOD:CANCEL" in calendar_of(one)]
    assert len(cancels) == 4
    assert b"STATUS:CANCELLED" in calendar_of(cancels[0])
    assert b"SEQUENCE:1" in calendar_of(cancels[0])
    assert "Bão số 12" in cancels[0].message().get_body(("plain",)).get_content()


def test_letters_of_one_seat_leave_in_order():
    meeting = an_invited_meeting()
    invite.cancel_and_tell(meeting.pk, "Bão số 12", by=doer(meeting, "secretary"), now=NOW)
    first = Delivery.objects.order_by("pk").first()
    settling.settle(first.pk, NotNow("451 try later"), NOW)
    outbox.work(CLOCK)
    assert not Delivery.objects.filter(invitation=first.invitation, stage=Stage.SENT).exists()
    outbox.work(lambda: NOW + timedelta(minutes=2))
    assert Delivery.objects.exclude(stage=Stage.SENT).count() == 0


def test_a_refused_letter_shows_as_bounced_with_the_servers_words():
    meeting = an_invited_meeting()
    delivery = Delivery.objects.get(invitation=invitation_of(meeting, "site"))
    settling.settle(delivery.pk, Never("550 5.1.1 no such box"), NOW)
    invitation = invitation_of(meeting, "site")
    assert (invitation.state, invitation.fault) == (Funnel.BOUNCED, "550 5.1.1 no such box")


def test_a_dead_worker_before_data_costs_nothing_and_after_data_ten_minutes():
    an_invited_meeting()
    first, second = leases.lease("dead", NOW, 2)
    assert leases.mark_data_sent(second.pk, "dead", NOW)
    late = NOW + LEASE + timedelta(seconds=1)
    leases.recover(late)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.stage, second.stage) == (Stage.QUEUED, Stage.UNKNOWN)
    assert second.next_at == late + DOUBT
    before = Delivery.objects.get(pk=second.pk).message_id
    outbox.work(lambda: late + DOUBT)
    second.refresh_from_db()
    assert (second.stage, second.message_id) == (Stage.SENT, before)


def test_a_second_doubt_waits_for_a_person():
    an_invited_meeting()
    (delivery,) = leases.lease("w", NOW, 1)
    settling.settle(delivery.pk, Doubt("cut"), NOW, owner="w")
    (again,) = [one for one in leases.lease("w", NOW + DOUBT, 9) if one.pk == delivery.pk]
    settling.settle(again.pk, Doubt("cut"), NOW + DOUBT, owner="w")
    delivery.refresh_from_db()
    assert (delivery.stage, delivery.next_at, delivery.invitation.state) == (Stage.UNKNOWN, None, Funnel.DELAYED)


def test_a_lease_that_passed_to_another_stops_before_data():
    an_invited_meeting()
    (delivery,) = leases.lease("slow", NOW, 1)
    late = NOW + LEASE + timedelta(seconds=1)
    leases.recover(late)
    assert not leases.mark_data_sent(delivery.pk, "slow", late)


def test_a_seat_without_address_is_work_for_the_desk():
    meeting = a_draft()
    site = meeting.seats.filter(role="site").first().site
    site.email = ""
    site.save()
    invite.announce_and_invite(meeting.pk, by=doer(meeting, "secretary"), now=NOW)
    invitation = invitation_of(meeting, "site")
    assert (invitation.state, bool(invitation.fault)) == (Funnel.BOUNCED, True)
    assert Delivery.objects.count() == 3


def test_a_name_with_line_breaks_cannot_write_headers():
    meeting = a_draft()
    site = meeting.seats.filter(role="site").first().site
    site.name = 'Điểm cầu"\r\nBcc: all@phutho.example\r\n\r\nX'
    site.save()
    invite.announce_and_invite(meeting.pk, by=doer(meeting, "secretary"), now=NOW)
    outbox.work(CLOCK)
    for message in mail.outbox:
        letter = message.message()
        assert letter["Bcc"] is None
        assert len(letter["To"].addresses) == 1
        (event,) = read_calendar(calendar_of(message))
        assert len(event.attendees) == 1


def test_a_letter_is_vietnamese_whatever_the_language_of_who_sends_it():
    invitation = invitation_of(an_invited_meeting(), "site")

    def spoken(language):
        with translation.override(language):
            raw = a_letter(invitation, Telling(Method.REQUEST))
        letter = email.message_from_bytes(raw, policy=default)
        return letter["Subject"], re.sub(r"https?://\S+", "", letter.get_body(("plain",)).get_content())

    assert spoken("en") == spoken("vi")
