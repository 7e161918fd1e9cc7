"""Reads of invitations and what was answered; `outgoing`: letters on their way, `incoming`: mails that came."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from rooms.invitations.itip.addresses import hash_of
from rooms.invitations.itip.reply import Answer, Known, NeedsPerson, Outcome, Reason, Reported
from rooms.invitations.itip.sequence import Rank
from rooms.invitations.models import (
    Delivery,
    Invitation,
    Proposal,
    Proposed,
    Received,
    Reminder,
    Reply,
    ReplyAddress,
    Stage,
)
from rooms.invitations.queries import outgoing
from rooms.invitations.rules import PARTSTATS, UNANSWERED, Funnel
from rooms.journal import queries as journal
from rooms.meetings import queries as meetings
from rooms.meetings.events import SeatHandedOver
from rooms.meetings.models import Seat
from rooms.meetings.rules import Hat, State
from rooms.meetings.told import Told
from rooms.people.models import Person
from rooms.refusals import NotFound

_WITH_SEAT = ("seat__meeting__agency", "seat__meeting__centre", "seat__meeting__series", "seat__person", "seat__site")


def seats_to_write_to(*meeting_ids: UUID) -> list[Seat]:
    """All seats of the meetings with what a letter needs, the earliest meeting first."""
    rows = Seat.objects.filter(meeting_id__in=meeting_ids).order_by("meeting__starts_at", "number")
    return list(rows.select_related("meeting__agency", "meeting__centre", "meeting__series", "person", "site"))


def invited_to(meeting_ids: Iterable[UUID]) -> list[Invitation]:
    """The invitations of the standing seats of these meetings, in the order in which a series planned them."""
    rows = Invitation.objects.filter(seat__meeting_id__in=list(meeting_ids), seat__withdrawn_at__isnull=True)
    return list(rows.select_related(*_WITH_SEAT).order_by("seat__meeting__occurrence", "seat__number"))


def invitations_of_seats(seats: Iterable[Seat]) -> list[Invitation]:
    """What was sent to these seats, withdrawn ones among them."""
    rows = Invitation.objects.filter(seat__in=[seat.pk for seat in seats]).select_related(*_WITH_SEAT)
    return list(rows.order_by("seat__meeting__occurrence", "seat__number"))


def standing_in(uids: Iterable[str]) -> list[Invitation]:
    """Every invitation under these names whose seat stands and whose meeting was not cancelled."""
    return list(_standing(uids))


def _standing(uids: Iterable[str]) -> QuerySet[Invitation]:
    rows = Invitation.objects.filter(uid__in=set(uids), seat__withdrawn_at__isnull=True)
    rows = rows.exclude(seat__meeting__state=State.CANCELLED).select_related(*_WITH_SEAT)
    return rows.order_by("seat__meeting__occurrence", "seat__number")


def part_of(invitation: Invitation) -> list[Invitation]:
    """Everything that this recipient is invited to under the same name, in order: of a series all that stands."""
    return list(_standing([invitation.uid]).filter(reply_address=invitation.reply_address_id))


def seats_with(seat_ids: Iterable[UUID]) -> list[Seat]:
    """These seats with what a letter needs, the earliest meeting first."""
    rows = Seat.objects.filter(pk__in=list(seat_ids)).order_by("meeting__starts_at", "number")
    return list(rows.select_related("meeting__agency", "meeting__centre", "meeting__series", "person", "site"))


def seat_to_write_to(seat_id: UUID) -> Seat:
    """One seat with what a letter needs."""
    return Seat.objects.select_related("meeting__agency", "meeting__centre", "person", "site").get(pk=seat_id)


def person_at(address: str) -> Person | None:
    """Who has this e-mail address."""
    return Person.objects.filter(email=address).first()


def has_seat(meeting_id: UUID, address: str) -> bool:
    """Whether the person with this e-mail address is already expected in the meeting."""
    return Seat.objects.filter(meeting_id=meeting_id, person__email=address.lower()).exists()


def invitations_of(meeting_id: UUID) -> list[Invitation]:
    """All invitations of the meeting, in the order of the seats."""
    rows = Invitation.objects.filter(seat__meeting_id=meeting_id, seat__withdrawn_at__isnull=True)
    return list(rows.select_related(*_WITH_SEAT).order_by("seat__number"))


def lock(invitation_id: int) -> Invitation:
    """The invitation's row, held until the transaction ends. Raises NotFound.

    The meeting's row is held first, as those do who change the meeting: an answer, an approval and a move of the
    meeting come one after another, and none waits for the other in a ring.
    """
    of = Invitation.objects.filter(pk=invitation_id).values_list("seat__meeting_id", flat=True).first()
    if of is None:
        raise NotFound
    meetings.lock(of)
    rows = Invitation.objects.select_for_update(of=("self",)).select_related(*_WITH_SEAT)
    return rows.get(pk=invitation_id)


def of_seat(seat_id: UUID) -> Invitation:
    """The invitation of this seat. Raises NotFound if it was never invited."""
    found = Invitation.objects.filter(seat_id=seat_id).select_related(*_WITH_SEAT).first()
    if found is None:
        raise NotFound
    return found


def rest_of_series(invitation: Invitation, now: datetime) -> list[Invitation]:
    """What this holder may still answer of the series, soonest first; a single meeting is no series."""
    if not invitation.recurrence:
        return []
    rows = Invitation.objects.filter(reply_address_id=invitation.reply_address_id, uid=invitation.uid)
    coming = rows.filter(
        seat__meeting__state=State.ANNOUNCED, seat__meeting__ends_at__gt=now, seat__withdrawn_at__isnull=True
    )
    return list(coming.exclude(recurrence="").select_related(*_WITH_SEAT).order_by("seat__meeting__starts_at"))


def times_proposed_since(invitation: Invitation, now: datetime) -> int:
    """How many times this seat proposed on the page in the last hour."""
    return Proposal.objects.filter(
        invitation=invitation, received__isnull=True, sent_at__gt=now - timedelta(hours=1)
    ).count()


def answers_of(invitation: Invitation) -> list[Reply]:
    """What this seat answered, newest first; of a substitute only what the substitute answered."""
    rows = Reply.objects.filter(invitation=invitation)
    seat = invitation.seat
    if seat.epoch:
        handed = journal.entries_of_kinds(seat.meeting_id, [SeatHandedOver.kind])
        rows = rows.filter(at__gt=max(one.at for one in handed if one.payload["seat_id"] == str(seat.pk)))
    return list(rows.order_by("-at", "-pk")[:10])


def in_meeting(meeting_id: UUID, invitation_id: int) -> Invitation:
    """One invitation of this meeting. Raises NotFound."""
    found = Invitation.objects.filter(seat__meeting_id=meeting_id, pk=invitation_id).first()
    if found is None:
        raise NotFound
    return found


def reply_address(token: str) -> ReplyAddress | None:
    """The holder of this token."""
    return ReplyAddress.objects.filter(token_hash=hash_of(token)).first()


def answering(address: ReplyAddress, uid: str) -> list[Invitation]:
    """What this holder answers: one invitation, or one for each instance of a series, soonest first.

    The rows are held until the transaction ends.
    """
    rows = Invitation.objects.select_for_update(of=("self",)).select_related(*_WITH_SEAT)
    return list(rows.filter(reply_address=address, uid=uid).order_by("recurrence", "pk"))


def of_holder(address: ReplyAddress, meeting_id: UUID) -> Invitation | None:
    """What the holder was invited to in that meeting, if the seat stands."""
    rows = Invitation.objects.filter(reply_address=address, seat__meeting=meeting_id, seat__withdrawn_at__isnull=True)
    return rows.first()


def others_invited(uid: str) -> list[Invitation]:
    """Everybody who was invited under this name, for a holder who was not; soonest first."""
    rows = Invitation.objects.select_related("seat__meeting").filter(uid=uid)
    return list(rows.order_by("recurrence", "pk"))


def told_by(received: Received, invitation: Invitation) -> Outcome | None:
    """What became of a mail that changed this invitation when it was read before."""
    proposal = Proposal.objects.filter(received=received, invitation=invitation).first()
    if proposal is not None and proposal.state == Proposed.WAITING:
        return NeedsPerson(Reason.OTHER_TIME, proposal.comment)
    told = proposal is not None or Reply.objects.filter(received=received, invitation=invitation).exists()
    return Reported() if told else None


def meant(address: ReplyAddress, references: Iterable[str], now: datetime) -> Invitation | None:
    """Which invitation a mail without a calendar answers: the one it refers to, else the holder's only open one.

    Of a series that is the next sitting.
    """
    theirs = Invitation.objects.filter(reply_address=address).select_related(*_WITH_SEAT)
    named = theirs.filter(deliveries__message_id__in=list(references)).order_by("-pk").first()
    if named is not None:
        return named
    still_open = theirs.filter(
        seat__meeting__state__in=[State.ANNOUNCED, State.OPEN],
        seat__meeting__ends_at__gt=now,
        seat__withdrawn_at__isnull=True,
    )
    soonest_first = list(still_open.order_by("seat__meeting__starts_at", "pk"))
    return soonest_first[0] if len({one.uid for one in soonest_first}) == 1 else None


def refers_to_ours(address: ReplyAddress, references: Iterable[str]) -> bool:
    """Whether a mail with these references answers a letter of ours to this holder."""
    theirs = Delivery.objects.filter(reply_address=address)
    return theirs.filter(message_id__in=list(references)).exists()


def answered_at(invitation: Invitation) -> Rank | None:
    """How new the answer is that stands, or stood last."""
    if invitation.answer_sequence is None or invitation.answer_dtstamp is None:
        return None
    sent_at = invitation.answer_sent_at or invitation.answer_dtstamp
    return Rank(invitation.answer_sequence, invitation.answer_dtstamp, sent_at, invitation.answer_particular)


def proposed_at(invitation: Invitation) -> Rank | None:
    """How new the newest proposed time is, whatever became of it."""
    rows = Proposal.objects.filter(invitation=invitation)
    ranks = rows.values_list("sequence", "dtstamp", "sent_at", "particular")
    return max((Rank(*rank) for rank in ranks), default=None)


def waiting_proposals(invitation: Invitation) -> list[Proposal]:
    """The proposed time that waits for the desk, at most one."""
    return list(Proposal.objects.filter(invitation=invitation, state=Proposed.WAITING).select_related("received"))


def known(invitation: Invitation, now: datetime) -> Known:
    """What itip has to know to judge an answer."""
    meeting, state = invitation.seat.meeting, Funnel(invitation.state)
    return Known(
        address=invitation.seat.address,
        sequence=invitation.sequence,
        answer=None if state in UNANSWERED else Answer(state.value),
        answered=answered_at(invitation),
        proposed=proposed_at(invitation),
        asked_at=outgoing.asked_at(invitation) if invitation.sequence else None,
        told_at=invitation.dtstamp,
        hall=invitation.seat.site_id is not None,
        cancelled=meeting.state == State.CANCELLED or invitation.seat.withdrawn_at is not None,
        over=meeting.state in {State.CLOSED, State.SIGNED} or now >= meeting.ends_at,
    )


def web_answers_since(invitation: Invitation, now: datetime) -> int:
    """How many answers came from the page in the last hour."""
    return Reply.objects.filter(invitation=invitation, via="web", at__gt=now - timedelta(hours=1)).count()


def to_answer(person: Person, now: datetime) -> list[Invitation]:
    """What this person was asked and has not answered, soonest first."""
    rows = Invitation.objects.filter(
        seat__person=person,
        seat__withdrawn_at__isnull=True,
        state__in=UNANSWERED,
        seat__meeting__state=State.ANNOUNCED,
        seat__meeting__ends_at__gt=now,
    )
    return list(rows.select_related(*_WITH_SEAT).order_by("seat__meeting__starts_at"))


def to_approve(person: Person, now: datetime) -> list[Invitation]:
    """Substitutes that wait for this person, chair or secretary of their meeting, until it is over."""
    rows = _proposed().filter(
        seat__meeting__ends_at__gt=now,
        seat__meeting__seats__in=Seat.objects.filter(person=person, role__in=[Hat.CHAIR, Hat.SECRETARY]),
    )
    return list(rows.order_by("seat__meeting__starts_at", "pk"))


def proposals_in(meeting_id: UUID) -> list[Invitation]:
    """The substitutes proposed for seats of this meeting, in the order of the seats."""
    return list(_proposed().filter(seat__meeting_id=meeting_id).order_by("seat__number"))


def _proposed() -> QuerySet[Invitation]:
    rows = Invitation.objects.filter(
        state=Funnel.SUBSTITUTE_PROPOSED,
        seat__withdrawn_at__isnull=True,
        seat__meeting__state__in=[State.ANNOUNCED, State.OPEN],
    )
    return rows.select_related(*_WITH_SEAT)


def states_of(meeting_id: UUID) -> dict[UUID, Funnel]:
    """Where each seat's invitation stands. A seat not yet invited waits to be sent."""
    rows = Seat.objects.filter(meeting_id=meeting_id).order_by()
    return {seat_id: Funnel(state or Funnel.QUEUED) for seat_id, state in rows.values_list("pk", "invitation__state")}


