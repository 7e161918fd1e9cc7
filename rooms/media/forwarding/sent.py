"""What left for each receiver, and when: the transport-wide numbers of everything sent, and a log of the last.

Every RTP packet takes its connection's next number (draft-holmer-rmcat-transport-wide-cc-extensions-01); feedback
names numbers, and `look_up` turns them into times and sizes for the estimate. Rows are connections, so that a packet
to three hundred receivers is numbered and noted in a handful of column operations.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

KEPT = 2048  # numbers a connection; two seconds of a full wall, and feedback comes ten times a second
WIDTH = KEPT + 8  # of a row; were it a power of two, all rows would share a few lines of the cache
ROWS_AT_FIRST = 8  # then doubled: 20 KiB a connection

Rows = NDArray[np.int64]


class SentLog:
    """One a room. A row is opened for a connection, and given to another when the connection is gone."""

    def __init__(self) -> None:
        self._next: NDArray[np.int64] = np.zeros(ROWS_AT_FIRST, np.int64)  # not wrapped
        self._times: NDArray[np.float64] = np.zeros((ROWS_AT_FIRST, WIDTH), np.float64)
        self._sizes: NDArray[np.uint16] = np.zeros((ROWS_AT_FIRST, WIDTH), np.uint16)
        self._free = list(range(ROWS_AT_FIRST))

    def open(self) -> int:
        """A row for a new connection; its first number is 0."""
        if not self._free:
            self._grow()
        row = self._free.pop(0)
        self._next[row] = 0
        return row

    def close(self, row: int) -> None:
        """The connection is gone."""
        self._free.append(row)

    def stamp(self, rows: Rows, sizes: Sequence[int], now: float) -> NDArray[np.uint16]:
        """Number the same packets for every row: row by packet. No row may stand in `rows` twice."""
        first = self._next[rows]
        self._next[rows] = first + len(sizes)
        indexes = first[:, None] + np.arange(len(sizes))
        places = rows[:, None] * WIDTH + indexes % KEPT
        self._times.reshape(-1)[places] = now
        self._sizes.reshape(-1)[places] = sizes
        return indexes.astype(np.uint16)

    def stamp_one(self, row: int, size: int, now: float) -> int:
        """Number one packet for one row."""
        index = int(self._next[row])
        self._next[row] = index + 1
        self._times[row, index % KEPT] = now
        self._sizes[row, index % KEPT] = size
        return index & 0xFFFF

    def look_up(self, row: int, seqs: Sequence[int]) -> tuple[NDArray[np.float64], NDArray[np.uint16]]:
        """When each number left (monotonic seconds) and its bytes, RTP header included; NaN and 0 if unknown."""
        newest = int(self._next[row])
        back = (newest - np.asarray(seqs, np.int64)) % 0x10000
        known = (back > 0) & (back <= min(newest, KEPT))
        places = (newest - back) % KEPT
        times = np.where(known, self._times[row, places], np.nan)
        return times, np.where(known, self._sizes[row, places], 0).astype(np.uint16)

    def _grow(self) -> None:
        rows = len(self._next)
        self._free = list(range(rows, 2 * rows))
        self._next = np.concatenate([self._next, np.zeros_like(self._next)])
        # zeros are not touched until they are used, so rows that nobody has yet cost no memory
        times, sizes = np.zeros((2 * rows, WIDTH), np.float64), np.zeros((2 * rows, WIDTH), np.uint16)
        times[:rows], sizes[:rows] = self._times, self._sizes
        self._times, self._sizes = times, sizes
