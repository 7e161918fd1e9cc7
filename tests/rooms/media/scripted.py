"""A browser without a screen: ICE checks, DTLS and SRTP by aiortc over one UDP socket; packets are plain bytes."""

import asyncio
from dataclasses import dataclass, field

from aioice import stun
from aiortc import sdp
from aiortc.rtcdtlstransport import RTCCertificate, RTCDtlsTransport

from rooms.media.forwarding.packets import KeyframeAsked, Rtp, read_rtcp, read_rtp
from rooms.media.signalling import Answer, Offer, Ready, Slots
from rooms.media.wire.dtls import fingerprint_of
from tests.factories.media import an_offer

CHECK_S = 0.05


class Line(asyncio.DatagramProtocol):
    """What RTCDtlsTransport needs of a transport, over one datagram socket."""

    role = "controlling"

    def __init__(self):
        self.checked = asyncio.Event()
        self.arrived = asyncio.Queue()

    def connection_made(self, transport):
        self.transport = transport

    def datagram_received(self, data, _addr):
        if data[0] < 4:
            self.checked.set()
        else:
            self.arrived.put_nowait(data)

    def check(self, ufrag, password):
        request = stun.Message(stun.Method.BINDING, stun.Class.REQUEST)
        request.attributes["USERNAME"] = f"{ufrag}:abcd"
        request.attributes["PRIORITY"] = 1
        request.attributes["ICE-CONTROLLING"] = 1
        request.attributes["USE-CANDIDATE"] = None
        request.add_message_integrity(password.encode())
        self.transport.sendto(bytes(request))

    async def _recv(self):
        return await self.arrived.get()

    async def _send(self, data):
        self.transport.sendto(data)


class Secured(RTCDtlsTransport):
    """DTLS whose packets are kept as bytes."""

    def __init__(self, line, certificate):
        super().__init__(line, [certificate])
        self._set_role("client")
        self.rtp, self.rtcp, self.news = [], [], asyncio.Event()

    async def _handle_rtp_data(self, data, **_arrival):
        self.rtp.append(read_rtp(data))
        self.news.set()

    async def _handle_rtcp_data(self, data):
        self.rtcp.append(data)
        self.news.set()


@dataclass
class ScriptedBrowser:
    """Joins a node, sends what it is told to, and keeps what comes."""

    meeting: str
    seat: str
    certificate: RTCCertificate = field(default_factory=RTCCertificate.generateCertificate)
    heard: asyncio.Queue = field(default_factory=asyncio.Queue)
    slots: dict = field(default_factory=dict)

    def offer(self, **changes) -> Offer:
        text = an_offer(fingerprint=fingerprint_of(self.certificate), **changes)
        return Offer(self.meeting, self.seat, self.seat, text, self.seat)

    async def join(self, tell, answer: Answer):
        """Connect as the answer says, then say ready."""
        session = sdp.SessionDescription.parse(answer.sdp)
        first = session.media[0]
        candidate = first.ice_candidates[0]
        loop = asyncio.get_running_loop()
        _, self.line = await loop.create_datagram_endpoint(Line, remote_addr=(candidate.ip, candidate.port))
        self.named = first.ice.usernameFragment, first.ice.password
        while not self.line.checked.is_set():
            self.line.check(*self.named)
            try:
                await asyncio.wait_for(self.line.checked.wait(), CHECK_S)
            except TimeoutError:
                continue
        self.dtls = Secured(self.line, self.certificate)
        await self.dtls.start(first.dtls)
        assert self.dtls.state == "connected"
        tell(Ready(self.meeting, self.seat))

    async def send(self, packet: bytes):
        await self.dtls._send_rtp(packet)

    async def until(self, condition, seconds=10):
        """Wait until what arrived fulfils a condition."""

        async def waiting():
            while not condition():
                self.dtls.news.clear()
                await self.dtls.news.wait()

        await asyncio.wait_for(waiting(), seconds)

    def packets(self, mid: str) -> list[Rtp]:
        """The packets that came for one slot, by its SSRC."""
        ssrc = 0x10000 + 2 * int(mid)
        return [packet for packet in self.dtls.rtp if packet.ssrc == ssrc]

    @property
    def keyframes_asked(self) -> int:
        return sum(isinstance(each, KeyframeAsked) for data in self.dtls.rtcp for each in read_rtcp(data))

    @property
    def video(self) -> list[Rtp]:
        return [packet for packet in self.dtls.rtp if packet.payload_type == 96]

    @property
    def audio(self) -> list[Rtp]:
        return [packet for packet in self.dtls.rtp if packet.payload_type == 111]

    def placed(self, source: str) -> bool:
        """Whether a source is in one of the slots."""
        return any(placed and placed["source"] == source for placed in self.slots.values())

    def take(self, message):
        """What the node says to this browser."""
        if isinstance(message, Slots):
            self.slots = dict(message.slots)
        self.heard.put_nowait(message)
        if hasattr(self, "dtls"):
            self.dtls.news.set()

    async def leave(self):
        await self.dtls.stop()
        self.line.transport.close()
