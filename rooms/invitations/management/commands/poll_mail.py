"""poll_mail: fetch answers and delivery reports from a mailbox by IMAP, as a process of its own."""

import signal
import threading
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from rooms import clock
from rooms.invitations.polling import look_and_tell


class Command(BaseCommand):
    help = "Fetch answers and delivery reports from the mailbox that IMAP_URL names, until stopped."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="look once; the status says whether it could")

    def handle(self, *_args: Any, once: bool, **_options: Any) -> None:  # noqa: ANN401 - Django's signature
        if settings.IMAP is None:
            raise CommandError("IMAP_URL is not set: imaps://user:password@host/INBOX")
        if once:
            if look_and_tell(settings.IMAP, clock.now, 0)[0]:
                raise CommandError("the mailbox could not be read; the log says why")
            return
        stopped = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stopped.set())
        self.stdout.write(f"poll_mail: {settings.IMAP.folder} at {settings.IMAP.host} every {settings.IMAP_EVERY_S} s")
        self.stdout.flush()
        failures, wait_s = 0, 0.0
        while not stopped.wait(wait_s):
            failures, wait_s = look_and_tell(settings.IMAP, clock.now, failures)