def lock_all(meeting_id: UUID) -> list[Invitation]:
    """Whoever is invited to the meeting, held until the transaction ends: an answer may come at the same moment."""
    rows = Invitation.objects.select_for_update(of=("self",)).filter(
        seat__meeting_id=meeting_id, seat__withdrawn_at__isnull=True
    )
    return list(rows.select_related(*_WITH_SEAT).order_by("seat__number"))


def silent(meeting_id: UUID, since: datetime | None = None) -> list[Invitation]:
    """Held rows: who has not answered and has no letter waiting, nor got one after `since`.

    A letter about a whole series waits for each of its sittings; and one about any of them after `since` is enough.
    """
    letters = Delivery.objects.filter(reply_address=OuterRef("reply_address"), uid=OuterRef("uid"))
    spared = Q(stage__in=[Stage.QUEUED, Stage.HELD, Stage.LEASED, Stage.DATA_SENT])
    spared &= Q(invitation=OuterRef("pk")) | Q(covers_series=True)
    if since is not None:
        spared |= Q(queued_at__gt=since)
    rows = Invitation.objects.select_for_update(of=("self",)).filter(
        ~Exists(letters.filter(spared)),
        seat__meeting_id=meeting_id,
        seat__withdrawn_at__isnull=True,
        state__in=UNANSWERED - {Funnel.QUEUED},
    )
    return list(rows.select_related(*_WITH_SEAT).order_by("seat__number"))


