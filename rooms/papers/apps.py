"""Django's name for this room."""

from django.apps import AppConfig
from django.core.checks import register

from rooms.papers import checks


class Papers(AppConfig):
    """The papers of the state that leave the house."""

    name = "rooms.papers"

    def ready(self) -> None:
        """Look at the fonts when the house starts."""
        register(checks.fonts_are_whole)
