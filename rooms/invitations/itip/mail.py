"""A mail that came, opened: the calendar in it, or the report of a mail server.

Read with the old, lenient header policy of Python's email package: nothing of what a stranger wrote may raise. 3,000
nested parts ended in RecursionError (SECURITY.md I5), so parts are counted in the bytes before anything is parsed.
"""

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import Message
from email.utils import parsedate_to_datetime

MOST_PARTS = 100
_PART = re.compile(rb"^content-type[ \t]*:", re.IGNORECASE | re.MULTILINE)
_FAILED, _DELAYED, _DELIVERED = "failed", "delayed", ("delivered", "relayed", "expanded")
_AUTO = re.compile(r"auto[-_]?repl(y|ied)|auto-generated", re.IGNORECASE)


class UnreadableMail(ValueError):
    """The mail breaks a limit of this house; it is kept, and read by a person if by anybody."""


@dataclass(frozen=True, slots=True)
class Report:
    """What a mail server says of a letter of ours (RFC 3464)."""

    action: str  # failed, delayed, delivered or ""
    fault: str


@dataclass(frozen=True, slots=True)
class Opened:
    """What matters of a mail."""

    message_id: str
    sent_at: datetime | None
    calendars: tuple[bytes, ...]
    report: Report | None
    automatic: bool
    dmarc_failed: bool


def name_and_digest(raw: bytes) -> tuple[str, str]:
    """What tells two mails apart: Message-ID and a hash of the body. Relays add headers, so these are left out."""
    head, gap, body = raw.partition(b"\r\n\r\n")
    if not gap:
        head, gap, body = raw.partition(b"\n\n")
    found = re.search(rb"^message-id[ \t]*:[ \t]*([^\r\n]{1,250})", head, re.IGNORECASE | re.MULTILINE)
    message_id = found[1].decode("ascii", "replace").strip() if found else ""
    return message_id, hashlib.sha256(body if gap else raw).hexdigest()


def open_mail(raw: bytes, authserv: str) -> Opened:
    """Take a mail apart. `authserv` is our own mail server's name in Authentication-Results. Raises UnreadableMail."""
    if len(_PART.findall(raw)) > MOST_PARTS:
        raise UnreadableMail("too many parts")
    try:
        mail = message_from_bytes(raw, policy=policy.compat32)
        parts = list(mail.walk())
    except (RecursionError, ValueError, LookupError, AttributeError, TypeError) as fault:
        raise UnreadableMail(type(fault).__name__) from fault
    return Opened(
        message_id=_header(mail, "Message-ID")[:250],
        sent_at=_date(mail),
        calendars=tuple(_content(part) for part in parts if _is_calendar(part))[:5],
        report=_report(parts),
        automatic=_is_automatic(mail),
        dmarc_failed=_dmarc_failed(mail, authserv),
    )


def _header(mail: Message, name: str) -> str:
    return " ".join(str(mail.get(name, "")).split())


def _date(mail: Message) -> datetime | None:
    try:
        date = parsedate_to_datetime(_header(mail, "Date"))
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return date if date.tzinfo else None


def _is_calendar(part: Message) -> bool:
    name = str(part.get_filename("")).lower()
    # Some clients send the answer as an attachment of a general type alone.
    return part.get_content_type() in {"text/calendar", "application/ics"} or name.endswith(".ics")


def _content(part: Message) -> bytes:
    content = part.get_payload(decode=True)
    return _utf8(content, part) if isinstance(content, bytes) else b""


def _utf8(content: bytes, part: Message) -> bytes:
    charset = str(part.get_param("charset", "utf-8")).lower()
    if charset in {"utf-16", "utf-16le", "utf-16be", "windows-1258", "windows-1252", "iso-8859-1"}:
        return content.decode(charset, "replace").encode()
    return content


def _is_automatic(mail: Message) -> bool:
    said = _header(mail, "Auto-Submitted").lower()
    precedence = _header(mail, "Precedence").lower()
    return (
        bool(said and said != "no")
        or precedence in {"bulk", "junk", "auto_reply"}
        or bool(_AUTO.search(_header(mail, "X-Autoreply") + _header(mail, "X-Auto-Response")))
    )


def _dmarc_failed(mail: Message, authserv: str) -> bool:
    # Only the topmost result that our own server wrote counts; a sender may write as many as they like below it.
    for value in mail.get_all("Authentication-Results", []):
        text = " ".join(str(value).split()).lower()
        if text.startswith(authserv.lower()):
            return "dmarc=fail" in text
    return False


def _report(parts: list[Message]) -> Report | None:
    for part in parts:
        if part.get_content_type() != "message/delivery-status":
            continue
        blocks = part.get_payload()
        fields = [block for block in blocks if isinstance(block, Message)] if isinstance(blocks, list) else []
        for block in fields:
            if block.get("Action"):
                return Report(_action(_header(block, "Action")), _fault(block))
        return Report("", "")
    return None


def _action(text: str) -> str:
    word = text.lower().split()[0] if text.split() else ""
    return "delivered" if word in _DELIVERED else word if word in {_FAILED, _DELAYED} else ""


def _fault(block: Message) -> str:
    said = _header(block, "Diagnostic-Code").partition(";")[2].strip()
    return " ".join(f"{_header(block, 'Status')} {said}".split())[:300]
