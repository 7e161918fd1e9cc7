"""The small set-up's children: started with the house, started again when they die, ended with it."""

import os
import signal
from pathlib import Path

import pytest

from tests import houses
from tests.servers import until

pytestmark = pytest.mark.grown  # each test starts the whole house


def children_of(pid: int) -> dict[str, int]:
    """The `manage.py` commands that this process started, and their ids."""
    found = {}
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            status, line = (entry / "stat").read_text(), (entry / "cmdline").read_bytes().decode().split("\0")
        except OSError:
            continue  # it has ended meanwhile
        state, parent = status.rsplit(")", 1)[1].split()[:2]
        for command in ("run_huey", "run_media"):
            if int(parent) == pid and command in line and state != "Z" and "setpriv" not in line[0]:
                found[command] = int(entry.name)
    return found


def test_children_start_with_the_house_come_back_when_they_die_and_end_with_it():
    with houses.small_house() as house:
        web = house.webs[0]
        pid = web.process.pid
        first = until(lambda: len(children_of(pid)) == 2 and children_of(pid), "both children")
        for child in first.values():
            os.kill(child, signal.SIGKILL)
        second = until(lambda: renewed(first, children_of(pid)), "the children to be started again")
        assert web.stop(signal.SIGINT) == 0
        until(lambda: not any(alive(child) for child in second.values()), "the children to end")


def test_children_end_when_the_house_is_killed():
    with houses.small_house() as house:
        pid = house.webs[0].process.pid
        children = until(lambda: len(children_of(pid)) == 2 and children_of(pid), "both children")
        os.kill(pid, signal.SIGKILL)
        until(lambda: not any(alive(child) for child in children.values()), "the children to end")


def renewed(before: dict[str, int], now: dict[str, int]) -> dict[str, int]:
    """What runs now, once all of it is new; else nothing."""
    return now if len(now) == 2 and not set(before.values()) & set(now.values()) else {}


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False
