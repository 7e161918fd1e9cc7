"""What an answer changes. The token said which seat is meant before anything here is asked.

ORGANIZER, SEQUENCE and DTSTAMP are never required: Exchange and Outlook leave them out. The method of the calendar is
believed, not that of the MIME header: a Google COUNTER came labelled REPLY (captured mail).
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from rooms.invitations.itip.reading import Heard, HeardAttendee
from rooms.invitations.itip.sequence import Stamp


class Answer(StrEnum):
    """What a seat says to its invitation."""

    ACCEPTED = "accepted"
    TENTATIVE = "tentative"
    DECLINED = "declined"
    SUBSTITUTE = "substitute_proposed"


class Reason(StrEnum):
    """Why a message changed nothing, or why a person has to look at it."""

    NOT_A_REPLY = "not_a_reply"
    NO_ANSWER = "no_answer"
    NO_CALENDAR = "no_calendar"
    BROKEN_CALENDAR = "broken_calendar"
    BROKEN_MAIL = "broken_mail"
    AUTO_REPLY = "auto_reply"
    STALE = "stale"
    OLDER_ANSWER = "older_answer"
    REPEATED = "repeated"
    MEETING_CANCELLED = "meeting_cancelled"
    MEETING_OVER = "meeting_over"
    UNKNOWN_MEETING = "unknown_meeting"
    ANOTHER_ADDRESS = "another_address"
    ONE_INSTANCE = "one_instance"
    UNKNOWN_PARTSTAT = "unknown_partstat"
    DMARC_FAILED = "dmarc_failed"
    OTHER_TIME = "other_time"
    COPY_ASKED = "copy_asked"
    NO_REPORT = "no_report"
    NOT_UNDERSTOOD = "not_understood"
    OUR_OWN = "our_own"  # a letter of this house that came back
    WINMAIL = "winmail"  # these four: itip.mail.Hidden
    SEALED = "sealed"
    FORWARDED = "forwarded"
    UNLABELLED = "unlabelled"


@dataclass(frozen=True, slots=True)
class Ignored:
    """Nothing changes."""

    reason: Reason


@dataclass(frozen=True, slots=True)
class NeedsPerson:
    """The secretary has to look at it; nothing changes until then."""

    reason: Reason
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Answered:
    """The seat said yes, no or perhaps."""

    answer: Answer
    stamp: Stamp
    comment: str = ""


@dataclass(frozen=True, slots=True)
class SubstituteNamed:
    """The seat proposes somebody else (delegation, RFC 5546 3.2.2.3)."""

    address: str
    name: str
    stamp: Stamp
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """What we know of the invitation that is answered."""

    address: str
    sequence: int
    answer: Answer | None = None
    answered: Stamp | None = None
    cancelled: bool = False
    over: bool = False


@dataclass(frozen=True, slots=True)
class Reported:
    """A mail server's report was taken; it answers nothing."""


Outcome = Answered | SubstituteNamed | Reported | Ignored | NeedsPerson

_ANSWERS = {"ACCEPTED": Answer.ACCEPTED, "TENTATIVE": Answer.TENTATIVE, "DECLINED": Answer.DECLINED}


def judge(heard: Heard, known: Known, sent_at: datetime | None, arrived_at: datetime) -> Outcome:
    """What this event of a reply changes for the invitation.

    `sent_at` is the Date header, used where the calendar has no DTSTAMP. No stamp is later than its arrival, so that a
    client whose clock runs ahead cannot outrank every later answer.
    """
    if (early := _before_reading(heard, known)) is not None:
        return early
    sequence = known.sequence if heard.sequence is None else min(heard.sequence, known.sequence)
    if sequence < known.sequence:  # RFC 5546 2.1.5: it answers a time or place that no longer holds
        return Ignored(Reason.STALE)
    stamp = Stamp(sequence, min(heard.dtstamp or sent_at or arrived_at, arrived_at))
    if known.answered is not None and stamp < known.answered:
        return Ignored(Reason.OLDER_ANSWER)
    outcome = _heard_from(heard, known, stamp)
    if isinstance(outcome, Answered) and known.answered == outcome.stamp and known.answer is outcome.answer:
        return Ignored(Reason.REPEATED)
    return outcome


def _before_reading(heard: Heard, known: Known) -> Ignored | NeedsPerson | None:
    if known.cancelled or known.over:
        return Ignored(Reason.MEETING_CANCELLED if known.cancelled else Reason.MEETING_OVER)
    if heard.method == "COUNTER":
        return NeedsPerson(Reason.OTHER_TIME, _proposal(heard))
    if heard.method == "REFRESH":
        return NeedsPerson(Reason.COPY_ASKED)
    if heard.method != "REPLY":
        return Ignored(Reason.NOT_A_REPLY)
    if heard.recurrence:
        return NeedsPerson(Reason.ONE_INSTANCE)
    return None


def _proposal(heard: Heard) -> str:
    if heard.starts_at is None:
        return heard.comment
    until = f"/{heard.ends_at:%Y%m%dT%H%M%SZ}" if heard.ends_at else ""
    return f"{heard.starts_at:%Y%m%dT%H%M%SZ}{until} {heard.comment}".strip()


def _heard_from(heard: Heard, known: Known, stamp: Stamp) -> Outcome:
    ours = known.address.lower()
    delegate = next((one for one in heard.attendees if ours in one.delegated_from), None)
    if delegate is not None:
        return SubstituteNamed(delegate.address, delegate.name, stamp, heard.comment)
    for one in heard.attendees:
        if ours in {one.address, one.sent_by}:
            return _said(one, heard, stamp)
    named = ", ".join(one.address for one in heard.attendees)
    return NeedsPerson(Reason.ANOTHER_ADDRESS, named[:200])


def _said(attendee: HeardAttendee, heard: Heard, stamp: Stamp) -> Outcome:
    if attendee.partstat == "DELEGATED" and attendee.delegated_to:
        to = attendee.delegated_to[0]
        name = next((one.name for one in heard.attendees if one.address == to), "")
        return SubstituteNamed(to, name, stamp, heard.comment)
    if attendee.partstat in _ANSWERS:
        return Answered(_ANSWERS[attendee.partstat], stamp, heard.comment)
    if attendee.partstat == "NEEDS-ACTION":
        return Ignored(Reason.NO_ANSWER)
    return NeedsPerson(Reason.UNKNOWN_PARTSTAT, attendee.partstat[:40])
