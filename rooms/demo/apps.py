"""Django's name for this room."""

from django.apps import AppConfig


class Demo(AppConfig):
    """The demo province."""

    name = "rooms.demo"
