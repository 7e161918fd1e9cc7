"""What the sent revisions and the answers to a series come to: in any order, doubled, and with older ones lost."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rooms.invitations.itip.instances import meant
from rooms.invitations.itip.reading import Heard, HeardAttendee
from rooms.invitations.itip.reply import Known, after, judge

NOW = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
MUCH_LATER = NOW + timedelta(days=30)
INSTANCES = ("20261127T013000Z", "20261204T013000Z", "20261211T013000Z")
AN, YEN = "an@phutho.example", "yen@phutho.example"
PARTSTATS = ("ACCEPTED", "TENTATIVE", "DECLINED", "DELEGATED", "COUNTER", "COUNTER TENTATIVE", "COUNTER DECLINED")


@dataclass(frozen=True)
class Revision:
    """A letter of ours that asks anew: for the whole series, or for one instance."""

    at: int
    instance: str = ""


@dataclass(frozen=True)
class Said:
    """A mail of the guest: minute of its DTSTAMP, second of its Date header, how many revisions it had seen."""

    partstat: str
    minute: int
    second: int
    instance: str
    seen: int


def heard(said: Said, sequence: int) -> Heard:
    method, _space, partstat = said.partstat.partition(" ") if "COUNTER" in said.partstat else ("REPLY", "", "")
    to = (YEN,) if said.partstat == "DELEGATED" else ()
    who = HeardAttendee(AN, partstat or said.partstat, delegated_to=to)
    times = {"starts_at": NOW + timedelta(days=said.minute)} if method == "COUNTER" else {}
    stamp = NOW + timedelta(minutes=said.minute)
    return Heard(method, "u@x", sequence, stamp, said.instance, attendees=(who,), **times)


class House:
    """The invitations of one guest to a series: the production judge, folded over what happens."""

    def __init__(self):
        self.known = [Known(AN, 0, asked_at=NOW) for _one in INSTANCES]
        self.proposals = [None] * len(INSTANCES)

    def send(self, revision: Revision):
        for place in meant(revision.instance, INSTANCES):
            asked_at = NOW + timedelta(minutes=revision.at)
            sequence = self.known[place].sequence + 1
            self.known[place] = replace(self.known[place], sequence=sequence, asked_at=asked_at, answer=None)

    def sequence(self, instance: str) -> int:
        return min(self.known[place].sequence for place in meant(instance, INSTANCES))

    def receive(self, mail: Heard, second: int):
        for place in meant(mail.recurrence, INSTANCES):
            outcome = judge(mail, self.known[place], NOW + timedelta(seconds=second), MUCH_LATER)
            self.known[place] = after(self.known[place], outcome)
            if getattr(outcome, "newest", False):
                self.proposals[place] = outcome.starts_at

    def stands(self):
        """Answer, its rank, and the proposal that is shown, for each instance."""
        return [
            (one.answer, one.answered if one.answer else None, proposal if one.proposal_stands else None)
            for one, proposal in zip(self.known, self.proposals, strict=True)
        ]


INSTANCE = st.sampled_from(("", *INSTANCES))
SAID = st.builds(
    Said,
    st.sampled_from(PARTSTATS),
    st.integers(60, 64),
    st.integers(0, 2),
    INSTANCE,
    st.integers(0, 3),
)
REVISIONS = st.lists(st.builds(Revision, st.integers(1, 50), INSTANCE), max_size=3)


def mails_of(revisions, said):
    """Each mail as its guest writes it: with the SEQUENCE that the letters seen so far had."""
    mails = []
    for one in said:
        house = House()
        for revision in revisions[: one.seen]:
            house.send(revision)
        mails.append((min(one.seen, len(revisions)), heard(one, house.sequence(one.instance)), one.second))
    return mails


def run(revisions, mails):
    """Send and receive in this order of mails; a mail can come only after the letters that its writer had seen."""
    house, sent = House(), 0
    for seen, mail, second in mails:
        for revision in revisions[sent:seen]:
            house.send(revision)
        sent = max(sent, seen)
        house.receive(mail, second)
    for revision in revisions[sent:]:
        house.send(revision)
    return house.stands()


@settings(max_examples=400)
@given(REVISIONS, st.lists(SAID, max_size=7), st.data())
def test_any_order_doubled_or_not_ends_the_same(revisions, said, data):
    mails = mails_of(revisions, said)
    shuffled = (
        data.draw(st.permutations([*mails, *data.draw(st.lists(st.sampled_from(mails), max_size=4))])) if mails else []
    )
    assert run(revisions, shuffled) == run(revisions, mails)


@settings(max_examples=400)
@given(REVISIONS, st.lists(SAID, max_size=7), st.data())
def test_the_newest_ones_alone_end_the_same(revisions, said, data):
    """Of every instance only the mails that stand there at the end are needed; all older ones may have been lost."""
    mails = mails_of(revisions, said)
    end = run(revisions, mails)
    needed = list(mails)
    for one in mails:  # leave out one after another whatever changes nothing
        without = [other for other in needed if other is not one]
        if run(revisions, without) == end:
            needed = without
    assert len(needed) <= 2 * len(INSTANCES)  # an answer and a proposal for each instance, at the most
    assert run(revisions, data.draw(st.permutations(needed))) == end


@given(REVISIONS, st.lists(SAID, max_size=5), st.data())
def test_what_came_before_the_newest_letter_to_all_counts_no_more(revisions, said, data):
    last = Revision(55)
    mails = mails_of(revisions, said)
    house = House()
    for revision in [*revisions, last]:
        house.send(revision)
    silent = house.stands()
    assert run([*revisions, last], data.draw(st.permutations(mails))) == silent


@pytest.mark.parametrize("late_first", [False, True])
def test_of_two_answers_with_the_invitations_own_stamp_the_later_mail_counts(late_first):
    """Some clients send our DTSTAMP back in every answer."""
    yes, no = (heard(Said(partstat, 60, 0, "", 0), 0) for partstat in ("ACCEPTED", "DECLINED"))
    for early, late in ((yes, no), (no, yes)):
        house = House()
        mails = [(early, 1), (late, 2)]
        for mail, second in reversed(mails) if late_first else mails:
            house.receive(mail, second)
        assert {answer for answer, _rank, _proposal in house.stands()} == {late.attendees[0].partstat.lower()}


def test_one_instance_outranks_the_series_within_one_mail():
    house = House()
    for instance, partstat in (("", "DECLINED"), (INSTANCES[1], "ACCEPTED"), ("", "DECLINED")):
        house.receive(heard(Said(partstat, 60, 0, instance, 0), 0), 1)
    assert [answer for answer, _rank, _proposal in house.stands()] == ["declined", "accepted", "declined"]
