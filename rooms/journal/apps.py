"""Django's name for this room."""

from django.apps import AppConfig


class Journal(AppConfig):
    """The journal."""

    name = "rooms.journal"
