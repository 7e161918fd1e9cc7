"""libsrtp on buffers of our own. The one file that uses pylibsrtp's private names; a test asks for each of them.

pylibsrtp's own methods copy a packet three times and make five objects; libsrtp itself encrypts in place. Its functions
answer 0 when all is well. The lengths that they read and write are the sizes in the kernel's own vectors (kernel.py),
whose first half an `int *` reads on a little-endian machine.
"""

from collections.abc import Iterable
from typing import Any

import pylibsrtp
from pylibsrtp._binding import ffi, lib

protect, protect_control = lib.srtp_protect, lib.srtp_protect_rtcp
unprotect, unprotect_control = lib.srtp_unprotect, lib.srtp_unprotect_rtcp
TRAILER_MAX = 4 + pylibsrtp.SRTP_MAX_TRAILER_LEN  # bytes that encryption may add; SRTCP's index included

Context = Any  # an srtp_t of libsrtp; alive as long as its session


def context_of(session: pylibsrtp.Session) -> Context:
    """What libsrtp's functions ask for first."""
    return session._srtp[0]  # noqa: SLF001 - the reason for this file


def packets_at(addresses: Iterable[int]) -> list[Any]:
    """Pointers to packets."""
    return [ffi.cast("void *", address) for address in addresses]


def lengths_at(addresses: Iterable[int]) -> list[Any]:
    """Pointers to their lengths."""
    return [ffi.cast("int *", address) for address in addresses]
