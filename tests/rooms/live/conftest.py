"""Each story at the live door begins and ends with nobody in the house."""

import pytest

from rooms.live import hubs
from rooms.minutes import hubs as minutes


@pytest.fixture(autouse=True)
def _nobody_stays_behind():
    yield
    left = [socket.place.seat_id for socket in hubs.hubs.sockets()]
    hubs.hubs.__init__()  # a story that failed must not spoil the next
    minutes.hubs.__init__()
    assert left == []
