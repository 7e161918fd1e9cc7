"""Who floods: sends datagrams of no worth from a given socket, at a given rate, until its input ends.

    python -m tests.bench.load.flooding <descriptor> <kind> <datagrams a second>

`noise` is no protocol at all, `checks` are ICE checks of names that nobody gave, `media` is RTP that nobody encrypted.
"""

import random
import select
import socket
import sys
import time
from contextlib import suppress

from tests.rooms.media.over_tcp import a_check

STEP_S, MOST, SIZE = 0.002, 1000, 1000
KINDS = ("noise", "checks", "media")


def datagrams(kind, seed=7):
    """A hundred different ones."""
    chance = random.Random(seed)
    for number in range(100):
        if kind == "checks":
            yield a_check(f"{number:08x}", "x" * 32)
        else:
            first = {"noise": b"\xff\xff", "media": b"\x90\x6f"}[kind]
            yield first + chance.randbytes(SIZE - len(first))


def flood(sock, kind, per_s):
    """Until standard input ends; how many left."""
    ready, sent, begun = list(datagrams(kind)), 0, time.perf_counter()
    while not select.select([sys.stdin], [], [], STEP_S)[0]:
        due = int((time.perf_counter() - begun) * per_s)
        for number in range(sent, min(due, sent + MOST)):
            with suppress(BlockingIOError):  # this machine cannot send more
                sock.send(ready[number % len(ready)])
            sent = number + 1
    return sent


if __name__ == "__main__":
    with socket.socket(fileno=int(sys.argv[1])) as way:
        print(flood(way, sys.argv[2], int(sys.argv[3])))  # noqa: T201 - its answer
