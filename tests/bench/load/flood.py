"""What others feel while somebody floods the node's port: their packets lost and late, beside the same without a flood.

    python -m tests.bench.load.flood 20000

Two halls hear each other; the third floods, from the very address that it proved: noise, checks, unencrypted media.
"""

import asyncio
import json
import sys
import time

from rooms.media.signalling import Floor
from tests.bench.load import machine
from tests.bench.load.flooding import KINDS
from tests.bench.load.ours import MEETING, Child, take_over
from tests.bench.load.sites import SETTLED_S, STEP_S, Reader, Stream, percentile

MEASURED_S, WARM_S = 4.0, 1.0


class Story:
    """A voice that is sent, and the hall where it is heard."""

    def __init__(self, speaker, hall, hostile):
        self.voice = Stream(speaker, per_s=50, packets=1, phase=0)
        self.hall, self.hostile = Reader(hall), hostile

    async def listen(self, seconds):
        """Speak for so long; share lost, and how late the rest came."""
        self.voice.done = self.voice.sent = self.hall.taken = 0
        self.hall.delays_ms = []
        begun = time.perf_counter()
        while (elapsed := time.perf_counter() - begun) < seconds:
            self.voice.send_due(elapsed)
            self.hall.read()
            await asyncio.sleep(STEP_S)
        await asyncio.sleep(SETTLED_S)
        self.hall.read()
        late = sorted(self.hall.delays_ms)
        return {
            "loss": round(1 - self.hall.taken / self.voice.sent, 4),
            "p50_ms": percentile(late, 0.5),
            "p99_ms": percentile(late, 0.99),
        }

    async def listen_in_a_flood(self, kind, per_s, seconds):
        """The same while the third hall floods; and how much it sent."""
        descriptor = self.hostile.line.transport.get_extra_info("socket").fileno()
        command = [sys.executable, "-m", "tests.bench.load.flooding", str(descriptor), kind, str(per_s)]
        pipe = asyncio.subprocess.PIPE
        flooder = await asyncio.create_subprocess_exec(*command, stdin=pipe, stdout=pipe, pass_fds=[descriptor])
        try:
            heard = await self.listen(seconds)
        finally:
            sent, _ = await flooder.communicate(b"")  # else asyncio leaves its input open
        return {**heard, "flood": int(sent)}


async def run(per_s, seconds=MEASURED_S):
    """Calm, then each kind of flood."""
    child = Child()
    await child.start()
    try:
        child.tell(Floor(MEETING, 1, ("speaker",), "speaker"))
        story = Story(*[await child.join(seat) for seat in ("speaker", "hall", "hostile")])
        take_over(story.hostile)
        await story.listen(WARM_S)
        found = {"calm": await story.listen(seconds)}
        for kind in KINDS:
            found[kind] = await story.listen_in_a_flood(kind, per_s, seconds)
        return found
    finally:
        for browser in child.browsers.values():
            await browser.leave()
        await child.stop()


if __name__ == "__main__":
    machine.stay_on_the_load_core()
    sys.stdout.write(json.dumps(asyncio.run(run(int(sys.argv[1])))) + "\n")
    sys.stdout.flush()
