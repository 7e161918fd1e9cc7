"""Django's name for this room."""

from django.apps import AppConfig


class Directory(AppConfig):
    """Agencies and sites."""

    name = "rooms.directory"
