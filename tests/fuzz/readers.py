"""The readers that are fuzzed: what each may be fed, and how. A reader takes one input and returns, or a test fails."""

import asyncio
import json
import socket
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path
from random import Random
from struct import pack

from aioice import stun
from aiortc import rtp
from aiortc.rtcdtlstransport import RTCDtlsFingerprint, RTCDtlsParameters

from rooms.invitations.itip.delivered import delivered_to
from rooms.invitations.itip.mail import UnreadableMail, name_and_digest, open_mail
from rooms.invitations.itip.reading import UnreadableCalendar, read_calendar
from rooms.live import codec
from rooms.media.forwarding.answer import make_answer
from rooms.media.forwarding.inputs import Burst, FloorTold, Joined, Readied, Tick
from rooms.media.forwarding.packets import write_nack
from rooms.media.forwarding.router import Room
from rooms.media.signalling import Answer, Floor, Offer, Slots, View, from_wire, to_wire
from rooms.media.wire.dtls import fingerprint_of, new_certificate
from rooms.media.wire.ice import read_check
from rooms.media.wire.peers import Peer
from rooms.media.wire.routes import UdpRoute
from rooms.refusals import Refused, Unreadable
from tests.factories.media import (
    CAMERA,
    IDENTITY,
    MIC,
    RTX,
    SCREEN,
    VP8,
    a_packet,
    a_picture,
    an_agreement,
    an_offer,
)
from tests.fuzz.mutations import broken, broken_text, broken_value
from tests.rooms.media.scripted import Secured

Reader = Callable[[Random], object]
PASSWORD = "0123456789abcdef0123456789abcdef"
MAILS = Path(__file__).parent / "mails"
HOSTILE, VICTIM = "hostile", "victim"


def _is_read(read: Callable[[], object], *refusals: type[Exception]) -> None:
    with suppress(*refusals):
        read()


# --- STUN


def _checks() -> list[bytes]:
    seeds = []
    for nominated in (False, True):
        request = stun.Message(stun.Method.BINDING, stun.Class.REQUEST)
        request.attributes["USERNAME"] = "node:browser"
        request.attributes["PRIORITY"] = 1_853_824_767
        request.attributes["ICE-CONTROLLING"] = 2**63 + 7
        if nominated:
            request.attributes["USE-CANDIDATE"] = None
        request.add_message_integrity(PASSWORD.encode())
        request.add_fingerprint()
        seeds.append(bytes(request))
    return seeds


def read_stun() -> Reader:
    """Connectivity checks; every name has a password, so that nothing ends at the name."""
    seeds = _checks()

    def read(dice: Random) -> None:
        read_check(broken(dice.choice(seeds), seeds, dice), ("192.0.2.7", 40_000), lambda _: PASSWORD)

    return read


# --- DTLS

CERTIFICATE = new_certificate()
DTLS = range(20, 64)  # first bytes that the port hands on as DTLS (RFC 7983)
RECORDS = 16  # datagrams of one hostile handshake


class _Pipe:
    """Two ends of DTLS without a network; keeps what the client sent."""

    role = "controlling"

    def __init__(self) -> None:
        self.arrived: asyncio.Queue[bytes] = asyncio.Queue()
        self.sent: list[bytes] = []
        self.peer: Peer | None = None

    async def _recv(self) -> bytes:
        return await self.arrived.get()

    async def _send(self, data: bytes) -> None:
        self.sent.append(data)
        self.peer.received(data)


class Handshakes:
    """A node's end that a hostile browser shakes hands with, again and again, with broken records."""

    def __init__(self) -> None:
        self.runner = asyncio.Runner()
        self.flights = self.runner.run(_record_a_handshake())

    def __call__(self, dice: Random) -> None:
        self.runner.run(self._shake(dice))

    def close(self) -> None:
        self.runner.close()

    async def _shake(self, dice: Random) -> None:
        peer = _a_peer(lambda _data: None)
        running = asyncio.create_task(peer.run(CERTIFICATE, (("sha-256", "AB"),), lambda: None))
        for number in range(RECORDS):
            seed = self.flights[number % len(self.flights)]
            record = seed if dice.random() < 0.3 else broken(seed, self.flights, dice)
            peer.received(record if record and record[0] in DTLS else seed[:1] + record)
        while not peer._waiting.empty() and not running.done():  # noqa: ASYNC110 - a queue tells nobody that it is empty
            await asyncio.sleep(0)
        peer.close()
        await running


