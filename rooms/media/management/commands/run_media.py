"""`manage.py run_media`: the media node.

With --pipe it is a child of serve: signals come as frames on stdin, answers go as frames to stdout, and it leaves when
stdin closes. Without, it is a worker of the channel layer on the channel media.<MEDIA_NODE>, with a heartbeat.
"""

import asyncio
import signal
import sys
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from rooms.media.wire import worker


class Command(BaseCommand):
    help = "Run the media node: one port, UDP and TCP, for every browser's pictures and sound."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--pipe", action="store_true", help="be a child: frames on stdin and stdout")
        parser.add_argument("--port", type=int, default=settings.MEDIA_PORT)

    def handle(self, *_args: Any, pipe: bool, port: int, **_options: Any) -> None:  # noqa: ANN401 - Django's signature
        if pipe:
            # Ctrl-C goes to the whole group; the child leaves when its parent closes the pipe.
            signal.signal(signal.SIGINT, signal.SIG_IGN)
        try:
            asyncio.run(worker.serve_pipe(port) if pipe else worker.serve_layer(port))
        except OSError as taken:
            raise CommandError(
                f"UDP port {port} cannot be opened ({taken}); choose another with MEDIA_PORT="
            ) from taken
        except ValueError as no_pipe:
            raise CommandError("--pipe needs pipes as stdin and stdout") from no_pipe
        except KeyboardInterrupt:
            sys.exit(0)
