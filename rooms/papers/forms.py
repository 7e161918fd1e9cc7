"""What the clerk gives, as a form."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from rooms.papers import wording
from rooms.papers.convening import Given, Signer, Urgency
from rooms.papers.models import URGENCIES, Profile
from rooms.papers.rules import AUTHORITIES, NUMBER_MAX, authority_lines, bad_authority
from rooms.people.forms import NameField

FIRST_YEAR = 2000
LINES_MAX, LINE_MAX = 12, 150


class GivenForm(forms.Form):
    """Number and day, signer, stamp, and the lines that the plan of the meeting does not hold."""

    number = forms.IntegerField(
        label=_("Số"),
        min_value=1,
        max_value=NUMBER_MAX,
        required=False,
        help_text=_("Theo sổ văn bản đi; trống khi xem trước."),
        error_messages={"invalid": _("Ghi số bằng chữ số, ví dụ 12."), "min_value": _("Số bắt đầu từ 1.")},
    )
    dated = forms.DateField(
        label=_("Ngày ban hành"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        error_messages={"required": _("Chưa ghi ngày ban hành."), "invalid": _("Ghi ngày như 27/11/2026.")},
    )
    authority = forms.CharField(
        label=_("Quyền hạn"),
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Mỗi dòng một quyền hạn: TM. ỦY BAN NHÂN DÂN, KT. CHỦ TỊCH, TL., TUQ., Q."),
    )
    position = NameField(label=_("Chức vụ người ký"))
    name = NameField(label=_("Họ và tên người ký"))
    urgency = forms.ChoiceField(label=_("Độ khẩn"), choices=URGENCIES, required=False)
    profile = forms.ChoiceField(label=_("Cỡ chữ Quốc hiệu/Tiêu ngữ"), choices=Profile.choices)
    requirement = forms.CharField(
        label=_("Yêu cầu"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )
    documents = NameField(label=_("Tài liệu"), required=False, longest=300)
    recipients = forms.CharField(
        label=_("Nơi nhận"),
        required=False,
        max_length=1500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Mỗi dòng một nơi; dòng Lưu tự thêm ở cuối."),
    )
    whole_series = forms.BooleanField(label=_("Cho cả chuỗi họp, từ phiên này"), required=False)

    def __init__(self, *args: Any, today: date, in_series: bool, **options: Any) -> None:  # noqa: ANN401 - Django's own
        super().__init__(*args, **options)
        self.today = today
        if not in_series:
            del self.fields["whole_series"]
        for name, field in self.fields.items():
            kind = {"urgency": "form-select", "profile": "form-select", "whole_series": "form-check-input"}
            field.widget.attrs["class"] = kind.get(name, "form-control")
        for name in ("number", "dated"):
            self.fields[name].widget.attrs["class"] += " dc-num"

    def clean_dated(self) -> date:
        dated: date = self.cleaned_data["dated"]
        if dated > self.today or dated.year < FIRST_YEAR:
            raise forms.ValidationError(_("Ngày ban hành không thể sau hôm nay."), code="dated")
        return dated

    def clean_authority(self) -> tuple[str, ...]:
        lines = authority_lines("\n".join(wording.lines_of(self.cleaned_data["authority"])))
        if bad_authority(lines):
            marks = ", ".join(AUTHORITIES)
            fault = _("Mỗi dòng bắt đầu bằng một trong các chữ: %(marks)s") % {"marks": marks}
            raise forms.ValidationError(fault, code="authority")
        return lines

    def clean_recipients(self) -> tuple[str, ...]:
        lines = [line.strip(" -;.") for line in wording.lines_of(self.cleaned_data["recipients"])]
        kept = tuple(line for line in lines if line)
        if len(kept) > LINES_MAX or any(len(line) > LINE_MAX for line in kept):
            raise forms.ValidationError(_("Nhiều hoặc dài quá: tối đa 12 dòng, mỗi dòng 150 ký tự."), code="recipients")
        return kept

    def must_have_number(self) -> None:
        """Say beside the field that there is none; for issuing alone."""
        if self.cleaned_data.get("number") is None and "number" not in self.errors:
            self.add_error("number", _("Chưa ghi số."))

    @property
    def given(self) -> Given:
        """What a valid form says."""
        said = self.cleaned_data
        return Given(
            number=said["number"],
            dated=said["dated"],
            signer=Signer(said["authority"], said["position"].upper(), said["name"]),
            urgency=Urgency(said["urgency"]),
            requirement=wording.line_of(said["requirement"]),
            documents=wording.line_of(said["documents"]),
            recipients=said["recipients"],
        )

    @property
    def whole(self) -> bool:
        """Whether the paper tells the whole series."""
        return bool(self.cleaned_data.get("whole_series"))
