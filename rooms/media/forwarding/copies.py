"""Copies: the same packets for many receivers, written as columns; each differs in its numbers alone.

A copy is byte for byte what `Slot.forward` writes, its transport-wide number and padding apart; a property test holds
the two together. Padding (RFC 3550 5.1) may bring neighbours to one size, so that the kernel cuts one large datagram
into them (UDP_SEGMENT).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rooms.media.forwarding.packets import EXTENSION, HEAD_SIZE, Rtp
from rooms.media.forwarding.vp8 import Descriptor

Column = np.dtype(
    [
        ("row", np.int64),  # of the receiving connection, in the room's SentLog
        ("ssrc", np.int64),
        ("payload_type", np.int64),
        ("stamp", np.int64),  # id and length of the transport-wide number, in its place; 0 where nobody wants it
        ("index", np.int64),
        ("timestamp", np.int64),
        ("picture", np.int64),
        ("tl0", np.int64),
    ]
)
Columns = NDArray[Any]  # of Column
PADDING, EXTENDED, MARKER = 0x20 << 24, 0x90 << 24, 0x80 << 16  # bits of the first word
WORDS = HEAD_SIZE // 4  # of a head: the first with the number, timestamp, SSRC, what extension, the extension


def slot_type(stride: int) -> np.dtype[Any]:
    """One place of `stride` bytes for a packet: its head, and what follows."""
    return np.dtype([("head", ">u4", (WORDS,)), ("body", "u1", (stride - HEAD_SIZE,))])


@dataclass(frozen=True, slots=True)
class Copied:
    """One packet that is copied."""

    packet: Rtp
    picture: Descriptor | None
    size: int  # bytes of a copy, padding left out


def copied(packet: Rtp, picture: Descriptor | None) -> Copied:
    """A packet that is to be copied."""
    return Copied(packet, picture, HEAD_SIZE + len(packet.payload))


@dataclass(frozen=True, slots=True, eq=False)
class Copies:
    """Packets of one layer for everybody in `columns`, to be encrypted with each one's key and sent."""

    columns: Columns
    packets: Sequence[Copied]
    stamps: NDArray[np.uint16]  # receiver by packet

    def part(self, receivers: NDArray[np.intp] | slice, packets: slice) -> "Copies":
        """Some of the packets for some of the receivers."""
        return Copies(self.columns[receivers], self.packets[packets], self.stamps[receivers, packets])

    def write(self, into: NDArray[Any], sizes: Sequence[int]) -> None:
        """Write every copy: `into` is receiver by packet, of a slot_type; a size above a packet's own is padding."""
        packets = [each.packet for each in self.packets]
        padding = [size - each.size for size, each in zip(sizes, self.packets, strict=True)]
        into["head"] = self._heads(packets, padding)
        body = into["body"]
        for place, (packet, more) in enumerate(zip(packets, padding, strict=True)):
            whole = packet.payload + bytes(more - 1) + bytes([more]) if more else packet.payload
            body[:, place, : len(whole)] = np.frombuffer(whole, np.uint8)
        for alike in self._alike():
            self._renumber(body[:, alike], alike)

    def _heads(self, packets: Sequence[Rtp], padding: Sequence[int]) -> NDArray[np.uint32]:
        """Every head as words, in the order of the line; put in their places at once, each of which is touched once."""
        columns, stamp = self.columns[:, None], self.columns["stamp"][:, None]
        bits = [
            EXTENDED | (PADDING if more else 0) | (MARKER if each.marker else 0)
            for each, more in zip(packets, padding, strict=True)
        ]
        numbers = np.array([bits, [each.index for each in packets], [each.timestamp for each in packets]])
        words = np.empty((*self.stamps.shape, WORDS), np.int64)
        words[:, :, 0] = (columns["index"] + numbers[1] & 0xFFFF) + columns["payload_type"] * 0x10000 + numbers[0]
        words[:, :, 1] = columns["timestamp"] + numbers[2]
        words[:, :, 2] = columns["ssrc"]
        words[:, :, 3] = EXTENSION
        words[:, :, 4] = stamp + (self.stamps.astype(np.int64) << 8) * (stamp != 0)
        return words.astype(">u4")

    def _alike(self) -> Iterator[slice]:
        """Neighbours whose picture's numbers stand in the same places."""
        at = 0
        for known, some in groupby(self.packets, lambda each: each.picture and each.picture.places):
            end = at + sum(1 for _ in some)
            if known is not None:
                yield slice(at, end)
            at = end

    def _renumber(self, body: NDArray[np.uint8], alike: slice) -> None:
        pictures = [each.picture for each in self.packets[alike] if each.picture is not None]
        at, wide, tl0_at = pictures[0].places
        if not at:
            return
        numbers = self.columns["picture"][:, None] + np.array([each.picture for each in pictures])
        if wide:
            body[:, :, at] = numbers >> 8 & 0x7F | 0x80
            body[:, :, at + 1] = numbers & 0xFF
        else:
            body[:, :, at] = numbers & 0x7F
        if tl0_at:
            body[:, :, tl0_at] = self.columns["tl0"][:, None] + np.array([each.tl0 for each in pictures]) & 0xFF
