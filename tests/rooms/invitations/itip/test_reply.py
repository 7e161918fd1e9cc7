from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rooms.invitations.itip.mail import UnreadableMail, open_mail
from rooms.invitations.itip.reading import Heard, HeardAttendee, UnreadableCalendar, read_calendar
from rooms.invitations.itip.reply import Answer, Answered, CopyAsked, Ignored, Known, NeedsPerson, Reason, judge

NOW = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
KNOWN = Known(address="an@phutho.example", sequence=2)
PARTSTATS = {"ACCEPTED": Answer.ACCEPTED, "TENTATIVE": Answer.TENTATIVE, "DECLINED": Answer.DECLINED}


def heard(partstat="ACCEPTED", sequence=2, minute=0, address="an@phutho.example", **fields) -> Heard:
    who = HeardAttendee(address=address, partstat=partstat)
    stamp = NOW + timedelta(minutes=minute)
    return Heard("REPLY", "u@x", sequence=sequence, dtstamp=stamp, attendees=(who,), **fields)


def told(known: Known, one: Heard) -> Known:
    """What is known after this reply came."""
    outcome = judge(one, known, None, NOW + timedelta(days=1))
    if isinstance(outcome, Answered):
        return replace(known, answer=outcome.answer, answered=outcome.rank)
    return known


REPLIES = st.builds(heard, st.sampled_from([*PARTSTATS]), st.integers(0, 3), st.integers(0, 1000))


@given(st.lists(REPLIES, max_size=8, unique_by=lambda one: one.dtstamp), st.randoms(use_true_random=False))
def test_the_order_of_arrival_does_not_matter(replies, dice):
    shuffled = [*replies]
    dice.shuffle(shuffled)
    ends = []
    for order in (replies, shuffled, [*shuffled, *replies]):  # the last: every mail doubled
        known = KNOWN
        for one in order:
            known = told(known, one)
        ends.append((known.answer, known.answered))
    assert ends[0] == ends[1] == ends[2]
    current = [one for one in replies if one.sequence >= KNOWN.sequence]
    newest = max(current, key=lambda one: one.dtstamp, default=None)
    assert ends[0][0] == (PARTSTATS[newest.attendees[0].partstat] if newest else None)


@pytest.mark.parametrize(
    ("one", "outcome"),
    [
        (heard(sequence=1), Ignored(Reason.STALE)),
        (heard("NEEDS-ACTION"), Ignored(Reason.NO_ANSWER)),
        (heard("X-PERHAPS"), NeedsPerson(Reason.UNKNOWN_PARTSTAT, "X-PERHAPS")),
        (heard(address="else@x.example"), NeedsPerson(Reason.ANOTHER_ADDRESS, "else@x.example")),
        (replace(heard(), method="PUBLISH"), Ignored(Reason.NOT_A_REPLY)),
        (replace(heard(), method="REFRESH"), CopyAsked()),
        (replace(heard(), method="COUNTER"), NeedsPerson(Reason.OTHER_TIME)),
    ],
)
def test_what_is_no_plain_answer_has_a_name(one, outcome):
    assert judge(one, KNOWN, None, NOW) == outcome


def test_an_assistant_may_answer_for_the_guest():
    who = HeardAttendee("assistant@phutho.example", "ACCEPTED", sent_by="an@phutho.example")
    assert isinstance(judge(replace(heard(), attendees=(who,)), KNOWN, None, NOW), Answered)


@given(st.binary(max_size=400))
def test_no_bytes_make_the_reader_raise_anything_unnamed(junk):
    for content in (junk, b"BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nBEGIN:VEVENT\r\n" + junk):
        try:
            read_calendar(content)
        except UnreadableCalendar:
            continue
    try:
        open_mail(b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n" + junk, "x")
    except UnreadableMail:
        return


LINES = st.lists(st.text(st.sampled_from('BEGIND:VCALRTS;="\r\n \t,ATTENDEE0123ZÝ\x00:;'), max_size=60), max_size=30)


@given(LINES)
def test_no_lines_make_the_reader_raise_anything_unnamed(lines):
    content = "\r\n".join(["BEGIN:VCALENDAR", "BEGIN:VEVENT", *lines, "END:VEVENT", "END:VCALENDAR"]).encode()
    try:
        read_calendar(content)
    except UnreadableCalendar:
        return
