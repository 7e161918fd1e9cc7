"""Persons in Django's administration pages: made without a password; they set one by "Quên mật khẩu"."""

from django import forms
from django.contrib import admin
from django.http import HttpRequest

from rooms.people.forms import NameField
from rooms.people.models import Person
from rooms.people.rules import fold


class PersonForm(forms.ModelForm):  # type: ignore[type-arg] # not subscriptable at run time
    """Refuses names that cannot be kept, in words."""

    full_name = NameField(label="Họ và tên")


@admin.register(Person)
class PersonAdmin(admin.ModelAdmin):  # type: ignore[type-arg] # not subscriptable at run time
    """Persons and what they are in the house."""

    form = PersonForm
    fields = ("email", "full_name", "position", "phone", "role", "language", "is_active")
    list_display = ("full_name", "email", "position", "role", "is_active")
    list_filter = ("role", "is_active")
    search_fields = ("folded", "email")

    def save_model(self, request: HttpRequest, obj: Person, form: "forms.ModelForm[Person]", change: bool) -> None:  # noqa: FBT001 - Django's signature
        obj.folded = fold(obj.full_name)
        if not change:
            obj.set_unusable_password()
        super().save_model(request, obj, form, change)
