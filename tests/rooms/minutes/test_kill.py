"""kill -9 under load: what was acknowledged is in the log (RELIABILITY.md R-1). The parent is the oracle."""

import contextlib
import json
import os
import random
import signal
import subprocess
import sys

import pytest

from tests.servers import ROOT, a_folder, clean_environment

ROUNDS = int(os.environ.get("KILLS", "8"))  # the soak asks for 500
SEED = 20261122


class Nursery:
    def __init__(self, folder, **house) -> None:
        env = {
            **clean_environment(),
            "VAR_DIR": str(folder),
            "DJANGO_SETTINGS_MODULE": "conferencing.settings",
            **house,
        }
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.rooms.minutes.nursery"],
            cwd=ROOT, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert self.line() == "ready"

    def line(self) -> str:
        words = self.process.stdout.readline().strip()
        assert words, "the nursery ended"
        return words

    def ask(self, words) -> None:
        self.process.stdin.write(f"{words}\n")
        self.process.stdin.flush()

    def acknowledged_before_the_kill(self, number, after) -> dict[str, int]:
        """Let two writers type, kill them after so many acknowledgements; what each was told was kept."""
        self.ask(f"write {number}")
        pid = int(self.line().split()[1])
        acked: dict[str, int] = {}
        heard = 0
        while (words := self.line()) != "ended":
            _, writer, count = words.split()
            acked[writer], heard = int(count), heard + 1
            if heard == after:
                os.kill(pid, signal.SIGKILL)
        return acked

    def stored(self) -> dict:
        self.ask("read")
        found = json.loads(self.line())
        assert self.line() == "ended"
        return found

    def close(self) -> None:
        self.process.kill()
        self.process.communicate()


def the_log_holds_what_was_acknowledged(nursery) -> None:
    chance = random.Random(SEED)
    acked: dict[str, int] = {}
    for number in range(ROUNDS):
        acked |= nursery.acknowledged_before_the_kill(number, after=chance.randint(3, 30))
    stored = nursery.stored()
    words = set(stored["words"])
    lost = [f"{writer}.{n}" for writer, count in acked.items() for n in range(count) if f"{writer}.{n}" not in words]
    assert lost == []
    assert sum(acked.values()) > 100 * ROUNDS, acked
    assert stored["seqs"] == list(range(1, len(stored["seqs"]) + 1))


def test_no_acknowledged_keystroke_is_lost_by_kill_9():
    with a_folder() as folder, contextlib.closing(Nursery(folder)) as nursery:
        the_log_holds_what_was_acknowledged(nursery)


@pytest.mark.grown
def test_no_acknowledged_keystroke_is_lost_by_kill_9_on_postgresql(postgres):
    house = {"DATABASE_URL": postgres.database(), "SECRET_KEY": "of-the-tests-" + "x" * 50}
    with a_folder() as folder, contextlib.closing(Nursery(folder, **house)) as nursery:
        the_log_holds_what_was_acknowledged(nursery)
