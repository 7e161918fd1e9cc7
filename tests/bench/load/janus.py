"""Janus beside us: its videoroom, one publisher and subscribers by aiortc, the same packets.

`apt-get install --no-install-recommends janus`. As Debian ships it every handle has a thread of its own and SRTP is
done by NSS; tuned it has one event loop, and a libsrtp with OpenSSL, whose folder is named in JANUS_LIBSRTP:

    apt-get source libsrtp2 && cd libsrtp2-* && ./configure --enable-openssl && make shared_library
"""

import asyncio
import contextlib
import itertools
import json
import os
import re
import shutil
import socket
import subprocess
import tempfile
from pathlib import Path

import websockets
from aiortc import RTCConfiguration, RTCPeerConnection, RTCSessionDescription, VideoStreamTrack
from aiortc.mediastreams import AudioStreamTrack
from aiortc.rtcdtlstransport import SRTP_AES128_CM_SHA1_80, SRTP_PROFILES

from rooms.media.forwarding.packets import HEADER
from tests.bench.load import machine
from tests.bench.load.counting import RCVBUF
from tests.servers import free_port, own_address

PLUGINS = Path("/usr/lib/x86_64-linux-gnu/janus")
GENERAL = """
general: {{ configs_folder = "{folder}" plugins_folder = "{plugins}/plugins" transports_folder = "{plugins}/transports"
  events_folder = "{folder}" loggers_folder = "{folder}" debug_level = 2 {loops} }}
nat: {{ nice_debug = false }}
plugins: {{ disable = "{plugins_off}" }}
transports: {{ disable = "{transports_off}" }}
"""
KEPT = {"plugins": "videoroom", "transports": "websockets"}
SOCKETS = 'general: {{ ws = true ws_port = {port} ws_ip = "127.0.0.1" }}\nadmin: {{ admin_ws = false }}\n'


def why_not() -> str:
    """Why Janus cannot be measured here; empty when it can."""
    if shutil.which("janus") is None:
        return "apt-get install --no-install-recommends janus"
    return "" if own_address() else "it wants an address that is not the loopback's"


class Silent(VideoStreamTrack):
    async def recv(self):
        await asyncio.sleep(3600)


class Quiet(AudioStreamTrack):
    async def recv(self):
        await asyncio.sleep(3600)


class Janus:
    """The server on its core, and its JSON API."""

    def __init__(self, *, tuned):
        self.tuned = tuned
        self._folder = tempfile.TemporaryDirectory()
        self._numbers = itertools.count()
        self._answers = {}

    async def start(self):
        folder, port = Path(self._folder.name), free_port()
        loops = "event_loops = 1" if self.tuned else ""
        off = {f"{kind}_off": _others(kind, kept) for kind, kept in KEPT.items()}
        (folder / "janus.jcfg").write_text(GENERAL.format(folder=folder, plugins=PLUGINS, loops=loops, **off))
        (folder / "janus.transport.websockets.jcfg").write_text(SOCKETS.format(port=port))
        (folder / "janus.plugin.videoroom.jcfg").write_text("general: { }\n")
        environment = dict(os.environ)
        if self.tuned and "JANUS_LIBSRTP" in os.environ:
            environment["LD_LIBRARY_PATH"] = os.environ["JANUS_LIBSRTP"]
        command = machine.on_the_servers_core("janus", "-F", folder, "-C", folder / "janus.jcfg")
        self.process = subprocess.Popen(  # noqa: ASYNC220 - nothing else runs yet
            command, env=environment, stdout=(folder / "log").open("w"), stderr=subprocess.STDOUT
        )
        for _ in range(100):
            with contextlib.suppress(OSError):
                self._socket = await websockets.connect(f"ws://127.0.0.1:{port}", subprotocols=["janus-protocol"])
                break
            await asyncio.sleep(0.1)
        self._listening = asyncio.create_task(self._listen())
        self._session = (await self._ask(janus="create"))["data"]["id"]

    @property
    def pid(self):
        return self.process.pid

    async def _listen(self):
        async for text in self._socket:
            said = json.loads(text)
            if said["janus"] != "ack" and said.get("transaction") in self._answers:
                self._answers.pop(said["transaction"]).set_result(said)

    async def _ask(self, **said):
        said["transaction"] = str(next(self._numbers))
        if hasattr(self, "_session"):
            said["session_id"] = self._session
        answer = self._answers[said["transaction"]] = asyncio.get_running_loop().create_future()
        await self._socket.send(json.dumps(said))
        got = await asyncio.wait_for(answer, 20)
        if got["janus"] == "error" or "error" in got.get("plugindata", {}).get("data", {}):
            raise RuntimeError(got)
        return got

    async def handle(self):
        return (await self._ask(janus="attach", plugin="janus.plugin.videoroom"))["data"]["id"]

    async def say(self, handle, body, jsep=None):
        more = {"jsep": jsep} if jsep else {}
        return await self._ask(janus="message", handle_id=handle, body=body, **more)

    async def stop(self):
        self._listening.cancel()
        await self._socket.close()
        self.process.terminate()
        try:
            self.process.wait(8)
        except subprocess.TimeoutExpired:
            self.process.kill()
        self._folder.cleanup()


