"""Minutes: one writer, twenty keystrokes a second, a hundred readers in one hub; how late each reader gets each one.

Measured inside the process, from the writer's frame to the reader's push, commit included; sockets come on top. Runs in
a process of its own with an empty SQLite database.
"""

import asyncio
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator

import django

READERS, PER_SECOND, SECONDS = 100, 20, 10


def run() -> Iterator[dict]:
    """Figures, one dict each."""
    with tempfile.TemporaryDirectory() as folder:
        env = {**os.environ, "VAR_DIR": folder, "DJANGO_SETTINGS_MODULE": "conferencing.settings", "LOG_LEVEL": "ERROR"}
        env.pop("DATABASE_URL", None)
        command = [sys.executable, "-m", "tests.bench.minutes"]
        done = subprocess.run(command, env=env, capture_output=True, text=True, check=True)
        yield json.loads(done.stdout.strip().splitlines()[-1])


def main() -> None:
    django.setup()
    from django.core.management import call_command  # noqa: PLC0415 - Django must be set up first

    from tests.factories.meetings import an_open_meeting  # noqa: PLC0415 - as above

    call_command("migrate", verbosity=0)
    print(json.dumps(asyncio.run(measure(an_open_meeting().pk))))  # noqa: T201 - the figure


async def measure(meeting_id) -> dict:
    from rooms.minutes.hubs import Hubs  # noqa: PLC0415 - Django must be set up first
    from tests.factories.minutes import Browser  # noqa: PLC0415 - as above

    began: list[float] = []
    delays: list[float] = []

    class Reader(Browser):
        heard = 0

        def push(self, frame) -> None:
            """An edit came: so many of the writer's as the hub has merged into it."""
            if frame[:2] == b"\x00\x02":
                delays.extend(time.perf_counter() - at for at in began[self.heard :])
                self.heard = len(began)

    hubs = Hubs()
    writer = await Browser("seat:writer").opens(hubs, meeting_id)
    for n in range(READERS):
        await Reader(f"seat:{n}", may_write=False).opens(hubs, meeting_id)
    cpu = time.process_time()
    for n in range(PER_SECOND * SECONDS):
        began.append(time.perf_counter())
        await writer.writes_down(writer.editor.types("đ" if n % 7 else " "))
        await asyncio.sleep(max(0, began[0] + (n + 1) / PER_SECOND - time.perf_counter()))
    await writer.saved()
    delays.sort()
    return {
        "bench": "minutes.fan_out",
        "readers": READERS,
        "keystrokes_per_s": PER_SECOND,
        "delivered": len(delays),
        "p50_ms": round(delays[len(delays) // 2] * 1000, 1),
        "p99_ms": round(delays[int(len(delays) * 0.99)] * 1000, 1),
        "cpu_share": round((time.process_time() - cpu) / SECONDS, 3),
    }


if __name__ == "__main__":
    main()
