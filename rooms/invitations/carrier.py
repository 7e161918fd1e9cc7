"""The carrier: hands one letter to the mail server through Django's mail connection, and says what came of it.

Over SMTP the dialogue is walked step by step, because the law of the outbox needs the moment before DATA. Any other
backend (a demo's mailbox, a test's list) takes a letter in one step.
"""

import email
import smtplib
from collections.abc import Callable
from dataclasses import dataclass
from email.message import Message
from email.policy import SMTP
from types import TracebackType
from typing import Any, Self

from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.smtp import EmailBackend

from rooms.rehearsal import crash_point

_OK = frozenset({250, 251})
_PERMANENT = 500


@dataclass(frozen=True, slots=True)
class Letter:
    """One mail and its envelope."""

    sender: str
    recipient: str
    raw: bytes


@dataclass(frozen=True, slots=True)
class Taken:
    """The server has it."""


@dataclass(frozen=True, slots=True)
class NotNow:
    """It was not handed over; try again later."""

    fault: str


@dataclass(frozen=True, slots=True)
class Never:
    """The server refuses it for good."""

    fault: str


@dataclass(frozen=True, slots=True)
class Doubt:
    """Nobody knows whether the server has it."""

    fault: str


Verdict = Taken | NotNow | Never | Doubt


class FixedLetter(EmailMessage):
    """A letter whose bytes were fixed at queueing; Django's backends send them as they are."""

    def __init__(self, letter: Letter) -> None:
        super().__init__(from_email=letter.sender, to=[letter.recipient])
        self.raw = letter.raw
        self.subject = str(self.message()["Subject"])

    def message(self) -> Message:  # type: ignore[override] # Django's stub names its own subclass; backends need Message
        return email.message_from_bytes(self.raw, policy=SMTP)


class Carrier:
    """One connection for a batch of letters; reopened when the server ends it."""

    def __init__(self) -> None:
        self._connection: Any = get_connection()  # SMTP's, a mailbox's or a test's: only SMTP has a dialogue
        self.fault = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._close()

    def ready(self) -> bool:
        """Open the connection if it is not; False, with the fault kept, when the server is away."""
        try:
            self._connection.open()
        except (OSError, smtplib.SMTPException) as fault:
            self.fault = _words(fault)
            self._close()
            return False
        return True

    def carry(self, letter: Letter, before_data: Callable[[], bool]) -> Verdict:
        """Hand a letter over. `before_data` is asked just before the content leaves; False stops it."""
        if not self.ready():
            return NotNow(self.fault)
        if isinstance(self._connection, EmailBackend):
            return self._by_smtp(letter, before_data)
        if not before_data():
            return NotNow("lease lost")
        self._connection.send_messages([FixedLetter(letter)])
        crash_point("outbox.after_data")
        return Taken()

    def _by_smtp(self, letter: Letter, before_data: Callable[[], bool]) -> Verdict:
        smtp: smtplib.SMTP = self._connection.connection
        try:
            refusal = _introduce(smtp, letter)
        except (OSError, smtplib.SMTPException) as fault:
            self._close()
            return NotNow(_words(fault))
        if refusal is not None:
            self._rewind()
            return refusal
        crash_point("outbox.after_rcpt")
        if not before_data():
            self._rewind()
            return NotNow("lease lost")
        crash_point("outbox.before_data")
        return self._hand_over(smtp, letter)

    def _hand_over(self, smtp: smtplib.SMTP, letter: Letter) -> Verdict:
        try:
            code, words = smtp.data(letter.raw)
        except smtplib.SMTPDataError as refused:  # no 354: no content left the house
            self._rewind()
            return _refusal(refused.smtp_code, refused.smtp_error)
        except (OSError, smtplib.SMTPException) as fault:
            self._close()
            return Doubt(_words(fault))
        crash_point("outbox.after_data")
        return Taken() if code in _OK else _refusal(code, words)

    def _rewind(self) -> None:
        """Ready for the next letter; a server that does not answer even RSET is left."""
        try:
            self._connection.connection.rset()
        except (OSError, smtplib.SMTPException):
            self._close()

    def _close(self) -> None:
        try:
            self._connection.close()
        except (OSError, smtplib.SMTPException):
            return


def _introduce(smtp: smtplib.SMTP, letter: Letter) -> Verdict | None:
    smtp.ehlo_or_helo_if_needed()
    code, words = smtp.mail(letter.sender)
    if code not in _OK:
        return _refusal(code, words)
    code, words = smtp.rcpt(letter.recipient)
    return None if code in _OK else _refusal(code, words)


def _refusal(code: int, words: bytes | str) -> Verdict:
    text = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    fault = " ".join(f"{code} {text}".split())
    return Never(fault) if code >= _PERMANENT else NotNow(fault)


def _words(fault: Exception) -> str:
    return " ".join(str(fault).split()) or type(fault).__name__
