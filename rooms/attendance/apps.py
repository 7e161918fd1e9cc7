"""Django's name for this room."""

from django.apps import AppConfig


class Attendance(AppConfig):
    """Who was there."""

    name = "rooms.attendance"
