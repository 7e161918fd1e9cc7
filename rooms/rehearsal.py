"""Crash points: places where a rehearsal kills the process, to prove that nothing is lost there (RELIABILITY.md 3).

`REHEARSE_CRASH=outbox.after_data:3` ends the process, as kill -9 would, the third time it passes that point. Without
the variable a point costs one call of an empty function.
"""

import os

_wanted, _, _count = os.environ.get("REHEARSE_CRASH", "").partition(":")
_passes_left = int(_count or 1)


def crash_point(name: str) -> None:
    """End here if the rehearsal asks for it."""
    global _passes_left  # noqa: PLW0603 - one process rehearses one crash
    if not _wanted or name != _wanted:
        return
    _passes_left -= 1
    if _passes_left == 0:
        os._exit(137)
