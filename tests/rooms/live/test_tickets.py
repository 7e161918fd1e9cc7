from datetime import timedelta

import pytest
from django.core import signing

from rooms.live import tickets
from rooms.live.refusals import BadTicket
from tests.factories.live import the_seat
from tests.factories.meetings import START, an_announced_meeting

pytestmark = pytest.mark.django_db


def a_seat():
    return the_seat(an_announced_meeting(), "site")


def test_a_ticket_is_good_once():
    seat = a_seat()
    text = tickets.issue(seat, "vi", START)
    assert tickets.spend(text, seat.meeting.slug, START).seat_id == seat.pk
    with pytest.raises(BadTicket):
        tickets.spend(text, seat.meeting.slug, START)


def test_a_ticket_is_good_for_thirty_seconds():
    seat = a_seat()
    text = tickets.issue(seat, "vi", START)
    with pytest.raises(BadTicket):
        tickets.spend(text, seat.meeting.slug, START + timedelta(seconds=31))
    assert tickets.spend(text, seat.meeting.slug, START + timedelta(seconds=30))


def test_a_ticket_of_one_meeting_opens_no_other():
    seat = a_seat()
    with pytest.raises(BadTicket):
        tickets.spend(tickets.issue(seat, "vi", START), "another-meeting", START)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        "a:b:c",
        "é" * 50,
        "\0",
        signing.dumps({"slug": "x"}, salt="live.ticket"),
        signing.dumps(7, salt="live.ticket"),
    ],
)
def test_a_forged_ticket_is_refused(text):
    with pytest.raises(BadTicket):
        tickets.spend(text, "slug", START)


def test_a_ticket_signed_for_another_purpose_is_refused():
    seat = a_seat()
    honest = signing.loads(tickets.issue(seat, "vi", START), salt="live.ticket")
    with pytest.raises(BadTicket):
        tickets.spend(signing.dumps(honest, salt="another"), seat.meeting.slug, START)
