"""What is typed on the answer pages."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from rooms.people.rules import NAME_MAX, BadName, clean_name

_FAULTS = {
    "empty": _("Xin điền ô này."),
    "too_long": _("Nội dung quá dài."),
    "control_character": _("Có ký tự không hợp lệ."),
}
_COMMENT_MAX = 500


class _Line(forms.CharField):
    """One line of words, cleaned as names are; its faults are told beside the field."""

    def clean(self, value: str | None) -> str:
        try:
            return clean_name(value or "", longest=self.max_length or NAME_MAX)
        except BadName as fault:
            if fault.reason == "empty" and not self.required:
                return ""
            raise ValidationError(_FAULTS[fault.reason]) from fault


def _area() -> forms.Textarea:
    return forms.Textarea(attrs={"class": "form-control", "rows": 2})


def _input(autocomplete: str) -> forms.TextInput:
    return forms.TextInput(attrs={"class": "form-control", "autocomplete": autocomplete})


class CommentForm(forms.Form):
    """Why somebody will not come, or is not sure."""

    comment = _Line(label=_("Lý do"), required=False, max_length=_COMMENT_MAX, widget=_area())


class SubstituteForm(forms.Form):
    """Who comes instead."""

    name = _Line(label=_("Họ và tên người dự thay"), max_length=NAME_MAX, widget=_input("off"))
    position = _Line(label=_("Chức vụ"), required=False, max_length=NAME_MAX, widget=_input("off"))
    address = forms.EmailField(
        label=_("Thư điện tử của người dự thay"),
        max_length=254,
        error_messages={"required": _FAULTS["empty"], "invalid": _("Địa chỉ thư điện tử chưa đúng.")},
        widget=forms.EmailInput(attrs={"class": "form-control", "autocomplete": "off"}),
    )
    comment = _Line(label=_("Lý do"), required=False, max_length=_COMMENT_MAX, widget=_area())

    def clean_address(self) -> str:
        """Lower case, as all addresses of the house; ASCII, as the province's mail servers want it."""
        address = str(self.cleaned_data["address"]).lower()
        if not address.isascii():
            raise ValidationError(_("Địa chỉ thư điện tử chưa đúng."))
        return address
