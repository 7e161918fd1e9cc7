"""`manage.py live_types`: write the TypeScript of the live messages."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from rooms.live.typescript import everything

PLACE = settings.BASE_DIR / "frontend" / "src" / "live" / "messages.ts"


class Command(BaseCommand):
    help = "Write frontend/src/live/messages.ts from the messages of the live door."

    def handle(self, **_options: Any) -> None:  # noqa: ANN401 - Django's signature
        PLACE.write_text(everything(), encoding="utf-8")
        self.stdout.write(f"{PLACE} is current")
