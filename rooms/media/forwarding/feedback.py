"""What receivers say of their whole line: transport-cc feedback and REMB, read from raw bytes.

draft-holmer-rmcat-transport-wide-cc-extensions-01 3.1, draft-alvestrand-rmcat-remb-03 2.2. aiortc reads RTCP fmt 15 as
a NACK (MEDIA.md fact 8), so its parser is no help here. What cannot be read says nothing.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from struct import error, unpack_from

RTPFB, PSFB = 205, 206
TRANSPORT_CC, APPLICATION = 15, 15  # fmt of each
TOLD_MAX = 2048  # packets of one feedback, as many as SentLog keeps; a hostile count would cost us time
REFERENCE_TICKS = 256  # 64 ms in ticks of 250 µs
SMALL, LARGE = 1, 2
TWO_BITS = (12, 10, 8, 6, 4, 2, 0)
ONE_BIT = range(13, -1, -1)


@dataclass(frozen=True, slots=True)
class Told:
    """One feedback: transport-wide numbers from `base` on, each with its arrival in ticks of 250 µs, or None.

    The ticks are the receiver's own clock modulo 2**32.
    """

    base: int
    arrivals: tuple[int | None, ...]


def read_transport_cc(data: bytes) -> list[Told]:
    """Every transport-cc feedback in a compound packet."""
    return [
        told for kind, form, body in _packets(data) if (kind, form) == (RTPFB, TRANSPORT_CC) for told in _told(body)
    ]


def read_remb(data: bytes) -> int | None:
    """The receiver's own estimate in bits a second, where a compound packet has one."""
    for kind, form, body in _packets(data):
        if (kind, form) == (PSFB, APPLICATION) and body[8:12] == b"REMB" and len(body) >= 16:  # noqa: PLR2004 - 2.2
            return (int.from_bytes(body[13:16], "big") & 0x3FFFF) << (body[13] >> 2)
    return None


def _packets(data: bytes) -> Iterator[tuple[int, int, bytes]]:
    """Type, fmt and body (from the sender's SSRC on) of each packet; a truncated one ends the reading."""
    at = 0
    while at + 4 <= len(data):
        first, kind, words = unpack_from("!BBH", data, at)
        end = at + 4 + 4 * words
        if end > len(data) or first >> 6 != 2:  # noqa: PLR2004 - RTP's version
            return
        yield kind, first & 31, data[at + 4 : end]
        at = end


def _told(body: bytes) -> Iterator[Told]:
    try:
        base, count = unpack_from("!HH", body, 8)
        reference = int.from_bytes(body[12:15], "big") * REFERENCE_TICKS
        if 0 < count <= TOLD_MAX:
            symbols, at = _symbols(body, count)
            yield Told(base, _arrivals(body, at, symbols, reference))
    except (error, IndexError):
        return


def _symbols(body: bytes, count: int) -> tuple[list[int], int]:
    """What became of each packet, and where the deltas begin."""
    symbols: list[int] = []
    at = 16
    while len(symbols) < count:
        (chunk,) = unpack_from("!H", body, at)
        at += 2
        if not chunk & 0x8000:
            symbols += [chunk >> 13 & 3] * min(chunk & 0x1FFF, count)
        elif chunk & 0x4000:
            symbols += [chunk >> shift & 3 for shift in TWO_BITS]
        else:
            symbols += [chunk >> shift & 1 for shift in ONE_BIT]
    return symbols[:count], at


def _arrivals(body: bytes, at: int, symbols: list[int], ticks: int) -> tuple[int | None, ...]:
    arrivals: list[int | None] = []
    for symbol in symbols:
        if symbol == SMALL:
            ticks += body[at]
            at += 1
        elif symbol == LARGE:
            ticks += unpack_from("!h", body, at)[0]
            at += 2
        arrivals.append(ticks & 0xFFFFFFFF if symbol in {SMALL, LARGE} else None)
    return tuple(arrivals)
