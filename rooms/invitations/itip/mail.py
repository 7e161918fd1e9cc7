"""A mail that came, opened: the calendar in it, the report of a mail server, or why the answer cannot be seen."""

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime
from email.message import Message
from email.utils import collapse_rfc2231_value, parsedate_to_datetime
from enum import StrEnum

from rooms.invitations.itip.authentication import dmarc_failed
from rooms.invitations.itip.charsets import as_utf8
from rooms.invitations.itip.parts import UnreadableMail, charset, content, filename, header, leaves, open_parts
from rooms.invitations.itip.reports import Report, find_report

__all__ = ["Hidden", "Opened", "Report", "UnreadableMail", "name_and_digest", "open_mail"]

_MOST_CALENDARS = 5
_MOST_REFERENCES = 20
_MESSAGE_ID = re.compile(r"<[^<>\s]{3,250}>")
# email.utils.parseaddr reads nested comments by recursion, without a bound.
_ADDRESS = re.compile(r"[^\s<>,;:\"()]{1,64}@[^\s<>,;:\"()]{1,255}")
_AUTO = re.compile(r"auto[-_]?repl(y|ied)|auto-generated", re.IGNORECASE)
_LISTED = ("List-Id", "List-Unsubscribe", "List-Post")  # RFC 3834 2: a list's mail is nobody's answer
_CALENDAR_KINDS = frozenset({"text/calendar", "application/ics", "text/x-vcalendar"})
_WINMAIL_KINDS = frozenset({"application/ms-tnef", "application/vnd.ms-tnef"})
_SEALED_KINDS = frozenset({"application/pkcs7-mime", "application/x-pkcs7-mime", "application/pgp-encrypted"})
_BEGIN = re.compile(rb"BEGIN:VCALENDAR|QkVHSU46VkNBTEVOREFS", re.IGNORECASE)  # plain, and in base64


class Hidden(StrEnum):
    """Why there may be an answer that only a person can find."""

    WINMAIL = "winmail"  # TNEF: Outlook for its own kind; the answer lies in winmail.dat
    SEALED = "sealed"  # enclosed by S/MIME or OpenPGP
    FORWARDED = "forwarded"  # in a mail attached to this one: whose answer is it?
    UNLABELLED = "unlabelled"  # a calendar stands somewhere, in no part that says so


@dataclass(frozen=True, slots=True)
class Opened:
    """What matters of a mail."""

    message_id: str
    sent_at: datetime | None
    calendars: tuple[bytes, ...]
    methods: tuple[str, ...]  # of each calendar, as the MIME header says it, or ""
    report: Report | None
    automatic: bool
    dmarc_failed: bool
    senders: tuple[str, ...] = ()  # what looks like an address in From; it proves nothing
    references: tuple[str, ...] = ()  # Message-IDs that it answers
    hidden: Hidden | None = None


def name_and_digest(raw: bytes) -> tuple[str, str]:
    """What tells two mails apart: Message-ID and a hash of the body. Relays add headers, so these are left out."""
    head, gap, body = raw.partition(b"\r\n\r\n")
    if not gap:
        head, gap, body = raw.partition(b"\n\n")
    found = re.search(rb"^message-id[ \t]*:[ \t]*([^\r\n]{1,250})", head, re.IGNORECASE | re.MULTILINE)
    said = found[1].decode("ascii", "replace") if found else ""
    message_id = "".join(letter for letter in said if letter.isprintable()).strip()  # a NUL is no text to PostgreSQL
    return message_id, hashlib.sha256(body if gap else raw).hexdigest()


def open_mail(raw: bytes, authserv: str) -> Opened:
    """Take a mail apart. `authserv` is our own mail server's name in Authentication-Results. Raises UnreadableMail."""
    mail = open_parts(raw)
    parts = list(leaves(mail))
    own = [part for part, forwarded in parts if not forwarded]
    calendars = [part for part in own if _is_calendar(part)][:_MOST_CALENDARS]
    return Opened(
        message_id=header(mail, "Message-ID")[:250],
        sent_at=_date(mail),
        calendars=tuple(as_utf8(content(part), charset(part)) for part in calendars),
        methods=tuple(map(_method, calendars)),
        report=find_report(own),
        automatic=_is_automatic(mail),
        dmarc_failed=dmarc_failed(map(str, mail.get_all("Authentication-Results", [])), authserv),
        senders=tuple(_ADDRESS.findall(header(mail, "From")[:2000])),
        references=_references(mail),
        hidden=None if calendars else _hidden(parts, raw),
    )


def _method(part: Message) -> str:
    # RFC 2231 makes three pieces of it; a lost semicolon leaves the next parameter behind it.
    words = collapse_rfc2231_value(part.get_param("method", "") or "").split()
    return words[0].upper()[:20] if words else ""


def _date(mail: Message) -> datetime | None:
    try:
        date = parsedate_to_datetime(header(mail, "Date"))
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return date if date.tzinfo else None


def _references(mail: Message) -> tuple[str, ...]:
    # The nearest first: In-Reply-To, then References from its end (RFC 5322 3.6.4).
    chain = _MESSAGE_ID.findall(header(mail, "References"))[: -_MOST_REFERENCES - 1 : -1]
    return tuple(dict.fromkeys([*_MESSAGE_ID.findall(header(mail, "In-Reply-To"))[:_MOST_REFERENCES], *chain]))


def _is_calendar(part: Message) -> bool:
    # Some clients send the answer as an attachment of a general type alone.
    return part.get_content_type() in _CALENDAR_KINDS or filename(part).endswith((".ics", ".vcs"))


def _hidden(parts: list[tuple[Message, bool]], raw: bytes) -> Hidden | None:
    kinds = {part.get_content_type() for part, _forwarded in parts}
    if kinds & _WINMAIL_KINDS or any(filename(part) == "winmail.dat" for part, _forwarded in parts):
        return Hidden.WINMAIL
    if kinds & _SEALED_KINDS:
        return Hidden.SEALED
    if any(forwarded and _is_calendar(part) for part, forwarded in parts):
        return Hidden.FORWARDED
    return Hidden.UNLABELLED if _BEGIN.search(raw) else None


def _is_automatic(mail: Message) -> bool:
    said = re.split(r"[;\s(]", header(mail, "Auto-Submitted").lower())[0]
    return (
        said not in {"", "no"}
        or header(mail, "Precedence").lower() in {"bulk", "junk", "list", "auto_reply"}
        or bool(_AUTO.search(header(mail, "X-Autoreply") + header(mail, "X-Auto-Response")))
        or header(mail, "X-Autoreply").lower() == "yes"
        or any(mail.get(name) is not None for name in _LISTED)
    )
