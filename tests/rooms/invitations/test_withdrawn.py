"""Who was uninvited hears nothing more of the meeting, and nothing they send or the desk presses brings them back."""

from datetime import timedelta

import pytest

from rooms.invitations import queries
from rooms.invitations.actions import invite, outbox, propose, reminders, substitute
from rooms.invitations.actions.answer import Said, answer_on_web
from rooms.invitations.itip.reply import Answer
from rooms.invitations.models import Delivery, Invitation
from rooms.invitations.refusals import SeatIsWithdrawn
from tests.factories.invitations import CLOCK, LATER, a_change, an_invited_meeting, invitation_of
from tests.factories.meetings import START, doer

pytestmark = pytest.mark.django_db
SUBSTITUTE = Said(Answer.SUBSTITUTE, name="Lê Thị Bưởi", address="buoi@phutho.example")


@pytest.fixture
def gone():
    """The site's invitation, sent and answered by a proposed substitute and another hour, then taken back."""
    meeting = an_invited_meeting()
    site = invitation_of(meeting, "site")
    outbox.work(CLOCK)
    propose.propose_time(site.pk, START + timedelta(hours=3), "", now=LATER)
    answer_on_web(site.pk, SUBSTITUTE, now=LATER)
    a_change(meeting, LATER, site_ids=[])
    return Invitation.objects.select_related("seat__meeting").get(pk=site.pk)


def letters_to(invitation):
    return Delivery.objects.filter(invitation=invitation).count()


def test_the_last_word_is_the_withdrawal(gone):
    of, secretary = gone.seat.meeting, doer(gone.seat.meeting, "secretary")
    outbox.work(lambda: LATER)
    before = letters_to(gone)
    Invitation.objects.filter(pk=gone.pk).update(state="sent")
    reminders.remind(of.pk, by=secretary, now=LATER + timedelta(days=1))
    invite.cancel_and_tell(of.pk, "Bão số 12", by=secretary, now=LATER + timedelta(days=1))
    assert (before, letters_to(gone)) == (2, 2)


def test_it_is_not_written_to_again(gone):
    with pytest.raises(SeatIsWithdrawn):
        invite.send_again(gone.pk, by=doer(gone.seat.meeting, "secretary"), now=LATER)


def test_its_proposals_wait_for_nobody(gone):
    of = gone.seat.meeting
    assert queries.proposals_in(of.pk) == queries.proposals_of(of.pk) == []
    with pytest.raises(SeatIsWithdrawn):
        substitute.approve_substitute(gone.pk, by=doer(of, "chair"), now=LATER)


def test_it_answers_nothing_more(gone):
    with pytest.raises(SeatIsWithdrawn):
        answer_on_web(gone.pk, Said(Answer.ACCEPTED), now=LATER)
