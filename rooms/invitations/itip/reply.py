"""What an answer changes. The token said which seat is meant before anything here is asked.

ORGANIZER, SEQUENCE and DTSTAMP are never required: Exchange and Outlook leave them out. The method of the calendar is
believed, not that of the MIME header: a Google COUNTER came labelled REPLY (captured mail).

What stands of an instance are two things, each the newest of its kind by `Rank`: an answer and a proposed time. Both
only ever grow, so the order in which mails arrive, and how often, changes nothing (tests/…/itip/test_standing.py).
"""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from rooms.invitations.itip.instances import ANSWERING
from rooms.invitations.itip.reading import Heard, HeardAttendee
from rooms.invitations.itip.sequence import Rank


class Answer(StrEnum):
    """What a seat says to its invitation."""

    ACCEPTED = "accepted"
    TENTATIVE = "tentative"
    DECLINED = "declined"
    SUBSTITUTE = "substitute_proposed"


class Reason(StrEnum):
    """Why a message changed nothing, or why a person has to look at it."""

    NOT_A_REPLY = "not_a_reply"
    FREE_BUSY = "free_busy"
    NO_ANSWER = "no_answer"
    NO_CALENDAR = "no_calendar"
    NO_METHOD = "no_method"
    IN_WORDS = "in_words"
    BROKEN_CALENDAR = "broken_calendar"
    BROKEN_MAIL = "broken_mail"
    AUTO_REPLY = "auto_reply"
    STALE = "stale"
    OLDER_ANSWER = "older_answer"
    REPEATED = "repeated"
    MEETING_CANCELLED = "meeting_cancelled"
    MEETING_OVER = "meeting_over"
    UNKNOWN_MEETING = "unknown_meeting"
    NOT_INVITED = "not_invited"
    ANOTHER_ADDRESS = "another_address"
    ONE_INSTANCE = "one_instance"
    AND_FUTURE = "and_future"
    UNKNOWN_PARTSTAT = "unknown_partstat"
    BAD_SUBSTITUTE = "bad_substitute"
    HALL_DELEGATES = "hall_delegates"
    SUBSTITUTE_REFUSES = "substitute_refuses"
    DMARC_FAILED = "dmarc_failed"
    OTHER_TIME = "other_time"
    COPY_ASKED = "copy_asked"
    COPY_TOO_OFTEN = "copy_too_often"
    NO_REPORT = "no_report"
    RETURNED = "returned"
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
    rank: Rank
    comment: str = ""


@dataclass(frozen=True, slots=True)
class SubstituteNamed:
    """The seat proposes somebody else (delegation, RFC 5546 3.2.2.3)."""

    address: str
    name: str
    rank: Rank
    comment: str = ""


@dataclass(frozen=True, slots=True)
class TimeProposed:
    """The seat proposes another time (COUNTER), and may say beside it that it is not sure or does not come.

    Either half may be older than what stands: `newest` is false then, or `answer` None.
    """

    starts_at: datetime
    ends_at: datetime | None
    rank: Rank
    comment: str = ""
    answer: Answer | None = None
    newest: bool = True


@dataclass(frozen=True, slots=True)
class CopyAsked:
    """The seat wants the invitation once more (REFRESH)."""


@dataclass(frozen=True, slots=True)
class Reported:
    """A mail server's report was taken; it answers nothing."""


@dataclass(frozen=True, slots=True)
class Known:
    """What we know of the invitation that is answered.

    `asked_at` is when the present SEQUENCE was first sent; it judges answers that carry no SEQUENCE. `told_at` is the
    DTSTAMP of the newest letter: an answer that carries it has none of its own.
    """

    address: str
    sequence: int
    answer: Answer | None = None
    answered: Rank | None = None
    proposed: Rank | None = None
    asked_at: datetime | None = None
    told_at: datetime | None = None
    hall: bool = False
    cancelled: bool = False
    over: bool = False

    @property
    def proposal_stands(self) -> bool:
        """Whether the newest proposal is still about this time, and the last word of its seat."""
        last = self.proposed
        return last is not None and last.sequence >= self.sequence and (self.answered is None or last >= self.answered)


