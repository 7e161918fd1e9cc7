"""A province in one meeting: synthetic sites with real ICE checks, DTLS and SRTP, each fed three voices, one main
picture and eight thumbnails, while others join.

    python -m tests.bench.load.sites 300 10     # sites, feedbacks a second of each

The chair sends a camera in three layers and a voice, eight sites a thumbnail's layer, two of them a voice. Every packet
is counted at every site; twenty sites are read in full: decrypted, and the time of sending, which stands in the
payload, compared with the kernel's time of arrival. The others tell what arrived (transport-cc), and each asks for one
packet a second again, as browsers do.
"""

import asyncio
import itertools
import json
import socket
import statistics
import sys
import time
from struct import pack, unpack

from rooms.media.forwarding.bandwidth import REFERENCE, TICKS_PER_S
from rooms.media.forwarding.packets import read_rtp, write_nack
from rooms.media.signalling import Floor
from tests.bench.load import machine
from tests.bench.load.counting import Drain
from tests.bench.load.ours import MEETING, Child, take_over
from tests.factories.media import CAMERA, MIC, VP8, a_packet

THUMBNAILS, VOICES, READ = 8, 3, 20
LAYERS = {"l": 1, "m": 2, "h": 5}  # packets of a picture
MAIN_PER_S, THUMBNAILS_PER_S, VOICES_PER_S, KEYFRAME_EVERY_S = 30, 15, 50, 1.0
PICTURE, VOICE = 1000, 100  # bytes of payload
JOINING_AT_ONCE, STEP_S = 16, 0.004
WARM_S, MEASURED_S, SETTLED_S = 3.0, 10.0, 0.5
SO_TIMESTAMPNS = 35
CC_AT, MOST_TOLD = 17, 2000  # where the node writes a packet's transport-wide number


class Stream:
    """One SSRC that sends a picture or a voice so often."""

    def __init__(self, browser, *, per_s, packets, phase, rid=""):
        self.seal, self.socket = browser.dtls._tx_srtp.protect, browser.line.transport.get_extra_info("socket")._sock
        self.per_s, self.packets, self.phase, self.rid, self.voice = per_s, packets, phase, rid, not rid
        self.ssrc = {"": 11, "l": 13, "m": 14, "h": 15}[rid]
        self.numbers, self.done, self.sent = itertools.count(100), 0, 0

    def send_due(self, elapsed):
        """Everything whose time has come."""
        while self.done < (elapsed + self.phase) * self.per_s:
            self._send_one()
            self.done += 1

    def _send_one(self):
        for place in range(self.packets):
            numbers = {"seq": next(self.numbers), "ssrc": self.ssrc}
            stamp = pack("!Q", time.time_ns())
            if self.voice:
                body = bytes(VOICE - len(stamp)) + stamp
                packet = a_packet(mid=MIC, level=20, timestamp=960 * self.done, payload=body, **numbers)
            else:
                where = {"mid": CAMERA, "rid": self.rid, "kind": VP8, "timestamp": 90_000 // self.per_s * self.done}
                last = place == self.packets - 1
                packet = a_packet(payload=self._picture(place, stamp), marker=last, **where, **numbers)
            self.socket.send(self.seal(packet))
            self.sent += 1

    def _picture(self, place, stamp):
        keyframe = place == 0 and self.done % int(self.per_s * KEYFRAME_EVERY_S) == 0
        number, start = self.done, 0x10 if place == 0 else 0
        head = bytes([0x80 | start, 0xC0, 0x80 | number >> 8 & 0x7F, number & 0xFF, number & 0xFF])
        return head + bytes([not keyframe]) + bytes(PICTURE - len(head) - 1 - len(stamp)) + stamp


class Reader:
    """A site that is read in full: how long each packet took."""

    def __init__(self, browser):
        self.descriptor = take_over(browser)
        self.open = browser.dtls._rx_srtp.unprotect
        self.socket = browser.line.transport.get_extra_info("socket")._sock
        self.socket.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)
        self.taken, self.delays_ms = 0, []

    def read(self):
        while True:
            try:
                data, told, _, _ = self.socket.recvmsg(2112, 128)
            except BlockingIOError:
                return
            if data[0] < 128 or 192 <= data[1] <= 223:
                continue
            payload = read_rtp(self.open(data)).payload
            self.taken += 1
            if told:
                seconds, rest = unpack("qq", told[0][2])
                (sent,) = unpack("!Q", payload[-8:])
                self.delays_ms.append((seconds * 1_000_000_000 + rest - sent) / 1e6)


