"""Django's name for this room."""

from django.apps import AppConfig


class Live(AppConfig):
    """The live door."""

    name = "rooms.live"
