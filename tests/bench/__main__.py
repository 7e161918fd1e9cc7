"""`make bench`: runs every bench of this folder and prints its figures as JSON lines; never part of the tests.

A bench is a module with `run()`, which yields dicts. Names may be given: `python -m tests.bench media journal`.
The first line describes the machine: a figure without its machine says nothing.
"""

import importlib
import json
import os
import platform
import sys
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).parent


def names() -> list[str]:
    """The benches there are."""
    return sorted(path.stem for path in HERE.glob("[a-z]*.py"))


def the_machine() -> dict[str, object]:
    """What the figures were measured on."""
    models = [
        line.split(":")[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines() if "model name" in line
    ]
    return {
        "bench": "machine",
        "cores": os.cpu_count(),
        "processor": models[0] if models else platform.processor(),
        "kernel": platform.release(),
        "python": platform.python_version(),
    }


def figures(name: str) -> Iterator[dict[str, object]]:
    """One bench's figures; one that cannot run here says why and stops none of the others."""
    try:
        for figure in importlib.import_module(f"tests.bench.{name}").run():
            yield {"bench": name, **figure}
    except Exception as fault:  # noqa: BLE001 - the other benches still have something to say
        yield {"bench": name, "fault": repr(fault)}


def main(asked: list[str]) -> None:
    """Print them, each as soon as it is known."""
    say(the_machine())
    for name in asked or names():
        for figure in figures(name):
            say(figure)


def say(figure: dict[str, object]) -> None:
    """One line, at once."""
    sys.stdout.write(json.dumps(figure, ensure_ascii=False) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1:])