Change = Answered | SubstituteNamed | TimeProposed | CopyAsked
Outcome = Change | Reported | Ignored | NeedsPerson

_EARLIEST, _LATEST = datetime(1970, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)
_LONGEST = timedelta(days=1)  # the desk is asked about hours of one day
_ANSWERS = {"ACCEPTED": Answer.ACCEPTED, "TENTATIVE": Answer.TENTATIVE, "DECLINED": Answer.DECLINED}
# ACCEPTED beside a proposed time is said of that time, not of ours.
_BESIDE_A_PROPOSAL = {"TENTATIVE": Answer.TENTATIVE, "DECLINED": Answer.DECLINED}


def judge(heard: Heard, known: Known, sent_at: datetime | None, arrived_at: datetime) -> Outcome:
    """What this event of a mail changes for the invitation. `sent_at` is the mail's Date header."""
    if (early := _before_reading(heard, known)) is not None:
        return early
    speaker = _speaker(heard, known.address.lower())
    if heard.method == "REFRESH":
        return CopyAsked() if speaker or not heard.attendees else _stranger(heard)
    if speaker is None:
        return _stranger(heard)
    rank = _rank(heard, known, sent_at, arrived_at)
    if rank is None:
        return Ignored(Reason.STALE)
    return _proposed(heard, speaker, known, rank) if heard.method == "COUNTER" else _said(heard, speaker, known, rank)


def after(known: Known, outcome: Outcome) -> Known:
    """What is known when this outcome has been written down."""
    match outcome:
        case Answered(answer, rank):
            return replace(known, answer=answer, answered=rank)
        case SubstituteNamed():
            return replace(known, answer=Answer.SUBSTITUTE, answered=outcome.rank)
        case TimeProposed():
            said = {"answer": outcome.answer, "answered": outcome.rank} if outcome.answer else {}
            proposed = outcome.rank if outcome.newest else known.proposed
            return replace(known, proposed=proposed, **said)  # type: ignore[arg-type] # the two fields of one answer
    return known


def _before_reading(heard: Heard, known: Known) -> Ignored | NeedsPerson | None:
    if heard.kind == "VFREEBUSY":
        return Ignored(Reason.FREE_BUSY)
    if heard.kind != "VEVENT" or (heard.method and heard.method not in ANSWERING):
        return Ignored(Reason.NOT_A_REPLY)
    if known.cancelled or known.over:
        return Ignored(Reason.MEETING_CANCELLED if known.cancelled else Reason.MEETING_OVER)
    if not heard.method:
        return NeedsPerson(Reason.NO_METHOD, heard.comment)
    return NeedsPerson(Reason.AND_FUTURE, heard.comment) if heard.and_future else None


def _speaker(heard: Heard, ours: str) -> HeardAttendee | None:
    """Who speaks for the seat: whoever it delegated to, itself, or somebody SENT-BY it."""
    delegates = (one for one in heard.attendees if ours in one.delegated_from)
    own = (one for one in heard.attendees if ours in {one.address, one.also, one.sent_by})
    return next(delegates, None) or next(own, None)


def _stranger(heard: Heard) -> NeedsPerson:
    named = ", ".join(one.address for one in heard.attendees)
    return NeedsPerson(Reason.ANOTHER_ADDRESS if named else Reason.NO_ANSWER, named[:200] or heard.comment)


def _rank(heard: Heard, known: Known, sent_at: datetime | None, arrived_at: datetime) -> Rank | None:
    """How new this is; None if it answers a time or place that no longer holds (RFC 5546 2.1.5).

    No stamp is later than its arrival, so that a client whose clock runs ahead cannot outrank every later answer.
    """
    sent = min(sent_at or arrived_at, arrived_at)
    own = heard.dtstamp if heard.dtstamp != known.told_at else None
    stamp = min(own or sent, arrived_at)
    if heard.sequence is None:
        stale = known.asked_at is not None and known.sequence > 0 and stamp < known.asked_at
    else:
        stale = heard.sequence < known.sequence
    return None if stale else Rank(known.sequence, stamp, sent, bool(heard.recurrence))


