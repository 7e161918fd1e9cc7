"""The directory in Django's administration pages; names are cleaned and keyed on the way in."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest

from rooms.directory.models import Agency, Membership, Site
from rooms.people.forms import NameField
from rooms.people.rules import fold


class NamedForm(forms.ModelForm):  # type: ignore[type-arg] # not subscriptable at run time
    """Refuses names that cannot be kept, in words."""

    name = NameField(label="Tên")


class Keyed(admin.ModelAdmin):  # type: ignore[type-arg] # not subscriptable at run time
    """Keeps the search key beside the name."""

    form = NamedForm
    search_fields = ("folded", "name")

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:  # noqa: ANN401, FBT001
        obj.folded = fold(obj.name)
        super().save_model(request, obj, form, change)


@admin.register(Agency)
class AgencyAdmin(Keyed):
    """Agencies."""

    list_display = ("name", "symbol", "place_name", "valid_from", "valid_to")


@admin.register(Site)
class SiteAdmin(Keyed):
    """Sites and their technicians."""

    list_display = ("name", "area", "agency", "valid_from", "valid_to")
    list_filter = ("area",)
    filter_horizontal = ("technicians",)


@admin.register(Membership)
class MembershipAdmin(admin.ModelAdmin):  # type: ignore[type-arg] # not subscriptable at run time
    """Who belongs where."""

    list_display = ("person", "position", "agency", "valid_from", "valid_to")
