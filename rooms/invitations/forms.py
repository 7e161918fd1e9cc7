"""What is typed on the answer pages."""

from datetime import datetime

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from rooms.meetings.name_list import BadLine, Named, read
from rooms.meetings.wording import HOME
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


class TimeForm(forms.Form):
    """When somebody would rather meet, on a Vietnamese wall clock."""

    day = forms.DateField(
        label=_("Ngày"),
        error_messages={"required": _FAULTS["empty"], "invalid": _("Ngày chưa đúng.")},
        widget=forms.DateInput(attrs={"class": "form-control", "type": "date"}, format="%Y-%m-%d"),
    )
    hour = forms.TimeField(
        label=_("Giờ bắt đầu"),
        error_messages={"required": _FAULTS["empty"], "invalid": _("Giờ chưa đúng.")},
        widget=forms.TimeInput(attrs={"class": "form-control", "type": "time"}, format="%H:%M"),
    )
    comment = _Line(label=_("Lý do"), required=False, max_length=_COMMENT_MAX, widget=_area())

    @property
    def starts_at(self) -> datetime:
        """The moment that was typed; only after is_valid()."""
        return datetime.combine(self.cleaned_data["day"], self.cleaned_data["hour"], HOME)


_HEADCOUNT_MAX = 5000
_TEXT_MAX = 100_000  # 300 names with positions are 40,000 letters at most
_LINE_FAULTS = {
    "empty": _("Dòng %(number)s thiếu họ và tên."),
    "too_long": _("Dòng %(number)s quá dài."),
    "control_character": _("Dòng %(number)s có ký tự không hợp lệ."),
    "too_many": _("Danh sách dài quá 300 người, từ dòng %(number)s."),
}


class HallForm(forms.Form):
    """How many a hall expects, and who. One of the two is enough: names are counted, a number needs no names."""

    headcount = forms.IntegerField(
        label=_("Số người dự"),
        required=False,
        min_value=1,
        max_value=_HEADCOUNT_MAX,
        help_text=_("Bỏ trống thì đếm theo danh sách."),
        widget=forms.NumberInput(attrs={"class": "form-control", "inputmode": "numeric", "autocomplete": "off"}),
    )
    names = forms.CharField(
        label=_("Danh sách người dự"),
        required=False,
        max_length=_TEXT_MAX,
        strip=False,
        help_text=_(
            "Mỗi người một dòng: họ và tên, chức vụ. Có thể chép cả bảng từ Word hoặc Excel. Nhiều nhất 300 người."
        ),
        widget=forms.Textarea(
            attrs={"class": "form-control", "rows": 10, "autocomplete": "off", "spellcheck": "false"}
        ),
    )

    people: tuple[Named, ...] = ()

    def clean_names(self) -> str:
        """Every line that cannot be kept is named by its number, so that it is found in a long list."""
        text = str(self.cleaned_data["names"])
        found = read(text)
        if found.bad:
            raise ValidationError([_line_fault(line) for line in found.bad[:20]])
        self.people = found.people
        return text

    def clean(self) -> dict[str, object]:
        """Names are counted where no number is given; a number below the names is a slip."""
        said = super().clean() or self.cleaned_data
        if self.errors:
            return said
        if not said["headcount"] and not self.people:
            self.add_error("headcount", _("Xin nhập số người dự hoặc danh sách."))
        elif said["headcount"] and said["headcount"] < len(self.people):
            words = _now("Danh sách có %(n)s người, nhiều hơn số đã nhập.") % {"n": len(self.people)}
            self.add_error("headcount", words)
        elif not said["headcount"]:
            said["headcount"] = len(self.people)
        return said


def _line_fault(line: BadLine) -> str:
    return str(_LINE_FAULTS[line.reason]) % {"number": line.number}
