"""`manage.py compose_recordings`: make the films that wait, one after the other, at low priority, then leave."""

import os
import resource
import time
from typing import Any

from django.core.management.base import BaseCommand

from rooms import clock
from rooms.recordings import actions, composing

NICE = 10  # RELIABILITY.md 9: whatever can wait yields to live rooms
MEMORY = 3 << 30  # bytes of address space: a film takes a fifth of it; what takes more was made to hurt
PAUSE_S = 0.5


class Command(BaseCommand):
    help = "Compose the recordings that wait for it."

    def handle(self, *_args: Any, **_options: Any) -> None:  # noqa: ANN401 - Django's signature
        os.nice(NICE)
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        files = resource.getrlimit(resource.RLIMIT_NOFILE)[1]  # one for each track, of hundreds of halls
        resource.setrlimit(resource.RLIMIT_NOFILE, (files, files))
        while (recording := actions.claim(now=clock.now())) is not None:
            while not composing.is_settled(recording, clock.now()):
                time.sleep(PAUSE_S)
            composing.compose(recording, clock.now)
