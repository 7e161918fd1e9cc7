"""A mail taken into its parts, within bounds of time and memory whatever a stranger wrote.

Python's email package with its old, lenient policy; the bounds are set before and while it reads. 3,000 nested parts
ended in RecursionError (SECURITY.md I5); a million empty parts would take a gigabyte; a Content-Type of a megabyte of
semicolons takes the package's parameter reader hours (it is quadratic); a line is compared with every open boundary.
"""

from collections.abc import Iterator
from email import message_from_bytes, policy
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.utils import collapse_rfc2231_value
from typing import Any

from rooms.invitations.itip.charsets import is_known

MOST_PARTS = 100
MOST_MULTIPARTS = 20
MOST_LINES = 400_000  # 20 MB of base64 are 263,000 lines
MOST_HEADERS = 1_000  # of one part; the others are not looked at
_LONGEST_HEADER, _LONGEST_CONTENT_HEADER = 65_536, 8_192
_LARGEST_CONTENT = 1_500_000  # letters of an encoded part: a calendar over 1 MB is refused by its reader anyway

REPORTS = frozenset({"message/delivery-status", "message/global-delivery-status"})


class UnreadableMail(ValueError):
    """The mail breaks a limit of this house; it is kept, and read by a person if by anybody."""


class Part(Message):
    """A part whose headers are bounded."""

    kept = 0

    def set_raw(self, name: str, value: Any) -> None:  # noqa: ANN401 - the parser's own word for a header's value
        """Called by the parser for each header."""
        self.kept += 1
        if self.kept <= MOST_HEADERS:
            most = _LONGEST_CONTENT_HEADER if name.lower().startswith("content-") else _LONGEST_HEADER
            super().set_raw(name, value[:most] if isinstance(value, str) else value)

    def get_param(self, param: str, failobj: Any = None, header: str = "content-type", unquote: bool = True) -> Any:  # noqa: ANN401, FBT001, FBT002 - the package's own signature
        """Called by the package before it decodes a text: by `punycode`, in quadratic time, if a stranger says so."""
        value = super().get_param(param, failobj, header, unquote)
        if param != "charset" or value is failobj:
            return value
        label = collapse_rfc2231_value(value).strip() if value else ""
        return label if is_known(label) else "ascii"


class _Maker:
    """Makes each part for the parser, and counts."""

    def __init__(self) -> None:
        self.made = -1  # the parser tries its maker once

    def __call__(self, policy: Any) -> Part:  # noqa: ANN401 - a Policy, which only typeshed makes generic
        self.made += 1
        if self.made > MOST_PARTS:
            raise UnreadableMail("too many parts")
        return Part(policy)


def open_parts(raw: bytes) -> Message:
    """The mail as a tree of parts. Raises UnreadableMail."""
    if max(raw.count(b"\n"), raw.count(b"\r")) > MOST_LINES:
        raise UnreadableMail("too many lines")
    if raw.lower().count(b"multipart/") > MOST_MULTIPARTS:
        raise UnreadableMail("too many multiparts")
    maker: Any = _Maker()  # typeshed wants a class where the parser takes any callable
    try:
        return message_from_bytes(raw, _class=maker, policy=policy.compat32)
    except (RecursionError, ValueError, LookupError, AttributeError, TypeError) as fault:
        raise fault if isinstance(fault, UnreadableMail) else UnreadableMail(type(fault).__name__) from fault


def leaves(mail: Message, *, forwarded: bool = False) -> Iterator[tuple[Message, bool]]:
    """Every part that is no container, and whether it lies in a mail that was forwarded as an attachment.

    What a mail server reports is a leaf here; the mail that it returns counts as forwarded.
    """
    content = mail.get_payload()
    if mail.get_content_type() in REPORTS or not isinstance(content, list):
        yield mail, forwarded
        return
    inside = forwarded or mail.get_content_maintype() == "message"
    for part in content:
        if isinstance(part, Message):
            yield from leaves(part, forwarded=inside)


def header(mail: Message, name: str) -> str:
    """A header on one line without control characters, as far as it can be read."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in str(mail.get(name, ""))).split())


def filename(part: Message) -> str:
    """The part's name in lower case; names come in RFC 2231, in RFC 2047 where it is not allowed, or as nonsense."""
    try:
        name = part.get_filename("") or ""
        pieces = decode_header(name) if "=?" in name else [(name, None)]
        words = "".join(_decoded(piece, charset) for piece, charset in pieces)
    except (HeaderParseError, LookupError, ValueError, TypeError):
        return ""
    # utf-7 may say half of a letter beyond the first plane, which no page can write.
    return "".join(letter if letter.isprintable() else "\ufffd" for letter in words).lower()


def _decoded(piece: str | bytes, label: str | None) -> str:
    return piece if isinstance(piece, str) else piece.decode(label or "ascii", "replace")


def charset(part: Message) -> str:
    """What the part says of its encoding."""
    try:
        return str(part.get_param("charset", "utf-8"))
    except (LookupError, ValueError, TypeError):
        return "utf-8"


def content(part: Message) -> bytes:
    """The part's bytes, decoded; an encoded text that is too long for a calendar is cut, undecoded."""
    text = part.get_payload()
    if not isinstance(text, str):
        return b""
    if len(text) > _LARGEST_CONTENT:
        return text[:_LARGEST_CONTENT].encode("utf-8", "replace")
    try:
        decoded = part.get_payload(decode=True)
    except (ValueError, LookupError, AttributeError, TypeError):
        return text.encode("utf-8", "replace")
    return decoded if isinstance(decoded, bytes) else b""
