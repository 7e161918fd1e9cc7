"""Django's name for this room."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Meetings(AppConfig):
    """Meetings, agenda, seats."""

    name = "rooms.meetings"
    verbose_name = _("Cuộc họp")
