"""Fields for names, and the settings of a person."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from rooms.people.models import Person
from rooms.people.rules import NAME_MAX, BadName, clean_name, fold


class NameField(forms.CharField):
    """One line of text kept as rules.clean_name keeps it: NFC, single spaces, no control characters (S-10)."""

    default_error_messages = {
        "required": _("Chưa ghi mục này."),
        "too_long": _("Dài quá %(longest)d ký tự."),
        "control_character": _("Có ký tự không nhìn thấy được. Hãy gõ lại, đừng chép từ nơi khác."),
    }

    def __init__(self, *, longest: int = NAME_MAX, **options: Any) -> None:  # noqa: ANN401 - Django's own options
        # No max_length: Django's own refusal would come first and in other words. The widget gets it for the browser.
        super().__init__(**options)
        self.longest = longest
        self.widget.attrs["maxlength"] = longest

    def clean(self, value: object) -> str:
        text = "" if value is None else str(value)
        try:
            return clean_name(text, longest=self.longest)
        except BadName as bad:
            if bad.reason == "empty":
                return self._empty()
            raise forms.ValidationError(
                self.error_messages[bad.reason], code=bad.reason, params={"longest": self.longest}
            ) from bad

    def _empty(self) -> str:
        if self.required:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        return ""


class SettingsForm(forms.ModelForm):  # type: ignore[type-arg] # not subscriptable at run time
    """What a person may change about themself; role and address are the administrator's."""

    full_name = NameField(label=_("Họ và tên"))
    position = NameField(label=_("Chức vụ"), required=False)
    phone = NameField(label=_("Điện thoại"), required=False, longest=32)

    class Meta:
        model = Person
        fields = ["full_name", "position", "phone", "language"]

    def __init__(self, *args: Any, **options: Any) -> None:  # noqa: ANN401 - Django's own options
        super().__init__(*args, **options)
        for name, field in self.fields.items():
            field.widget.attrs["class"] = "form-select" if name == "language" else "form-control"

    def save(self, commit: bool = True) -> Person:  # noqa: FBT001, FBT002 - Django's signature
        self.instance.folded = fold(self.cleaned_data["full_name"])
        person: Person = super().save(commit)
        return person
