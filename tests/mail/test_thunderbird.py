"""A real Thunderbird reads our letter, shows its buttons, and what they send moves the funnel."""

from datetime import timedelta

import pytest

from rooms import clock
from rooms.invitations.actions import invite
from rooms.invitations.models import Invitation, Received
from rooms.invitations.rules import Funnel
from tests.factories.invitations import a_move
from tests.factories.meetings import doer
from tests.mail.conftest import a_meeting_ahead, invite_all, sites_of
from tests.mail.thunderbird import INSTALLED, thunderbird
from tests.servers import until

pytestmark = [
    pytest.mark.grown,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not INSTALLED, reason="needs Thunderbird and Xvfb: apt install thunderbird xvfb"),
]


def the_letter(office, house, invitation) -> bytes:
    """The newest letter to this seat, as its mailbox has it."""
    house.post()
    name = invitation.seat.address.partition("@")[0]
    ours = invitation.deliveries.latest("pk").message_id.encode()
    return until(lambda: next((one for one in office.letters(name) if ours in one), None), f"the letter to {name}")


@pytest.mark.parametrize(
    ("button", "state"),
    [
        ("imipAcceptButton", Funnel.ACCEPTED),
        ("imipTentativeButton", Funnel.TENTATIVE),
        ("imipDeclineButton", Funnel.DECLINED),
    ],
)
def test_its_buttons_are_shown_and_its_answer_moves_the_funnel(office, house, button, state):
    site, _other = sites_of(invite_all(a_meeting_ahead()))
    office.add_mailbox(site.seat.address.partition("@")[0])
    letter = the_letter(office, house, site)
    with thunderbird(site.seat.address, office.inner) as client:
        shown = client.show(letter)
        assert {"imipAcceptButton", "imipDeclineButton"} <= set(shown), shown
        client.press(button)
        house.wait_until(site, state)
    answer = Received.objects.get(invitation=site)
    assert (answer.filed, answer.envelope_from) == ("applied", site.seat.address)


def test_a_new_time_is_asked_and_answered_anew(office, house):
    meeting = invite_all(a_meeting_ahead())
    site, _other = sites_of(meeting)
    office.add_mailbox(site.seat.address.partition("@")[0])
    with thunderbird(site.seat.address, office.inner) as client:
        client.show(the_letter(office, house, site))
        client.press("imipAcceptButton")
        house.wait_until(site, Funnel.ACCEPTED)
        a_move(meeting, timedelta(hours=1), clock.now())
        client.show(the_letter(office, house, site))
        assert Invitation.objects.get(pk=site.pk).state == Funnel.SENT
        client.press("imipDeclineButton")
        house.wait_until(site, Funnel.DECLINED)


def test_a_cancelled_meeting_is_offered_for_deletion(office, house):
    meeting = invite_all(a_meeting_ahead())
    site, _other = sites_of(meeting)
    office.add_mailbox(site.seat.address.partition("@")[0])
    with thunderbird(site.seat.address, office.inner) as client:
        client.show(the_letter(office, house, site))
        client.press("imipAcceptButton")
        house.wait_until(site, Funnel.ACCEPTED)
        invite.cancel_and_tell(meeting.pk, "Hoãn theo chỉ đạo", by=doer(meeting, "secretary"), now=clock.now())
        shown = client.show(the_letter(office, house, site), "imipDelete")
        assert "imipDeleteButton" in shown
