"""Cores, CPU time and memory of a process, as Linux counts them."""

import os
import re
from pathlib import Path

SERVER_CORE, LOAD_CORE = 0, min(1, (os.cpu_count() or 1) - 1)


def on_the_servers_core(*command) -> list[str]:
    return ["taskset", "-c", str(SERVER_CORE), *map(str, command)]


def stay_on_the_load_core() -> None:
    os.sched_setaffinity(0, {LOAD_CORE})


def cpu_s(pid: int) -> float:
    """CPU seconds of all threads; nanoseconds precise, unlike the ticks of /proc/<pid>/stat."""
    total = 0
    for thread in Path(f"/proc/{pid}/task").iterdir():
        try:
            total += int((thread / "schedstat").read_text().split()[0])
        except OSError:  # the thread has just ended
            continue
    return total / 1e9


def memory_kib(pid: int) -> int:
    return int(re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())[1])
