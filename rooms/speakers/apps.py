"""Django's name for this room."""

from django.apps import AppConfig


class Speakers(AppConfig):
    """The floor."""

    name = "rooms.speakers"
