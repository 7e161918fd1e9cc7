"""The mailbox of the small set-up: letters land in a folder (Maildir), and can be read there."""

import email
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage as ParsedLetter
from email.policy import default
from email.utils import parseaddr
from mailbox import Maildir

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

MOST_SHOWN = 200


class MaildirBackend(BaseEmailBackend):
    """Django's mail connection that writes each letter into settings.MAILDIR."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        box = _box()
        for message in email_messages:
            box.add(message.message().as_bytes())
        return len(email_messages)


@dataclass(frozen=True, slots=True)
class ShownLetter:
    """One letter of the mailbox as its pages need it."""

    key: str
    sender: str
    recipient: str
    address: str
    subject: str
    date: datetime | None
    text: str
    html: str


def letters() -> list[ShownLetter]:
    """The newest letters, newest first."""
    box = _box()
    shown = [_shown(key, box.get_bytes(key)) for key in box.keys()]  # noqa: SIM118 - a Maildir is no dict
    shown.sort(key=lambda letter: (letter.date.timestamp() if letter.date else 0, letter.key), reverse=True)
    return shown[:MOST_SHOWN]


def letter(key: str) -> ShownLetter | None:
    """The letter under this key, if it is there."""
    try:
        return _shown(key, _box().get_bytes(key))
    except KeyError:
        return None


def _box() -> Maildir:
    return Maildir(settings.MAILDIR, create=True)


def _shown(key: str, raw: bytes) -> ShownLetter:
    parsed = email.message_from_bytes(raw, _class=ParsedLetter, policy=default)
    name, address = parseaddr(str(parsed["To"] or ""))
    date = parsed["Date"]
    return ShownLetter(
        key=key,
        sender=parseaddr(str(parsed["From"] or ""))[0],
        recipient=name or address,
        address=address,
        subject=str(parsed["Subject"] or ""),
        date=date.datetime if date is not None else None,
        text=_body(parsed, "plain"),
        html=_body(parsed, "html"),
    )


def _body(parsed: ParsedLetter, kind: str) -> str:
    part = parsed.get_body(preferencelist=(kind,))
    return str(part.get_content()) if part is not None else ""
