"""Two deeds on one series at the same moment: both end, and the house stands as if one had come after the other."""

import hashlib
from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest

from rooms.invitations.actions import (
    change,
    deciding,
    inbox,
    invite,
    leases,
    propose,
    reminders,
    settling,
    sorting,
    substitute,
    sweeping,
)
from rooms.invitations.actions.answer import Said, answer_on_web
from rooms.invitations.carrier import Taken
from rooms.invitations.itip.reply import Answer
from rooms.invitations.letters import Attachment
from rooms.invitations.models import Delivery, Enclosure, Invitation, Proposal, Received, ReplyAddress
from rooms.invitations.rules import News
from rooms.meetings import actions as planning
from rooms.meetings import queries as meetings
from rooms.meetings.changes.rules import Change
from rooms.meetings.models import Meeting
from rooms.people.models import Person
from tests.factories.invitations import LATER, a_calendar_reply, a_reply_mail, answer_address
from tests.factories.meetings import NOW, a_plan, doer
from tests.factories.people import a_person, an_official
from tests.factories.series import an_invited_series
from tests.rooms.invitations.at_once import (
    at_once,
    held,
    one_by_one,
    standing_on,
    tell,
    tell_again,
    the_house,
    unwritten,
)

pytestmark = pytest.mark.grown
HOUR = timedelta(hours=1)


def the_story():
    """Six Fridays; the site's letter is with the mail server, a substitute is proposed for the third of them."""
    rows = an_invited_series(person_ids=[an_official().pk])
    (leased,) = leases.lease("worker", NOW, 100)[-1:]
    leases.mark_data_sent(leased.pk, "worker", NOW)
    third = invitation(2, "delegate")
    answer_on_web(third.pk, Said(Answer.SUBSTITUTE, "", "Trần Thị Mai", "", "mai@phutho.example"), now=NOW)
    keep_mail(invitation(0), "ACCEPTED", "<whole@client.example>")
    keep_mail(invitation(1), "DECLINED", "<one@client.example>", extra=recurrence_of(invitation(1)))
    keep_mail(third, "ACCEPTED", "<self@client.example>", extra=recurrence_of(third))
    times = f"{recurrence_of(invitation(2))}\r\nDTSTART:20261211T080000Z\r\nDTEND:20261211T090000Z"
    keep_mail(invitation(2), "TENTATIVE", "<time@client.example>", METHOD="METHOD:COUNTER", extra=times)
    inbox.read(Received.objects.get(message_id="<time@client.example>").pk, LATER)
    assert Proposal.objects.get().state == "waiting"
    keep_mail(invitation(0), "ACCEPTED", "<person@client.example>")
    Received.objects.filter(message_id="<person@client.example>").update(
        filed="needs_person", invitation=invitation(0), meeting=row(0)
    )
    assert len(rows) == 6


def row(place) -> Meeting:
    return Meeting.objects.order_by("occurrence")[place]


def invitation(place, role="site") -> Invitation:
    return Invitation.objects.select_related("seat__meeting", "seat__site", "seat__person").get(
        seat__meeting=row(place), seat__role=role
    )


def recurrence_of(one):
    return f"RECURRENCE-ID:{one.recurrence}"


def keep_mail(one, partstat, name, **changes):
    inbox.keep(a_reply_mail(one, a_calendar_reply(one, partstat, **changes), name), "x@client.example",
               [answer_address(one)], LATER)  # fmt: skip


def changed(place, *, from_here_on=False, **what):
    plan = replace(meetings.plan_of(row(place)), **what)
    return partial(change.change_and_tell, row(place).pk, Change(plan, from_here_on), by=desk(place), now=LATER)


def moved(place, **options):
    one = row(place)
    return changed(place, starts_at=one.starts_at + HOUR, ends_at=one.ends_at + HOUR, **options)


def desk(place):
    return doer(row(place), "secretary")


def the_letter():
    return Delivery.objects.get(covers_series=True, recipient=invitation(0).seat.address)


