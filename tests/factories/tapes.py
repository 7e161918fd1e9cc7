"""What a browser would send, made by PyAV: VP8 pictures that turn brighter, a tone, cut into RTP payloads and rows."""

from fractions import Fraction
from functools import cache

import av
import numpy as np

from rooms.media.recording.rows import Packet, pack_note, pack_packet

WIDTH, HEIGHT, RATE = 160, 90, 15
PIECE = 300  # bytes of a payload
TONE_HZ = 440


@cache
def pictures(count: int, every: int = 30) -> tuple[bytes, ...]:
    """VP8 frames at RATE, a keyframe every `every`; each is brighter than the one before."""
    codec = av.CodecContext.create("libvpx", "w")
    codec.width, codec.height, codec.pix_fmt = WIDTH, HEIGHT, "yuv420p"
    codec.time_base = Fraction(1, RATE)
    codec.options = {"g": str(every), "keyint_min": str(every), "deadline": "realtime", "auto-alt-ref": "0"}
    noise = np.random.default_rng(7).integers(0, 40, (HEIGHT, WIDTH, 3), dtype=np.uint8)
    found = []
    for number in range(count):
        frame = av.VideoFrame.from_ndarray(np.roll(noise, number * 3, axis=1) + np.uint8(number % 200), format="rgb24")
        frame.pts = number
        found += [bytes(packet) for packet in codec.encode(frame)]
    found += [bytes(packet) for packet in codec.encode(None)]
    return tuple(found)


@cache
def tone(count: int) -> tuple[bytes, ...]:
    """Opus packets of 20 ms."""
    codec = av.CodecContext.create("libopus", "w")
    codec.sample_rate, codec.layout, codec.format = 48_000, "stereo", "flt"
    found = []
    for number in range(count):
        at = np.arange(number * 960, (number + 1) * 960) / 48_000
        wave = np.repeat((np.sin(2 * np.pi * TONE_HZ * at) * 0.3).astype(np.float32), 2)
        frame = av.AudioFrame.from_ndarray(wave[None, :], format="flt", layout="stereo")
        frame.sample_rate, frame.pts = 48_000, number * 960
        found += [bytes(packet) for packet in codec.encode(frame)]
    return tuple(found)


def payloads(frame: bytes) -> list[bytes]:
    """A frame in payloads, each with the shortest descriptor (RFC 7741 4.2)."""
    pieces = [frame[at : at + PIECE] for at in range(0, len(frame), PIECE)]
    return [bytes([0 if number else 0x10]) + piece for number, piece in enumerate(pieces)]


def picture_packets(frames, *, stream=1, began=100.0, timestamp=0, index=0) -> list[Packet]:
    found = []
    for number, frame in enumerate(frames):
        pieces = payloads(frame)
        at = began + number / RATE
        for nth, piece in enumerate(pieces, 1):
            stamp = timestamp + number * 90_000 // RATE & 0xFFFFFFFF
            found.append(Packet(stream, index + len(found), stamp, at, nth == len(pieces), piece))
    return found


def sound_packets(frames, *, stream=2, began=100.0, timestamp=0, index=0) -> list[Packet]:
    return [
        Packet(
            stream,
            index + number,
            timestamp + number * 960 & 0xFFFFFFFF,
            began + number / 50,
            marker=True,
            payload=frame,
        )
        for number, frame in enumerate(frames)
    ]


def row_of(packet: Packet) -> bytes:
    return pack_packet(packet.stream, packet.index, packet.timestamp, packet.arrival, packet.marker, packet.payload)


def stream_row(number: int, source: str, seat="s-chair", sender="c1") -> bytes:
    return pack_note({"stream": number, "seat": seat, "source": source, "sender": sender})
