"""Post: the one channel on which this process hears the media nodes, and whose answer each message is.

One for all its meetings, so that a browser whose line drops for a moment finds its answers again when it is back here.
"""

import asyncio
import logging

from channels.exceptions import ChannelFull
from channels.layers import get_channel_layer
from redis.exceptions import RedisError

from rooms.live.codec import encode
from rooms.live.handlers.media import to_all, to_browser
from rooms.live.messages import MediaMoved
from rooms.live.sockets import Socket
from rooms.media.signalling import Answer, Limits, Loud, Moved, Quality, Refusal, Slots, from_wire
from rooms.refusals import Unreadable

log = logging.getLogger(__name__)
PAUSE_S = 2
LAYER_IS_AWAY = (OSError, RedisError, ChannelFull)


class Post:
    """Opened with the first browser of a process, closed with its last."""

    def __init__(self) -> None:
        self.channel = ""
        self._sockets: dict[str, Socket] = {}  # by stay
        self._known: set[str] = set()  # stays whose node answers to our channel
        self._listening: asyncio.Task[None] | None = None

    async def open(self) -> None:
        """Get an address and listen to it."""
        layer = get_channel_layer()
        if layer is not None:
            self.channel = await layer.new_channel()
            self._listening = asyncio.create_task(self._listen())

    def close(self) -> asyncio.Task[None] | None:
        """Give up the address; whoever comes later is told to offer anew. The listening task is the caller's to end."""
        self._known.clear()
        listening, self._listening = self._listening, None
        return listening

    def enter(self, socket: Socket, *, returning: bool) -> None:
        """A browser is here. One that comes back and whose node answers elsewhere must offer anew."""
        self._sockets[socket.place.stay] = socket
        socket.has_media = socket.place.stay in self._known
        if returning and not socket.has_media:
            socket.say(MediaMoved())

    def leave(self, socket: Socket, *, for_good: bool) -> None:
        """A socket closed; its stay goes on unless the person left."""
        if self._sockets.get(socket.place.stay) is socket:
            del self._sockets[socket.place.stay]
            if for_good:
                self._known.discard(socket.place.stay)

    def offered(self, socket: Socket) -> None:
        """From now on the node answers this stay on our channel."""
        self._known.add(socket.place.stay)
        socket.has_media = True

    def hear(self, message: dict[str, object]) -> None:
        """One message of the layer; what cannot be read, or whose browser is not here, is passed over."""
        try:
            news = from_wire(message.get("message"))
        except Unreadable:
            log.warning("a node's message cannot be read", extra={"type": message.get("type")})
            return
        match news:
            case Loud(meeting) | Quality(meeting):
                self._tell_all(meeting, news)
            case Answer() | Refusal() | Slots() | Limits() | Moved() if news.connection in self._sockets:
                self._sockets[news.connection].say(to_browser(news))

    def _tell_all(self, meeting: str, news: Loud | Quality) -> None:
        """What concerns all of a meeting, or all who watch it, is written once for all of them here."""
        here = [socket for socket in self._sockets.values() if str(socket.place.meeting_id) == meeting]
        frame = encode(to_all(news))
        for socket in here:
            if socket.watch is not None if isinstance(news, Quality) else socket.has_media:
                socket.push(frame)

    async def _listen(self) -> None:
        layer = get_channel_layer()
        while layer is not None:
            try:
                self.hear(await layer.receive(self.channel))
            except LAYER_IS_AWAY as error:
                log.warning("the channel layer is away", extra={"error": error})
                await asyncio.sleep(PAUSE_S)
