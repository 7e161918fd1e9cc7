"""Rows: what goes through the pipe to the writer, packets and notes, as bytes. Pure.

A batch is the rows of one recording from one burst: its length, the length and name of the recording, then rows, each
with its own length before it. All figures big-endian.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from struct import Struct, error
from typing import Any

PACKET = Struct("!BIqIdB")  # kind, stream, index, RTP timestamp, arrival (monotonic s), marker
PACKET_KIND, NOTE_KIND = 0, 1
LENGTH = Struct("!I")
LONGEST_BATCH = 8_000_000  # bytes; a burst is at most 64 datagrams
Note = Mapping[str, Any]


class BrokenRow(Exception):
    """Not what `forwarding.tape` packs."""


@dataclass(slots=True)
class Packet:
    """One RTP packet of a stream; `index` is its sequence number extended over wraps."""

    stream: int
    index: int
    timestamp: int
    arrival: float
    marker: bool
    payload: bytes


def pack_packet(stream: int, index: int, timestamp: int, arrival: float, marker: int, payload: bytes) -> bytes:  # noqa: PLR0913, PLR0917 - the row itself, for every packet
    """The row of a packet."""
    return PACKET.pack(PACKET_KIND, stream, index, timestamp, arrival, marker) + payload


def pack_note(note: Note) -> bytes:
    """The row of a note."""
    return bytes([NOTE_KIND]) + json.dumps(note, separators=(",", ":")).encode()


def read_row(row: bytes) -> Packet | dict[str, Any]:
    """A packet or a note. Raises BrokenRow."""
    try:
        if row[0] == PACKET_KIND:
            _, stream, index, timestamp, arrival, marker = PACKET.unpack_from(row)
            return Packet(stream, index, timestamp, arrival, bool(marker), row[PACKET.size :])
        note = json.loads(row[1:])
    except (IndexError, ValueError, error) as fault:
        raise BrokenRow from fault
    if not isinstance(note, dict):
        raise BrokenRow
    return note


def pack_batch(recording: str, rows: Iterable[bytes]) -> bytes:
    """Everything of one burst, ready for the pipe."""
    name = recording.encode()
    parts = [bytes([len(name)]), name]
    for row in rows:
        parts += (LENGTH.pack(len(row)), row)
    body = b"".join(parts)
    return LENGTH.pack(len(body)) + body


def read_batch(body: bytes) -> tuple[str, list[bytes]]:
    """The recording and its rows, from what follows the batch's length. Raises BrokenRow."""
    if not body or len(body) < 1 + body[0]:
        raise BrokenRow
    at = 1 + body[0]
    rows = []
    while at < len(body):
        if len(body) < at + LENGTH.size:
            raise BrokenRow
        (size,) = LENGTH.unpack_from(body, at)
        at += LENGTH.size
        if len(body) < at + size:
            raise BrokenRow
        rows.append(body[at : at + size])
        at += size
    return body[1 : 1 + body[0]].decode("ascii", "replace"), rows


class Batches:
    """Cuts what comes out of a pipe into batches."""

    def __init__(self) -> None:
        self._rest = bytearray()

    def take(self, data: bytes) -> Iterator[bytes]:
        """The bodies of the batches that are whole now. Raises BrokenRow for a length that cannot be."""
        self._rest += data
        while len(self._rest) >= LENGTH.size:
            (size,) = LENGTH.unpack_from(self._rest)
            if size > LONGEST_BATCH:
                raise BrokenRow
            end = LENGTH.size + size
            if len(self._rest) < end:
                return
            body = bytes(self._rest[LENGTH.size : end])
            del self._rest[:end]
            yield body
