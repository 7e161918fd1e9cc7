"""A letter as bytes: words and calendar text in the one MIME shape that every client understands (CALENDAR.md)."""

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage, MIMEPart
from email.parser import BytesHeaderParser
from email.policy import SMTP
from typing import Any

from rooms.invitations.itip.compose import ZONE, Method

_NOT_IN_FILE_NAMES = str.maketrans(dict.fromkeys('/\\:*?"<>|;', "-"))


@dataclass(frozen=True, slots=True)
class Words:
    """What a person reads."""

    subject: str
    text: str
    html: str


@dataclass(frozen=True, slots=True)
class Envelope:
    """Who writes to whom, and under which name. `references` is the first letter's Message-ID, or empty."""

    sender_name: str
    sender: str
    recipient_name: str
    recipient: str
    message_id: str
    date: datetime
    references: str = ""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A paper that goes with a letter. The file name may be Vietnamese; what no file may be called is taken out."""

    filename: str
    content_type: str
    content: bytes


def one_line(text: str) -> str:
    """A text without line breaks and control characters, for a header or a parameter (I6)."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())


def write(
    envelope: Envelope, words: Words, calendar: bytes, method: Method, attachments: Sequence[Attachment] = ()
) -> bytes:
    """mixed{ alternative{ text, HTML, text/calendar }, application/ics, attachments }: Google's own shape.

    The calendar is the last alternative, base64 over CRLF, without Content-ID or Content-Disposition; a lone
    application/ics attachment shows no buttons in Thunderbird (tried).
    """
    letter = EmailMessage(policy=SMTP)
    _add_headers(letter, envelope, words.subject)
    letter.set_content(words.text, cte="base64")
    letter.add_alternative(words.html, subtype="html", cte="base64")
    letter.attach(_part(calendar, f'text/calendar; charset="UTF-8"; method={method.value}; component=VEVENT'))
    letter.make_mixed()
    letter.attach(_attached(Attachment("invite.ics", 'application/ics; name="invite.ics"', calendar)))
    return enclose(letter.as_bytes(), [part_of(one) for one in attachments])


def part_of(attachment: Attachment) -> bytes:
    """An attachment as a MIME part; the same for every letter that carries it."""
    return bytes(_attached(attachment).as_bytes())


def enclose(raw: bytes, parts: Sequence[bytes]) -> bytes:
    """Put parts behind the last one of a mixed letter. The outbox keeps letter and papers apart, and joins them here.

    The same letter and the same parts give the same bytes. Base64 has no "--" at the start of a line, so no part can
    end the letter early.
    """
    boundary = BytesHeaderParser(policy=SMTP).parsebytes(raw).get_boundary()
    end = f"\r\n--{boundary}--\r\n".encode("ascii")
    if not raw.endswith(end):
        raise ValueError("this letter was not written by write()")
    between = f"\r\n--{boundary}\r\n".encode("ascii")
    return b"".join([raw.removesuffix(end), *(between + part.removesuffix(b"\r\n") for part in parts), end])


def _add_headers(letter: EmailMessage, envelope: Envelope, subject: str) -> None:
    letter["From"] = Address(one_line(envelope.sender_name), addr_spec=envelope.sender)
    letter["To"] = Address(one_line(envelope.recipient_name), addr_spec=envelope.recipient)
    letter["Subject"] = one_line(subject)
    letter["Date"] = envelope.date.astimezone(ZONE)
    letter["Message-ID"] = envelope.message_id
    if envelope.references:
        letter["References"] = envelope.references
    letter["Content-Language"] = "vi"
    letter["Auto-Submitted"] = "auto-generated"  # RFC 3834
    letter["X-Auto-Response-Suppress"] = "OOF, AutoReply"  # never All: that also stops delivery reports


def _part(content: bytes, content_type: str) -> Any:  # noqa: ANN401 - typeshed wants EmailMessage in attach(); a part is none
    # EmailMessage would rewrite the line ends of a text part; the calendar's bytes go as they are.
    part = MIMEPart(policy=SMTP)
    part["Content-Type"] = content_type
    part["Content-Transfer-Encoding"] = "base64"
    part.set_payload(base64.encodebytes(content).decode("ascii"))
    return part


def _attached(attachment: Attachment) -> Any:  # noqa: ANN401 - as _part
    part = _part(attachment.content, attachment.content_type)
    name = one_line(attachment.filename).translate(_NOT_IN_FILE_NAMES)
    part.add_header("Content-Disposition", "attachment", filename=name)  # RFC 2231 where it is not ASCII
    return part
