"""What forwarding one packet costs, beside aiortc's own per-packet path; and how long a join takes in Chromium.

`media.forward`: CPU microseconds per forwarded packet, one sender, `receivers` receivers, 1,100 byte VP8 packets in
bursts of eight, AES-128-GCM both ways, real `sendto` on loopback into sockets that nobody reads. Both paths take the
same encrypted packets, in turns, in one process; the median of the rounds counts.
"""

import asyncio
import os
import socket
import statistics
import time
from pathlib import Path

from aiortc.rtcdtlstransport import RTCDtlsTransport, State
from aiortc.rtcrtpparameters import RTCRtpHeaderExtensionParameters, RTCRtpParameters
from aiortc.rtp import HeaderExtensionsMap, RtpPacket
from playwright.sync_api import sync_playwright
from pylibsrtp import Policy, Session

from rooms.media.forwarding import answer
from rooms.media.forwarding.inputs import Joined, Readied
from rooms.media.forwarding.router import Room
from rooms.media.signalling import Floor
from rooms.media.wire.dtls import SecureLine, new_certificate
from rooms.media.wire.node import Node
from rooms.media.wire.peers import Peer
from tests.factories.media import CAMERA, CC_ID, MID_ID, VP8, a_packet, a_picture, an_agreement
from tests.rooms.media.served import MEETING, a_served_node

RECEIVERS = (1, 10, 50)
ROUNDS = 5
BURST = 8
KEY = bytes(range(28))
CERTIFICATE = new_certificate()


def run():
    """Every figure of media."""
    for receivers in RECEIVERS:
        yield asyncio.run(forwarding(receivers))
    if Path("/usr/bin/chromium").exists():
        yield joining()


def session(kind: int) -> Session:
    return Session(Policy(key=KEY, ssrc_type=kind, srtp_profile=Policy.SRTP_PROFILE_AEAD_AES_128_GCM))


def the_packets(count: int) -> list[bytes]:
    """One sender's encrypted pictures."""
    sender, body = session(Policy.SSRC_ANY_OUTBOUND), os.urandom(1050)
    pictures = (a_picture(n, keyframe=n % (BURST * 100) == BURST + 1, tl0=n, body=body) for n in range(1, count + 1))
    return [
        sender.protect(a_packet(mid=CAMERA, seq=n, timestamp=n * 300, ssrc=12, kind=VP8, payload=picture, cc=n))
        for n, picture in enumerate(pictures, start=1)
    ]


def secured(line: RTCDtlsTransport) -> None:
    """As if the handshake were done."""
    line._rx_srtp, line._tx_srtp = session(Policy.SSRC_ANY_INBOUND), session(Policy.SSRC_ANY_OUTBOUND)
    line._state = State.CONNECTED


class Ours:
    """The node's own path: port, room, peers."""

    def __init__(self, receivers: int, sink) -> None:
        self.node = Node(lambda _reply_to, _message: None)
        room = self.node.rooms["m"] = Room()
        for n in range(receivers + 1):
            name = f"seat-{n}"
            peer = self.node.peers[name] = Peer("m", name, name, send=self.node._port.send, now=0.0)
            peer.line, peer.address = SecureLine(peer, CERTIFICATE), sink
            secured(peer.line)
            room.handle(Joined(name, name, an_agreement(simulcast=False)), 0.0)
            self.node._lanes["m"].put(room.members[name].row, peer)
            room.handle(Readied(name), 0.0)
        self.source = ("127.0.0.1", 1)
        self.node._port._by_address[self.source] = self.node.peers["seat-0"]

    def members(self):
        return self.node.rooms["m"].members.values()

    async def take(self, packets: list[bytes]) -> None:
        for at in range(0, len(packets), BURST):
            burst = []
            for data in packets[at : at + BURST]:
                self.node._port._sort(data, self.source, burst)
            self.node._burst(burst)


class ToSink:
    """A transport for aiortc that sends at once."""

    role = "controlled"

    def __init__(self, sink) -> None:
        self.socket, self.sink = socket.socket(socket.AF_INET, socket.SOCK_DGRAM), sink

    async def _send(self, data: bytes) -> None:
        self.socket.sendto(data, self.sink)


class Aiortcs:
    """aiortc's path: parse, and for each receiver a packet of its own, serialized and sent by a coroutine."""

    def __init__(self, receivers: int, sink) -> None:
        self.extensions = HeaderExtensionsMap()
        known = [(MID_ID, answer.MID), (CC_ID, answer.TRANSPORT_CC)]
        parameters = [RTCRtpHeaderExtensionParameters(id=number, uri=uri) for number, uri in known]
        self.extensions.configure(RTCRtpParameters(headerExtensions=parameters))
        self.lines = [RTCDtlsTransport(ToSink(sink), [CERTIFICATE]) for _ in range(receivers + 1)]
        for line in self.lines:
            secured(line)

    async def take(self, packets: list[bytes]) -> None:
        source, *others = self.lines
        for data in packets:
            packet = RtpPacket.parse(source._rx_srtp.unprotect(data), self.extensions)
            for ssrc, line in enumerate(others, start=1000):
                copy = RtpPacket(
                    payload_type=packet.payload_type,
                    marker=packet.marker,
                    sequence_number=packet.sequence_number,
                    timestamp=packet.timestamp,
                    ssrc=ssrc,
                    payload=packet.payload,
                )
                await line._send_rtp(copy.serialize(self.extensions))


async def forwarding(receivers: int) -> dict[str, object]:
    """Both paths in turns over the same packets."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sink:
        sink.bind(("127.0.0.1", 0))
        paths = {"ours_us": Ours(receivers, sink.getsockname()), "aiortc_us": Aiortcs(receivers, sink.getsockname())}
        share = max(BURST, 8000 // receivers // BURST * BURST)
        packets = the_packets(2 * BURST + share * ROUNDS)
        for path in paths.values():
            await path.take(packets[: 2 * BURST])  # the first burst finds a slot, the second brings its keyframe
        costs = {name: [] for name in paths}
        for at in range(2 * BURST, len(packets), share):
            for name, path in paths.items():
                begun = time.process_time()
                await path.take(packets[at : at + share])
                costs[name].append((time.process_time() - begun) * 1e6 / share / receivers)
    forwarded = sum(slot.packets for member in paths["ours_us"].members() for slot in member.slots)
    if forwarded < share * ROUNDS * receivers:
        raise AssertionError(f"only {forwarded} packets were forwarded")
    figures = {name: round(statistics.median(each), 2) for name, each in costs.items()}
    ratio = round(figures["ours_us"] / figures["aiortc_us"], 2)
    return {"bench": "media.forward", "receivers": receivers, **figures, "ours_to_aiortc": ratio}


def joining() -> dict[str, object]:
    """From the offer to the first picture on the screen, in a browser that joins somebody who is already seen."""
    arguments = ["--no-sandbox", "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
    with a_served_node() as served, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=arguments)
        context = browser.new_context(permissions=["camera", "microphone"])
        served.tell(Floor(MEETING, 1, ("chair",), "chair"))
        context.new_page().goto(f"{served.url}/?seat=chair")
        times = []
        for n in range(5):
            page = context.new_page()
            page.goto(f"{served.url}/?seat=site-{n}")
            page.wait_for_function("window.firstFrameAt")
            times.append(page.evaluate("firstFrameAt - offeredAt"))
            page.close()
        browser.close()
    return {"bench": "media.join", "browser": "chromium", "offer_to_picture_ms": round(statistics.median(times))}