class _Way:
    """What a peer sends through."""

    def __init__(self, send: Callable[[bytes], None]) -> None:
        self._send = send

    def send(self, data: bytes, _route: UdpRoute) -> None:
        self._send(data)

    def forget(self, _route: UdpRoute, _owner: object) -> None:
        """Nothing is remembered."""


def _a_peer(send: Callable[[bytes], None]) -> Peer:
    peer = Peer("hop", HOSTILE, HOSTILE, now=0.0)
    peer.checked(UdpRoute(("192.0.2.7", 40_000), socket.AF_INET, _Way(send)), 0.0, nominated=True)
    return peer


async def _record_a_handshake() -> list[bytes]:
    pipe, certificate = _Pipe(), new_certificate()
    pipe.peer = _a_peer(pipe.arrived.put_nowait)
    running = asyncio.create_task(pipe.peer.run(CERTIFICATE, (("sha-256", fingerprint_of(certificate)),), lambda: None))
    client = Secured(pipe, certificate)
    await client.start(_parameters())
    await client.stop()
    await running
    return pipe.sent


def _parameters() -> RTCDtlsParameters:
    return RTCDtlsParameters([RTCDtlsFingerprint("sha-256", fingerprint_of(CERTIFICATE))])


# --- RTP and RTCP


class Meeting:
    """A room of two, in which one sends broken packets among whole ones; time passes."""

    def __init__(self, make: Callable[[int], list[bytes]]) -> None:
        self.make = make  # valid packets of the hostile one, at a moment
        self.room, self.now, self.fed = Room(), 1000.0, 0
        for seat in (HOSTILE, VICTIM):
            self._give(Joined(seat, seat, an_agreement(simulcast=True)))
            self._give(Readied(seat))
        self._give(FloorTold(1, (HOSTILE, VICTIM), None, None))

    def __call__(self, dice: Random) -> None:
        self.now += 0.0005
        moment, rest = divmod(self.fed, 10)
        if rest == 0:
            self._give(Burst([(seat, packet) for seat in (HOSTILE, VICTIM) for packet in _streams(moment)]))
        if self.fed % 100 == 0:
            self._give(Tick())
        self.fed += 1
        seeds = self.make(moment + dice.choice((0, 1, 1, 2, 700)))
        self._give(Burst([(HOSTILE, broken(dice.choice(seeds), seeds, dice))]))

    def _give(self, given: object) -> None:
        self.room.handle(given, self.now)


def _streams(seq: int) -> list[bytes]:
    """A microphone, three layers of a camera, a screen and a retransmission."""
    packets = [a_packet(mid=MIC, seq=seq, timestamp=960 * seq, ssrc=11, level=20, payload=b"voice", cc=seq)]
    for rid, ssrc in (("l", 13), ("m", 14), ("h", 15)):
        picture = a_picture(seq, keyframe=True, tl0=seq)
        packets.append(a_packet(mid=CAMERA, rid=rid, seq=seq, ssrc=ssrc, kind=VP8, payload=picture, cc=seq))
    packets.append(a_packet(mid=SCREEN, seq=seq, ssrc=22, kind=VP8, payload=a_picture(seq, keyframe=True)))
    packets.append(a_packet(mid=CAMERA, seq=seq, ssrc=99, kind=RTX, payload=pack("!H", seq & 0xFFFF) + a_picture(seq)))
    return packets


def _reports(moment: int) -> list[bytes]:
    """What a receiver and a sender say of the streams; the numbers asked for again have been sent."""
    ours = 0x10000 + 2 * 6  # the SSRC of the first video slot
    info = rtp.RtcpReceiverInfo(
        ssrc=ours, fraction_lost=3, packets_lost=9, highest_sequence=1000, jitter=7, lsr=1, dlsr=2
    )
    sender = rtp.RtcpSenderInfo(ntp_timestamp=2**63 + 5, rtp_timestamp=960, packet_count=3, octet_count=700)
    told = pack("!BBHLL", 0x8F, 205, 5, 77, ours) + pack("!HHLHBBBB", 100, 4, 5 << 8, 0x2004, 1, 2, 3, 4)
    remb = b"REMB" + bytes([1, 0x12, 0x34, 0x56]) + ours.to_bytes(4, "big")
    return [
        write_nack(ours, [1000 + moment - each & 0xFFFF for each in (0, 1, 5, 19)]),
        bytes(rtp.RtcpPsfbPacket(fmt=rtp.RTCP_PSFB_PLI, ssrc=77, media_ssrc=ours)),
        bytes(rtp.RtcpPsfbPacket(fmt=rtp.RTCP_PSFB_FIR, ssrc=77, media_ssrc=0, fci=pack("!LL", ours, 1 << 24))),
        bytes(rtp.RtcpPsfbPacket(fmt=rtp.RTCP_PSFB_APP, ssrc=77, media_ssrc=0, fci=remb)),
        bytes(rtp.RtcpRrPacket(ssrc=77, reports=[info])),
        bytes(rtp.RtcpSrPacket(ssrc=13, sender_info=sender, reports=[info])),
        bytes(rtp.RtcpByePacket(sources=[13])),
        told,
    ]


