"""The websocket of one browser: accept, decode, dispatch, encode. Nothing is decided here."""

import asyncio
import contextlib
import logging
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from channels.consumer import get_handler_name
from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncWebsocketConsumer
from django.conf import settings
from django.db import DatabaseError
from django.http import parse_cookie

from rooms import clock
from rooms.live import deeds, tickets
from rooms.live.buckets import BYTES, FRAMES, Bucket
from rooms.live.codec import FRAME_MAX, decode
from rooms.live.contents import You
from rooms.live.handlers import media, minutes
from rooms.live.handlers.attendance import LEFT, arrive, depart
from rooms.live.hubs import hubs
from rooms.live.messages import Ack, Done, Enter, Heard, MediaOffer, MediaWatch, RefusedNews, Wish
from rooms.live.refusals import BadMessage, BadTicket, NotAMessage, NotYoursToWatch, RightWithdrawn, TooFast
from rooms.live.sockets import NO_TICKET, RESTARTING, UNREADABLE, WITHDRAWN, Place, Socket
from rooms.media import door
from rooms.media.signalling import Gone
from rooms.meetings import queries as meetings
from rooms.meetings.rules import Hat
from rooms.refusals import NotFound

if TYPE_CHECKING:
    from rooms.live.hub import Hub

log = logging.getLogger(__name__)
ENTER_DEADLINE_S = 10
GOING_AWAY = 1001  # RFC 6455 7.4.1: the page is closed or reloaded