def the_mail(name):
    return Received.objects.get(message_id=name).pk


def reading(name):
    return partial(inbox._read, Received.objects.get(message_id=name).pk, LATER)


YES = Said(Answer.TENTATIVE)
# What each does is made ready before either begins: two people act on what they saw.
DEEDS = {
    "mail answers the series": lambda: reading("<whole@client.example>"),
    "mail answers one": lambda: reading("<one@client.example>"),
    "page answers one": lambda: partial(answer_on_web, invitation(1).pk, YES, now=LATER),
    "desk records for the rest": lambda: partial(
        sorting.apply_as, the_mail("<person@client.example>"), Answer.DECLINED, by=desk(0), now=LATER, whole=True
    ),
    "page answers the rest": lambda: partial(propose.answer_rest_of_series, invitation(3).pk, YES, now=LATER),
    "server takes": lambda: partial(settling.settle, the_letter().pk, Taken(), LATER, owner="worker"),
    "server reports": lambda: partial(settling.report, the_letter(), News.BOUNCED, "550 gone", LATER),
    "desk renames all": lambda: changed(0, from_here_on=True, title="Giao ban tuần"),
    "desk moves the later": lambda: moved(2, from_here_on=True),
    "desk moves one": lambda: moved(1),
    "desk cancels one": lambda: partial(invite.cancel_and_tell, row(1).pk, "Bão", by=desk(1), now=LATER),
    "desk cancels the later": lambda: partial(
        change.cancel_and_tell_from_here_on, row(1).pk, "Bão", by=desk(1), now=LATER
    ),
    "desk reminds": lambda: partial(reminders.remind, row(1).pk, by=desk(1), now=LATER),
    "desk sends again": lambda: partial(invite.send_again, invitation(4).pk, by=desk(4), now=LATER),
    "desk approves": lambda: partial(
        substitute.approve_substitute, invitation(2, "delegate").pk, by=desk(2), now=LATER
    ),
}
# What may happen at the third meeting, all at its row.
AT_THE_THIRD = {
    "desk approves": DEEDS["desk approves"],
    "desk refuses": lambda: partial(substitute.refuse_substitute, invitation(2, "delegate").pk, by=desk(2), now=LATER),
    "person comes after all": lambda: reading("<self@client.example>"),
    "desk moves the later": DEEDS["desk moves the later"],
    "page answers": lambda: partial(answer_on_web, invitation(2).pk, YES, now=LATER),
    "desk reads a mail again": lambda: partial(
        sorting.read_again, Received.objects.get(message_id="<time@client.example>").pk, now=LATER
    ),
    "desk takes the time": lambda: partial(deciding.accept_time, Proposal.objects.get().pk, by=desk(2), now=LATER),
    "desk keeps the time": lambda: partial(deciding.keep_time, Proposal.objects.get().pk, by=desk(2), now=LATER),
}


@pytest.fixture(scope="module", autouse=True)
def _postgresql(postgres, django_db_blocker):
    with django_db_blocker.unblock(), standing_on(postgres.database()):
        tell(the_story)
        yield


def pairs(deeds):
    names = list(deeds)
    return [(one, other) for place, one in enumerate(names) for other in names[place:]]


def house(names, ends):
    return sorted(zip(names, ends, strict=True)), the_house()


def ends_as_one_after_the_other(deeds, one, other, rows):
    """Whichever is first: it is stopped at the row that the test holds, while the other begins."""
    orders = [(one, other), (other, one)] if one != other else [(one, other)]
    one_after_the_other = []
    for names in orders:
        tell_again()
        one_after_the_other.append(house(names, one_by_one(*(deeds[name]() for name in names))))
    for names in orders:
        tell_again()
        ends = at_once(*(deeds[name]() for name in names), stop=held(rows()))
        assert house(names, ends) in one_after_the_other, names


