"""A real Thunderbird reads our letter, shows its buttons, and what they send moves the funnel."""

from datetime import timedelta

import pytest

from rooms import clock
from rooms.invitations.actions import invite
from rooms.invitations.models import Invitation, Received
from rooms.invitations.rules import Funnel
from rooms.meetings.rhythm import Rhythm
from tests.factories.invitations import a_move
from tests.factories.meetings import doer
from tests.factories.series import a_draft_series
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


def a_series_ahead() -> list[Invitation]:
    """The site's invitations to four weekly briefings, in 40 days and later."""
    first = (clock.now() + timedelta(days=40)).replace(hour=1, minute=30, second=0, microsecond=0)
    rhythm = Rhythm(frozenset({first.weekday()}), first.date(), first.date() + timedelta(weeks=3))
    meetings = a_draft_series(rhythm=rhythm, starts_at=first, ends_at=first + timedelta(hours=2))
    invite_all(meetings[0])
    return [sites_of(meeting)[0] for meeting in meetings]


@pytest.mark.timeout(240)  # two letters in one session; a busy machine took 58 s
def test_a_series_is_answered_as_a_whole_and_its_moved_meeting_alone(office, house):
    sites = a_series_ahead()
    assert len(sites) > 2
    office.add_mailbox(sites[0].seat.address.partition("@")[0])
    with thunderbird(sites[0].seat.address, office.inner) as client:
        shown = client.show(the_letter(office, house, sites[0]))
        assert "imipAcceptRecurrencesButton" in shown, shown
        client.press("imipAcceptRecurrencesButton")
        for site in sites:
            house.wait_until(site, Funnel.ACCEPTED)
        moved = sites[1].seat.meeting
        a_move(moved, timedelta(hours=1), clock.now())
        shown = client.show(the_letter(office, house, sites[1]))
        assert {"imipAcceptButton", "imipDeclineButton"} <= set(shown), shown
        client.press("imipDeclineButton")
        house.wait_until(sites[1], Funnel.DECLINED)
    assert [Invitation.objects.get(pk=site.pk).state for site in sites[2:]] == [Funnel.ACCEPTED] * len(sites[2:])
