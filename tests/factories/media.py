"""Offers and packets as browsers write them, made by hand."""

from struct import pack

from rooms.media.forwarding import answer
from rooms.media.forwarding.packets import HEADER

OPUS, VP8, RTX = 111, 96, 97
MID_ID, RID_ID, LEVEL_ID, CC_ID, REPAIRED_ID = 4, 10, 1, 3, 11
FINGERPRINT = ":".join(["AB"] * 32)
SESSION = "v=0\r\no=- 7 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\na=group:BUNDLE {mids}\r\n"
COMMON = (
    "c=IN IP4 0.0.0.0\r\na=rtcp:9 IN IP4 0.0.0.0\r\na=ice-ufrag:abcd\r\na=ice-pwd:0123456789abcdef01234567\r\n"
    "a=fingerprint:sha-256 {fingerprint}\r\na=setup:actpass\r\na=mid:{mid}\r\na={direction}\r\na=rtcp-mux\r\n"
    f"a=extmap:{MID_ID} {answer.MID}\r\na=extmap:{RID_ID} {answer.RID}\r\n"
    f"a=extmap:{REPAIRED_ID} {answer.REPAIRED_RID}\r\n"
    f"a=extmap:{LEVEL_ID} {answer.LEVEL}\r\na=extmap:{CC_ID} {answer.TRANSPORT_CC}\r\n"
)
AUDIO = "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\n"
AUDIO_CODEC = "a=rtpmap:111 opus/48000/2\r\na=rtcp-fb:111 transport-cc\r\na=fmtp:111 minptime=10;useinbandfec=1\r\n"
VIDEO = "m=video 9 UDP/TLS/RTP/SAVPF 96 97\r\n"
VIDEO_CODEC = (
    "a=rtpmap:96 VP8/90000\r\na=rtcp-fb:96 goog-remb\r\na=rtcp-fb:96 transport-cc\r\na=rtcp-fb:96 ccm fir\r\n"
    "a=rtcp-fb:96 nack\r\na=rtcp-fb:96 nack pli\r\na=rtpmap:97 rtx/90000\r\na=fmtp:97 apt=96\r\n"
)
SIMULCAST = "a=rid:l send\r\na=rid:m send\r\na=rid:h send\r\na=simulcast:send l;m;h\r\n"
SCREEN_LAYERS = "a=rid:l send\r\na=rid:h send\r\na=simulcast:send l;h\r\n"
MIC, CAMERA, SCREEN = "0", "1", "2"
SCREEN_SOUND = "3"  # where it is offered; the slots' names begin one later then


def an_offer(  # noqa: PLR0913 - what browsers may leave out
    *, video_slots=9, audio_slots=3, simulcast=True, screen_sound=False, screen_layers=False, fingerprint=FINGERPRINT
) -> str:
    """Mids 0 mic, 1 camera, 2 screen, perhaps 3 its sound, then the audio slots, then the video slots."""
    lines = [(AUDIO, AUDIO_CODEC, "sendonly"), (VIDEO, VIDEO_CODEC + (SIMULCAST if simulcast else ""), "sendonly")]
    lines += [(VIDEO, VIDEO_CODEC + (SCREEN_LAYERS if screen_layers else ""), "sendonly")] + [
        (AUDIO, AUDIO_CODEC, "sendonly")
    ] * screen_sound
    lines += [(AUDIO, AUDIO_CODEC, "recvonly")] * audio_slots + [(VIDEO, VIDEO_CODEC, "recvonly")] * video_slots
    text = [SESSION.format(mids=" ".join(map(str, range(len(lines)))))]
    for mid, (head, codec, direction) in enumerate(lines):
        text.append(head + COMMON.format(mid=mid, direction=direction, fingerprint=fingerprint) + codec)
    return "".join(text)


IDENTITY = answer.Identity("nodeufrag", "nodepassword0123456789ab", FINGERPRINT, ("127.0.0.1",), 40_000)


def an_agreement(**changes) -> answer.Agreement:
    return answer.make_answer(an_offer(**changes), IDENTITY)


def a_packet(  # noqa: PLR0913 - a header has that many fields
    *, mid, seq, timestamp=0, ssrc=77, rid="", level=None, payload=b"", kind=OPUS, cc=None, marker=False
) -> bytes:
    """An RTP packet with the header extensions of a browser's first packets."""
    extensions = bytes([MID_ID << 4 | len(mid) - 1]) + mid.encode()
    if rid:
        extensions += bytes([RID_ID << 4 | len(rid) - 1]) + rid.encode()
    if level is not None:
        extensions += bytes([LEVEL_ID << 4, level])
    if cc is not None:
        extensions += bytes([CC_ID << 4 | 1]) + pack("!H", cc & 0xFFFF)
    extensions += bytes(-len(extensions) % 4)
    head = HEADER.pack(0x90, kind | (0x80 if marker else 0), seq & 0xFFFF, timestamp & 0xFFFFFFFF, ssrc)
    return head + pack("!HH", 0xBEDE, len(extensions) // 4) + extensions + payload


def a_picture(number: int, *, keyframe=False, tl0=0, body=b"picture") -> bytes:
    """A VP8 payload of one packet: 15-bit picture id, tl0picidx, and the frame's first byte."""
    return bytes([0x90, 0xE0, 0x80 | number >> 8 & 0x7F, number & 0xFF, tl0 & 0xFF, 0, 0 if keyframe else 1]) + body
