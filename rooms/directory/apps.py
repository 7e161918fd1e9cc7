"""Django's name for this room."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Directory(AppConfig):
    """Agencies and sites."""

    name = "rooms.directory"
    verbose_name = _("Danh bạ")
