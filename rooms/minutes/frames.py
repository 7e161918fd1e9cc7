"""The binary frames of the minutes on the live socket: those of y-protocols, and three of our own. Pure.

    0 0 <bytes>          sync step 1: a state vector, "what do I lack?"
    0 1 <bytes>          sync step 2: the answer, an update
    0 2 <bytes>          an update
    1 <bytes>            awareness: carets
    100 <seq> <count>    to the browser: so many of your updates are committed; the log stands at seq
    101 <schema>         from the browser, before it writes: the shape of document that its editor can draw
    102 <0 or 1>         to the browser: read along, or you may write

Numbers are lib0's variable-length unsigned integers, little end first; <bytes> follow their length. pycrdt's own
encoder counts letters where bytes are meant, which is wrong for Vietnamese, so text is encoded here first.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass

from rooms.minutes.refusals import BadFrame

SYNC, AWARENESS, ACK, HELLO, MODE = 0, 1, 100, 101, 102
STEP_1, STEP_2, UPDATE = 0, 1, 2
NUMBER_MAX = 2**53 - 1  # what a browser can count to


def number(value: int) -> bytes:
    """A variable-length unsigned integer."""
    out = bytearray()
    while value >= 0x80:  # noqa: PLR2004 - seven bits a byte
        out.append(0x80 | value & 0x7F)
        value >>= 7
    return bytes([*out, value])


def block(data: bytes) -> bytes:
    """Bytes after their length."""
    return number(len(data)) + data


def step_1(vector: bytes) -> bytes:
    """Ask the other side what we lack."""
    return bytes([SYNC, STEP_1]) + block(vector)


def step_2(update: bytes) -> bytes:
    """Answer what the other side lacks."""
    return bytes([SYNC, STEP_2]) + block(update)


def update(data: bytes) -> bytes:
    """An edit."""
    return bytes([SYNC, UPDATE]) + block(data)


def ack(seq: int, count: int) -> bytes:
    """`count` more of your updates are committed."""
    return bytes([ACK]) + number(seq) + number(count)


def hello(schema: int) -> bytes:
    """What a browser says first."""
    return bytes([HELLO]) + number(schema)


def mode(*, may_write: bool) -> bytes:
    """Whether updates from you are taken."""
    return bytes([MODE, int(may_write)])


@dataclass(frozen=True, slots=True)
class Caret:
    """Where one editor's caret stands; `state` is None when it has gone. `client` is a Yjs client id."""

    client: int
    clock: int
    state: object


def awareness(carets: Iterable[Caret]) -> bytes:
    """Carets for the browsers."""
    entries = [
        number(caret.client) + number(caret.clock) + block(json.dumps(caret.state, ensure_ascii=False).encode())
        for caret in carets
    ]
    return bytes([AWARENESS]) + block(number(len(entries)) + b"".join(entries))


class Reader:
    """Takes a frame apart. Raises BadFrame where it ends early or says nonsense."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def number(self) -> int:
        """The next number."""
        value, shift = 0, 0
        while True:
            if self._at >= len(self._data) or shift > 49:  # noqa: PLR2004 - eight groups of 7 bits pass 2^53
                raise BadFrame
            byte = self._data[self._at]
            self._at += 1
            value |= (byte & 0x7F) << shift
            if byte < 0x80:  # noqa: PLR2004 - the bit that says "more follows"
                break
            shift += 7
        if value > NUMBER_MAX:
            raise BadFrame
        return value

    def block(self) -> bytes:
        """The next bytes after their length."""
        length = self.number()
        if length > len(self._data) - self._at:
            raise BadFrame
        self._at += length
        return self._data[self._at - length : self._at]

    def end(self) -> None:
        """Nothing may follow."""
        if self._at != len(self._data):
            raise BadFrame


def read_carets(data: bytes, most: int) -> list[Caret]:
    """The carets in an awareness block. Raises BadFrame."""
    reader = Reader(data)
    count = reader.number()
    if count > most:
        raise BadFrame
    carets = [Caret(reader.number(), reader.number(), _json(reader.block())) for _ in range(count)]
    reader.end()
    return carets


def _json(data: bytes) -> object:
    try:
        return json.loads(data)
    except (ValueError, RecursionError) as fault:  # also bytes that are not UTF-8
        raise BadFrame from fault
