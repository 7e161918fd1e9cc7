"""What a mail to an answer address says, and to which invitations: one, one instance of a series, or all of them."""

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings

from rooms.invitations import queries
from rooms.invitations.actions import answer, counter, order, refresh
from rooms.invitations.itip.addresses import read_address
from rooms.invitations.itip.instances import ANSWERING, in_one_breath, meant, the_answering
from rooms.invitations.itip.mail import Hidden, Opened
from rooms.invitations.itip.reading import Heard, UnreadableCalendar, read_calendar
from rooms.invitations.itip.reply import (
    Answered,
    CopyAsked,
    Ignored,
    NeedsPerson,
    Outcome,
    Reason,
    SubstituteNamed,
    TimeProposed,
    judge,
)
from rooms.invitations.models import Invitation, Received, ReplyAddress
from rooms.invitations.queries import outgoing

_ENCLOSED = {Hidden.WINMAIL, Hidden.SEALED}
_NOT_NOW = {Reason.MEETING_CANCELLED, Reason.MEETING_OVER}


def take_answer(holder: ReplyAddress, mail: Opened, received: Received, now: datetime) -> Outcome:
    """Judge every event of the mail and write down what changes something; the weightiest outcome names the mail."""
    if _is_our_own(mail):  # RFC 3834 2: a loop ends at the first turn
        return Ignored(Reason.OUR_OWN)
    if mail.report is not None and mail.report.action == "failed":  # to our From, where no server should send it
        _find_meeting(queries.meant(holder, mail.references, now), received)
        return NeedsPerson(Reason.RETURNED, mail.report.fault)
    events = _events(mail)
    if not isinstance(events, Reason) and _comes_along(events, holder, mail):
        events = Reason.IN_WORDS
    if isinstance(events, Reason):
        _find_meeting(queries.meant(holder, mail.references, now), received)
        return Ignored(events) if events is Reason.AUTO_REPLY else NeedsPerson(events)
    order.hold_answered(holder, [event.uid for event in events])
    outcomes = [_take_event(event, holder, mail, received, now) for event in in_one_breath(events)]
    return weightiest(outcomes)


def weightiest(outcomes: Sequence[Outcome]) -> Outcome:
    """What names a mail that says several things: work for a person, then a change, then why nothing changed."""

    def weight(outcome: Outcome) -> int:
        if isinstance(outcome, Ignored):
            return 2 + (outcome.reason in _NOT_NOW)
        return 0 if isinstance(outcome, NeedsPerson) else 1

    return min(outcomes, key=weight)


def _events(mail: Opened) -> Sequence[Heard] | Reason:
    read, broken = [], False
    for calendar, method in zip(mail.calendars, mail.methods, strict=True):
        try:
            read.append(read_calendar(calendar, method))
        except UnreadableCalendar:
            broken = True
    events = the_answering(read)
    if events and not (broken and _answers_nothing(events)):
        return events
    if broken:
        return Reason.BROKEN_CALENDAR
    if mail.hidden is not None and (
        mail.hidden in _ENCLOSED or not mail.automatic
    ):  # a program's mail only quotes ours
        return Reason(mail.hidden.value)
    return Reason.AUTO_REPLY if mail.automatic else Reason.IN_WORDS


def _comes_along(events: Sequence[Heard], holder: ReplyAddress, mail: Opened) -> bool:
    """A person answered our letter in words, and their program sent a calendar along that answers nothing."""
    about_busy_hours = any(one.kind != "VEVENT" for one in events)
    if mail.automatic or about_busy_hours or not _answers_nothing(events):
        return False
    return queries.refers_to_ours(holder, mail.references)


def _answers_nothing(events: Sequence[Heard]) -> bool:
    return all(one.method not in ANSWERING for one in events)


def events_of(mail: Opened) -> Sequence[Heard]:
    """What a person is shown of a mail's calendar, whatever becomes of it."""
    events = _events(mail)
    return () if isinstance(events, Reason) else events


def _is_our_own(mail: Opened) -> bool:
    written_by_us = any(read_address(address, settings.MAIL_DOMAIN) for address in mail.senders)
    return written_by_us or outgoing.is_ours(mail.message_id)


