"""What happens to an invitation; the desk alone sees it."""

from dataclasses import dataclass
from uuid import UUID

from rooms.journal.events import DESK, Event


@dataclass(frozen=True, slots=True)
class InvitationSent(Event):
    """A letter to this seat was taken by the mail server; `method` is REQUEST or CANCEL."""

    kind = "invitation.sent"
    seat_id: UUID
    method: str

    @property
    def audience(self) -> str:
        return DESK


@dataclass(frozen=True, slots=True)
class SubstituteRefused(Event):
    """The proposed substitute was not approved; the seat stays with who has it and is asked anew."""

    kind = "invitation.substitute_refused"
    seat_id: UUID

    @property
    def audience(self) -> str:
        return DESK


@dataclass(frozen=True, slots=True)
class InvitationAnswered(Event):
    """A seat answered: `answer` is accepted, tentative, declined or substitute_proposed; `via` is mail, web or desk.

    Who is proposed stands in the invitation alone, which the desk reads: a name typed by mistake is no history.
    """

    kind = "invitation.answered"
    seat_id: UUID
    answer: str
    via: str

    @property
    def audience(self) -> str:
        return DESK


@dataclass(frozen=True, slots=True)
class SendingStopped(Event):
    """The desk stopped letters that had not left yet."""

    kind = "invitation.sending_stopped"
    letters: int

    @property
    def audience(self) -> str:
        return DESK


@dataclass(frozen=True, slots=True)
class SendingResumed(Event):
    """The desk let the stopped letters go."""

    kind = "invitation.sending_resumed"
    letters: int

    @property
    def audience(self) -> str:
        return DESK


@dataclass(frozen=True, slots=True)
class MailReferred(Event):
    """An administrator gave this desk a mail that named no meeting; what it says stands in the mail alone."""

    kind = "invitation.mail_referred"
    received_id: int

    @property
    def audience(self) -> str:
        return DESK
