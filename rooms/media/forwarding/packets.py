"""Reading and writing what goes over the line: RTP, RTCP, SDP. The one file that imports aiortc.rtp and aiortc.sdp.

RTP is read by our own few lines, because it is read for every packet (aiortc's parser costs ten times as much, and
raises struct.error on bad extensions); RTCP and SDP by aiortc, whose asserts and errors all become one refusal.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from struct import Struct, error, pack
from types import MappingProxyType

from aiortc import rtp, sdp

from rooms.refusals import Unreadable

HEADER = Struct("!BBHLL")  # RFC 3550 5.1
HEAD = Struct("!BBHLLLL")  # of what we send: the header and a block of one-byte extensions, always of four bytes
HEAD_SIZE, STAMP_AT = HEAD.size, 16
EXTENSION = 0xBEDE0001  # RFC 8285 4.2, one word
STAMP = Struct("!L")
PAIR = Struct("!HH")
ONE_BYTE, TWO_BYTES = 0xBEDE, 0x1000  # RFC 8285 4.2, 4.3
OUR_SSRC = 1  # the sender of our feedback; it sends no media
NOTHING: Mapping[int, bytes] = MappingProxyType({})  # one for all packets without extensions


@dataclass(slots=True)
class Rtp:
    """One RTP packet, decrypted. `index` is its sequence number extended over wraps, set by the receiving layer."""

    payload_type: int
    marker: bool
    seq: int
    timestamp: int
    ssrc: int
    payload: bytes
    extensions: Mapping[int, bytes]
    index: int = 0


def read_rtp(data: bytes) -> Rtp | None:
    """The packet, or None for anything that is not one."""
    size = len(data)
    if size < HEADER.size or data[0] >> 6 != 2:  # noqa: PLR2004 - RTP's version
        return None
    first, second, seq, timestamp, ssrc = HEADER.unpack_from(data)
    start = HEADER.size + 4 * (first & 15)
    extensions = NOTHING
    if first & 0x10:
        if size < start + 4:
            return None
        profile, words = PAIR.unpack_from(data, start)
        end = start + 4 + 4 * words
        if size >= end:
            extensions = _read_extensions(data[start + 4 : end], profile)
        start = end
    stop = size - data[-1] if first & 0x20 else size
    if stop < start:
        return None
    return Rtp(second & 0x7F, second > 0x7F, seq, timestamp, ssrc, data[start:stop], extensions)  # noqa: PLR2004 - marker bit


def _read_extensions(block: bytes, profile: int) -> Mapping[int, bytes]:
    """RFC 8285 header extensions by id; a truncated one ends the reading."""
    found: dict[int, bytes] = {}
    at, end = 0, len(block)
    if profile not in {ONE_BYTE, TWO_BYTES}:
        return found
    while at < end:
        head = block[at]
        at += 1
        if head == 0:  # padding
            continue
        if profile == ONE_BYTE:
            number, length = head >> 4, (head & 15) + 1
        elif at < end:
            number, length = head, block[at]
            at += 1
        else:
            break
        found[number] = block[at : at + length]
        at += length
    return found


def write_rtp(second: int, seq: int, timestamp: int, ssrc: int, payload: bytes) -> bytes:
    """A packet of ours, its stamp still empty; `second` is marker and payload type as in the second byte."""
    return HEAD.pack(0x90, second, seq, timestamp, ssrc, EXTENSION, 0) + payload


def stamp_of(number: int | None) -> int:
    """The transport-wide number's extension word without the number; 0, which is padding, where it is not wanted."""
    return (number << 4 | 1) << 24 if number is not None and 0 < number < 15 else 0  # noqa: PLR2004 - RFC 8285 4.2


def put_stamp(packet: bytes, stamp: int) -> bytes:
    """One of our packets with its extension word."""
    return packet[:STAMP_AT] + STAMP.pack(stamp) + packet[HEAD_SIZE:]


