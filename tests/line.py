"""A bad line between this network namespace and one of its own, in user space: the kernel here has no netem.

    with a_line() as line:
        line.here, line.there              # the addresses of its two ends
        line.inside("chromium", …)         # a command that runs at the far end
        line.be(BAD)                       # from now on: delay, jitter, loss, bursts, rate, queue

A TUN device at each end; what enters one leaves the other later, or never. Loss comes from a seeded generator, order is
kept, the rate is paced with a queue of limited delay. Needs root and /dev/net/tun.
"""

import contextlib
import ctypes
import fcntl
import heapq
import json
import os
import random
import select
import struct
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from rooms import clock

TUNSETIFF, IFF_TUN, IFF_NO_PI = 0x400454CA, 0x0001, 0x1000
CLONE_NEWNET = 0x40000000
UDP, FAR = 17, 1
BURST = 64  # packets read before others have their turn
NAMESPACES = Path("/var/run/netns")


@dataclass(frozen=True, slots=True)
class Quality:
    """How a line is, the same each way but for the rate."""

    delay_ms: float = 0
    jitter_ms: float = 0
    loss: float = 0  # share of packets
    burst: float = 1  # packets lost at a time, on average
    down_kbps: float = 0  # towards the far end; 0 is: no limit
    up_kbps: float = 0
    queue_ms: float = 200
    udp: bool = True
    up: bool = True  # else nothing of what the far end sends arrives


class Line:
    """The test's handle of a running line."""

    def __init__(self, number: int) -> None:
        self.namespace = f"line{number}"
        self.here, self.there = f"10.78.{number % 250}.1", f"10.78.{number % 250}.2"
        self._carrier: subprocess.Popen[bytes] | None = None

    def inside(self, *command: str) -> list[str]:
        """The command, run at the far end."""
        return ["ip", "netns", "exec", self.namespace, *command]

    def be(self, quality: Quality) -> None:
        """Change it while it carries."""
        self._carrier.stdin.write(json.dumps(asdict(quality)).encode() + b"\n")
        self._carrier.stdin.flush()

    def move(self) -> None:
        """The far end comes to another network: a new address, the old one gone."""
        former, self.there = self.there, f"{self.there.rpartition('.')[0]}.{int(self.there.rpartition('.')[2]) + 1}"
        _ip("route", "add", self.there, "dev", self.namespace)
        _ip("-n", self.namespace, "addr", "del", former, "peer", self.here, "dev", "line0")
        _ip("-n", self.namespace, "addr", "add", self.there, "peer", self.here, "dev", "line0")

    def open(self) -> None:
        _ip("netns", "add", self.namespace)
        _ip("-n", self.namespace, "link", "set", "lo", "up")
        command = [sys.executable, "-m", "tests.line", self.namespace, self.here, self.there]
        self._carrier = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        assert self._carrier.stdout.readline() == b"ready\n"

    def close(self) -> None:
        if self._carrier is not None:
            self._carrier.stdin.close()
            self._carrier.wait(10)
            self._carrier.stdout.close()
        _ip("netns", "del", self.namespace)


@contextlib.contextmanager
def a_line() -> Iterator[Line]:
    """A line without faults, until the end of the block."""
    line = Line(os.getpid())
    try:
        line.open()
        yield line
    finally:
        line.close()


def why_not() -> str:
    """Why no line can be laid here; "" where one can."""
    if os.geteuid() != 0:
        return "lines between namespaces need root"
    return "" if Path("/dev/net/tun").exists() else "lines between namespaces need /dev/net/tun"


def _ip(*arguments: str) -> None:
    subprocess.run(["ip", *arguments], check=True, timeout=10)


# --- the carrier, a process of its own