class Room(AsyncWebsocketConsumer):
    """One browser in one meeting."""

    channel_layer_alias = ""  # the hub is the process's one member of the layer, not each socket (RELIABILITY.md 1)

    async def dispatch(self, message: dict[str, Any]) -> None:
        """As Channels', without its visit to the database's one thread before each frame.

        There a letter typed waited behind every commit under way, so that no two letters ever went into one commit.
        `database_sync_to_async` closes old connections itself, and nothing here touches the database otherwise.
        """
        await getattr(self, get_handler_name(message))(message)

    async def connect(self) -> None:
        """Accept; the first frame must bring a ticket within 10 s."""
        self.socket: Socket | None = None
        self.hub: Hub | None = None  # joined by the ticket
        self.pump: asyncio.Task[None] | None = None
        self.frames, self.bytes = Bucket(FRAMES, clock.monotonic()), Bucket(BYTES, clock.monotonic())
        await self.accept()
        self.alarm = asyncio.get_running_loop().call_later(ENTER_DEADLINE_S, self._too_late)

    def _too_late(self) -> None:
        if self.socket is None:
            self.closing = asyncio.ensure_future(self.close(NO_TICKET))

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        """One frame. A flood is slowed down, not refused: it waits in its own socket."""
        size = len(bytes_data or (text_data or "").encode("utf-8", "surrogatepass"))
        if size > FRAME_MAX:
            await self.close(UNREADABLE)
            return
        now = clock.monotonic()
        await asyncio.sleep(max(self.frames.wait_s(1, now), self.bytes.wait_s(size, now)))
        try:
            await self._take(text_data, bytes_data)
        except (NotAMessage, BadMessage):
            await self.close(UNREADABLE)
        except BadTicket:
            log.info("not let in", extra={"code": BadTicket.code})
            await self.close(NO_TICKET)
        except RightWithdrawn:
            log.info("not let in", extra={"code": RightWithdrawn.code})
            await self.close(WITHDRAWN)
        except DatabaseError as error:
            log.warning("the database is away", extra={"error": error})
            await self.close(RESTARTING)

    async def _take(self, text: str | None, frame: bytes | None) -> None:
        if self.socket is None:
            await self._enter(text)
        elif text is not None:
            await self._hear(self.socket, text)
        elif frame is not None:
            await minutes.receive(self.socket, frame)

    async def _enter(self, text: str | None) -> None:
        enter = decode(text) if text is not None else None
        if not isinstance(enter, Enter):
            raise BadTicket
        place, you = await database_sync_to_async(_seated)(
            enter, self.scope["url_route"]["kwargs"]["slug"], _session_of(self.scope)
        )
        self.alarm.cancel()
        self.hub = await hubs.join(place.meeting_id)
        self.socket = socket = Socket(place, self._send, self.close)
        self.pump = asyncio.create_task(socket.pump())
        socket.connection = await database_sync_to_async(arrive)(place, clock.now())
        await self.hub.welcome(socket, you, enter.since)
        hubs.post.enter(socket, returning=enter.since is not None)
        log.info("entered", extra={**place.names, "returning": enter.since is not None})

    async def _send(self, frame: str | bytes) -> None:
        if isinstance(frame, str):
            await self.send(text_data=frame)
        else:
            await self.send(bytes_data=frame)

    async def _hear(self, socket: Socket, text: str) -> None:
        try:
            message = decode(text)
            match message:
                case Ack():
                    socket.credit.acknowledged(message.bytes, clock.monotonic())
                    if message.ask:
                        socket.say(Heard())
                case Wish():
                    await self._do(socket, message)
                case Enter():
                    socket.say(deeds.refused(BadMessage(), None, socket.place.language))
        except BadMessage as fault:
            socket.say(deeds.refused(fault, fault.key, socket.place.language))

    async def _do(self, socket: Socket, wish: Wish) -> None:
        place = socket.place
        if self.hub is None or not self.hub.buckets.allow(str(place.seat_id), type(wish.deed), clock.monotonic()):
            socket.say(deeds.refused(TooFast(), str(wish.key), place.language))
            return
        if isinstance(wish.deed, MediaWatch):
            await self._watch(socket, wish, wish.deed)
        elif isinstance(wish.deed, media.DEEDS):
            await self._signal(socket, wish)
        else:
            news = await database_sync_to_async(deeds.perform)(place, wish, clock.now())
            if isinstance(news, RefusedNews):
                log.info("refused", extra={**place.names, "deed": wish.deed.do, "code": news.code})
            socket.say(news)

    async def _signal(self, socket: Socket, wish: Wish) -> None:
        await database_sync_to_async(deeds.doer_in)(socket.place)  # a seat that changed hands offers nothing
        if isinstance(wish.deed, MediaOffer):
            hubs.post.offered(socket)
        await door.tell(media.to_node(socket.place, wish.deed, hubs.post.channel))
        if isinstance(wish.deed, MediaOffer) and self.hub is not None:
            await self.hub.tell_floor()
        socket.say(Done(wish.key))

    async def _watch(self, socket: Socket, wish: Wish, deed: MediaWatch) -> None:
        doer = await database_sync_to_async(deeds.doer_in)(socket.place)
        try:
            watch = await database_sync_to_async(media.watch)(socket.place, doer, deed, hubs.post.channel)
        except NotYoursToWatch as refusal:
            socket.say(deeds.refused(refusal, str(wish.key), socket.place.language))
            return
        socket.watch = watch if watch.on else None
        await door.tell(watch)
        socket.say(Done(wish.key))

    async def disconnect(self, code: int) -> None:
        """Let go; nothing that matters may live only here (RELIABILITY.md 4.4)."""
        self.alarm.cancel()
        if self.pump is not None:
            self.pump.cancel()
        try:
            if self.socket is not None:
                await self._depart(self.socket, code)
        finally:  # a server that has waited too long cancels us
            if self.hub is not None:
                await hubs.leave(self.hub, self.socket)

    async def _depart(self, socket: Socket, code: int) -> None:
        for_good = code in {LEFT, GOING_AWAY}
        log.info("left", extra={**socket.place.names, "code": code, "for_good": for_good})
        hubs.post.leave(socket, for_good=for_good)
        await minutes.leave(socket)
        if for_good and socket.has_media:
            await door.tell(Gone(str(socket.place.meeting_id), socket.place.stay))
        if socket.connection is not None:
            with contextlib.suppress(DatabaseError):  # the reaper closes the row at its last heartbeat
                await database_sync_to_async(depart)(socket.connection, code, clock.now())


def _session_of(scope: Mapping[str, Any]) -> str:
    """The key of the session whose cookie came with the handshake; empty where none came."""
    headers = dict(scope.get("headers", []))
    cookies: dict[str, str] = parse_cookie(headers.get(b"cookie", b"").decode("latin1"))
    return cookies.get(settings.SESSION_COOKIE_NAME, "")


def _seated(enter: Enter, slug: str, session: str) -> tuple[Place, You]:
    """Spend the ticket and sit down. Raises BadTicket, RightWithdrawn."""
    ticket = tickets.spend(enter.ticket, slug, clock.now())
    try:
        seat = meetings.seat_held(ticket.seat_id, ticket.epoch)
    except NotFound as gone:
        raise RightWithdrawn from gone
    doer = meetings.doer_in_seat(seat)
    place = Place(seat.meeting_id, seat.pk, seat.epoch, doer, enter.connection, ticket.language, enter.device, session)
    return place, You(seat.pk, seat.name, Hat(seat.role), tuple(sorted(doer.hats)))