@pytest.mark.parametrize(("one", "other"), pairs(DEEDS))
def test_two_deeds_at_once_end_as_if_one_had_come_after_the_other(one, other):
    first_of_site = lambda: Invitation.objects.filter(pk=invitation(0).pk)  # noqa: E731 - asked anew for each
    ends_as_one_after_the_other(DEEDS, one, other, first_of_site)


@pytest.mark.parametrize(("one", "other"), pairs(AT_THE_THIRD))
def test_two_deeds_at_one_meeting_end_as_if_one_had_come_after_the_other(one, other):
    ends_as_one_after_the_other(AT_THE_THIRD, one, other, lambda: Meeting.objects.filter(pk=row(2).pk))


def the_third():
    return Meeting.objects.filter(pk=row(2).pk)


def test_a_proposal_is_approved_once():
    tell_again()
    approve = AT_THE_THIRD["desk approves"]
    assert at_once(approve(), approve(), stop=held(the_third())) == ["done", "nothing_proposed"]
    assert Delivery.objects.filter(recipient="mai@phutho.example").count() == 1


def test_two_seats_that_name_the_same_substitute_do_not_both_get_them():
    tell_again()
    rivals = [invitation(2, "chair"), invitation(2, "delegate")]
    answer_on_web(rivals[0].pk, Said(Answer.SUBSTITUTE, "", "Trần Thị Mai", "", "mai@phutho.example"), now=LATER)
    deeds = [partial(substitute.approve_substitute, one.pk, by=desk(2), now=LATER) for one in rivals]
    assert at_once(*deeds, stop=held(the_third())) == ["done", "substitute_seated"]


def a_draft_with(people):
    chair, secretary = (Person.objects.get(seats__role=role, seats__meeting=row(0)) for role in ("chair", "secretary"))
    plan = a_plan(row(0).agency, chair, secretary, person_ids=[one.pk for one in people])
    return planning.plan_meeting(plan, by=secretary, now=NOW)


def test_two_meetings_that_invite_the_same_newcomers_are_both_announced():
    tell_again()
    newcomers = [a_person(f"Khách {number}", f"khach{number}@phutho.example") for number in range(9)]
    drafts = [a_draft_with(newcomers), a_draft_with(newcomers[::-1])]
    deeds = [partial(invite.announce_and_invite, one.pk, by=doer(one, "secretary"), now=NOW) for one in drafts]
    assert at_once(*deeds, stop=unwritten(ReplyAddress)) == ["done", "done"]
    assert Invitation.objects.filter(seat__person__in=newcomers).count() == 18


def test_workers_that_lease_at_the_same_moment_keep_to_the_limit_of_a_minute(settings):
    tell_again()
    settings.LETTERS_PER_MINUTE = 2
    Delivery.objects.update(stage="queued", lease_owner="", lease_until=None, handed_at=None, next_at=NOW)
    workers = [partial(leases.lease, f"worker {number}", NOW, 1) for number in range(3)]
    at_once(*workers, stop=unwritten(Delivery))
    assert Delivery.objects.filter(stage="leased").count() == 2


PAPER = Attachment("giay-moi.pdf", "application/pdf", b"%PDF-1.7")


def papers_of(_meeting_id):
    return [PAPER]


@pytest.mark.parametrize("stopped", [Delivery, Enclosure])
@pytest.mark.parametrize("sweeper_first", [False, True])
def test_a_paper_that_a_letter_is_taking_is_not_swept_from_under_it(stopped, sweeper_first, settings):
    tell_again()
    settings.LETTER_ATTACHMENTS = f"{__name__}.papers_of"
    digest = hashlib.sha256(PAPER.content).hexdigest()
    Enclosure.objects.create(
        filename=PAPER.filename, content_type=PAPER.content_type, digest=digest, content=PAPER.content
    )
    deeds = [DEEDS["desk sends again"](), sweeping.sweep]
    assert at_once(*(deeds[::-1] if sweeper_first else deeds), stop=unwritten(stopped)) == ["done", "done"]
    letter = Delivery.objects.order_by("-pk").first()
    assert letter.enclosures.get().digest == digest
