"""Django's name for this room."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class People(AppConfig):
    """Persons."""

    name = "rooms.people"
    verbose_name = _("Tài khoản")
