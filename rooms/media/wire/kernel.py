"""Linux's calls that take or send many datagrams at once, by cffi's ABI mode: nothing is compiled.

The structures lie in numpy arrays, so that three hundred of them are filled in a few column operations. Their layout is
that of 64-bit little-endian Linux (recvmmsg(2), sendmmsg(2), udp(7)); elsewhere `why_not` says so, and the portable way
is taken.
"""

import errno
import socket
import struct
import sys

import numpy as np
from cffi import FFI

ffi = FFI()
ffi.cdef("""
    int sendmmsg(int fd, void *messages, unsigned int count, int flags);
    int recvmmsg(int fd, void *messages, unsigned int count, int flags, void *timeout);
""")
# struct mmsghdr, with the padding that the compiler would put there
Message = np.dtype(
    [
        ("name", "u8"),
        ("name_size", "u4"),
        ("_pad1", "u4"),
        ("parts", "u8"),
        ("parts_count", "u8"),
        ("control", "u8"),
        ("control_size", "u8"),
        ("flags", "i4"),
        ("_pad2", "u4"),
        ("size", "u4"),  # bytes that went or came
        ("_pad3", "u4"),
    ]
)
Part = np.dtype([("address", "u8"), ("size", "u8")])  # struct iovec
# struct cmsghdr with the one word that UDP_SEGMENT wants, padded to CMSG_SPACE
Control = np.dtype([("size", "u8"), ("level", "i4"), ("kind", "i4"), ("segment", "u2"), ("_pad", "u2", (3,))])
CONTROL_LENGTH = 18  # CMSG_LEN(sizeof(uint16_t))
NAME_SIZE = 32  # room for a sockaddr_in6
SOL_UDP, UDP_SEGMENT = 17, 103  # linux/udp.h
MESSAGES_MAX = 1024  # UIO_MAXIOV: the kernel takes no more in one call
SEGMENTS_MAX = 64  # UDP_MAX_SEGMENTS of the older kernels
DATAGRAM_MAX = 65_000  # bytes; a little under what fits into one


class Kernel:
    """The two calls. Raises OSError when the C library has them not."""

    def __init__(self) -> None:
        self._libc = ffi.dlopen(None)
        self._send, self._receive = self._libc.sendmmsg, self._libc.recvmmsg

    def send(self, descriptor: int, messages: int, count: int) -> int:
        """Send from the address of an array; how many went, or minus the errno."""
        went: int = self._send(descriptor, ffi.cast("void *", messages), count, socket.MSG_DONTWAIT)
        return went if went >= 0 else -ffi.errno

    def receive(self, descriptor: int, messages: int, count: int) -> int:
        """Receive into an array at an address; how many came, or minus the errno."""
        nothing = ffi.NULL
        came: int = self._receive(descriptor, ffi.cast("void *", messages), count, socket.MSG_DONTWAIT, nothing)
        return came if came >= 0 else -ffi.errno


def load() -> tuple[Kernel | None, str]:
    """The calls, or None and why they cannot be used here."""
    if sys.platform != "linux" or sys.byteorder != "little" or struct.calcsize("P") != 8:  # noqa: PLR2004 - bytes
        return None, "this is not a 64-bit little-endian Linux"
    try:
        kernel = Kernel()
    except (OSError, AttributeError) as missing:
        return None, f"the C library lacks a call: {missing}"
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as trial:
        trial.bind(("127.0.0.1", 0))
        # Nothing is there to be read, so anything but "try again" is a kernel or a sandbox that refuses the call.
        refused = -kernel.receive(trial.fileno(), np.zeros(1, Message).ctypes.data, 1)
        if refused != errno.EAGAIN:
            return None, f"recvmmsg is refused: {errno.errorcode.get(refused, refused)}"
        refused = -kernel.send(trial.fileno(), 0, 0)
        return (None, f"sendmmsg is refused: {errno.errorcode.get(refused, refused)}") if refused else (kernel, "")


def cuts_datagrams(tried: socket.socket) -> bool:
    """Whether the kernel cuts one large datagram into equal ones (Linux 4.18)."""
    try:
        tried.setsockopt(SOL_UDP, UDP_SEGMENT, 0)
    except OSError:
        return False
    return True
