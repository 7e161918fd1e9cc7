"""The only file that reads the time. Everything else is told it."""

import time
from datetime import UTC, datetime


def now() -> datetime:
    """The wall clock, aware, UTC."""
    return datetime.now(UTC)  # noqa: TID251 - this is the one place


def monotonic() -> float:
    """Seconds on a clock that never jumps; only differences mean anything."""
    return time.monotonic()  # noqa: TID251 - this is the one place


def cpu() -> float:
    """Seconds of processor that this process has used."""
    return time.process_time()