def _others(kind: str, kept: str) -> str:
    """Everything of a kind that is not needed."""
    return ",".join(sorted(path.name for path in (PLUGINS / kind).glob("*.so") if kept not in path.name))


def _plain(sdp: str) -> str:
    """Without the fingerprints that Janus does not know."""
    return re.sub(r"a=fingerprint:sha-(384|512).*\r\n", "", sdp)


async def _connected(connection):
    for _ in range(500):
        if connection.connectionState == "connected":
            return
        await asyncio.sleep(0.02)
    raise RuntimeError(connection.connectionState)


class Room:
    """One publisher and its subscribers; what a bench needs of them."""

    def __init__(self, janus):
        self.janus, self.connections, self.seqs = janus, [], itertools.count(100)

    async def publish(self):
        handle = await self.janus.handle()
        create = {"request": "create", "room": 7, "publishers": 2, "videocodec": "vp8", "bitrate": 0}
        await self.janus.say(handle, create)
        joined = await self.janus.say(handle, {"request": "join", "ptype": "publisher", "room": 7})
        self.feed = joined["plugindata"]["data"]["id"]
        connection = self.publisher = RTCPeerConnection(RTCConfiguration(iceServers=[]))
        self.lines = [connection.addTransceiver(track, direction="sendonly") for track in (Quiet(), Silent())]
        await connection.setLocalDescription(await connection.createOffer())
        offer = {"type": "offer", "sdp": _plain(connection.localDescription.sdp)}
        answer = await self.janus.say(handle, {"request": "publish"}, offer)
        await connection.setRemoteDescription(RTCSessionDescription(answer["jsep"]["sdp"], "answer"))
        await _connected(connection)

    def way(self):
        """The publisher's own way: what sends a datagram, and what encrypts it."""
        dtls = self.lines[0].sender.transport
        pair = dtls.transport._connection._nominated[1]
        sock = pair.protocol.transport.get_extra_info("socket")._sock
        return lambda data: sock.sendto(data, pair.remote_addr), dtls._tx_srtp.protect

    def packet(self, line, payload, timestamp, *, last):
        sender = self.lines[line].sender
        kind = self.lines[line]._codecs[0].payloadType
        head = HEADER.pack(0x80, kind | (0x80 if last else 0), next(self.seqs) & 0xFFFF, timestamp, sender._ssrc)
        return head + payload

    async def subscribe(self):
        handle = await self.janus.handle()
        join = {"request": "join", "ptype": "subscriber", "room": 7, "streams": [{"feed": self.feed}]}
        offer = await self.janus.say(handle, join)
        connection = RTCPeerConnection(RTCConfiguration(iceServers=[]))
        self.connections.append(connection)
        await connection.setRemoteDescription(RTCSessionDescription(offer["jsep"]["sdp"], "offer"))
        await connection.setLocalDescription(await connection.createAnswer())
        answer = {"type": "answer", "sdp": _plain(connection.localDescription.sdp)}
        await self.janus.say(handle, {"request": "start"}, answer)
        await _connected(connection)

    def sockets(self):
        """Every subscriber's socket, read no more by aiortc, and what decrypts its packets."""
        found = {}
        for connection in self.connections:
            dtls = connection.getTransceivers()[0].receiver.transport
            transport = dtls.transport._connection._nominated[1].protocol.transport
            sock = transport.get_extra_info("socket")
            asyncio.get_running_loop()._remove_reader(sock.fileno())
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, RCVBUF)
            found[sock.fileno()] = dtls._rx_srtp
        return found


def prefer(*, gcm: bool):
    """Which cipher aiortc's ends offer first; Janus takes it."""
    wanted = [each for each in SRTP_PROFILES if b"GCM" in each.openssl_profile and b"128" in each.openssl_profile]
    SRTP_PROFILES[:] = wanted if gcm else [SRTP_AES128_CM_SHA1_80]
