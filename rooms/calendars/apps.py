"""Django's name for this room."""

from django.apps import AppConfig


class Calendars(AppConfig):
    """Meetings as calendar programs read them."""

    name = "rooms.calendars"
