"""{% demo_accounts as accounts %}: who a newcomer may be; nobody where this is not the demo."""

from django import template
from django.conf import settings

from rooms.demo.accounts import ACCOUNTS, PASSWORD, Account

register = template.Library()


@register.simple_tag
def demo_accounts() -> list[Account]:
    """The accounts of the demo."""
    return ACCOUNTS if settings.DEMO else []


@register.simple_tag
def demo_password() -> str:
    """The one password of the demo."""
    return PASSWORD if settings.DEMO else ""
