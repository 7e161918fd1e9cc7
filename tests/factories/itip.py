"""A weekly series of the tests with its invitations, as one guest's calendar has them, and answers to it."""

from datetime import timedelta

from rooms.invitations.actions import inbox
from rooms.invitations.actions.reply_addresses import reply_address_of
from rooms.invitations.models import Invitation, Received
from rooms.meetings.models import Meeting, Seat, Series
from tests.factories.invitations import LATER, a_reply_mail, answer_address
from tests.factories.meetings import NOW, START, an_announced_meeting

SOON = LATER + timedelta(minutes=5)
WEEK = timedelta(days=7)


def a_weekly_series(weeks=3) -> list[Invitation]:
    """The site's invitations to the briefings of three Fridays, sent and not answered."""
    first = an_announced_meeting()
    series = Series.objects.create(
        starts="08:30",
        ends="10:30",
        weekdays=[4],
        first_day=START.date(),
        last_day=START.date() + (weeks - 1) * WEEK,
        created_at=NOW,
    )
    seat = first.seats.filter(role="site").first()
    return [_instance(series, first, seat, week) for week in range(weeks)]


def _instance(series: Series, first: Meeting, seat: Seat, week: int) -> Invitation:
    if week:
        first = Meeting.objects.create(
            title=first.title,
            folded=first.folded,
            agency=first.agency,
            state=first.state,
            created_at=NOW,
            starts_at=START + week * WEEK,
            ends_at=START + week * WEEK + timedelta(hours=2),
            series=series,
            occurrence=START + week * WEEK,
        )
        seat = Seat.objects.create(meeting=first, site=seat.site, role=seat.role, number=3)
    else:
        first.series, first.occurrence = series, START
        first.save()
    row, _token = reply_address_of(seat)
    return Invitation.objects.create(
        seat=seat,
        reply_address=row,
        uid=f"{series.pk}@diemcau.localhost",
        recurrence=f"{first.occurrence:%Y%m%dT%H%M%SZ}",
        dtstamp=NOW,
        state="sent",
        state_at=NOW,
    )


def receive(raw: bytes, recipient: str, now=SOON, sender="a@client.example") -> Received:
    (pk,) = inbox.keep(raw, sender, [recipient], now)
    inbox.work(lambda: now)
    return Received.objects.get(pk=pk)


def answer(invitation: Invitation, calendar: str, now=SOON, **headers) -> Received:
    return receive(a_reply_mail(invitation, calendar, **headers), answer_address(invitation), now)


def fresh(invitation: Invitation) -> Invitation:
    return Invitation.objects.select_related("seat__meeting").get(pk=invitation.pk)
