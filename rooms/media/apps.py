"""Django's name for this room."""

from django.apps import AppConfig


class Media(AppConfig):
    """Pictures and sound."""

    name = "rooms.media"
