"""The mailbox in which answers wait, as an operator writes it: imaps://user:password@host/INBOX. For the settings."""

from dataclasses import dataclass, field
from urllib.parse import parse_qs, unquote, urlsplit

_PORTS = {"imaps": 993, "imap+tls": 143}


class NoPlace(ValueError):
    """The address names no mailbox that may be used; says why, and shows no password."""


@dataclass(frozen=True, slots=True)
class Place:
    """One mailbox, for this house alone. What was read is moved to `kept`, what is no answer to `aside`."""

    host: str
    port: int
    at_once: bool  # TLS from the first byte; else STARTTLS. Without TLS nothing is read
    user: str
    password: str = field(repr=False)
    folder: str = "INBOX"
    kept: str = "Da-nhan"
    aside: str = "Khong-phai-tra-loi"


def read_place(url: str, password: str = "") -> Place | None:
    """The mailbox that the address names, None for an empty one. Raises NoPlace."""
    if not url:
        return None
    try:
        parts = urlsplit(url)
        port = parts.port or _PORTS.get(parts.scheme, 0)
    except ValueError:
        raise NoPlace("IMAP_URL cannot be read: a sign in user or password must be written as %XX") from None
    if parts.scheme not in _PORTS:
        raise NoPlace("IMAP_URL begins with imaps:// (TLS) or imap+tls:// (STARTTLS); without TLS nothing is fetched")
    user, secret = unquote(parts.username or ""), password or unquote(parts.password or "")
    if not parts.hostname or not user or not secret:
        raise NoPlace("IMAP_URL names a host and a user, IMAP_URL or IMAP_PASSWORD the password")
    names = {name: values[0] for name, values in parse_qs(parts.query).items() if name in {"kept", "aside"}}
    folder = unquote(parts.path).strip("/") or "INBOX"
    return Place(parts.hostname, port, parts.scheme == "imaps", user, secret, folder, **names)
