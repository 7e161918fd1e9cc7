"""The path of aiortc itself: each packet parsed, and for each receiver serialized anew and sent by a coroutine.

Keys and addresses are given, so that nothing but forwarding is measured: `aiortc_node <port> <receiver's port>...`.
"""

import asyncio
import socket
import sys

from aiortc.rtcdtlstransport import RTCCertificate, RTCDtlsTransport, State
from aiortc.rtp import HeaderExtensionsMap, RtpPacket
from pylibsrtp import Policy, Session

KEY = bytes(range(28))
SSRC = 1000


def session(direction: int) -> Session:
    return Session(Policy(key=KEY, ssrc_type=direction, srtp_profile=Policy.SRTP_PROFILE_AEAD_AES_128_GCM))


class ToReceiver:
    """A transport for aiortc that sends at once."""

    role = "controlled"

    def __init__(self, sock, port):
        self.socket, self.address = sock, ("127.0.0.1", port)

    async def _send(self, data):
        self.socket.sendto(data, self.address)


class Node(asyncio.DatagramProtocol):
    """One sender's packets to everybody."""

    def __init__(self, sock, ports):
        self.coming, self.extensions = session(Policy.SSRC_ANY_INBOUND), HeaderExtensionsMap()
        certificate = RTCCertificate.generateCertificate()
        self.lines = [RTCDtlsTransport(ToReceiver(sock, port), [certificate]) for port in ports]
        for line in self.lines:
            line._tx_srtp, line._state = session(Policy.SSRC_ANY_OUTBOUND), State.CONNECTED
        self.tasks = set()

    def datagram_received(self, data, _address):
        task = asyncio.ensure_future(self.forward(data))
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    async def forward(self, data):
        packet = RtpPacket.parse(self.coming.unprotect(data), self.extensions)
        for ssrc, line in enumerate(self.lines, start=SSRC):
            packet.ssrc = ssrc + 1000 * packet.payload_type
            await line._send_rtp(packet.serialize(self.extensions))


async def main(port, ports):
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sock.bind(("127.0.0.1", port))
    sock.setblocking(False)  # noqa: FBT003 - the socket module's own signature
    await asyncio.get_running_loop().create_datagram_endpoint(lambda: Node(sock, ports), sock=sock)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), [int(each) for each in sys.argv[2:]]))
