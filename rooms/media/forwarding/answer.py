"""One offer in, one answer out (MEDIA.md fact 6). Text in, text out; nothing is negotiated a second time.

The browser sends microphone and screen sound, camera and screen, each at most once and each pair in that order; every
other line is a slot that it receives. The answer takes the offer's payload types and extension ids, one codec and its
rtx for each line.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from rooms.media.forwarding.packets import Offered, OfferedLine, read_offer
from rooms.media.signalling import SDP_MAX
from rooms.refusals import Unreadable

MID = "urn:ietf:params:rtp-hdrext:sdes:mid"
RID = "urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id"
REPAIRED_RID = "urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id"
LEVEL = "urn:ietf:params:rtp-hdrext:ssrc-audio-level"
TRANSPORT_CC = "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01"
UPWARD = frozenset({MID, RID, REPAIRED_RID, LEVEL, TRANSPORT_CC})
DOWNWARD = frozenset({TRANSPORT_CC})

SOURCES = {"audio": ("mic", "screen_sound"), "video": ("camera", "screen")}
SLOTS_MAX = {"audio": 4, "video": 49}  # audio: three voices and the sound of a screen
RIDS_MAX = 3
HASHES = frozenset({"sha-256", "sha-384", "sha-512"})
SETUPS = frozenset({"auto", "client"})  # actpass, active: the node is always the DTLS server
FIRST_SSRC = 0x10000
CNAME = "diemcau"
UDP_PREFERENCE, TCP_PREFERENCE = 126, 90  # RFC 8445 5.1.2.2 for a host; RFC 6544 4.2: TCP below every UDP
UDP, TCP = "udp {} {} {} typ host", "tcp {} {} {} typ host tcptype passive"


@dataclass(frozen=True, slots=True)
class Identity:
    """What the node says of itself to one connection."""

    ufrag: str
    password: str
    fingerprint: str  # of the node's certificate, sha-256
    addresses: tuple[str, ...]  # where browsers reach it, the best first; IPv4 and IPv6
    port: int  # of UDP, and of TCP for networks that let no UDP out


@dataclass(frozen=True, slots=True)
class Line:
    """One agreed m-line: a source that the browser sends, or a slot that it receives (`source` is None)."""

    mid: str
    kind: str
    source: str | None
    payload_type: int
    rtx_payload_type: int | None
    feedback: tuple[str, ...]
    extensions: Mapping[int, str]
    rids: tuple[str, ...] = ()
    ssrcs: tuple[int, ...] = ()
    rtx_ssrcs: Mapping[int, int] = field(default_factory=dict)
    ssrc: int = 0  # of a slot: ours
    rtx_ssrc: int = 0


@dataclass(frozen=True, slots=True)
class Agreement:
    """An answered offer."""

    sdp: str
    lines: tuple[Line, ...]
    fingerprints: tuple[tuple[str, str], ...]


def make_answer(text: str, identity: Identity) -> Agreement:
    """Answer an offer. Raises Unreadable for garbage, for too much, and for what this node cannot do."""
    if len(text) > SDP_MAX:
        raise Unreadable
    offered = read_offer(text)
    _judge(offered)
    sources = {kind: iter(names) for kind, names in SOURCES.items()}
    lines = []
    for number, line in enumerate(offered.lines):
        sends = line.direction == "sendonly"
        source = next(sources[line.kind]) if sends else None
        lines.append(_agree(line, source, FIRST_SSRC + 2 * number))
    return Agreement(_write(lines, identity), tuple(lines), offered.fingerprints)


def _judge(offered: Offered) -> None:
    count = Counter((line.kind, line.direction) for line in offered.lines)
    sound = (
        all(line.direction in {"sendonly", "recvonly"} for line in offered.lines)
        and all(count[kind, "sendonly"] <= len(names) for kind, names in SOURCES.items())
        and all(count[kind, "recvonly"] <= most for kind, most in SLOTS_MAX.items())
        and len({line.mid for line in offered.lines}) == len(offered.lines)
        and all(len(line.rids) <= RIDS_MAX for line in offered.lines)
        and any(function in HASHES for function, _ in offered.fingerprints)
        and offered.setup in SETUPS
    )
    if not sound:
        raise Unreadable


def _agree(line: OfferedLine, source: str | None, ssrc: int) -> Line:
    answered = ["transport-cc", "nack"]
    if line.kind == "video":
        answered += ["nack pli", "ccm fir"]
    return Line(
        mid=line.mid,
        kind=line.kind,
        source=source,
        payload_type=line.payload_type,
        rtx_payload_type=line.rtx_payload_type,
        feedback=tuple(each for each in answered if each in line.feedback),
        extensions={number: uri for number, uri in line.extensions.items() if uri in (UPWARD if source else DOWNWARD)},
        rids=line.rids if source else (),
        ssrcs=line.ssrcs,
        rtx_ssrcs=line.rtx_ssrcs,
        ssrc=0 if source else ssrc,
        rtx_ssrc=0 if source or line.rtx_payload_type is None else ssrc + 1,
    )


def _write(lines: list[Line], identity: Identity) -> str:
    head = [
        "v=0",
        "o=- 1 1 IN IP4 127.0.0.1",
        "s=-",
        "t=0 0",
        "a=group:BUNDLE " + " ".join(line.mid for line in lines),
        "a=ice-lite",
        "a=msid-semantic:WMS *",
    ]
    body = [text for line in lines for text in _write_line(line, identity, first=line is lines[0])]
    return "\r\n".join([*head, *body, ""])


def _write_line(line: Line, identity: Identity, *, first: bool) -> list[str]:
    types = [line.payload_type] + ([line.rtx_payload_type] if line.rtx_payload_type is not None else [])
    text = [
        f"m={line.kind} 9 UDP/TLS/RTP/SAVPF " + " ".join(map(str, types)),
        "c=IN IP4 0.0.0.0",
        f"a=ice-ufrag:{identity.ufrag}",
        f"a=ice-pwd:{identity.password}",
        f"a=fingerprint:sha-256 {identity.fingerprint}",
        "a=setup:passive",
        f"a=mid:{line.mid}",
        "a=recvonly" if line.source else "a=sendonly",
        "a=rtcp:9 IN IP4 0.0.0.0",
        "a=rtcp-mux",
        "a=rtcp-rsize",
        *(f"a=extmap:{number} {uri}" for number, uri in line.extensions.items()),
        *_write_codec(line),
        *(_write_layers(line) if line.source else _write_slot(line)),
    ]
    if first:  # BUNDLE: candidates stand on the first line only
        text += [*_write_candidates(identity), "a=end-of-candidates"]
    return text


def _write_candidates(identity: Identity) -> list[str]:
    written: list[str] = []
    for preference, kind in ((UDP_PREFERENCE, UDP), (TCP_PREFERENCE, TCP)):
        for place, address in enumerate(identity.addresses):
            priority = (preference << 24) + (65535 - place << 8) + 255  # 255: component 1
            written.append(f"a=candidate:{len(written) + 1} 1 " + kind.format(priority, address, identity.port))
    return written


def _write_codec(line: Line) -> list[str]:
    number = line.payload_type
    codec = "opus/48000/2" if line.kind == "audio" else "VP8/90000"
    text = [f"a=rtpmap:{number} {codec}", *(f"a=rtcp-fb:{number} {each}" for each in line.feedback)]
    if line.kind == "audio":
        text.append(f"a=fmtp:{number} minptime=10;useinbandfec=1;usedtx=1")
    if line.rtx_payload_type is not None:
        text += [f"a=rtpmap:{line.rtx_payload_type} rtx/90000", f"a=fmtp:{line.rtx_payload_type} apt={number}"]
    return text


def _write_layers(line: Line) -> list[str]:
    if not line.rids:
        return []
    return [*(f"a=rid:{rid} recv" for rid in line.rids), "a=simulcast:recv " + ";".join(line.rids)]


def _write_slot(line: Line) -> list[str]:
    text = [f"a=msid:slot{line.mid} slot{line.mid}t"]
    if line.rtx_ssrc:
        text.append(f"a=ssrc-group:FID {line.ssrc} {line.rtx_ssrc}")
    return text + [f"a=ssrc:{each} cname:{CNAME}" for each in (line.ssrc, line.rtx_ssrc) if each]