def meetings_to_remind(now: datetime) -> list[UUID]:
    """Meetings ahead for which a day of reminding was chosen and is not done, the soonest first."""
    waiting = Reminder.objects.filter(done_at__isnull=True, meeting__state=State.ANNOUNCED, meeting__starts_at__gt=now)
    return list(waiting.order_by("meeting__starts_at").values_list("meeting_id", flat=True).distinct())


def open_in_series(invitations: Iterable[Invitation], now: datetime) -> Counter[tuple[int, str]]:
    """How many sittings ahead each of these recipients (reply address, uid) has not answered, of a series."""
    rows = Invitation.objects.filter(
        uid__in={one.uid for one in invitations},
        state__in=UNANSWERED,
        seat__withdrawn_at__isnull=True,
        seat__meeting__state=State.ANNOUNCED,
        seat__meeting__ends_at__gt=now,
    )
    return Counter(rows.exclude(recurrence="").values_list("reply_address_id", "uid"))


def reminders_of(meeting_id: UUID) -> list[Reminder]:
    """The chosen days, the farthest first."""
    return list(Reminder.objects.filter(meeting_id=meeting_id).order_by("-days_before"))


def replies_of(meeting_id: UUID) -> list[Reply]:
    """Every answer that held when it came, oldest first."""
    return list(Reply.objects.filter(invitation__seat__meeting_id=meeting_id).order_by("pk"))


