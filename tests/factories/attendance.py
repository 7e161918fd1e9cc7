"""Browsers that come and go, without sockets."""

from uuid import UUID, uuid4

from rooms.attendance.actions import Arrival, connect

MORNING_BOOT, NOON_BOOT = UUID(int=1), UUID(int=2)
WEB_1 = "web-1"


def an_arrival(seat, browser=None, boot=MORNING_BOOT, process=WEB_1):
    return Arrival(seat.meeting_id, seat.pk, browser or uuid4(), "Chrome, Windows", process, boot, seat.epoch)


def a_stay(seat, now, **fields):
    return connect(an_arrival(seat, **fields), now=now)
