"""receive_mail: the LMTP door for answers and delivery reports, as a process of its own."""

import asyncio
import signal
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from rooms.invitations.receiving import serve


class Command(BaseCommand):
    help = "Take answers and delivery reports by LMTP from the mail server, until stopped."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default=settings.LMTP_HOST)
        parser.add_argument("--port", type=int, default=settings.LMTP_PORT, help="0 takes any free port")

    def handle(self, *_args: Any, host: str, port: int, **_options: Any) -> None:  # noqa: ANN401 - Django's signature
        try:
            asyncio.run(self._run(host, port))
        except OSError as fault:
            raise CommandError(f"{host}:{port} cannot be opened: {fault.strerror or fault}") from fault

    async def _run(self, host: str, port: int) -> None:
        serving = asyncio.ensure_future(serve(host, port, self._say_ready))
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, serving.cancel)
        await asyncio.wait([serving])
        if not serving.cancelled():
            serving.result()

    def _say_ready(self, port: int) -> None:
        self.stdout.write(f"receive_mail: LMTP on port {port}")
        self.stdout.flush()
