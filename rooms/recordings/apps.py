"""Django's name for this room."""

from django.apps import AppConfig


class Recordings(AppConfig):
    """Recordings of meetings."""

    name = "rooms.recordings"
