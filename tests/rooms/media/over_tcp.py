"""A scripted browser that reaches the node over ICE-TCP: RFC 4571 frames on one connection."""

import asyncio

from aioice import stun
from aiortc import sdp

from rooms.media.signalling import Answer, Ready
from tests.rooms.media.scripted import ScriptedBrowser, Secured


def framed(data: bytes) -> bytes:
    return len(data).to_bytes(2, "big") + data


def a_check(ufrag, password, *, nominated=True) -> bytes:
    request = stun.Message(stun.Method.BINDING, stun.Class.REQUEST)
    request.attributes["USERNAME"] = f"{ufrag}:abcd"
    request.attributes["PRIORITY"] = 1
    request.attributes["ICE-CONTROLLING"] = 1
    if nominated:
        request.attributes["USE-CANDIDATE"] = None
    request.add_message_integrity(password.encode())
    return bytes(request)


class TcpLine:
    """What RTCDtlsTransport needs of a transport, over one TCP connection."""

    role = "controlling"

    def __init__(self, reader, writer):
        self.reader, self.writer = reader, writer
        self.transport = writer.transport
        self.replies = []

    async def frame(self):
        size = int.from_bytes(await self.reader.readexactly(2), "big")
        return await self.reader.readexactly(size)

    async def _recv(self):
        try:
            while (data := await self.frame())[0] < 4:
                self.replies.append(data)
        except (asyncio.IncompleteReadError, OSError) as end:
            raise ConnectionError from end
        return data

    async def _send(self, data):
        self.writer.write(framed(data))


class TcpBrowser(ScriptedBrowser):
    """Joins over TCP alone."""

    async def join(self, tell, answer: Answer):
        first = sdp.SessionDescription.parse(answer.sdp).media[0]
        candidate = next(each for each in first.ice_candidates if each.protocol == "tcp")
        self.line = TcpLine(*await asyncio.open_connection(candidate.ip, candidate.port))
        self.line.writer.write(framed(a_check(first.ice.usernameFragment, first.ice.password)))
        self.mapped = stun.parse_message(await self.line.frame()).attributes["XOR-MAPPED-ADDRESS"]
        self.dtls = Secured(self.line, self.certificate)
        await self.dtls.start(first.dtls)
        assert self.dtls.state == "connected"
        tell(Ready(self.meeting, self.seat))
