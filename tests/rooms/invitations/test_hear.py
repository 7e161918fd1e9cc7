"""What mails to a series, proposals, refreshes and crashers come to, in the tables."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rooms.invitations.actions import inbox, outbox, refresh
from rooms.invitations.actions.answer import Said, answer_on_web
from rooms.invitations.actions.substitute import approve_substitute
from rooms.invitations.itip.reply import Answer
from rooms.invitations.models import Delivery, Invitation, Proposal, Received, Reply
from rooms.invitations.refusals import NothingProposed
from rooms.invitations.rules import Funnel
from rooms.meetings.models import Meeting, Seat
from tests.factories.invitations import (
    CLOCK,
    DOMAIN,
    LATER,
    a_calendar_reply,
    a_reply_mail,
    an_invited_meeting,
    answer_address,
    invitation_of,
)
from tests.factories.itip import SOON, a_weekly_series, answer, fresh, receive
from tests.factories.meetings import START, doer

pytestmark = pytest.mark.django_db


@pytest.fixture
def site():
    meeting = an_invited_meeting()
    outbox.work(CLOCK)
    return invitation_of(meeting, "site")


@pytest.fixture
def weeks():
    return a_weekly_series()


def states(weeks):
    return [fresh(one).state for one in weeks]


def test_an_answer_to_the_whole_series_answers_every_instance(weeks):
    received = answer(weeks[0], a_calendar_reply(weeks[0]))
    assert states(weeks) == [Funnel.ACCEPTED] * 3
    assert (received.filed, Reply.objects.filter(received=received).count()) == ("applied", 3)


def test_an_answer_to_one_instance_answers_that_one(weeks):
    line = "RECURRENCE-ID;TZID=SE Asia Standard Time:20261204T083000"
    received = answer(weeks[0], a_calendar_reply(weeks[0], "DECLINED", extra=line))
    assert states(weeks) == [Funnel.SENT, Funnel.DECLINED, Funnel.SENT]
    assert received.meeting == weeks[1].seat.meeting


def test_instances_that_are_over_or_cancelled_are_left_as_they_were(weeks):
    Meeting.objects.filter(pk=weeks[2].seat.meeting_id).update(state="cancelled")
    answer(weeks[0], a_calendar_reply(weeks[0]), now=START + timedelta(days=1))
    assert states(weeks) == [Funnel.SENT, Funnel.ACCEPTED, Funnel.SENT]


def test_apple_says_yes_to_the_series_and_no_to_one_in_one_mail(weeks):
    """Shape of a captured mail: the exception's DTSTAMP is older than the series'."""
    first = a_calendar_reply(weeks[0])
    older = f"DTSTAMP:{LATER - timedelta(days=9):%Y%m%dT%H%M%SZ}"
    exception = a_calendar_reply(weeks[0], "DECLINED", DTSTAMP=older, extra="RECURRENCE-ID:20261211T013000Z")
    event = exception[exception.index("BEGIN:VEVENT") : exception.index("END:VCALENDAR")]
    answer(weeks[0], first.replace("END:VCALENDAR", event + "END:VCALENDAR"))
    assert states(weeks) == [Funnel.ACCEPTED, Funnel.ACCEPTED, Funnel.DECLINED]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("RECURRENCE-ID:20261205T013000Z", "one_instance"),
        ("RECURRENCE-ID;RANGE=THISANDFUTURE:20261204T013000Z", "and_future"),
        ("RECURRENCE-ID;TZID=../../etc/passwd:20261204T083000", "one_instance"),
    ],
)
def test_an_instance_that_cannot_be_told_waits_for_a_person(weeks, line, reason):
    received = answer(weeks[0], a_calendar_reply(weeks[0], extra=line))
    assert (received.filed, received.reason, states(weeks)) == ("needs_person", reason, [Funnel.SENT] * 3)
    assert received.meeting is not None


ANSWERS = st.tuples(st.sampled_from(["ACCEPTED", "DECLINED", "TENTATIVE"]), st.integers(0, 2), st.integers(0, 3))


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(ANSWERS, min_size=1, max_size=5), st.data())
def test_mails_to_a_series_end_the_same_in_any_order(weeks, said, data):
    mails = [series_mail(weeks, number, *one) for number, one in enumerate(said)]
    ends = []
    for order in (mails, data.draw(st.permutations([*mails, mails[0]]))):
        forget(weeks)
        for raw in order:
            receive(raw, answer_address(weeks[0]))
        ends.append(states(weeks))
    assert ends[0] == ends[1]


def series_mail(weeks, number, partstat, minute, place):
    stamp = f"DTSTAMP:{LATER + timedelta(minutes=minute):%Y%m%dT%H%M%SZ}"
    which = f"RECURRENCE-ID:{weeks[place - 1].recurrence}" if place else None
    calendar = a_calendar_reply(weeks[0], partstat, DTSTAMP=stamp, extra=which)
    return a_reply_mail(weeks[0], calendar, f"<{number}@client.example>")


def forget(weeks):
    Received.objects.all().delete()
    Reply.objects.all().delete()
    nothing = {"answer_sequence": None, "answer_dtstamp": None, "answer_sent_at": None, "answer_particular": False}
    Invitation.objects.filter(pk__in=[one.pk for one in weeks]).update(state="sent", comment="", **nothing)


def counter(invitation, partstat="TENTATIVE", minute=0, **changes):
    stamp = f"DTSTAMP:{LATER + timedelta(minutes=minute):%Y%m%dT%H%M%SZ}"
    times = "DTSTART:20261127T070000Z\r\nDTEND:20261127T080000Z\r\nCOMMENT:Chiều tiện hơn"
    changes = {"METHOD": "METHOD:COUNTER", "DTSTAMP": stamp, "extra": times, **changes}
    return a_calendar_reply(invitation, partstat, **changes)


def test_a_proposed_time_becomes_a_proposal_with_its_words(site):
    received = answer(site, counter(site))
    proposal = Proposal.objects.get(state="waiting")
    assert (received.filed, received.reason) == ("needs_person", "other_time")
    assert (f"{proposal.starts_at:%H%M}", f"{proposal.ends_at:%H%M}") == ("0700", "0800")
    assert (proposal.comment, fresh(site).state) == ("Chiều tiện hơn", Funnel.TENTATIVE)


def test_a_yes_beside_a_proposed_time_is_no_yes_to_ours(site):
    answer(site, counter(site, "ACCEPTED"))
    assert (fresh(site).state, Proposal.objects.count()) == (Funnel.SENT, 1)


@pytest.mark.parametrize("late_first", [False, True])
def test_a_later_answer_outdoes_a_proposal_in_either_order(site, late_first):
    mails = [(counter(site), "<p@x>"), (a_calendar_reply(site, DTSTAMP="DTSTAMP:20261122T020500Z"), "<a@x>")]
    for calendar, name in reversed(mails) if late_first else mails:
        answer(site, calendar, message_id=name, now=SOON + timedelta(minutes=9))
    assert fresh(site).state == Funnel.ACCEPTED
    assert not Proposal.objects.filter(state="waiting").exists()
    assert not Received.objects.filter(filed="needs_person").exists()


def test_of_two_proposals_the_newer_waits(site):
    answer(site, counter(site, minute=2), message_id="<2@x>")
    answer(site, counter(site, minute=1), message_id="<1@x>")
    answer(site, counter(site, minute=3), message_id="<3@x>")
    assert Proposal.objects.filter(state="waiting").count() == 1
    assert Proposal.objects.get(state="waiting").received.message_id == "<3@x>"


def test_google_labels_a_proposed_time_as_a_reply(site):
    raw = a_reply_mail(site, counter(site))
    assert b'method="REPLY"' in raw
    receive(raw, answer_address(site))
    assert Proposal.objects.count() == 1


def test_a_copy_goes_to_the_seat_that_asks_and_not_for_ever(site):
    calendar = a_calendar_reply(site, METHOD="METHOD:REFRESH")
    before = Delivery.objects.count()
    filed = [answer(site, calendar, message_id=f"<{n}@x>").reason for n in range(refresh.COPIES_A_DAY + 2)]
    assert filed == ["copy_asked"] * refresh.COPIES_A_DAY + ["copy_too_often"] * 2
    assert Delivery.objects.count() - before == refresh.COPIES_A_DAY
    assert set(Delivery.objects.values_list("recipient", flat=True)) >= {site.seat.address}


def test_a_copy_of_a_series_is_one_letter(weeks):
    received = answer(weeks[0], a_calendar_reply(weeks[0], METHOD="METHOD:REFRESH"))
    assert (received.filed, received.reason) == ("applied", "copy_asked")
    assert Delivery.objects.filter(invitation__in=weeks).count() == 1
    assert [fresh(one).state for one in weeks] == [Funnel.SENT] * 3


def test_an_answer_in_words_goes_to_the_desk_of_the_meeting_whose_letter_it_answers(site):
    letter = Delivery.objects.get(invitation=site)
    raw = f"In-Reply-To: {letter.message_id}\r\nSubject: Re\r\n\r\nTôi bận, xin vắng.".encode()
    received = receive(raw, answer_address(site))
    assert (received.filed, received.reason, received.meeting) == ("needs_person", "in_words", site.seat.meeting)


def test_a_reference_to_a_letter_of_somebody_else_does_not_lead_to_them(site):
    other = Delivery.objects.get(invitation=invitation_of(site.seat.meeting, "chair"))
    raw = f"In-Reply-To: {other.message_id}\r\n\r\nXin vắng.".encode()
    assert receive(raw, answer_address(site)).invitation == site  # the holder's only open one


def test_words_alone_lead_to_the_next_sitting_of_the_only_series(weeks):
    assert receive(b"Subject: Re\r\n\r\nXin v\xe1\xba\xafng.", answer_address(weeks[0])).invitation == weeks[0]


def test_words_alone_lead_to_no_seat_that_was_taken_back(site):
    Seat.objects.filter(pk=site.seat_id).update(withdrawn_at=SOON)
    assert receive(b"Subject: Re\r\n\r\nXin v\xe1\xba\xafng.", answer_address(site)).invitation is None


def test_a_holder_who_was_not_invited_here_waits_for_this_meetings_desk(site):
    chair = invitation_of(site.seat.meeting, "chair")
    address, calendar = answer_address(chair), a_calendar_reply(chair)
    chair.delete()
    received = receive(a_reply_mail(site, calendar), address)
    assert (received.filed, received.reason, received.meeting) == ("needs_person", "not_invited", site.seat.meeting)


def test_an_unknown_meeting_belongs_to_nobody(site):
    received = answer(site, a_calendar_reply(site, UID=f"UID:khong-co@{DOMAIN}"))
    assert (received.reason, received.meeting) == ("unknown_meeting", None)


def test_a_mail_read_again_changes_nothing_a_second_time(site):
    received = answer(site, a_calendar_reply(site, "DECLINED"))
    later = a_calendar_reply(site, DTSTAMP="DTSTAMP:20261122T020400Z")
    answer(site, later, message_id="<2@x>", now=SOON + timedelta(hours=1))
    Received.objects.filter(pk=received.pk).update(filed="new")
    inbox.work(lambda: SOON + timedelta(days=30))
    received.refresh_from_db()
    assert (received.filed, fresh(site).state, Reply.objects.count()) == ("applied", Funnel.ACCEPTED, 2)


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_the_two_replies_of_a_delegation_in_either_order(site, order):
    chair = invitation_of(site.seat.meeting, "chair")
    who = chair.seat.address
    to = f'ATTENDEE;PARTSTAT=DELEGATED;DELEGATED-TO="mailto:yen@phutho.example":mailto:{who}'
    by = f'ATTENDEE;CN=Hải Yến;PARTSTAT=ACCEPTED;DELEGATED-FROM="MAILTO:{who}":mailto:yen@phutho.example'
    mails = [
        a_calendar_reply(chair, ATTENDEE=to),
        a_calendar_reply(chair, ATTENDEE=by, DTSTAMP="DTSTAMP:20261122T020100Z"),
    ]
    for place in order:
        answer(chair, mails[place], message_id=f"<{place}@x>")
    invitation = fresh(chair)
    assert (invitation.state, invitation.substitute_email) == ("substitute_proposed", "yen@phutho.example")
    assert invitation.substitute_name == "Hải Yến"


def test_a_hall_sends_nobody_in_its_place_and_a_person_reads_whom_it_named(site):
    to = f'ATTENDEE;PARTSTAT=DELEGATED;DELEGATED-TO="mailto:yen@phutho.example":mailto:{site.seat.address}'
    received = answer(site, a_calendar_reply(site, ATTENDEE=to))
    assert (received.filed, received.reason, fresh(site).state) == ("needs_person", "hall_delegates", Funnel.SENT)
    assert "yen@phutho.example" in received.detail
    Invitation.objects.filter(pk=site.pk).update(state="substitute_proposed", substitute_email="yen@phutho.example")
    with pytest.raises(NothingProposed):  # as an earlier version wrote it down
        approve_substitute(site.pk, by=doer(site.seat.meeting, "secretary"), now=SOON)


def test_an_answer_that_echoes_our_stamp_outranks_what_was_said_on_the_page_before(site):
    answer_on_web(site.pk, Said(Answer.ACCEPTED), now=LATER)
    stamp = f"DTSTAMP:{fresh(site).dtstamp:%Y%m%dT%H%M%SZ}"
    echo = a_reply_mail(site, a_calendar_reply(site, "DECLINED", DTSTAMP=stamp))
    received = receive(echo.replace(b"Date: ", b"X-Date: "), answer_address(site))
    assert (received.filed, fresh(site).state) == ("applied", Funnel.DECLINED)


def test_a_delegate_who_refuses_is_told_to_a_person(site):
    by = f'ATTENDEE;PARTSTAT=DECLINED;DELEGATED-FROM="mailto:{site.seat.address}":mailto:yen@phutho.example'
    received = answer(site, a_calendar_reply(site, ATTENDEE=by))
    assert (received.reason, fresh(site).state) == ("substitute_refuses", Funnel.SENT)
