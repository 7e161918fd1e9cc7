"""A proxy for tests: gives each new connection to the next web process that answers, byte for byte."""

import asyncio
import threading
from collections.abc import Sequence
from typing import Self

from tests.servers import free_port


class RoundRobin:
    """Listens on `port`; a process that does not answer is passed over, as a real proxy's health check would."""

    def __init__(self, upstream_ports: Sequence[int], host: str = "127.0.0.1", port: int | None = None) -> None:
        self.upstream_ports = list(upstream_ports)
        self.host, self.port = host, port or free_port()
        self.turn = 0
        self.loop = asyncio.new_event_loop()
        self.listening = threading.Event()
        self.thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> Self:
        self.thread.start()
        self.listening.wait(10)
        return self

    def __exit__(self, *_: object) -> None:
        self.loop.call_soon_threadsafe(self.closing.set)
        self.thread.join(10)

    def _run(self) -> None:
        self.loop.run_until_complete(self._serve())
        self.loop.close()

    async def _serve(self) -> None:
        self.closing = asyncio.Event()
        self.carrying: set[asyncio.Task[None]] = set()
        server = await asyncio.start_server(self._arrived, self.host, self.port)
        self.listening.set()
        await self.closing.wait()
        server.close()
        for task in self.carrying:
            task.cancel()
        await asyncio.gather(*self.carrying, return_exceptions=True)

    async def _arrived(self, reader, writer) -> None:
        task = asyncio.current_task()
        self.carrying.add(task)
        upstream = None
        try:
            upstream = await self._upstream()
            if upstream is not None:
                await _first_done(_carry(reader, upstream[1]), _carry(upstream[0], writer))
        except asyncio.CancelledError:
            pass  # the proxy is closing
        finally:
            self.carrying.discard(task)
            for end in (writer, upstream[1] if upstream else None):
                if end is not None:
                    end.close()

    async def _upstream(self):
        for _ in self.upstream_ports:
            self.turn += 1
            try:
                port = self.upstream_ports[self.turn % len(self.upstream_ports)]
                return await asyncio.open_connection("127.0.0.1", port)
            except OSError:
                continue
        return None


async def _carry(reader, writer) -> None:
    try:
        while chunk := await reader.read(65536):
            writer.write(chunk)
            await writer.drain()
    except OSError:
        pass  # one end is gone; the other is told by closing it


async def _first_done(*carrying) -> None:
    tasks = [asyncio.ensure_future(one) for one in carrying]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
