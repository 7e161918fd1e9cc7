"""A process of its own that runs hubs under load in children, for test_kill.py to kill. Its parent speaks by lines.

    write <round>   fork a child in which two writers, each in a hub of its own, type until somebody kills it;
                    prints "pid <n>", then "acked <writer> <count>" after each acknowledgement; "ended" when it is dead
    read            print the stored words and the numbers of the log as one line of JSON

Started as `python -m tests.rooms.minutes.nursery` with VAR_DIR pointing to an empty folder.
"""

import asyncio
import itertools
import json
import os
import sys
from uuid import UUID

import django

AHEAD = 100  # keystrokes that a writer types without waiting for an acknowledgement


def say(words) -> None:
    os.write(1, f"{words}\n".encode())


def main() -> None:
    django.setup()
    from django.core.management import call_command  # noqa: PLC0415 - Django must be set up first
    from django.db import connection  # noqa: PLC0415 - as above

    from tests.factories.meetings import an_open_meeting  # noqa: PLC0415 - as above

    call_command("migrate", verbosity=0)
    meeting = an_open_meeting().pk
    connection.close()
    say("ready")
    for line in sys.stdin:
        command, *rest = line.split()
        child = os.fork()
        if child == 0:
            write(meeting, rest[0]) if command == "write" else read(meeting)
            os._exit(0)
        os.waitpid(child, 0)
        say("ended")


def write(meeting: UUID, number: str) -> None:
    say(f"pid {os.getpid()}")
    asyncio.run(two_writers(meeting, number))


async def two_writers(meeting: UUID, number: str) -> None:
    from rooms.minutes.hubs import Hubs  # noqa: PLC0415 - Django must be set up first
    from tests.factories.minutes import Browser  # noqa: PLC0415 - as above

    class Writer(Browser):
        def push(self, frame) -> None:
            before = self.acked
            super().push(frame)
            if self.acked != before:
                say(f"acked {self.author} {self.acked}")

    async def types(name, client_id) -> None:
        writer = await Writer(name, client_id=client_id).opens(Hubs(compact_after=20), meeting)
        for turn in itertools.count():
            await writer.writes_down(writer.editor.types(f"{name}.{turn} "))
            await writer.until(lambda: writer.sent - writer.acked < AHEAD)
            if turn % 7 == 0:
                await asyncio.sleep(0)

    base = 1000 * (int(number) + 1)
    await asyncio.gather(types(f"a{number}", base), types(f"b{number}", base + 1))


def read(meeting: UUID) -> None:
    from rooms.minutes import queries  # noqa: PLC0415 - Django must be set up first
    from rooms.minutes.models import Update  # noqa: PLC0415 - as above
    from tests.factories.minutes import words_of  # noqa: PLC0415 - as above

    words = " ".join(words_of(queries.tree_of(meeting))).split()
    say(json.dumps({"words": words, "seqs": list(Update.objects.order_by("seq").values_list("seq", flat=True))}))


if __name__ == "__main__":
    main()
