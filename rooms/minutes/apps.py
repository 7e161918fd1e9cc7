"""Django's name for this room."""

from django.apps import AppConfig
from django.core.checks import register

from rooms.minutes import checks


class Minutes(AppConfig):
    """The live text and the signed record."""

    name = "rooms.minutes"

    def ready(self) -> None:
        """Look at the fonts when the house starts."""
        register(checks.fonts_are_whole)
