"""`manage.py serve`: the web process, and in the small set-up its children. See conferencing/serving."""

import asyncio
from argparse import ArgumentParser

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from conferencing.asgi import application
from conferencing.serving import demo
from conferencing.serving.departure import Departure
from conferencing.serving.doors import PortTaken, listen
from conferencing.serving.figures import registry
from conferencing.serving.household import Household
from conferencing.serving.server import Server
from rooms.figures import serve as serve_figures


class Command(BaseCommand):
    help = "Serve pages and websockets; leave in order on SIGTERM, quickly on Ctrl-C."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--bind", default=settings.BIND, help="address to listen on (BIND)")
        parser.add_argument("--port", type=int, default=settings.PORT, help="port to listen on (PORT)")
        parser.add_argument(
            "--drain", type=float, default=0.0, help="seconds to keep answering after SIGTERM, for the proxy to notice"
        )

        parser.add_argument(
            "--prepare", action="store_true", help="first bring the database up to date (and make the demo with DEMO=1)"
        )

    def handle(self, *_args: object, **options: object) -> None:
        try:
            door = listen(str(options["bind"]), int(str(options["port"])))
            household = Household()
        except PortTaken as taken:
            raise CommandError(str(taken)) from None
        except OSError as error:
            raise CommandError(f"cannot listen on {options['bind']}: {error.strerror}") from None
        self.words = _prepared() if options["prepare"] else ""
        self.household = household
        server = Server(application, door, self.on_ready, proxied=settings.TRUSTED_PROXIES > 0)
        self.departure = Departure(server, self.close, drain_s=float(str(options["drain"])))
        server.run()

    def on_ready(self) -> None:
        """The loop runs and the door is open."""
        self.departure.listen()
        self.end_figures = serve_figures(registry(), settings.METRICS_PORT)
        self.starting = asyncio.get_running_loop().create_task(self.household.start())
        if self.words:
            self.stdout.write(self.words)
        self.stdout.write(f"Điểm Cầu: {settings.PUBLIC_URL}  (Ctrl-C: dừng / stop)")
        self.stdout.flush()  # whoever reads a pipe waits for this line

    async def close(self) -> None:
        """End what this process owns besides its door."""
        await self.household.stop()
        await asyncio.to_thread(self.end_figures)


def _prepared() -> str:
    """The database as the code wants it, the demo province in it; what the demo has to say."""
    call_command("migrate", verbosity=0)
    return demo.made() if settings.DEMO else ""
