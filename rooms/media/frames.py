"""JSON objects over a pipe: four bytes of length, big-endian, then UTF-8."""

import asyncio
import json
from typing import Any

HEAD = 4
LONGEST = 4_000_000  # bytes; an offer in JSON is at most a tenth of it
Frame = dict[str, Any]


class BrokenPipeFrame(Exception):
    """The other side does not speak this; the pipe is of no more use."""


def pack(frame: Frame) -> bytes:
    """One frame, ready to be written."""
    body = json.dumps(frame, ensure_ascii=False).encode()
    return len(body).to_bytes(HEAD, "big") + body


async def read(reader: asyncio.StreamReader) -> Frame | None:
    """The next frame, or None when the other side closed between two. Raises BrokenPipeFrame."""
    try:
        head = await reader.readexactly(HEAD)
        size = int.from_bytes(head, "big")
        if size > LONGEST:
            raise BrokenPipeFrame(size)
        frame = json.loads(await reader.readexactly(size))
    except asyncio.IncompleteReadError as end:
        if end.partial:
            raise BrokenPipeFrame from end
        return None
    except ValueError as fault:
        raise BrokenPipeFrame from fault
    if not isinstance(frame, dict):
        raise BrokenPipeFrame
    return frame
