"""The node's two lives: a child at the end of a pipe, or a worker of the channel layer."""

import asyncio
import contextlib
import gc
import logging
import signal
import sys
from collections import deque
from itertools import count
from uuid import uuid4

from asgiref.sync import sync_to_async
from channels.layers import get_channel_layer
from django.conf import settings

from rooms import figures
from rooms.media import door, frames, placement
from rooms.media.signalling import FromNode, ToNode, from_wire, to_wire
from rooms.media.wire.node import Node
from rooms.refusals import Unreadable

log = logging.getLogger(__name__)

REPLIES_KEPT = 10_000  # while the channel layer is away; the oldest are lost first
LAYER_AWAY_S = 1.0
# Packets are freed by their reference counts. Looking for cycles through everything that Django made at start took
# 60 ms each time, in which no packet left.
COLLECT_AFTER = (50_000, 20, 50)


def _receive(node: Node, wire: object) -> None:
    try:
        message = from_wire(wire)
    except Unreadable:
        log.warning("a signal is unreadable")
        return
    if isinstance(message, ToNode):
        node.receive(message)


def _calm_the_collector() -> None:
    """What start-up made stays for good, and is not looked through again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*COLLECT_AFTER)


def _stop_at_signal() -> asyncio.Event:
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    return stop


# --- the child


async def serve_pipe(port: int) -> None:
    """Be ready, begin at the first frame, serve until stdin closes. Raises OSError when the UDP port is taken."""
    loop = asyncio.get_running_loop()
    reader = asyncio.StreamReader()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin.buffer)
    transport, _ = await loop.connect_write_pipe(asyncio.BaseProtocol, sys.stdout.buffer)

    def reply(reply_to: str, message: FromNode) -> None:
        transport.write(frames.pack({"reply_to": reply_to, "message": to_wire(message)}))

    node = Node(reply, path=settings.MEDIA_PATH, recordings=settings.RECORDINGS_DIR)
    _calm_the_collector()
    if await frames.read(reader) is None:  # the word to begin; a spare that was not needed never hears it
        transport.close()
        return
    node.open(settings.MEDIA_BIND, port, settings.MEDIA_PUBLIC_IP)
    end_figures = figures.serve(node.figures.registry, settings.MEDIA_METRICS_PORT)
    stop = asyncio.create_task(_stop_at_signal().wait())
    read = asyncio.create_task(_read_pipe(node, reader))
    await asyncio.wait({stop, read}, return_when=asyncio.FIRST_COMPLETED)
    stop.cancel()
    read.cancel()
    await node.close()
    await asyncio.to_thread(end_figures)
    transport.close()


async def _read_pipe(node: Node, reader: asyncio.StreamReader) -> None:
    try:
        while (frame := await frames.read(reader)) is not None:
            _receive(node, frame.get("message"))
    except frames.BrokenPipeFrame:
        log.exception("the pipe is broken")


# --- the worker


class _Replies:
    """Answers on their way to the channel layer, in order."""

    def __init__(self) -> None:
        self._waiting: deque[tuple[str, FromNode]] = deque(maxlen=REPLIES_KEPT)
        self._some = asyncio.Event()

    def add(self, reply_to: str, message: FromNode) -> None:
        self._waiting.append((reply_to, message))
        self._some.set()

    async def send(self) -> None:
        while True:
            await self._some.wait()
            self._some.clear()
            while self._waiting:
                await door.reply(*self._waiting.popleft())


async def serve_layer(port: int) -> None:
    """Serve until SIGTERM. Raises OSError when the UDP port is taken."""
    replies = _Replies()
    node = Node(replies.add, path=settings.MEDIA_PATH, recordings=settings.RECORDINGS_DIR)
    _calm_the_collector()
    node.open(settings.MEDIA_BIND, port, settings.MEDIA_PUBLIC_IP)
    end_figures = figures.serve(node.figures.registry, settings.MEDIA_METRICS_PORT)
    log.info("media node is up", extra={"node": settings.MEDIA_NODE, "port": port})
    stop, boot = _stop_at_signal(), uuid4().hex
    tasks = [asyncio.create_task(work) for work in (replies.send(), _listen(node), _beat(boot))]
    await stop.wait()
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    await _say_goodbye(boot)
    await node.close()
    await asyncio.to_thread(end_figures)


async def _listen(node: Node) -> None:
    layer = get_channel_layer()
    if layer is None:
        return
    while True:
        try:
            event = await layer.receive(f"media.{settings.MEDIA_NODE}")
        except door.LAYER_FAULTS as away:
            log.warning("the channel layer is away", extra={"reason": repr(away)})
            await asyncio.sleep(LAYER_AWAY_S)
            continue
        _receive(node, event.get("message"))


async def _beat(boot: str) -> None:
    for number in count():
        try:
            await sync_to_async(placement.beat)(settings.MEDIA_NODE, boot, number)
        except door.LAYER_FAULTS as away:
            log.warning("the cache is away", extra={"reason": repr(away)})
        await asyncio.sleep(placement.BEAT_S)


async def _say_goodbye(boot: str) -> None:
    with contextlib.suppress(*door.LAYER_FAULTS):  # then its silence says it
        await sync_to_async(placement.say_goodbye)(settings.MEDIA_NODE, boot)
