"""Journal: entries a second, each with its own transaction, by SQLite at synchronous=FULL; and through one live hub.

`run()` yields the figures; it starts a process of its own with an empty database.
"""

import asyncio
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from uuid import uuid4

import django

ENTRIES, READERS = 1000, 300


def run() -> Iterator[dict]:
    """Figures, one dict each."""
    with tempfile.TemporaryDirectory() as folder:
        env = {**os.environ, "VAR_DIR": folder, "DJANGO_SETTINGS_MODULE": "conferencing.settings", "LOG_LEVEL": "ERROR"}
        env.pop("DATABASE_URL", None)
        command = [sys.executable, "-m", "tests.bench.journal"]
        done = subprocess.run(command, env=env, capture_output=True, text=True, check=True)
        yield from map(json.loads, done.stdout.strip().splitlines())


def main() -> None:
    django.setup()
    from django.core.management import call_command  # noqa: PLC0415 - Django must be set up first

    call_command("migrate", verbosity=0)
    for figure in (written(), asyncio.run(told())):
        print(json.dumps(figure))  # noqa: T201 - the figure


def written() -> dict:
    """Deeds of one row and one entry, one after the other."""
    from django.db import transaction  # noqa: PLC0415 - Django must be set up first

    from rooms import clock  # noqa: PLC0415 - as above
    from rooms.journal import actions  # noqa: PLC0415 - as above
    from rooms.meetings.events import ChatSaid  # noqa: PLC0415 - as above

    meeting, seat = uuid4(), uuid4()
    began = time.perf_counter()
    for number in range(ENTRIES):
        with transaction.atomic():
            actions.record(meeting, ChatSaid(seat, f"câu {number}"), by=f"seat:{seat}", at=clock.now())
    seconds = time.perf_counter() - began
    return {"bench": "journal.entries", "per_s": round(ENTRIES / seconds), "database": "sqlite", "entries": ENTRIES}


async def told() -> dict:
    """One hub reads those entries and hands them to its sockets, up to the socket's own queue."""
    from rooms.journal.models import Head  # noqa: PLC0415 - Django must be set up first
    from rooms.live.hub import Hub  # noqa: PLC0415 - as above
    from rooms.live.sockets import Place, Socket  # noqa: PLC0415 - as above
    from rooms.meetings.rules import Doer  # noqa: PLC0415 - as above

    class Reader(Socket):
        def push(self, frame) -> None:
            """Taken."""

    async def nothing(_what) -> None:
        """No wire."""

    head = await Head.objects.afirst()
    hub, seat = Hub(head.pk), uuid4()
    for _ in range(READERS):
        place = Place(head.pk, seat, 0, Doer(f"seat:{seat}", frozenset()), uuid4(), "vi", "")
        hub.sockets.add(Reader(place, nothing, nothing))
    began = time.perf_counter()
    await hub.catch_up()
    micros = (time.perf_counter() - began) / (ENTRIES * READERS) * 1e6
    return {"bench": "live.fan_out", "us_per_message": round(micros, 2), "readers": READERS, "entries": ENTRIES}


if __name__ == "__main__":
    main()
