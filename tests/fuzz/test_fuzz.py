"""No broken input makes a reader raise anything but its refusal, and none makes it keep something."""

import ctypes
import gc
import json
import os
from pathlib import Path

import pytest

from rooms import clock
from tests.fuzz.readers import READERS, feed

COUNT = int(os.environ.get("FUZZ_COUNT", "20000"))  # of each reader; `make fuzz` asks for a million
SEED = int(os.environ.get("FUZZ_SEED", "20261122"))
WARM = 0.3  # of the inputs: by then every table is as large as it gets
GROWTH_MB = 3.0  # RSS moves by pages, not by objects


def memory_mb() -> float:
    """What is really kept: what malloc only holds in store (OpenSSL leaves it in pieces) is given back first."""
    gc.collect()
    ctypes.CDLL(None).malloc_trim(0)
    status = Path("/proc/self/status").read_text()
    return int(status.split("VmRSS:")[1].split()[0]) / 1024


@pytest.mark.timeout(3600)
@pytest.mark.parametrize("reader", READERS)
def test_broken_input_is_refused_and_forgotten(reader):
    begun, warm = clock.monotonic(), 0.0
    for fed in feed(reader, COUNT, SEED):
        if not warm and fed >= COUNT * WARM:
            warm = memory_mb()
    grown = memory_mb() - warm
    figure = {"fuzz": reader, "inputs": COUNT, "s": round(clock.monotonic() - begun, 1), "grown_mb": round(grown, 1)}
    print(json.dumps(figure))  # noqa: T201 - a figure for docs/performance.md
    assert grown < GROWTH_MB
