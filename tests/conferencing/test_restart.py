"""R-6, small, through the whole house: whoever is in the room when the process goes is told, and comes back."""

import contextlib
import json
import re
import signal
import urllib.parse
import urllib.request
import uuid
from http.cookiejar import CookieJar

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from rooms.demo.accounts import CHAIR, PASSWORD
from tests import houses

pytestmark = [pytest.mark.grown, pytest.mark.timeout(300)]


class Chair:
    """The chair's browser, played by hand: signs in, asks for a ticket, enters."""

    def __init__(self, house, slug: str) -> None:
        self.house, self.slug, self.cookies = house, slug, CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.cookies))
        self.connection = str(uuid.uuid4())
        page = self.opener.open(f"{house.url}/tai-khoan/vao/").read().decode()
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]
        self.post("/tai-khoan/vao/", login=CHAIR.email, password=PASSWORD, csrfmiddlewaretoken=token)

    def post(self, path: str, **fields: str) -> bytes:
        token = next(cookie.value for cookie in self.cookies if cookie.name == "csrf")
        headers = {"X-CSRFToken": token, "Referer": self.house.url + path}
        body = urllib.parse.urlencode(fields).encode()
        return self.opener.open(urllib.request.Request(self.house.url + path, body, headers)).read()

    @contextlib.contextmanager
    def enter(self):
        """A socket in the room; its welcome has come."""
        ticket = json.loads(self.post(f"/hop/{self.slug}/ve/"))["ticket"]
        url = self.house.url.replace("http", "ws", 1) + f"/ws/hop/{self.slug}/"
        stay = {"ticket": ticket, "connection": self.connection, "since": None, "device": "bài thử"}
        with connect(url, origin=self.house.url, max_size=None) as socket:
            socket.send(json.dumps({"do": "enter", **stay}))
            yield socket

    def hear(self, socket, kind: str) -> dict:
        """The next message of this type."""
        while (message := json.loads(socket.recv(timeout=60)))["type"] != kind:
            pass
        return message


def test_a_restart_tells_everyone_to_come_back_and_they_do():
    with houses.small_house(DEMO="1") as house:
        slug = re.search(r"/hop/([\w-]+)/", house.manage("make_demo"))[1]
        chair, web = Chair(house, slug), house.webs[0]
        with chair.enter() as socket:
            chair.hear(socket, "welcome")
            assert web.stop(signal.SIGTERM) == 0
            assert 0 <= chair.hear(socket, "moving")["after_s"] <= 5
            with pytest.raises(ConnectionClosed) as closed:
                chair.hear(socket, "never")
            assert closed.value.rcvd.code == 1012
        web.start()
        with chair.enter() as socket:
            assert chair.hear(socket, "welcome")["you"]["role"] == "chair"
        assert "Traceback" not in web.log()
