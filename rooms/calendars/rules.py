"""Tokens of feed addresses, and how often one may be read. Pure."""

import base64
import hashlib
import hmac
from datetime import timedelta

# 26 letters of base32 are 130 bits (CALENDAR.md asks at least 120); lower case, so that no program spoils it.
TOKEN_LENGTH = 26
PAST = timedelta(days=30)  # what was lately stays in the calendar
BUSY_AHEAD = timedelta(days=92)  # a quarter: as far as meetings are planned; some programs refuse longer texts
REFRESH = timedelta(hours=1)  # asked of the programs; Google reads every 8 to 24 hours whatever it is asked
# A person has a telephone and two desks, each asks every 5 to 60 minutes; 20 in 5 minutes is a program gone wild.
READS_MAX = 20
READS_WINDOW = timedelta(minutes=5)


def token_of(secret: bytes, address_id: int, turn: int) -> str:
    """The token of this address.

    It is derived, not drawn, so that its owner's page can show it again while the database keeps only its hash.
    """
    digest = hmac.new(secret, f"calendar feed|{address_id}|{turn}".encode(), hashlib.sha256).digest()
    return base64.b32encode(digest).decode("ascii").lower()[:TOKEN_LENGTH]


def hash_of(token: str) -> str:
    """What the database keeps of a token. 130 bits from a keyed hash need no slow one."""
    return hashlib.sha256(token.encode()).hexdigest()
