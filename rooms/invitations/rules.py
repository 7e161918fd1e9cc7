"""Where an invitation stands and what moves it. Pure; the one table of the funnel."""

from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256

from rooms.invitations.itip.reply import Answer


class Funnel(StrEnum):
    """Where a seat's invitation stands."""

    QUEUED = "queued"
    SENT = "sent"
    DELAYED = "delayed"
    BOUNCED = "bounced"
    OPENED = "opened"
    ACCEPTED = "accepted"
    TENTATIVE = "tentative"
    DECLINED = "declined"
    SUBSTITUTE_PROPOSED = "substitute_proposed"


PRESENT = "present"  # told by attendance, never stored: it stands over whatever was answered


def standing(state: Funnel, *, present: bool) -> str:
    """Where a seat stands in the funnel as the desk sees it."""
    return PRESENT if present else state


class News(StrEnum):
    """What moves it."""

    ASKED_ANEW = "asked_anew"  # first letter, or one whose SEQUENCE rose: earlier answers no longer hold
    SENT_AGAIN = "sent_again"  # the same question once more
    POSTED = "posted"
    DELAYED = "delayed"
    BOUNCED = "bounced"
    OPENED = "opened"


WAITING = frozenset({Funnel.QUEUED, Funnel.SENT, Funnel.DELAYED})
UNANSWERED = frozenset({*WAITING, Funnel.BOUNCED, Funnel.OPENED})

# (where it stands, what came) -> where it stands then; what is not listed changes nothing. So a bounce of a reminder
# does not undo an answer, and a letter posted late does not undo an opened page.
PASSAGES: dict[tuple[Funnel, News], Funnel] = {
    **{(state, News.ASKED_ANEW): Funnel.QUEUED for state in Funnel},
    (Funnel.BOUNCED, News.SENT_AGAIN): Funnel.QUEUED,
    (Funnel.DELAYED, News.SENT_AGAIN): Funnel.QUEUED,
    (Funnel.QUEUED, News.POSTED): Funnel.SENT,
    (Funnel.DELAYED, News.POSTED): Funnel.SENT,
    **{(state, News.DELAYED): Funnel.DELAYED for state in WAITING},
    **{(state, News.BOUNCED): Funnel.BOUNCED for state in WAITING},
    **{(state, News.OPENED): Funnel.OPENED for state in (*WAITING, Funnel.BOUNCED)},
}


def after(state: Funnel, news: News) -> Funnel:
    """Where an invitation stands after this news."""
    return PASSAGES.get((state, news), state)


def answered(answer: Answer) -> Funnel:
    """Where an invitation stands after an answer; an answer holds from every state."""
    return Funnel(answer.value)


def mark_of(*words: str) -> str:
    """A short name for these words: other words have another."""
    return sha256("\n".join(words).encode()).hexdigest()[:16]


# An answer sets PARTSTAT in later letters, so that an update does not reset it in the client's calendar.
PARTSTATS = {
    Funnel.ACCEPTED: "ACCEPTED",
    Funnel.TENTATIVE: "TENTATIVE",
    Funnel.DECLINED: "DECLINED",
    Funnel.SUBSTITUTE_PROPOSED: "TENTATIVE",
}

LEASE = timedelta(minutes=5)  # a hanging server is given up after 20 s; 5 minutes is a dead worker
DOUBT = timedelta(minutes=10)  # RELIABILITY.md 4.8: how long an unknown letter waits for a report before one repeat
_FIRST_WAIT, _LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=6)
GIVE_UP_AFTER = timedelta(days=3)  # as long as a mail server itself tries (RFC 5321 4.5.4.1 says 4-5 days, less for us)


def wait_after(attempts: int) -> timedelta:
    """How long to wait after this many failed attempts: 1, 2, 4 … minutes, at most 6 hours."""
    doublings = min(max(attempts - 1, 0), 20)
    return min(_FIRST_WAIT * (1 << doublings), _LONGEST_WAIT)


def next_try(attempts: int, queued_at: datetime, now: datetime) -> datetime | None:
    """When to try again; None when it is time to give up."""
    return None if now - queued_at > GIVE_UP_AFTER else now + wait_after(attempts)


DOORS_OPEN = timedelta(minutes=60)  # PRODUCT.md: a hall is tested up to an hour before


def may_enter(meeting_state: str, starts_at: datetime, now: datetime) -> bool:
    """Whether a link leads into the room now: an hour before the start, and as long as the sitting is open."""
    return meeting_state == "open" or (meeting_state == "announced" and now >= starts_at - DOORS_OPEN)


class Way(StrEnum):
    """How mails come in."""

    MAILBOX = "mailbox"  # fetched by IMAP
    LMTP = "lmtp"  # handed over by the mail server


class WayState(StrEnum):
    """How a way in is."""

    UP = "up"
    LATE = "late"  # whoever tends it has said nothing for too long
    FAILING = "failing"
    GIVEN_UP = "given_up"  # nobody has tended it for so long that it is meant


LATE_AFTER = timedelta(minutes=20)  # a mailbox that fails is asked again after 15 minutes at the most
GIVEN_UP_AFTER = timedelta(days=30)  # longer than any holiday


def state_of_way(tried_at: datetime, failing_since: datetime | None, now: datetime) -> WayState:
    """How a way in is, as its process told last."""
    silent = now - tried_at
    if silent > GIVEN_UP_AFTER:
        return WayState.GIVEN_UP
    if silent > LATE_AFTER:
        return WayState.LATE
    return WayState.FAILING if failing_since is not None else WayState.UP
