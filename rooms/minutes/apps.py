"""Django's name for this room."""

from django.apps import AppConfig


class Minutes(AppConfig):
    """The live text and the signed record."""

    name = "rooms.minutes"
