"""Django's name for this room."""

from django.apps import AppConfig


class Meetings(AppConfig):
    """Meetings, agenda, seats."""

    name = "rooms.meetings"
