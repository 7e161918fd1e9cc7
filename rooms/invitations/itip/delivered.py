"""For which of our addresses a mail lies in a mailbox. By IMAP the envelope is gone; the header has to tell.

A header can be forged, but a token cannot be guessed: whoever knows one may also write to its address.
"""

import re
from email.message import Message

from rooms.invitations.itip.addresses import read_address
from rooms.invitations.itip.parts import UnreadableMail, header, open_parts

# What mail servers add at delivery, each under its own name; the topmost is the newest.
_TRACES = ("X-Original-To", "Delivered-To", "Envelope-To", "X-Envelope-To")
_WRITTEN = ("To", "Cc")
_ADDRESS = re.compile(r"(?:hop|bounce)\+[a-z2-7]{26}@[a-z0-9.-]{1,255}", re.ASCII | re.IGNORECASE)
_MOST = 20


def delivered_to(raw: bytes, domain: str) -> list[str]:
    """Our addresses: the one under which it was delivered, else those that its writer named."""
    mail = _head(raw)
    for name in _TRACES:
        if found := _ours([str(value) for value in mail.get_all(name, [])][:1], domain):
            return found
    return _ours([header(mail, name) for name in _WRITTEN], domain)


def returned_from(raw: bytes) -> str:
    """The envelope sender, as the server wrote it at delivery; empty for a report or where it is not told."""
    return header(_head(raw), "Return-Path").strip("<>")[:320]


def _head(raw: bytes) -> Message:
    head = raw.partition(b"\r\n\r\n")[0].partition(b"\n\n")[0]
    try:
        return open_parts(head + b"\r\n\r\n")
    except UnreadableMail:
        return Message()


def _ours(values: list[str], domain: str) -> list[str]:
    found = (address.lower() for value in values for address in _ADDRESS.findall(value))
    return list(dict.fromkeys(address for address in found if read_address(address, domain)))[:_MOST]