def _said(heard: Heard, speaker: HeardAttendee, known: Known, rank: Rank) -> Outcome:
    outcome = _meaning(heard, speaker, known, rank)
    if isinstance(outcome, SubstituteNamed) and known.hall:  # a hall is a place; who comes to it stands in its list
        return NeedsPerson(Reason.HALL_DELEGATES, f"{outcome.name} {outcome.address}".strip()[:200])
    if not isinstance(outcome, Answered | SubstituteNamed):
        return outcome
    answer = outcome.answer if isinstance(outcome, Answered) else Answer.SUBSTITUTE
    if _wins(answer, rank, known):
        return outcome
    return Ignored(Reason.REPEATED if known.answered == rank else Reason.OLDER_ANSWER)


def _meaning(heard: Heard, speaker: HeardAttendee, known: Known, rank: Rank) -> Outcome:
    ours = known.address.lower()
    if ours in speaker.delegated_from:
        if speaker.partstat == "DECLINED":
            return NeedsPerson(Reason.SUBSTITUTE_REFUSES, speaker.address[:200])
        return _delegation(heard, speaker.address, speaker.name, rank)
    if speaker.partstat == "DELEGATED":
        others = [one for one in speaker.delegated_to if one != ours]
        to = others[0] if len(others) == 1 else ""
        name = next((one.name for one in heard.attendees if one.address == to), "")
        return _delegation(heard, to, name, rank)
    if speaker.partstat in _ANSWERS:
        return Answered(_ANSWERS[speaker.partstat], rank, heard.comment)
    if speaker.partstat == "NEEDS-ACTION":
        return NeedsPerson(Reason.NO_ANSWER, heard.comment) if heard.comment else Ignored(Reason.NO_ANSWER)
    return NeedsPerson(Reason.UNKNOWN_PARTSTAT if speaker.partstat else Reason.NO_ANSWER, speaker.partstat)


def _delegation(heard: Heard, address: str, name: str, rank: Rank) -> SubstituteNamed | NeedsPerson:
    local, _, domain = address.partition("@")
    if not (local and "." in domain and address.isascii() and len(address.split()) == 1):
        return NeedsPerson(Reason.BAD_SUBSTITUTE, address[:200])
    return SubstituteNamed(address, name, rank, heard.comment)


def _is_a_time(starts_at: datetime | None, ends_at: datetime | None) -> bool:
    """Whether a meeting could be then: of the year 9999 no page could write the hour in Vietnam."""
    if starts_at is None or not _EARLIEST < starts_at < _LATEST:
        return False
    return ends_at is None or starts_at < ends_at <= starts_at + _LONGEST


def _proposed(heard: Heard, speaker: HeardAttendee, known: Known, rank: Rank) -> Outcome:
    if heard.starts_at is None or not _is_a_time(heard.starts_at, heard.ends_at):
        return NeedsPerson(Reason.OTHER_TIME, heard.comment)
    answer = _BESIDE_A_PROPOSAL.get(speaker.partstat)
    if answer is not None and not _wins(answer, rank, known):
        answer = None
    newest = not (_outdone(rank, known.answered) or _outdone(rank, known.proposed) or known.proposed == rank)
    if not newest and answer is None:
        return Ignored(Reason.REPEATED if known.proposed == rank else Reason.OLDER_ANSWER)
    return TimeProposed(heard.starts_at, heard.ends_at, rank, heard.comment, answer, newest)


def _wins(answer: Answer, rank: Rank, known: Known) -> bool:
    """Whether this answer is the newest; of two equally new ones the same wins in every order."""
    if known.answered == rank:
        return known.answer is not None and answer > known.answer
    return not _outdone(rank, known.answered)


def _outdone(rank: Rank, by: Rank | None) -> bool:
    return by is not None and rank < by
