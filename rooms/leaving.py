"""Leaving: this process has been told to go (SIGTERM, Ctrl-C). Whoever launched it says so here; doors ask here.

A door that holds something open (the live socket) leaves a farewell, and takes it back when the thing closes:

    self.stay = leaving.at_leaving(self.say_moving)     # in connect(); say_moving is `async def` without arguments
    self.stay()                                         # in disconnect(); calling it twice does no harm

When the process is told to go, every farewell is called once, all at the same time, and has 2 s. Then the launcher
closes each socket with 1012, waits until every `disconnect()` has run, and exits (RELIABILITY.md 4.4). A farewell is a
courtesy: nothing that matters may depend on it, because kill -9 calls none.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable

Farewell = Callable[[], Awaitable[None]]

FAREWELL_S = 2.0
_told = False
_farewells: dict[int, Farewell] = {}

log = logging.getLogger(__name__)


def told() -> bool:
    """Whether the process is on its way out: then it takes no new work."""
    return _told


def at_leaving(farewell: Farewell) -> Callable[[], None]:
    """Have `farewell` called when the process is told to go; the answer takes it back."""
    key = id(farewell)
    _farewells[key] = farewell  # kept alive by the dict, so its id stays its own
    return lambda: _farewells.pop(key, None) and None


async def begin() -> None:
    """Say it to everyone who asked to be told; the launcher alone calls this, once."""
    global _told  # noqa: PLW0603 - one fact about one process
    _told = True
    farewells = list(_farewells.values())
    _farewells.clear()
    await asyncio.gather(*(_call(farewell) for farewell in farewells))


async def _call(farewell: Farewell) -> None:
    try:
        await asyncio.wait_for(_awaited(farewell), FAREWELL_S)
    except Exception as error:  # noqa: BLE001 - one bad farewell must not keep the others from theirs
        log.warning("a farewell failed", extra={"error": repr(error)})


async def _awaited(farewell: Farewell) -> None:
    await farewell()