def is_rtcp(data: bytes) -> bool:
    """RFC 5761 4: packet types 192 to 223 are RTCP."""
    return len(data) > 1 and 192 <= data[1] <= 223  # noqa: PLR2004 - the RFC's figures


# --- RTCP


@dataclass(frozen=True, slots=True)
class KeyframeAsked:
    """A receiver cannot go on without a keyframe (PLI or FIR)."""

    ssrc: int


@dataclass(frozen=True, slots=True)
class Lost:
    """A receiver misses these sequence numbers (generic NACK)."""

    ssrc: int
    seqs: Sequence[int]


@dataclass(frozen=True, slots=True)
class SenderClock:
    """A sender's wall clock (NTP, 64 bits) at an RTP timestamp (sender report)."""

    ssrc: int
    ntp: int
    timestamp: int


@dataclass(frozen=True, slots=True)
class Report:
    """How a stream arrives here: one block of a receiver report (RFC 3550 6.4.1)."""

    ssrc: int
    fraction_lost: int
    lost: int
    highest: int
    jitter: int
    last_clock: int
    since_clock: int


Feedback = KeyframeAsked | Lost | SenderClock | Report


def read_rtcp(data: bytes) -> list[Feedback]:
    """What we act upon in a compound packet; an unreadable one says nothing."""
    try:
        return [feedback for packet in rtp.RtcpPacket.parse(data) for feedback in _feedback_of(packet)]
    except (ValueError, error):
        return []


def _feedback_of(packet: rtp.AnyRtcpPacket) -> Iterable[Feedback]:
    if isinstance(packet, rtp.RtcpSrPacket):
        yield SenderClock(packet.ssrc, packet.sender_info.ntp_timestamp, packet.sender_info.rtp_timestamp)
        yield from map(_report_of, packet.reports)
    elif isinstance(packet, rtp.RtcpRrPacket):
        yield from map(_report_of, packet.reports)
    elif isinstance(packet, rtp.RtcpRtpfbPacket) and packet.fmt == rtp.RTCP_RTPFB_NACK:
        # aiortc reads every fmt as a NACK, transport-cc's 15 too (MEDIA.md fact 8)
        yield Lost(packet.media_ssrc, packet.lost)
    elif isinstance(packet, rtp.RtcpPsfbPacket) and packet.fmt == rtp.RTCP_PSFB_PLI:
        yield KeyframeAsked(packet.media_ssrc)
    elif isinstance(packet, rtp.RtcpPsfbPacket) and packet.fmt == rtp.RTCP_PSFB_FIR:
        for at in range(0, len(packet.fci) - 7, 8):  # RFC 5104 4.3.1.1
            yield KeyframeAsked(int.from_bytes(packet.fci[at : at + 4], "big"))


def _report_of(block: rtp.RtcpReceiverInfo) -> Report:
    return Report(
        ssrc=block.ssrc,
        fraction_lost=block.fraction_lost,
        lost=block.packets_lost,
        highest=block.highest_sequence,
        jitter=block.jitter,
        last_clock=block.lsr,
        since_clock=block.dlsr,
    )


def write_keyframe_request(ssrc: int) -> bytes:
    """A picture loss indication."""
    return bytes(rtp.RtcpPsfbPacket(fmt=rtp.RTCP_PSFB_PLI, ssrc=OUR_SSRC, media_ssrc=ssrc))


def write_nack(ssrc: int, seqs: Iterable[int]) -> bytes:
    """A generic NACK; sorted after the wrap, which is all that aiortc's packing can take."""
    return bytes(rtp.RtcpRtpfbPacket(fmt=rtp.RTCP_RTPFB_NACK, ssrc=OUR_SSRC, media_ssrc=ssrc, lost=sorted(seqs)))


