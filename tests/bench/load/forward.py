"""One server, one publisher, some subscribers: what a forwarded packet costs it. One run is one process.

python -m tests.bench.load.forward ours 100
"""

import asyncio
import itertools
import json
import socket
import sys

import aioice.ice
from pylibsrtp import Policy

from rooms.media.forwarding.packets import read_rtp
from rooms.media.signalling import Floor
from tests.bench.load import aiortc_node, janus, machine
from tests.bench.load.counting import RCVBUF, Drain
from tests.bench.load.ours import MEETING, Child, take_over
from tests.bench.load.publishing import PAYLOAD, VOICE, Publisher
from tests.factories.media import CAMERA, MIC, VP8, a_packet
from tests.servers import free_port, own_address

MEASURED_S, WARM_S, CHECKED_S, SETTLED_S = 6.0, 2.5, 0.5, 0.3


async def ours(subscribers):
    """Our node, joined by scripted browsers."""
    child = Child()
    await child.start()
    child.tell(Floor(MEETING, 1, ("publisher",), "publisher"))
    sender = await child.join("publisher", simulcast=False, video_slots=0, audio_slots=0)
    browsers = [
        await child.join(f"site-{n}", simulcast=False, video_slots=1, audio_slots=1) for n in range(subscribers)
    ]
    keys = {take_over(browser): browser.dtls._rx_srtp for browser in browsers}
    pictures, voices, cc = itertools.count(100), itertools.count(100), itertools.count()

    seal, sock = sender.dtls._tx_srtp.protect, sender.line.transport.get_extra_info("socket")

    def picture(payload, timestamp, last):
        numbers = {"seq": next(pictures), "timestamp": timestamp, "cc": next(cc)}
        return seal(a_packet(mid=CAMERA, ssrc=12, kind=VP8, payload=payload, marker=last, **numbers))

    def voice(payload, timestamp):
        numbers = {"seq": next(voices), "timestamp": timestamp, "cc": next(cc)}
        return seal(a_packet(mid=MIC, ssrc=11, level=20, payload=payload, **numbers))

    return child, Publisher(picture, voice, sock._sock.send), keys


async def janus_room(subscribers, *, tuned):
    """Janus, joined by aiortc."""
    aioice.ice.get_host_addresses = lambda **_families: [own_address()]
    janus.prefer(gcm=tuned)
    server = janus.Janus(tuned=tuned)
    await server.start()
    room = janus.Room(server)
    await room.publish()

    send, seal = room.way()
    publisher = Publisher(
        lambda payload, timestamp, last: seal(room.packet(1, payload, timestamp, last=last)),
        lambda payload, timestamp: seal(room.packet(0, payload, timestamp, last=False)),
        send,
    )
    await publisher.run(0.2, lambda: None)
    for _ in range(subscribers):
        await room.subscribe()
    return server, publisher, room.sockets()


class Aiortc:
    """The process of aiortc_node."""

    async def start(self, port, ports):
        command = machine.on_the_servers_core(sys.executable, "-m", "tests.bench.load.aiortc_node", port, *ports)
        pipe = asyncio.subprocess.PIPE
        self.process = await asyncio.create_subprocess_exec(*command, stdin=pipe, stdout=pipe)
        await self.process.stdout.readline()

    @property
    def pid(self):
        return self.process.pid

    async def stop(self):
        self.process.stdin.close()
        await self.process.wait()


async def aiortcs(subscribers):
    """aiortc's own path, without a handshake."""
    sockets = [socket.socket(socket.AF_INET, socket.SOCK_DGRAM) for _ in range(subscribers + 1)]
    for each in sockets:
        each.bind(("127.0.0.1", 0))
        each.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, RCVBUF)
    sender, *receivers = sockets
    port, server = free_port(socket.SOCK_DGRAM), Aiortc()
    await server.start(port, [each.getsockname()[1] for each in receivers])
    sender.connect(("127.0.0.1", port))
    seal = aiortc_node.session(Policy.SSRC_ANY_OUTBOUND).protect
    pictures, voices = itertools.count(100), itertools.count(100)

    def picture(payload, timestamp, last):
        numbers = {"seq": next(pictures), "timestamp": timestamp}
        return seal(a_packet(mid=CAMERA, ssrc=12, kind=VP8, payload=payload, marker=last, **numbers))

    def voice(payload, timestamp):
        return seal(a_packet(mid=MIC, ssrc=11, level=20, payload=payload, seq=next(voices), timestamp=timestamp))

    kept = {each.fileno(): aiortc_node.session(Policy.SSRC_ANY_INBOUND) for each in receivers}
    server.receivers = receivers  # else they are closed
    return server, Publisher(picture, voice, sender.send), kept


async def measure(server, publisher, keys):
    """CPU for each packet that arrived; a part of them is decrypted and looked at first."""
    drain = Drain(keys)
    await publisher.run(WARM_S, drain.once)
    checked = []

    def check(descriptor, packet):
        checked.append(len(read_rtp(keys[descriptor].unprotect(packet)).payload))

    await settle(drain)
    await publisher.run(CHECKED_S, lambda: drain.once(check))
    await settle(drain, check)
    if len(checked) != publisher.sent * len(keys) or set(checked) != {PAYLOAD, VOICE}:
        raise AssertionError(f"{len(checked)} of {publisher.sent * len(keys)} packets are right, {set(checked)}")
    before, got = machine.cpu_s(server.pid), drain.rtp
    await publisher.run(MEASURED_S, drain.once)
    await settle(drain)
    used, got = machine.cpu_s(server.pid) - before, drain.rtp - got
    arrived = got / publisher.sent / len(keys)
    return {"us_per_packet": round(used / got * 1e6, 2), "cpu_cores": round(used / MEASURED_S, 3), "arrived": arrived}


async def settle(drain, keep=None):
    """Until nothing more comes."""
    before = -1
    while drain.rtp != before:
        before = drain.rtp
        await asyncio.sleep(SETTLED_S)
        drain.once(keep)


async def run(name, subscribers):
    making = {
        "ours": ours,
        "aiortc": aiortcs,
        "janus-tuned": lambda count: janus_room(count, tuned=True),
        "janus-debian": lambda count: janus_room(count, tuned=False),
    }
    server, publisher, keys = await making[name](subscribers)
    try:
        return await measure(server, publisher, keys)
    finally:
        await server.stop()


if __name__ == "__main__":
    machine.stay_on_the_load_core()
    figures = asyncio.run(run(sys.argv[1], int(sys.argv[2])))
    sys.stdout.write(json.dumps(figures) + "\n")
    sys.stdout.flush()
