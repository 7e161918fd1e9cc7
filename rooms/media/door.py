"""The way from live to the node that serves a meeting: a pipe to the child, or the channel layer (grown set-up).

`await tell(message)` is all that live calls. Answers arrive on the channel layer at the offer's `reply_to` as
{"type": "media.reply", "message": to_wire(answer)}. Telling never raises: when no node is up, an offer is answered
with the refusal media_away and everything else is dropped; the Floor comes again within 2 s anyway.
"""

import asyncio
import logging
from enum import StrEnum
from typing import Protocol

from asgiref.sync import sync_to_async
from channels.exceptions import ChannelFull
from channels.layers import get_channel_layer
from django.conf import settings
from redis.exceptions import RedisError

from rooms import clock
from rooms.media import placement
from rooms.media.refusals import MediaAway, words_of
from rooms.media.signalling import FromNode, Moved, Offer, Refusal, ToNode, to_wire
from rooms.media.stays import Stay, Stays

log = logging.getLogger(__name__)


CALLED_A_SECOND = 60  # browsers of a dead node: an offer costs its new one some 10 ms, and 150 are back in 2.5 s
CHECK_BEATS = 8  # every 2 s, even if no heart changed: another process may have placed a meeting anew
# What a channel layer raises when it is full, closed or away.
LAYER_FAULTS = (ChannelFull, OSError, RedisError)


class Lamp(StrEnum):
    """How media is. Nothing of it keeps a web process from its work: the room goes on without pictures."""

    UP = "up"
    SOME_AWAY = "some_away"
    AWAY = "away"


class Away(Exception):
    """No node can be reached now."""


class Carrier(Protocol):
    """Takes a message to its node."""

    async def carry(self, message: ToNode) -> None:
        """Send, or raise Away."""

    def lamp(self) -> Lamp:
        """Whether somebody would take it now; asked on the thread of a request."""


class Nobody:
    """The carrier before serve has started one: pages and tests without media."""

    async def carry(self, message: ToNode) -> None:
        raise Away(message.kind)

    def lamp(self) -> Lamp:
        return Lamp.AWAY


class LayerCarrier:
    """Over the channel layer to one of MEDIA_NODES; tells the stays of a dead node to offer anew."""

    def __init__(self) -> None:
        self.stays = Stays()
        self._hearts = placement.Hearts()
        self._alive: dict[str, str] = {}
        self._listened = -placement.BEAT_S
        self._watch: asyncio.Task[None] | None = None

    async def carry(self, message: ToNode) -> None:
        node = await self.place(message.meeting)
        if node is None:
            raise Away(message.kind)
        self.stays.note(message, self._process_of(node))
        if isinstance(message, Offer) and (self._watch is None or self._watch.done()):
            self._watch = asyncio.create_task(self._watch_hearts())
        await _send(f"media.{node}", {"type": "media.signal", "message": to_wire(message)})

    def lamp(self) -> Lamp:
        up = placement.nodes_up()
        if not up:
            return Lamp.AWAY
        return Lamp.UP if up >= set(settings.MEDIA_NODES) else Lamp.SOME_AWAY

    async def place(self, meeting: str) -> str | None:
        """The node that has a meeting now; stays that lean on another are told to move."""
        node = await sync_to_async(placement.node_for)(meeting, await self._living())
        if node is not None:
            strangers = self.stays.take_strangers(meeting, self._process_of(node))
            if strangers:
                log.warning("a meeting moved", extra={"meeting": meeting, "node": node, "stays": len(strangers)})
            call_back(strangers)
        return node

    def _process_of(self, node: str) -> str:
        """A node that was started anew knows nothing of its stays: to them it is another."""
        return f"{node} {self._alive.get(node)}"

    async def _living(self) -> dict[str, str]:
        """The live nodes and their boots; read again once a beat."""
        now = clock.monotonic()
        if now - self._listened >= placement.BEAT_S:
            self._listened = now
            try:
                read = await sync_to_async(placement.beats)()
            except LAYER_FAULTS:
                self._hearts.excuse(clock.monotonic())
                raise
            self._alive = self._hearts.listen(read, clock.monotonic())
        return self._alive

    async def _watch_hearts(self) -> None:
        """While somebody stays, notice a dead node even when nothing is said to it."""
        beats, known = 0, self._alive
        while meetings := self.stays.meetings():
            await asyncio.sleep(placement.BEAT_S)
            beats += 1
            try:
                changed = await self._living() != known
                if changed or beats % CHECK_BEATS == 0:
                    for meeting in meetings:
                        await self.place(meeting)
                known = self._alive
            except LAYER_FAULTS as away:
                log.warning("the cache is away", extra={"reason": repr(away)})


class _Door:
    """The one carrier of this process."""

    carrier: Carrier = LayerCarrier() if settings.MEDIA_NODES else Nobody()


def use(carrier: Carrier) -> None:
    """Let `carrier` take every message from now on; called by the bridge when it starts."""
    _Door.carrier = carrier


def lamp() -> Lamp:
    """How media is, as far as this process knows."""
    try:
        return _Door.carrier.lamp()
    except LAYER_FAULTS:
        return Lamp.AWAY


async def tell(message: ToNode) -> None:
    """Send a message to the node that serves its meeting. Never raises."""
    try:
        await _Door.carrier.carry(message)
    except (Away, *LAYER_FAULTS) as reason:
        log.warning("media is away", extra={"meeting": message.meeting, "kind": message.kind, "reason": repr(reason)})
        if isinstance(message, Offer):
            await reply(message.reply_to, Refusal(message.connection, MediaAway.code, words_of(MediaAway.code)))


async def reply(reply_to: str, message: FromNode) -> None:
    """Bring a node's answer to the channel that waits for it; a full or absent channel loses it."""
    try:
        await _send(reply_to, {"type": "media.reply", "message": to_wire(message)})
    except (*LAYER_FAULTS, TypeError) as reason:  # TypeError: a channel name that the layer refuses
        log.warning("an answer is lost", extra={"kind": message.kind, "reason": repr(reason)})


_calling: set[asyncio.Task[None]] = set()


def call_back(stays: list[Stay]) -> None:
    """Let the browsers of ended stays offer anew: a herd at a measured pace, those who are heard first."""
    if stays:
        calling = asyncio.create_task(_call_back(stays))
        _calling.add(calling)
        calling.add_done_callback(_calling.discard)


async def _call_back(stays: list[Stay]) -> None:
    for stay in stays:
        await reply(stay.reply_to, Moved(stay.connection))
        await asyncio.sleep(1 / CALLED_A_SECOND)


async def _send(channel: str, event: dict[str, object]) -> None:
    layer = get_channel_layer()
    if layer is None:
        raise Away("no channel layer")
    await layer.send(channel, event)
