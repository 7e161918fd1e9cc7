"""The relay's pass: bound to a seat, short, and checkable by whoever holds the secret alone."""

import base64
import hashlib
import hmac
from datetime import UTC, datetime

from rooms.media.relay import ice_servers

NOW = datetime(2026, 11, 27, 1, 30, tzinfo=UTC)


def test_without_a_relay_no_server_is_named(settings):
    settings.TURN_URLS = []
    assert ice_servers("tam-duong", NOW) == []


def test_the_pass_names_the_seat_ends_after_ten_minutes_and_is_signed(settings):
    settings.TURN_URLS, settings.TURN_SECRET = ["turns:hop.phutho.example:5349"], "khóa"
    (server,) = ice_servers("tam-duong", NOW)
    ends, seat = server["username"].split(":")
    assert (int(ends) - int(NOW.timestamp()), seat) == (600, "tam-duong")
    signed = hmac.new("khóa".encode(), server["username"].encode(), hashlib.sha1).digest()
    assert server["credential"] == base64.b64encode(signed).decode()
    assert server["urls"] == ["turns:hop.phutho.example:5349"]
