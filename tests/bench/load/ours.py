"""Our node as the product runs it: the media child at the end of a pipe, and scripted browsers that join it."""

import asyncio
import os
import socket
import sys
from pathlib import Path

from rooms.media import frames
from rooms.media.signalling import Answer, from_wire, to_wire
from tests.bench.load import machine
from tests.bench.load.counting import RCVBUF
from tests.rooms.media.scripted import ScriptedBrowser
from tests.servers import free_port

TOP = Path(__file__).parents[3]
MEETING = "hop-giao-ban"


class Child:
    """The media child on the server's core."""

    async def start(self, **environment):
        self.port, self.browsers = free_port(socket.SOCK_DGRAM), {}
        command = machine.on_the_servers_core(
            sys.executable, TOP / "manage.py", "run_media", "--pipe", "--port", self.port
        )
        pipe = asyncio.subprocess.PIPE
        self.process = await asyncio.create_subprocess_exec(
            *command, stdin=pipe, stdout=pipe, cwd=TOP, env=os.environ | environment
        )
        self.process.stdin.write(frames.pack({}))  # the word to begin
        self._listening = asyncio.create_task(self._listen())

    @property
    def pid(self):
        return self.process.pid

    def tell(self, message):
        self.process.stdin.write(frames.pack({"message": to_wire(message)}))

    async def _listen(self):
        while (frame := await frames.read(self.process.stdout)) is not None:
            message = from_wire(frame["message"])
            browser = self.browsers.get(getattr(message, "connection", None))  # who is loud is told to all at once
            if browser is not None:
                browser.take(message)

    async def join(self, seat, **changes) -> ScriptedBrowser:
        browser = self.browsers[seat] = ScriptedBrowser(MEETING, seat)
        self.tell(browser.offer(**changes))
        while not isinstance(answer := await browser.heard.get(), Answer):
            continue
        await browser.join(self.tell, answer)
        return browser

    async def stop(self):
        self._listening.cancel()
        self.process.stdin.close()
        try:
            await asyncio.wait_for(self.process.wait(), 10)
        except TimeoutError:
            self.process.kill()


def take_over(browser) -> int:
    """The browser's socket, which its event loop reads no more."""
    sock = browser.line.transport.get_extra_info("socket")
    asyncio.get_running_loop()._remove_reader(sock.fileno())
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, RCVBUF)
    return sock.fileno()
