"""Socket: one browser as a hub sees it. What is pushed leaves in order, under a deadline, within its credit."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from rooms import clock
from rooms.live.codec import encode
from rooms.live.credit import Credit
from rooms.live.messages import News
from rooms.meetings.rules import Doer
from rooms.minutes.rules import may_write

if TYPE_CHECKING:
    from rooms.media.signalling import Watch

SEND_DEADLINE_S = 10  # RELIABILITY.md 4.3

UNREADABLE, NO_TICKET, WITHDRAWN, TOO_SLOW, ELSEWHERE = 4400, 4401, 4403, 4408, 4409
RESTARTING = 1012


@dataclass(frozen=True, slots=True)
class Place:
    """Where a socket sits: fixed by its ticket, never by a later message (L1)."""

    meeting_id: UUID
    seat_id: UUID
    epoch: int
    doer: Doer
    browser: UUID
    language: str
    device: str
    session: str = ""  # the key of the browser's session, so that signing out ends this too

    @property
    def names(self) -> dict[str, object]:
        """What a log says of it."""
        return {"meeting": self.meeting_id, "seat": self.seat_id, "connection": self.stay}

    @property
    def stay(self) -> str:
        """The name of this browser's stay to the media node: a seat cannot name another seat's."""
        return f"{self.seat_id}/{self.browser}"


class Socket:
    """The sending side of one websocket."""

    def __init__(
        self, place: Place, send: Callable[[str | bytes], Awaitable[None]], close: Callable[[int], Awaitable[None]]
    ) -> None:
        """`send` and `close` are the door's own."""
        self.place = place
        self.credit = Credit()
        self.seq = 0  # the last entry this browser was told
        self.connection: UUID | None = None  # its row in attendance
        self.has_media = False
        self.watch: Watch | None = None  # said to the node again and again while this browser watches
        self.author = place.doer.actor  # who writes, as the minutes keep it
        self.may_write = may_write(place.doer)  # whether the minutes take edits from here
        self._send, self._close = send, close
        self._frames: asyncio.Queue[str | bytes | None] = asyncio.Queue()
        self._code: int | None = None

    def push(self, frame: str | bytes) -> None:
        """Send a frame after those already pushed."""
        if self._code is not None:
            return
        self.credit.sent(len(frame.encode() if isinstance(frame, str) else frame), clock.monotonic())
        self._frames.put_nowait(frame)
        self.check_credit()

    def say(self, news: News) -> None:
        """Send a message."""
        self.push(encode(news))

    def tell(self, seq: int, text: str) -> None:
        """Send an entry unless this browser already has it."""
        if seq > self.seq:
            self.seq = seq
            self.push(text)

    def check_credit(self) -> None:
        """Cut a browser that does not acknowledge; it comes back and gets what it missed."""
        if self.credit.is_spent(clock.monotonic()):
            self.cut(TOO_SLOW)

    def cut(self, code: int) -> None:
        """Close at once; frames that still wait are dropped."""
        while not self._frames.empty():
            self._frames.get_nowait()
        self.close(code)

    def close(self, code: int) -> None:
        """Close after what was pushed has left."""
        if self._code is None:
            self._code = code
            self._frames.put_nowait(None)

    async def pump(self) -> None:
        """Send what was pushed until the socket is closed; run as the socket's one task."""
        code = TOO_SLOW
        try:
            while (frame := await self._frames.get()) is not None:
                await asyncio.wait_for(self._send(frame), SEND_DEADLINE_S)
            code = self._code or RESTARTING
        except TimeoutError:
            self._code = TOO_SLOW
        await self._close(code)
