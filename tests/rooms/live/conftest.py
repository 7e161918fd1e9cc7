"""Each story at the live door begins and ends with nobody in the house."""

import pytest

from rooms.live import hubs
from rooms.media import door
from rooms.media.signalling import Answer, Offer
from rooms.minutes import hubs as minutes
from tests.factories.meetings import an_open_meeting


class Node:
    """A media node that writes down what it is told and answers every offer."""

    def __init__(self):
        self.heard = []

    async def carry(self, message):
        self.heard.append(message)
        if isinstance(message, Offer):
            await door.reply(message.reply_to, Answer(message.connection, f"answer to {message.sdp}", message.offer))

    def of(self, kind):
        return [message for message in self.heard if isinstance(message, kind)]

    def last(self, kind):
        return self.of(kind)[-1]


@pytest.fixture
def node():
    node = Node()
    door.use(node)
    yield node
    door.use(door.Nobody())


@pytest.fixture
def meeting():
    return an_open_meeting()


@pytest.fixture(autouse=True)
def _nobody_stays_behind():
    yield
    left = [socket.place.seat_id for socket in hubs.hubs.sockets()]
    hubs.hubs.__init__()  # a story that failed must not spoil the next
    minutes.hubs.__init__()
    assert left == []