class Teller:
    """A site that is only counted: what it says back."""

    def __init__(self, browser, descriptor):
        self.seal = browser.dtls._tx_srtp.protect_rtcp
        self.socket = browser.line.transport.get_extra_info("socket")._sock
        self.descriptor, self.told, self.told_at, self.feedbacks = descriptor, None, 0.0, 0

    def tell(self, newest, elapsed, per_s):
        """Everything up to the newest packet arrived, evenly; and the newest is asked for again, once a second."""
        seq, _, ssrc = unpack("!HII", newest[2:12])
        (number,) = unpack("!H", newest[CC_AT : CC_AT + 2])
        count = (number - self.told) & 0xFFFF if self.told is not None else 0
        if 0 < count <= MOST_TOLD and elapsed - self.told_at < 1:
            self.socket.send(self.seal(self._feedback(number - count + 1, count, elapsed)))
        if self.feedbacks % per_s == 0:
            self.socket.send(self.seal(write_nack(ssrc, [seq])))
        self.told, self.told_at, self.feedbacks = number, elapsed, self.feedbacks + 1

    def _feedback(self, base, count, elapsed):
        since = int(self.told_at * TICKS_PER_S)
        gap = min(255, int((elapsed - self.told_at) * TICKS_PER_S / count))
        head = pack("!HHI", base & 0xFFFF, count, (since // REFERENCE & 0xFFFFFF) << 8 | self.feedbacks & 0xFF)
        deltas = bytes([since % REFERENCE]) + bytes([gap]) * (count - 1)
        body = pack("!II", 1, 1) + head + pack("!H", 1 << 13 | count) + deltas  # one run of small deltas
        body += bytes(-len(body) % 4)
        return pack("!BBH", 0x8F, 205, len(body) // 4) + body


class Province:
    """The meeting and its traffic."""

    def __init__(self, child, feedbacks_per_s):
        self.per_s, self.tellers, self.said = feedbacks_per_s, [], 0
        self.child, self.streams, self.readers, self.counted, self.joins_ms = child, [], [], [], []
        self.browsers = []
        self.drain = Drain([])

    async def begin(self):
        """Those who send, and those who are read."""
        names = ["chair", *(f"thumbnail-{n}" for n in range(THUMBNAILS))]
        self.child.tell(Floor(MEETING, 1, tuple(names[:VOICES]), "chair"))
        for n, name in enumerate(names):
            browser = await self._join(name)
            layers = LAYERS if n == 0 else {"l": 1}
            per_s = MAIN_PER_S if n == 0 else THUMBNAILS_PER_S
            phase = n * 0.007
            self.streams += [
                Stream(browser, per_s=per_s, packets=count, phase=phase, rid=rid) for rid, count in layers.items()
            ]
            if n < VOICES:
                self.streams.append(Stream(browser, per_s=VOICES_PER_S, packets=1, phase=phase))
            self.drain.descriptors.append(take_over(browser))
        self.readers = [Reader(await self._join(f"reader-{n}")) for n in range(READ)]
        self.begun = time.perf_counter()

    async def _join(self, name):
        begun = time.perf_counter()
        browser = await self.child.join(name)
        self.joins_ms.append((time.perf_counter() - begun) * 1e3)
        self.browsers.append(browser)
        return browser

    async def join_rest(self, count):
        """Everybody else, some at a time; how long it took."""
        begun, places = time.perf_counter(), asyncio.Semaphore(JOINING_AT_ONCE)

        async def join(name):
            async with places:
                browser = await self._join(name)
                self.drain.descriptors.append(take_over(browser))
                self.tellers.append(Teller(browser, self.drain.descriptors[-1]))

        async with asyncio.TaskGroup() as group:
            for n in range(count):
                group.create_task(join(f"site-{n}"))
        return time.perf_counter() - begun

    async def send(self):
        """The traffic, until it is cancelled."""
        while True:
            elapsed = time.perf_counter() - self.begun
            for stream in self.streams:
                stream.send_due(elapsed)
            for reader in self.readers:
                reader.read()
            self.drain.once()
            self._tell_due(elapsed)
            await asyncio.sleep(STEP_S)

    def _tell_due(self, elapsed):
        """Each site in its turn, so many times a second."""
        count = len(self.tellers)
        due = max(0, int(elapsed * self.per_s * count)) if elapsed > 0 else self.said
        for number in range(max(self.said, due - count), due):
            teller = self.tellers[number % count]
            newest = self.drain.newest.get(teller.descriptor)
            if newest is not None:
                teller.tell(newest, elapsed, self.per_s)
        self.said = max(self.said, due)

    async def rest(self):
        """Send nothing until everything sent has come; the clock of the streams stands still meanwhile."""
        begun, self.begun = time.perf_counter() - self.begun, float("inf")
        await asyncio.sleep(SETTLED_S)
        self.begun = time.perf_counter() - begun

    def prove(self):
        """Every site's consent (RFC 7675), as browsers give it every few seconds."""
        for browser in self.browsers:
            browser.line.check(*browser.named)

    def got(self):
        return self.drain.rtp + sum(reader.taken for reader in self.readers)

    def due(self):
        """What should have come: each picture and voice to everybody but its own sender."""
        shown = [stream for stream in self.streams if stream.rid != "m" and (stream.rid != "l" or stream.per_s < 30)]
        return sum(stream.sent for stream in shown) * (len(self.browsers) - 1)

    def take_delays(self):
        taken = sorted(delay for reader in self.readers for delay in reader.delays_ms)
        for reader in self.readers:
            reader.delays_ms = []
        return taken


def percentile(ranked, share):
    return round(ranked[min(len(ranked) - 1, int(len(ranked) * share))], 2) if ranked else None


async def run(sites, feedbacks_per_s):
    child = Child()
    await child.start()
    province = Province(child, feedbacks_per_s)
    try:
        return await measure(child, province, sites)
    finally:
        await child.stop()


async def measure(child, province, sites):
    await province.begin()
    memory = machine.memory_kib(child.pid)
    sending = asyncio.create_task(province.send())
    await asyncio.sleep(1)
    province.take_delays()
    joining_cpu = machine.cpu_s(child.pid)
    joins = sites - len(province.browsers)
    joining_s = await province.join_rest(joins)
    joining_cpu = machine.cpu_s(child.pid) - joining_cpu
    joining = province.take_delays()
    province.prove()
    await asyncio.sleep(WARM_S)
    await province.rest()
    province.take_delays()
    cpu, load, got, due = machine.cpu_s(child.pid), time.process_time(), province.got(), province.due()
    await asyncio.sleep(MEASURED_S)
    cpu, load = machine.cpu_s(child.pid) - cpu, time.process_time() - load
    due = province.due() - due
    await province.rest()
    sending.cancel()
    got = province.got() - got
    delays = province.take_delays()
    return {
        "sites": sites,
        "feedbacks_per_s": province.per_s * len(province.tellers),
        "packets_per_s": round(got / MEASURED_S),
        "loss": round(1 - got / due, 5),
        "p50_ms": percentile(delays, 0.5),
        "p99_ms": percentile(delays, 0.99),
        "cpu_cores": round(cpu / MEASURED_S, 3),
        "us_per_packet": round(cpu / got * 1e6, 2),
        "load_cores": round(load / MEASURED_S, 3),
        "kib_per_site": round((machine.memory_kib(child.pid) - memory) / joins),
        "joins": joins,
        "joins_s": round(joining_s, 1),
        "join_p50_ms": round(statistics.median(province.joins_ms)),
        "joins_cpu_ms_each": round(joining_cpu / joins * 1e3, 1),
        "p99_ms_while_joining": percentile(joining, 0.99),
    }


if __name__ == "__main__":
    machine.stay_on_the_load_core()
    sys.stdout.write(json.dumps(asyncio.run(run(*map(int, sys.argv[1:3])))) + "\n")
    sys.stdout.flush()
