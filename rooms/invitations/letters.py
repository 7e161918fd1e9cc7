"""A letter as bytes: words and calendar text in the one MIME shape that every client understands (CALENDAR.md)."""

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.header import Header
from email.message import Message, MIMEPart
from email.mime.multipart import MIMEMultipart
from email.parser import BytesHeaderParser
from email.policy import SMTP, compat32
from email.utils import format_datetime, formataddr

from rooms.invitations.itip.compose import ZONE, Method

# The older headers of the standard library: a letter in a tenth of the time that its newer ones take, who parse each
# header as they set it. Nothing gets into a header here but one_line(), addresses that were checked, and our own words.
_WIRE = compat32.clone(linesep="\r\n", max_line_length=0)
_LINE = 76
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
    alternative = MIMEMultipart("alternative")
    alternative.attach(_part(_crlf(words.text), 'text/plain; charset="utf-8"'))
    alternative.attach(_part(_crlf(words.html), 'text/html; charset="utf-8"'))
    alternative.attach(_part(calendar, f'text/calendar; charset="UTF-8"; method={method.value}; component=VEVENT'))
    letter = MIMEMultipart("mixed")
    _add_headers(letter, envelope, words.subject)
    letter.attach(alternative)
    letter.attach(_attached(Attachment("invite.ics", 'application/ics; name="invite.ics"', calendar)))
    return enclose(letter.as_bytes(policy=_WIRE), [part_of(one) for one in attachments])


def part_of(attachment: Attachment) -> bytes:
    """An attachment as a MIME part; the same for every letter that carries it."""
    return _attached(attachment).as_bytes(policy=_WIRE)


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


def _add_headers(letter: Message, envelope: Envelope, subject: str) -> None:
    letter["From"] = _mailbox(envelope.sender_name, envelope.sender)
    letter["To"] = _mailbox(envelope.recipient_name, envelope.recipient)
    letter["Subject"] = _words_of_header(one_line(subject), "Subject")
    letter["Date"] = format_datetime(envelope.date.astimezone(ZONE))
    letter["Message-ID"] = envelope.message_id
    if envelope.references:
        letter["References"] = envelope.references
    letter["Auto-Submitted"] = "auto-generated"  # RFC 3834
    letter["X-Auto-Response-Suppress"] = "OOF, AutoReply"  # never All: that also stops delivery reports


def _mailbox(name: str, address: str) -> str:
    line = one_line(name)
    if not line.isascii():
        return f"{_words_of_header(line, 'From')}\r\n <{address}>"
    return formataddr((line, address))  # quotes what has to be quoted


def _words_of_header(line: str, header: str) -> str:
    charset = "us-ascii" if line.isascii() else "utf-8"
    return Header(line, charset, maxlinelen=_LINE, header_name=header).encode(linesep="\r\n")


def _crlf(text: str) -> bytes:
    return "\r\n".join(text.splitlines()).encode() + b"\r\n"


def _part(content: bytes, content_type: str) -> Message:
    part = Message()
    part["Content-Type"] = content_type
    part["Content-Transfer-Encoding"] = "base64"
    part.set_payload(base64.encodebytes(content).decode("ascii"))
    return part


def _attached(attachment: Attachment) -> Message:
    part = _part(attachment.content, attachment.content_type)
    name = one_line(attachment.filename).translate(_NOT_IN_FILE_NAMES)
    part["Content-Disposition"] = _disposition(name)
    return part


def _disposition(name: str) -> str:
    """RFC 2231, in pieces where the name is long: the new parser of email/policy writes that, and reads it back."""
    whole = MIMEPart(policy=SMTP)
    whole.add_header("Content-Disposition", "attachment", filename=name)
    line: str = whole["Content-Disposition"].fold(policy=SMTP)
    return line.removeprefix("Content-Disposition: ").rstrip()
