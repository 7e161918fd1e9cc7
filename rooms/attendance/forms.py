"""The roll of one hall, as it is typed there."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from rooms.meetings.name_list import Named

HEADS_MAX = 10_000


class HallRollForm(forms.Form):
    """Ticks beside the names of the list, and a number for a hall that counts heads."""

    here = forms.TypedMultipleChoiceField(
        coerce=int,
        required=False,
        label=_("Người có mặt"),
        error_messages={"invalid_choice": _("Danh sách đã được gửi lại; hãy tải lại trang.")},
    )
    heads = forms.IntegerField(
        label=_("Số người có mặt"),
        required=False,
        min_value=0,
        max_value=HEADS_MAX,
        help_text=_("Bỏ trống thì đếm theo tên đã đánh dấu."),
        widget=forms.NumberInput(attrs={"class": "form-control dc-num", "inputmode": "numeric", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, people: Sequence[Named], **options: Any) -> None:  # noqa: ANN401 - Django's own
        super().__init__(*args, **options)
        field = self.fields["here"]
        assert isinstance(field, forms.TypedMultipleChoiceField)  # noqa: S101 - for the type
        field.choices = [(str(number), one.name) for number, one in enumerate(people, start=1)]
        if not people:
            self.fields["heads"].help_text = ""
