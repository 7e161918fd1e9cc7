"""Which message is newer: SEQUENCE and DTSTAMP, ours and theirs (RFC 5546 2.1.4 and 2.1.5)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

# iCalendar writes whole seconds; two letters of one second would be equal to a client.
_STEP = timedelta(seconds=1)


@dataclass(frozen=True, slots=True, order=True)
class Stamp:
    """The age of a message: higher SEQUENCE first, then later DTSTAMP."""

    sequence: int
    dtstamp: datetime


@dataclass(frozen=True, slots=True, order=True)
class Rank:
    """The age of an answer: the SEQUENCE it answers, its DTSTAMP, the Date of its mail; then one instance before all.

    Some clients send the DTSTAMP of the invitation back, so that all their answers carry the same one; and one mail may
    say yes to a series and no to one instance of it.
    """

    sequence: int
    dtstamp: datetime
    sent_at: datetime
    particular: bool = False


def first_stamp(now: datetime) -> Stamp:
    """The stamp of a seat's first letter."""
    return Stamp(0, now.replace(microsecond=0))


def next_stamp(last: Stamp, now: datetime, *, raise_sequence: bool) -> Stamp:
    """The stamp of the next letter: DTSTAMP strictly grows, also when the clock was set back."""
    dtstamp = max(now.replace(microsecond=0), last.dtstamp + _STEP)
    return Stamp(last.sequence + 1 if raise_sequence else last.sequence, dtstamp)
