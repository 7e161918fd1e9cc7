"""An application that only a test would want, behind our launcher: `python -m tests.conferencing.probe <port>`.

Websocket messages: "sleep" keeps the handler busy until the file named by `PROBE_GO` exists; "flood" sends without end;
"large" sends 2 MB; "close" closes with 1012; anything else comes back. GET /slow answers once that file exists. What
happened is printed, one word a line. The launcher's patience is shortened to a test's.
"""

import asyncio
import os
import signal
import sys
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "conferencing.settings")
django.setup()

from conferencing.serving import channel, gate  # noqa: E402 - Django first
from conferencing.serving.departure import Departure  # noqa: E402 - Django first
from conferencing.serving.doors import listen  # noqa: E402
from conferencing.serving.server import Server  # noqa: E402
from rooms import leaving  # noqa: E402

channel.HEADERS_S, gate.STALLED_S = 2, 2.0
GO = Path(os.environ["PROBE_GO"])


def say(word: str) -> None:
    sys.stdout.write(word + "\n")
    sys.stdout.flush()


async def go() -> None:
    while not await asyncio.to_thread(GO.exists):  # noqa: ASYNC110 - the event is in another process
        await asyncio.sleep(0.02)


async def application(scope, receive, send) -> None:
    await {"http": page, "websocket": socket}[scope["type"]](scope, receive, send)


async def page(scope, _receive, send) -> None:
    if scope["path"] == "/slow":
        say("asked")
        await go()
    status = 503 if scope["path"] == "/ready" and leaving.told() else 200
    await send({"type": "http.response.start", "status": status, "headers": [(b"content-length", b"4")]})
    await send({"type": "http.response.body", "body": b"done"})


async def socket(_scope, receive, send) -> None:
    async def farewell() -> None:
        await send({"type": "websocket.send", "text": "moving"})

    stay = leaving.at_leaving(farewell)
    while True:
        message = await receive()
        match message:
            case {"type": "websocket.connect"}:
                await send({"type": "websocket.accept"})
            case {"type": "websocket.disconnect"}:
                stay()
                await asyncio.sleep(0.3)  # a consumer that has something to put away
                say("put-away")
                return
            case {"text": "sleep"}:
                say("sleeping")
                await go()
            case {"text": "flood"}:
                say("flooding")
                await flood(send)
            case {"text": "close"}:
                await send({"type": "websocket.close", "code": 1012})
            case {"text": "large"}:
                await send({"type": "websocket.send", "bytes": b"x" * 2_000_000})
            case {"text": text}:
                await send({"type": "websocket.send", "text": text})


async def flood(send) -> None:
    for _ in range(400):  # 200 MB
        await send({"type": "websocket.send", "bytes": b"x" * 524_288})


async def nobody_else() -> None:
    """There are no children."""


def main() -> None:
    def on_ready() -> None:
        departure.listen()
        say("ready")

    server = Server(application, listen("127.0.0.1", int(sys.argv[1])), on_ready, proxied=False)
    departure = Departure(server, nobody_else, drain_s=0.0)
    server.run()


if __name__ == "__main__":
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    main()