def write_reports(reports: Sequence[Report]) -> bytes:
    """One receiver report of at most 31 blocks."""
    return bytes(
        rtp.RtcpRrPacket(
            ssrc=OUR_SSRC,
            reports=[
                rtp.RtcpReceiverInfo(
                    ssrc=each.ssrc,
                    fraction_lost=each.fraction_lost,
                    packets_lost=rtp.clamp_packets_lost(each.lost),
                    highest_sequence=each.highest & 0xFFFFFFFF,
                    jitter=each.jitter,
                    lsr=each.last_clock,
                    dlsr=each.since_clock,
                )
                for each in reports
            ],
        )
    )


def write_sender_clock(ssrc: int, ntp: int, timestamp: int, packets: int, octets: int) -> bytes:
    """A sender report without blocks (RFC 3550 6.4.1)."""
    return pack("!BBHLQLLL", 0x80, 200, 6, ssrc, ntp, timestamp, packets & 0xFFFFFFFF, octets & 0xFFFFFFFF)


# --- SDP


@dataclass(frozen=True, slots=True)
class OfferedLine:
    """One m-line of an offer, as far as it concerns us."""

    mid: str
    kind: str
    direction: str
    payload_type: int
    rtx_payload_type: int | None
    feedback: frozenset[str]
    extensions: Mapping[int, str]
    rids: tuple[str, ...]
    ssrcs: tuple[int, ...]
    rtx_ssrcs: Mapping[int, int]  # of a retransmission -> of the media it repeats


@dataclass(frozen=True, slots=True)
class Offered:
    """A whole offer."""

    lines: tuple[OfferedLine, ...]
    fingerprints: tuple[tuple[str, str], ...]  # (hash function, value) of the browser's DTLS certificate
    setup: str | None


CODECS = {"audio": "opus", "video": "vp8"}
TOKEN = re.compile(r"[A-Za-z0-9_\-]{1,32}")
# What aiortc's parser raises on garbage: it asserts, indexes, converts and looks up without asking (MEDIA.md fact 5).
PARSER_FAULTS = (AssertionError, ValueError, KeyError, IndexError, AttributeError, TypeError, StopIteration)


def read_offer(text: str) -> Offered:
    """The offer in a text. Raises Unreadable for garbage, and for one without opus, VP8 or usable names."""
    try:
        session = sdp.SessionDescription.parse(text)
        _, groups = sdp.grouplines(text)
        lines = [_read_line(media, raw) for media, raw in zip(session.media, groups, strict=True)]
        dtls = session.media[0].dtls if session.media else None
    except PARSER_FAULTS as fault:
        raise Unreadable from fault
    if dtls is None:
        raise Unreadable
    return Offered(tuple(lines), tuple((each.algorithm.lower(), each.value) for each in dtls.fingerprints), dtls.role)


def _read_line(media: sdp.MediaDescription, raw: Sequence[str]) -> OfferedLine:
    known = [each for each in media.rtp.codecs if each.name.lower() == CODECS[media.kind]]
    codec = known[0]
    rtx = [each for each in media.rtp.codecs if each.parameters.get("apt") == codec.payloadType]
    rids = tuple(line[len("a=rid:") :].split()[0] for line in raw if line.startswith("a=rid:") and " send" in line)
    if codec.payloadType is None or not all(TOKEN.fullmatch(name) for name in (media.rtp.muxId, *rids)):
        raise Unreadable
    pairs = [group.items for group in media.ssrc_group if group.semantic == "FID"]
    repeats = {int(repeat): int(original) for original, repeat in pairs}
    return OfferedLine(
        mid=media.rtp.muxId,
        kind=media.kind,
        direction=media.direction or "sendrecv",
        payload_type=codec.payloadType,
        rtx_payload_type=rtx[0].payloadType if rtx else None,
        feedback=frozenset(f"{each.type} {each.parameter or ''}".strip() for each in codec.rtcpFeedback),
        extensions={each.id: each.uri for each in media.rtp.headerExtensions},
        rids=rids,
        ssrcs=tuple(each.ssrc for each in media.ssrc if each.ssrc not in repeats),
        rtx_ssrcs=repeats,
    )