class Carrier:
    """Takes packets from both devices, and gives each to the other when its time has come."""

    def __init__(self, ends: tuple[int, int]) -> None:
        self.ends = ends
        self.dice = random.Random(78)
        self.quality = Quality()
        self.flying: list[tuple[float, int, int, bytes]] = []
        self.count = 0
        self.free = [0.0, 0.0]  # when the rate lets the next packet leave, each way
        self.last = [0.0, 0.0]  # arrival of the one before, whose place it must not take
        self.losing = [False, False]

    def run(self) -> None:
        poll = select.poll()
        for watched in (*self.ends, 0):
            poll.register(watched, select.POLLIN)
        while True:
            for ready, _ in poll.poll(self._patience_ms()):
                if ready == 0:
                    line = sys.stdin.readline()
                    if not line:
                        return
                    self.quality = Quality(**json.loads(line))
                else:
                    self._take(self.ends.index(ready))
            self._deliver()

    def _patience_ms(self) -> float:
        return max(0.0, (self.flying[0][0] - clock.monotonic()) * 1000) if self.flying else 1000

    def _take(self, side: int) -> None:
        for _ in range(BURST):
            try:
                packet = os.read(self.ends[side], 2048)
            except BlockingIOError:
                return
            due = self._due(side, packet, clock.monotonic())
            if due is not None:
                self.count += 1
                heapq.heappush(self.flying, (due, self.count, 1 - side, packet))

    def _due(self, side: int, packet: bytes, now: float) -> float | None:
        """When the packet comes out at the other end; None where it is lost."""
        quality = self.quality
        if self._is_lost(side) or (not quality.udp and packet[9] == UDP) or (side == FAR and not quality.up):
            return None
        due, rate = now, (quality.down_kbps, quality.up_kbps)[side]
        if rate:
            start = max(now, self.free[side])
            if (start - now) * 1000 > quality.queue_ms:
                return None
            due = self.free[side] = start + len(packet) * 8 / (rate * 1000)
        due += (quality.delay_ms + self.dice.uniform(-quality.jitter_ms, quality.jitter_ms)) / 1000
        self.last[side] = max(due, self.last[side])
        return self.last[side]

    def _is_lost(self, side: int) -> bool:
        """Gilbert's line: good or losing; it stays losing for `burst` packets on average."""
        loss, burst = self.quality.loss, max(1.0, self.quality.burst)
        ends = 1 / burst
        begins = 1.0 if loss >= 1 else min(1.0, loss / (1 - loss) * ends)
        if loss >= 1:
            return True
        self.losing[side] = self.dice.random() >= ends if self.losing[side] else self.dice.random() < begins
        return self.losing[side]

    def _deliver(self) -> None:
        now = clock.monotonic()
        while self.flying and self.flying[0][0] <= now:
            _, _, side, packet = heapq.heappop(self.flying)
            with contextlib.suppress(OSError):  # the end is full: as any line loses what it cannot hold
                os.write(self.ends[side], packet)


def _open_end(name: str, *, address: str, peer: str, namespace: str | None) -> int:
    """A TUN device, here or in a namespace."""
    with _in_namespace(namespace):
        end = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
        fcntl.ioctl(end, TUNSETIFF, struct.pack("16sH22x", name.encode(), IFF_TUN | IFF_NO_PI))
        _ip("addr", "add", address, "peer", peer, "dev", name)
        _ip("link", "set", name, "mtu", "1500", "txqueuelen", "1000", "up")
    return end


@contextlib.contextmanager
def _in_namespace(name: str | None) -> Iterator[None]:
    libc, home = ctypes.CDLL(None, use_errno=True), os.open("/proc/self/ns/net", os.O_RDONLY)
    there = os.open(NAMESPACES / name, os.O_RDONLY) if name else home
    assert libc.setns(there, CLONE_NEWNET) == 0, os.strerror(ctypes.get_errno())
    try:
        yield
    finally:
        assert libc.setns(home, CLONE_NEWNET) == 0


def main(namespace: str, here: str, there: str) -> None:
    """Carry until stdin closes; the devices vanish with the process."""
    with contextlib.suppress(OSError):
        os.setpriority(os.PRIO_PROCESS, 0, -10)  # a late carrier would be a worse line than asked for
    ends = (
        _open_end(namespace, address=here, peer=there, namespace=None),
        _open_end("line0", address=there, peer=here, namespace=namespace),
    )
    print("ready", flush=True)  # noqa: T201 - for the process that started it
    Carrier(ends).run()


if __name__ == "__main__":
    main(*sys.argv[1:])
