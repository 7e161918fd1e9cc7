"""The addresses of this house: `hop+TOKEN@domain` takes answers, `bounce+KEY@domain` takes reports of mail servers."""

import base64
import hashlib
import hmac
import re
from dataclasses import dataclass
from enum import StrEnum

# 26 letters of base32 are 130 bits (CALENDAR.md asks at least 120); lower case, because mail servers fold case.
TOKEN_LENGTH = 26
_ADDRESS = re.compile(r"(hop|bounce)\+([a-z2-7]{26})@([a-z0-9.-]{1,255})", re.ASCII)


class Inlet(StrEnum):
    """What an address of ours is for; the value is its local part."""

    ANSWERS = "hop"
    REPORTS = "bounce"


@dataclass(frozen=True, slots=True)
class OurAddress:
    """An address of ours, taken apart."""

    inlet: Inlet
    token: str


def token_of(secret: bytes, holder: str, turn: int) -> str:
    """The token of this holder ("person:<uuid>", "site:<uuid>").

    It is derived, not drawn, so that an update can carry it again while the database keeps only its hash; `turn` grows
    when a token must be replaced.
    """
    digest = hmac.new(secret, f"reply address|{holder}|{turn}".encode(), hashlib.sha256).digest()
    return base64.b32encode(digest).decode("ascii").lower()[:TOKEN_LENGTH]


def hash_of(token: str) -> str:
    """What the database keeps of a token. 130 random bits need no slow hash."""
    return hashlib.sha256(token.encode()).hexdigest()


def address_of(inlet: Inlet, token: str, domain: str) -> str:
    """The address that carries this token."""
    return f"{inlet.value}+{token}@{domain}"


def read_address(text: str, domain: str) -> OurAddress | None:
    """Take an address of ours apart; None for anything else. Case does not matter."""
    match = _ADDRESS.fullmatch(text.strip().lower())
    if match is None or match[3] != domain.lower():
        return None
    return OurAddress(Inlet(match[1]), match[2])


def bare(calendar_address: str) -> str:
    r"""The plain address of a CAL-ADDRESS.

    Clients write `MAILTO:` in capitals, quotes, angle brackets and text escapes (all seen in captured mail).

    >>> bare(r'"MAILTO:<An\@phutho.example>"')
    'an@phutho.example'
    """
    text = calendar_address.strip().strip('"').strip()
    text = text[7:] if text[:7].lower() == "mailto:" else text
    return text.replace("\\", "").strip().strip("<>").strip().lower()


def masked(address: str) -> str:
    """An address that its owner recognises and a stranger cannot use (I2).

    >>> masked("tamduong@phutho.gov.vn")
    't•••g@phutho.gov.vn'
    """
    local, _, domain = address.partition("@")
    return f"{local[:1]}•••{local[-1:]}@{domain}"