# --- SDP, signalling, the live socket


def read_sdp() -> Reader:
    """Offers, of few lines so that each line is broken often."""
    seeds = [an_offer(video_slots=1, audio_slots=1), an_offer(video_slots=1, audio_slots=0, simulcast=False)]

    def read(dice: Random) -> None:
        text = broken_text(dice.choice(seeds), dice)
        _is_read(partial(make_answer, text, IDENTITY), Unreadable)

    return read


def read_signals() -> Reader:
    """What comes over the pipe or the layer."""
    seeds = [
        to_wire(message)
        for message in (
            Offer("m", "s", "c", "v=0", "r"),
            View("m", "c", 2, "s"),
            Floor("m", 7, ("a", "b"), "a", None),
            Answer("c", "v=0"),
            Slots("c", {"3": {"seat": "a", "source": "mic"}, "4": None}),
        )
    ]

    def read(dice: Random) -> None:
        wire = broken_value(dice.choice(seeds), dice)
        _is_read(partial(from_wire, wire), Unreadable)

    return read


KEY = "0d9f6c1e-52ad-4c8e-9d0a-1f2e3d4c5b6a"
FRAMES = (
    {"do": "enter", "ticket": "t" * 40, "connection": KEY, "since": 4, "device": "Firefox"},
    {"do": "ack", "seq": 5, "bytes": 100},
    {"do": "chat.say", "key": KEY, "text": "Đề nghị các xã báo cáo"},
    {"do": "floor.give", "key": KEY, "seat": KEY, "minutes": 5},
    {"do": "media.offer", "key": KEY, "sdp": "v=0"},
    {"do": "media.view", "key": KEY, "page": 1, "pinned": None},
)


def read_live() -> Reader:
    """Frames of the live socket: JSON of the wrong shape, and text that is no JSON."""
    texts = [json.dumps(frame, ensure_ascii=False).encode() for frame in FRAMES]

    def read(dice: Random) -> None:
        if dice.random() < 0.5:
            text = json.dumps(broken_value(dice.choice(FRAMES), dice))
        else:
            text = broken(dice.choice(texts), texts, dice).decode(errors="replace")
        _is_read(partial(codec.decode, text), Refused)

    return read


# --- mail from outside


def read_mail() -> Reader:
    """Answers and reports of mail servers, and the calendar text in them."""
    seeds = [(MAILS / name).read_bytes() for name in ("reply.eml", "report.eml", "winmail.eml")]

    def read(dice: Random) -> None:
        raw = broken(dice.choice(seeds), seeds, dice)
        name_and_digest(raw)
        delivered_to(raw, "diemcau.localhost")
        try:
            mail = open_mail(raw, "thu.phutho.example")
        except UnreadableMail:
            return
        for calendar in mail.calendars:
            _is_read(partial(read_calendar, calendar), UnreadableCalendar)

    return read


READERS: dict[str, tuple[Callable[[], Reader], int]] = {  # and how many inputs one call feeds
    "stun": (read_stun, 1),
    "dtls": (Handshakes, RECORDS),
    "rtp": (lambda: Meeting(_streams), 1),
    "rtcp": (lambda: Meeting(_reports), 1),
    "sdp": (read_sdp, 1),
    "signals": (read_signals, 1),
    "live": (read_live, 1),
    "mail": (read_mail, 1),
}


def feed(name: str, count: int, seed: int) -> Iterator[int]:
    """Feed `count` inputs and say, now and then, how many have been. What escapes is told with where it happened."""
    make, inputs = READERS[name]
    reader, dice = make(), Random(seed)
    fed = 0
    while fed < count:
        state = dice.getstate() if fed % 1000 == 0 else None
        reader(dice)
        fed += inputs
        if state is not None:
            yield fed
    getattr(reader, "close", lambda: None)()
