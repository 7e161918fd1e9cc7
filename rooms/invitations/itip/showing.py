"""A mail as it may be shown to a person: its words and calendars, with every personal key masked.

Whoever reads the queue must not learn the key with which somebody else answers: the token in `hop+TOKEN@`, the link in
a letter of ours that a reply quotes. The bytes as they came stay in the table; nothing here changes them.
"""

import html
import re
from contextlib import suppress
from dataclasses import dataclass
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message

from rooms.invitations.itip.charsets import as_utf8
from rooms.invitations.itip.parts import UnreadableMail, charset, content, filename, leaves, open_parts

LONGEST = 20_000  # letters of one text on a page
_MOST_CALENDARS = 5
_KEY = re.compile(r"((?:hop|bounce)(?:\+|%2B|=2B))[a-z2-7=\r\n]{26,40}(@|%40|=40)", re.IGNORECASE)
_LINK = re.compile(r"((?:tra-loi|lich)(?:/|%2F|=2F))[\w.:=%~+-]{8,}", re.IGNORECASE | re.ASCII)
_BYTE_KEY, _BYTE_LINK = (re.compile(one.pattern.encode(), re.IGNORECASE) for one in (_KEY, _LINK))
_TAG = re.compile(r"<[^<>]{0,5000}>")
_TEXTS = frozenset({"text", "message"})
_HARMLESS = ("application/pdf", "image/", "application/vnd.openxmlformats", "application/msword", "application/ics")


@dataclass(frozen=True, slots=True)
class Shown:
    """What a page says of a mail. The page escapes it; nothing in it is HTML."""

    subject: str = ""
    sender: str = ""
    date: str = ""
    recipient: str = ""
    text: str = ""
    calendars: tuple[str, ...] = ()
    attachments: tuple[str, ...] = ()
    readable: bool = True


def masked(text: str) -> str:
    """The text without anybody's key.

    >>> masked("To: hop+abcdefghijklmnopqrstuvwxyz@phutho.gov.vn")
    'To: hop+***@phutho.gov.vn'
    """
    return _LINK.sub(r"\1***", _KEY.sub(r"\1***\2", text))


def _masked_bytes(raw: bytes) -> bytes:
    return _BYTE_LINK.sub(rb"\1***", _BYTE_KEY.sub(rb"\1***\2", raw))


def show(raw: bytes) -> Shown:
    """Never raises; a mail over the limits shows its first lines."""
    try:
        mail = open_parts(raw)
    except UnreadableMail:
        return Shown(text=masked(raw[:LONGEST].decode("utf-8", "replace")), readable=False)
    parts = [part for part, _forwarded in leaves(mail)]
    calendars = [part for part in parts if _is_calendar(part)][:_MOST_CALENDARS]
    names = (filename(part) for part in parts)
    return Shown(
        subject=_words(mail, "Subject"),
        sender=_words(mail, "From"),
        date=_words(mail, "Date"),
        recipient=_words(mail, "To"),
        text=_text(parts),
        calendars=tuple(dict.fromkeys(_part_text(part) for part in calendars)),
        attachments=tuple(masked(name)[:200] for name in names if name)[:50],
    )


def file_of(raw: bytes) -> bytes:
    """The mail as a file to keep or to open in a mail program; parts that may hide a key are left out by name."""
    try:
        mail = open_parts(raw)
    except UnreadableMail:
        head = re.split(rb"\r?\n\r?\n", raw[:LONGEST], maxsplit=1)[0]
        return _masked_bytes(head) + b"\r\n\r\n[...]\r\n"
    for part, _forwarded in leaves(mail):
        if isinstance(part.get_payload(), str):
            _mask_part(part)
    try:
        return _masked_bytes(mail.as_bytes())
    except (MessageError, ValueError, LookupError, AttributeError, TypeError, RecursionError):
        return _masked_bytes(re.split(rb"\r?\n\r?\n", raw[:LONGEST], maxsplit=1)[0])


def _mask_part(part: Message) -> None:
    kind = part.get_content_type()
    if part.get_content_maintype() in _TEXTS or _is_calendar(part):
        text = masked(_plain(part))
    elif kind.startswith(_HARMLESS):
        return
    else:
        text = f"[{kind}: {len(str(part.get_payload()))}]"
    del part["Content-Transfer-Encoding"]
    del part["Content-Type"]
    part["Content-Type"] = f'{kind if kind.startswith("text/") else "text/plain"}; charset="utf-8"'
    part.set_payload(text, "utf-8")


def _is_calendar(part: Message) -> bool:
    return part.get_content_type() in {"text/calendar", "application/ics"} or filename(part).endswith(".ics")


def _words(mail: Message, name: str) -> str:
    said = _as_it_came(mail, name)
    with suppress(MessageError, LookupError, ValueError, TypeError):  # as it came, then
        said = str(make_header(decode_header(said)))
    return masked("".join(letter if letter.isprintable() else " " for letter in said))[:500]


def _as_it_came(mail: Message, name: str) -> str:
    # Letters outside ASCII stand in a header without being encoded: wrong, and common. compat32 would hide them.
    raw = next((value for key, value in mail.raw_items() if key.lower() == name.lower()), "")
    text = str(raw)[:2000].encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return " ".join(text.split())


def _plain(part: Message) -> str:
    return as_utf8(content(part), charset(part)).decode("utf-8", "replace").replace("\x00", "")


def _part_text(part: Message) -> str:
    return masked(_plain(part)[: 2 * LONGEST])[:LONGEST]


def _text(parts: list[Message]) -> str:
    for kind in ("text/plain", "text/html"):
        for part in parts:
            if part.get_content_type() == kind and not filename(part) and (said := _part_text(part).strip()):
                return _without_tags(said) if kind == "text/html" else said
    return ""


def _without_tags(source: str) -> str:
    for name in ("head", "style", "script"):
        while (start := source.lower().find(f"<{name}")) >= 0:
            end = source.lower().find(f"</{name}", start)
            source = source[:start] + (source[end + len(name) + 2 :] if end >= 0 else "")
    return html.unescape(_TAG.sub(" ", source)).strip()
