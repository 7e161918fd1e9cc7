"""{% icon %}, {% place %}, {% tab %}: what every page of the house may use without loading it.

Icons come from the list that the browser code reads too (frontend/src/ui/icons.json); an unknown name is an error.
"""

import json
from functools import cache

from django import template
from django.conf import settings
from django.template import Context
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django_vite.templatetags.django_vite import vite_asset_url

register = template.Library()


class UnknownIcon(ValueError):
    """An icon that is not in the list."""


@cache
def icon_names() -> frozenset[str]:
    """The one list of icons."""
    path = settings.BASE_DIR / "frontend" / "src" / "ui" / "icons.json"
    return frozenset(json.loads(path.read_text(encoding="utf-8")))


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """A drawing of the sprite: hidden from readers unless it stands alone and has a label. Raises UnknownIcon."""
    if name not in icon_names():
        raise UnknownIcon(name)
    sprite = vite_asset_url("src/ui/icons.svg")
    if label:
        return format_html(
            '<svg class="icon" role="img" aria-label="{}"><use href="{}#{}"></use></svg>', label, sprite, name
        )
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}#{}"></use></svg>', sprite, name)


@register.simple_tag(takes_context=True)
def place(context: Context, url_name: str, words: str) -> SafeString:
    """A link of the navigation; nothing while its room does not exist, marked as current on its own pages."""
    try:
        address = reverse(url_name)
    except NoReverseMatch:
        return SafeString()
    current = SafeString(' aria-current="page"') if context.get("place") == url_name else ""
    return format_html('<a href="{}"{}>{}</a>', address, current, words)


@register.simple_tag(takes_context=True)
def tab(context: Context, url_name: str, words: str) -> SafeString:
    """A link to another page of the same thing, by its slug; nothing while that page does not exist."""
    slug = context["meeting"].slug
    try:
        address = reverse(url_name, args=[slug])
    except NoReverseMatch:
        return SafeString()
    current = SafeString(' aria-current="page"') if context.get("tab") == url_name else ""
    return format_html('<a class="nav-link" href="{}"{}>{}</a>', address, current, words)


@register.filter
def given_name(full_name: str) -> str:
    """The last word of a Vietnamese name, by which people are called; its first letter stands in the avatar."""
    return full_name.rsplit(maxsplit=1)[-1] if full_name.split() else full_name
