"""Django's name for this room."""

from django.apps import AppConfig


class Invitations(AppConfig):
    """Letters and answers."""

    name = "rooms.invitations"