def proposal(proposal_id: int) -> Proposal:
    """One proposed time. Raises NotFound."""
    found = Proposal.objects.select_related("received").filter(pk=proposal_id).first()
    if found is None:
        raise NotFound
    return found


def addresses_invited(meeting_id: UUID) -> set[str]:
    """The addresses of everybody who sits in this meeting."""
    rows = Seat.objects.filter(meeting_id=meeting_id).select_related("person", "site")
    return {seat.address.lower() for seat in rows}


def proposals_of(meeting_id: UUID) -> list[Proposal]:
    """The proposed times that wait for this meeting's desk."""
    seat = "invitation__seat"
    of_standing = {f"{seat}__meeting_id": meeting_id, f"{seat}__withdrawn_at__isnull": True}
    rows = Proposal.objects.filter(**of_standing, state=Proposed.WAITING)
    return list(rows.select_related(f"{seat}__meeting", f"{seat}__person", f"{seat}__site").order_by("pk"))


def told(seat_ids: list[UUID]) -> Iterable[Told]:
    """What these seats' calendars know by letter (settings.SEAT_TELLERS)."""
    for one in Invitation.objects.filter(seat_id__in=seat_ids):
        partstat = PARTSTATS.get(Funnel(one.state), "NEEDS-ACTION")
        yield Told(one.seat_id, "" if one.recurrence else one.uid, one.sequence, one.dtstamp, partstat)


def declined() -> QuerySet[Invitation, Any]:
    """The seats that said they do not come, as a part of another room's query (settings.SEAT_TELLERS)."""
    return Invitation.objects.filter(state=Funnel.DECLINED).values("seat")
