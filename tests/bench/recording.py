"""What being recorded costs the node: CPU of the room's work for each recorded packet, and the share of forwarding."""

import time
from collections.abc import Iterator

from rooms.media.forwarding.inputs import Burst, FloorTold, Joined, Readied, RecordTold, Tick
from rooms.media.forwarding.outputs import Taped
from rooms.media.forwarding.router import Room
from rooms.media.recording.rows import pack_batch
from tests.factories.media import CAMERA, VP8, a_packet, a_picture, an_agreement

PACKETS, BURST = 30_000, 10
BODY = bytes(1100)


def _packets() -> list[bytes]:
    return [
        a_packet(mid=CAMERA, seq=n, timestamp=n // 10 * 3000, ssrc=20, rid="h", kind=VP8,
                 payload=a_picture(n // 10, keyframe=n % 300 == 0, body=BODY), marker=n % 10 == 9)
        for n in range(PACKETS)
    ]  # fmt: skip


def _run(packets: list[bytes], receivers: int, *, recorded: bool) -> float:
    """CPU microseconds for each packet that came in."""
    taken = 0
    room, now = Room(), 100.0
    for number in range(receivers + 1):
        room.handle(Joined(f"c{number}", f"s{number}", an_agreement(video_slots=1)), now)
        room.handle(Readied(f"c{number}"), now)
    room.handle(FloorTold(1, ("s0",), "s0", None), now)
    room.handle(Burst([("c0", packets[0])]), now)
    if recorded:
        room.handle(RecordTold(2, "0b9d3a52-3c1e-4a55-9c0e-3c2a8f0b7a11"), now)
    room.handle(Burst([("c0", packets[0])]), now)
    begun = time.process_time()
    for at in range(0, PACKETS, BURST):
        now += 0.033
        outputs = room.handle(Burst([("c0", packet) for packet in packets[at : at + BURST]]), now)
        for output in outputs:
            if isinstance(output, Taped):
                taken += len(output.rows)
                pack_batch(output.recording, output.rows)
        if at % 20 == 0:
            room.handle(Tick(), now)
    assert (taken > PACKETS / 2) == recorded
    return (time.process_time() - begun) / PACKETS * 1e6


def run() -> Iterator[dict[str, object]]:
    """Figures for 1, 10 and 100 receivers; the packets reach the pipe as bytes."""
    packets = _packets()
    for receivers in (1, 10, 100):
        plain = min(_run(packets, receivers, recorded=False) for _ in range(3))
        taped = min(_run(packets, receivers, recorded=True) for _ in range(3))
        yield {
            "receivers": receivers,
            "us_per_recorded_packet": round(taped - plain, 2),
            "room_us_per_packet_without": round(plain, 2),
            "share": round((taped - plain) / plain, 3),
        }
