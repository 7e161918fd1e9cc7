"""The traffic of the issue: pictures of ten packets of 1,100 bytes, thirty a second, and fifty packets of voice."""

import asyncio
import time

PAYLOAD, BURST, PICTURES_PER_S = 1100, 10, 30
VOICE, VOICES_PER_S = 100, 50
DRAIN_EVERY_S = 0.004


def a_picture_packet(number: int, place: int, body: bytes) -> bytes:
    """A VP8 payload: descriptor with picture id and tl0picidx; a keyframe every second."""
    keyframe = number % PICTURES_PER_S == 0
    start = 0x10 if place == 0 else 0
    head = bytes([0x80 | start, 0xC0, 0x80 | number >> 8 & 0x7F, number & 0xFF, number & 0xFF])
    return head + bytes([0 if keyframe and place == 0 else 1]) + body[: PAYLOAD - len(head) - 1]


class Publisher:
    """`picture(payload, timestamp, last)` and `voice(payload, timestamp)` make an encrypted packet; `send` sends it."""

    def __init__(self, picture, voice, send):
        self.picture, self.voice, self.send = picture, voice, send
        self.sent = self.pictures = self.voices = 0

    async def run(self, seconds, drain):
        """Keep to the clock for so long; meanwhile the receivers are drained."""
        begun = time.perf_counter()
        pictures, voices, self.sent = self.pictures, self.voices, 0
        body = bytes(PAYLOAD)
        while (now := time.perf_counter() - begun) < seconds:
            while self.pictures - pictures < now * PICTURES_PER_S:
                payloads = [a_picture_packet(self.pictures, place, body) for place in range(BURST)]
                burst = [self.picture(each, self.pictures * 3000, each is payloads[-1]) for each in payloads]
                for packet in burst:  # with nothing between them: a burst
                    self.send(packet)
                self.pictures += 1
                self.sent += BURST
            while self.voices - voices < now * VOICES_PER_S:
                self.send(self.voice(bytes(VOICE), self.voices * 960))
                self.voices += 1
                self.sent += 1
            drain()
            await asyncio.sleep(DRAIN_EVERY_S)
