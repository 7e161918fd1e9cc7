"""A letter says what was true at the deed, its bytes are made once, and its papers are kept once."""

import email
from datetime import timedelta
from email.policy import default

import pytest
from django.core import mail

from rooms.invitations.actions import composing, invite, leases, outbox, settling
from rooms.invitations.carrier import NotNow
from rooms.invitations.letters import Attachment
from rooms.invitations.models import Delivery, Enclosure
from rooms.invitations.rules import LEASE
from tests.factories.invitations import CLOCK, an_invited_meeting, invitation_of
from tests.factories.meetings import NOW, a_draft, doer
from tests.factories.people import a_person

pytestmark = pytest.mark.django_db
PAPER = Attachment("Giấy mời số 45.pdf", "application/pdf", b"%PDF-1.7 " + b"x" * 5000)
ASKED = []


def papers_of(meeting_id):
    ASKED.append(meeting_id)
    return [PAPER]


@pytest.fixture
def _papers(settings):
    ASKED.clear()
    settings.LETTER_ATTACHMENTS = f"{__name__}.papers_of"


def text_of(message) -> str:
    letter = email.message_from_bytes(message.message().as_bytes(), policy=default)
    return letter.get_body(("plain",)).get_content()


def test_a_queued_letter_has_no_bytes_yet_and_says_what_was_true_at_the_deed():
    meeting = an_invited_meeting()
    assert {bytes(one.raw) for one in Delivery.objects.all()} == {b""}
    meeting.title, meeting.starts_at = "Tên khác", meeting.starts_at - timedelta(days=1)
    meeting.save()
    meeting.items.all().delete()
    outbox.work(CLOCK)
    for message in mail.outbox:
        assert "Tên khác" not in text_of(message)
        assert "ngày 27 tháng 11" in text_of(message)
        assert "Thủ tục hành chính" in text_of(message)
    assert all(one.raw and not one.contents for one in Delivery.objects.all())


def test_the_date_of_a_letter_is_the_hour_of_the_deed():
    an_invited_meeting()
    outbox.work(lambda: NOW + timedelta(hours=3))
    assert {message.message()["Date"].datetime for message in mail.outbox} == {NOW.replace(microsecond=0)}


@pytest.mark.usefixtures("_papers")
def test_a_paper_is_asked_for_once_a_deed_kept_once_and_stands_in_every_letter():
    an_invited_meeting()
    assert (len(ASKED), Enclosure.objects.count()) == (1, 1)
    outbox.work(CLOCK)
    assert len(mail.outbox) == 4
    for message in mail.outbox:
        *_before, paper = message.message().iter_parts()
        assert (paper.get_filename(), paper.get_content()) == (PAPER.filename, PAPER.content)
    assert max(len(bytes(one.raw)) for one in Delivery.objects.all()) < len(mail.outbox[0].message().as_bytes()) - 5000


@pytest.mark.usefixtures("_papers")
def test_a_later_letter_shares_the_paper_and_a_cancellation_carries_none():
    meeting = an_invited_meeting()
    secretary = doer(meeting, "secretary")
    invite.send_again(invitation_of(meeting, "site").pk, by=secretary, now=NOW)
    invite.cancel_and_tell(meeting.pk, "Bão số 12", by=secretary, now=NOW)
    assert Enclosure.objects.count() == 1
    assert Delivery.objects.filter(enclosures__isnull=False).count() == 5
    assert not Delivery.objects.filter(method="CANCEL", enclosures__isnull=False).exists()


@pytest.mark.usefixtures("_papers")
def test_a_repeat_has_the_same_bytes():
    an_invited_meeting()
    (leased,) = leases.lease("w", NOW, 1)
    (written,) = composing.write_down([leased], "w", CLOCK)
    first = composing.whole(written)
    settling.settle(written.pk, NotNow("451 later"), NOW, owner="w")
    (again,) = [one for one in leases.lease("x", NOW + LEASE, 9) if one.pk == written.pk]
    assert composing.whole(composing.write_down([again], "x", CLOCK)[0]) == first


def test_a_worker_whose_lease_has_passed_writes_nothing_down():
    an_invited_meeting()
    (leased,) = leases.lease("slow", NOW, 1)
    leases.recover(NOW + LEASE + timedelta(seconds=1))
    assert composing.write_down([leased], "slow", CLOCK) == []
    assert bytes(Delivery.objects.get(pk=leased.pk).raw) == b""


def test_inviting_asks_the_database_little_however_many_seats_there_are(django_assert_max_num_queries):
    meeting = a_draft()
    for number in range(5, 45):
        guest = a_person(f"Khách mời {number}", f"khach{number}@phutho.example")
        meeting.seats.create(person=guest, role="guest", number=number)
    with django_assert_max_num_queries(38):
        invite.announce_and_invite(meeting.pk, by=doer(meeting, "secretary"), now=NOW)
    assert Delivery.objects.count() == 44