def _find_meeting(invitation: Invitation | None, received: Received) -> None:
    if invitation is not None:
        received.invitation, received.meeting = invitation, invitation.seat.meeting


def _take_event(event: Heard, holder: ReplyAddress, mail: Opened, received: Received, now: datetime) -> Outcome:
    invitations = queries.answering(holder, event.uid) if event.uid else []
    if not invitations:
        return _not_invited(event, received)
    targets = [invitations[place] for place in meant(event.recurrence, [one.recurrence for one in invitations])]
    if not targets:
        _find_meeting(_soonest(invitations, now), received)
        return NeedsPerson(Reason.ONE_INSTANCE, f"{event.recurrence} {event.comment}".strip())
    if len(targets) > 1 and event.method in {"COUNTER", "REFRESH"}:
        return _take_whole(event, targets, mail, received, now)
    outcomes = [_take(event, one, mail, received, now) for one in targets]
    outcome = weightiest(outcomes)
    _find_meeting(targets[outcomes.index(outcome)], received)
    return outcome


def _take_whole(event: Heard, part: list[Invitation], mail: Opened, received: Received, now: datetime) -> Outcome:
    """What is asked of a whole series at once: a new time for all is no one-tap matter, a copy is one letter."""
    soonest = _soonest(part, now)
    _find_meeting(soonest, received)
    outcome = judge(event, queries.known(soonest, now), mail.sent_at, received.received_at)
    if isinstance(outcome, TimeProposed):
        return NeedsPerson(Reason.OTHER_TIME, event.comment)
    if isinstance(outcome, CopyAsked) and not mail.dmarc_failed and not _by_a_program(mail, received):
        return refresh.send_copy_of_series(queries.part_of(soonest), now=now)
    if isinstance(outcome, CopyAsked):
        return NeedsPerson(Reason.DMARC_FAILED if mail.dmarc_failed else Reason.COPY_ASKED)
    return outcome


def _by_a_program(mail: Opened, received: Received) -> bool:
    """RFC 3834 2: nothing answers a program or an empty sender."""
    return mail.automatic or not received.envelope_from


def _not_invited(event: Heard, received: Received) -> Outcome:
    if event.method not in ANSWERING or event.kind != "VEVENT":
        return Ignored(Reason.FREE_BUSY if event.kind == "VFREEBUSY" else Reason.NOT_A_REPLY)
    others = queries.others_invited(event.uid) if event.uid else []
    if not others:
        return NeedsPerson(Reason.UNKNOWN_MEETING, event.uid[:200])
    places = meant(event.recurrence, [one.recurrence for one in others]) or [0]
    received.meeting = others[places[0]].seat.meeting
    return NeedsPerson(Reason.NOT_INVITED, ", ".join(one.address for one in event.attendees)[:200])


def _soonest(invitations: Sequence[Invitation], now: datetime) -> Invitation:
    coming = (one for one in invitations if one.seat.meeting.ends_at > now)
    return next(coming, invitations[-1])


def _take(event: Heard, invitation: Invitation, mail: Opened, received: Received, now: datetime) -> Outcome:
    outcome = judge(event, queries.known(invitation, now), mail.sent_at, received.received_at)
    if isinstance(outcome, Ignored) and (told := queries.told_by(received, invitation)) is not None:
        return told  # read again: what this very mail changed is no news, and no reason to call it void
    if isinstance(outcome, NeedsPerson | Ignored):
        return outcome
    if mail.dmarc_failed:  # I1: a right token in a forged mail waits for a person
        return NeedsPerson(Reason.DMARC_FAILED, event.comment)
    match outcome:
        case Answered() | SubstituteNamed():
            answer.apply(invitation, outcome, received, now=now)
        case TimeProposed():
            counter.note(invitation, outcome, received, now=now)
        case CopyAsked() if _by_a_program(mail, received):
            return NeedsPerson(Reason.COPY_ASKED)
        case CopyAsked():
            return refresh.send_copy(invitation, now=now)
    return outcome
