"""What a mail server says of a letter of ours (RFC 3464; RFC 6533 writes it in UTF-8)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from email import message_from_string
from email.message import Message

from rooms.invitations.itip.parts import REPORTS, header

_ACTIONS = {"failed": "failed", "delayed": "delayed"} | dict.fromkeys(("delivered", "relayed", "expanded"), "delivered")
_CLASSES = {"2": "delivered", "4": "delayed", "5": "failed"}  # RFC 3463 2: the first figure of a status


@dataclass(frozen=True, slots=True)
class Report:
    """One report; each letter of ours has one recipient, so the first recipient named is meant."""

    action: str  # failed, delayed, delivered or ""
    fault: str


def find_report(parts: Iterable[Message]) -> Report | None:
    """The report among the parts of a mail."""
    for part in parts:
        if part.get_content_type() in REPORTS:
            named = (block for block in _blocks(part) if block.get("Action") or block.get("Final-Recipient"))
            return next((Report(_action(block), _fault(block)) for block in named), Report("", ""))
    return None


def _blocks(part: Message) -> Iterator[Message]:
    blocks = part.get_payload()
    for block in blocks if isinstance(blocks, list) else []:
        if isinstance(block, Message):
            yield block
            text = block.get_payload()
            # Python splits message/delivery-status alone; of the newer kind the second block is the first one's body.
            if isinstance(text, str) and text.strip():
                yield message_from_string(text.lstrip())


def _action(block: Message) -> str:
    words = header(block, "Action").lower().split()
    return _ACTIONS.get(words[0], "") if words else _CLASSES.get(header(block, "Status")[:1], "")


def _fault(block: Message) -> str:
    said = header(block, "Diagnostic-Code").partition(";")[2].strip()
    return " ".join(f"{header(block, 'Status')} {said}".split())[:300]
