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
        ("row", np.int32),  # of the receiving connection, in the room's SentLog
        ("ssrc", np.uint32),
        ("payload_type", np.uint8),
        ("stamp", np.uint32),  # id and length of the transport-wide number, in its place; 0 where nobody wants it
        ("index", np.int64),
        ("timestamp", np.int64),
        ("picture", np.int64),
        ("tl0", np.int64),
    ]
)
Columns = NDArray[Any]  # of Column
PADDING, EXTENDED, MARKER = 0x20, 0x90, 0x80  # bits of the first two bytes


def slot_type(stride: int) -> np.dtype[Any]:
    """One place of `stride` bytes for a packet: its head, and what follows."""
    head = [("first", ">u1"), ("second", ">u1"), ("seq", ">u2"), ("timestamp", ">u4"), ("ssrc", ">u4")]
    return np.dtype([*head, ("profile", ">u4"), ("stamp", ">u4"), ("body", "u1", (stride - HEAD_SIZE,))])


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
        columns = self.columns[:, None]
        into["first"] = [EXTENDED | (PADDING if bytes_ else 0) for bytes_ in padding]
        into["second"] = columns["payload_type"] | np.array([MARKER * each.marker for each in packets], np.uint8)
        into["seq"] = columns["index"] + np.array([each.index for each in packets]) & 0xFFFF
        into["timestamp"] = columns["timestamp"] + np.array([each.timestamp for each in packets]) & 0xFFFFFFFF
        into["ssrc"] = columns["ssrc"]
        into["profile"] = EXTENSION
        stamp = columns["stamp"]
        into["stamp"] = np.where(stamp, stamp | self.stamps.astype(np.uint32) << 8, 0)
        body = into["body"]
        for place, (packet, more) in enumerate(zip(packets, padding, strict=True)):
            end = len(packet.payload)
            body[:, place, :end] = np.frombuffer(packet.payload, np.uint8)
            if more:
                body[:, place, end : end + more] = [0] * (more - 1) + [more]
        for alike in self._alike():
            self._renumber(body[:, alike], alike)

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
