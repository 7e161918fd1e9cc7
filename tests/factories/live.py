"""A scripted browser at the live door."""

import json
from uuid import uuid4

from channels.db import database_sync_to_async
from channels.testing import WebsocketCommunicator
from django.conf import settings

from rooms import clock
from rooms.live import tickets
from rooms.live.routing import routes
from rooms.meetings import queries

HEARD_WITHIN_S = 30  # a story that hears nothing for so long has failed; none waits for it on purpose


def the_seat(meeting, role, nth=0):
    return queries.seat(list(meeting.seats.filter(role=role).order_by("number"))[nth].pk)


class Browser:
    """Enters a meeting from a seat, does deeds, and keeps what it hears."""

    def __init__(self, seat, connection=None, device="", session=""):
        self.headers = [(b"cookie", f"{settings.SESSION_COOKIE_NAME}={session}".encode())] if session else []
        self.seat = seat
        self.connection = connection or str(uuid4())
        self.device = device
        self.entries = []
        self.heard = []
        self.welcome = None
        self.wire = None

    async def open(self, slug=None):
        self.wire = WebsocketCommunicator(routes, f"/ws/hop/{slug or self.seat.meeting.slug}/", self.headers)
        opened, _ = await self.wire.connect(HEARD_WITHIN_S)
        assert opened
        return self

    async def ticket(self):
        return await database_sync_to_async(a_ticket)(self.seat)

    async def enter(self, since=None, slug=None, ticket=None):
        await self.open(slug)
        ticket = ticket or await self.ticket()
        await self.send(do="enter", ticket=ticket, since=since, connection=self.connection, device=self.device)
        return self

    async def entered(self, since=None):
        await self.enter(since)
        self.welcome = await self.until(lambda news: news["type"] == "welcome")
        return self

    async def send(self, **message):
        await self.wire.send_to(text_data=json.dumps(message))

    async def next(self):
        news = json.loads(await self.wire.receive_from(HEARD_WITHIN_S))
        self.heard.append(news)
        if news["type"] == "entry":
            self.entries.append(news)
        return news

    async def until(self, fits):
        while True:
            news = await self.next()
            if fits(news):
                return news

    async def do(self, deed, key=None, **fields):
        """Do a deed and wait for its answer."""
        key = key or str(uuid4())
        await self.send(do=deed, key=key, **fields)
        return await self.until(lambda news: news["type"] in {"done", "refused"} and news["key"] == key)

    async def entry(self, kind):
        """The next entry of this kind, or one already heard."""
        known = next((entry for entry in self.entries if entry["kind"] == kind), None)
        return known or await self.until(lambda news: news["type"] == "entry" and news["kind"] == kind)

    async def closed(self):
        """Wait for the server to close; answers the code."""
        while True:
            output = await self.wire.receive_output(HEARD_WITHIN_S)
            if output["type"] == "websocket.close":
                return output["code"]
            self.heard.append(output)

    async def leave(self, code=1000):
        await self.wire.disconnect(code, HEARD_WITHIN_S)

    @property
    def seqs(self):
        return [entry["seq"] for entry in self.entries]


def a_ticket(seat, now=None):
    return tickets.issue(seat, "vi", now or clock.now())
