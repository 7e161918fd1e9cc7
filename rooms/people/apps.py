"""Django's name for this room."""

from django.apps import AppConfig


class People(AppConfig):
    """Persons."""

    name = "rooms.people"
