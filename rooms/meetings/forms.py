"""The plan as a form: one page, four sections. It reads what was typed; rules.faults_of judges."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from rooms.directory.models import Agency, Site
from rooms.meetings.models import Kind, Meeting
from rooms.meetings.rhythm import Offbeat, Rhythm
from rooms.meetings.rules import AGENDA_MAX, Fault, Hat, Plan, PlannedItem
from rooms.meetings.wording import HOME, at_home
from rooms.people.forms import NameField
from rooms.people.models import Person

# Years outside would overflow when a Vietnamese day is turned into UTC, and are slips of the keyboard anyway.
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2100, 1, 1)
BLANK_ROWS = 4
WEEKDAYS = (_("Thứ Hai"), _("Thứ Ba"), _("Thứ Tư"), _("Thứ Năm"), _("Thứ Sáu"), _("Thứ Bảy"), _("Chủ nhật"))
MINUTES_MAX = 24 * 60

FAULTS: dict[Fault | Offbeat, tuple[str, Any]] = {
    Fault.ENDS_BEFORE_START: ("ends", _("Giờ kết thúc phải sau giờ bắt đầu.")),
    Fault.TOO_LONG: ("ends", _("Cuộc họp không dài quá 24 giờ.")),
    Fault.SEAT_TWICE: ("persons", _("Chủ trì và thư ký đã có chỗ; hãy bỏ chọn họ trong danh sách cá nhân.")),
    Fault.CHAIR_IS_SECRETARY: ("secretary", _("Thư ký phải là người khác với chủ trì.")),
    Fault.TOO_MANY_SEATS: ("sites", _("Nhiều thành phần quá: tối đa 1000 chỗ.")),
    Fault.TOO_MANY_ITEMS: ("title", _("Chương trình dài quá: tối đa 100 mục.")),
    Fault.ITEM_WITHOUT_TIME: ("title", _("Mỗi mục của chương trình cần ít nhất một phút.")),
    Offbeat.NO_WEEKDAY: ("weekdays", _("Chọn ít nhất một ngày trong tuần.")),
    Offbeat.BAD_INTERVAL: ("every", _("Ghi số tuần từ 1 đến 52.")),
    Offbeat.ENDS_BEFORE_START: ("until", _("Ngày cuối của chuỗi họp phải sau ngày họp đầu.")),
    Offbeat.TOO_FAR: ("until", _("Chuỗi họp không dài quá ba năm.")),
    Offbeat.TOO_MANY: ("until", _("Chuỗi họp không quá 60 phiên.")),
    Offbeat.NONE_LEFT: ("until", _("Trong khoảng này không có phiên nào.")),
    Offbeat.ONLY_ONE: ("until", _("Trong khoảng này chỉ có một phiên; hãy bỏ lặp lại hoặc chọn ngày cuối muộn hơn.")),
}


@dataclass(frozen=True, slots=True)
class Directory:
    """Who and what may be chosen on this page."""

    persons: Sequence[Person]
    sites: Sequence[Site]
    agencies: Sequence[Agency]


def _named(person: Person) -> str:
    return f"{person.full_name}, {person.position}" if person.position else person.full_name


def _pairs(things: Iterable[Site | Agency]) -> list[tuple[str, str]]:
    return [(str(thing.pk), thing.name) for thing in things]


def _choice(label: Any, empty: Any, **options: Any) -> forms.TypedChoiceField:  # noqa: ANN401 - lazy words, options
    faults = {"required": _("Chưa chọn."), "invalid_choice": _("Không còn trong danh bạ; hãy chọn lại.")}
    field = forms.TypedChoiceField(coerce=UUID, empty_value=None, label=label, error_messages=faults, **options)
    field.widget.attrs["class"] = "form-select"
    field.choices = [("", empty)]
    return field


def _several(label: Any) -> forms.TypedMultipleChoiceField:  # noqa: ANN401 - lazy words
    faults = {"invalid_choice": _("Có chỗ không còn trong danh bạ; hãy chọn lại."), "invalid_list": _("Hãy chọn lại.")}
    return forms.TypedMultipleChoiceField(coerce=UUID, required=False, label=label, error_messages=faults)


def _clock(label: Any) -> forms.TimeField:  # noqa: ANN401 - lazy words
    widget = forms.TimeInput(attrs={"type": "time", "class": "form-control dc-num"}, format="%H:%M")
    faults = {"required": _("Chưa ghi giờ."), "invalid": _("Ghi giờ và phút, ví dụ 08:30.")}
    return forms.TimeField(label=label, widget=widget, input_formats=["%H:%M", "%H:%M:%S"], error_messages=faults)


class PlanForm(forms.Form):
    """Meeting, time, seats. The agenda is ItemFormSet, sent with it."""

    title = NameField(label=_("Tên cuộc họp"), longest=200, error_messages={"required": _("Cuộc họp cần một cái tên.")})
    kind = forms.ChoiceField(label=_("Loại cuộc họp"), choices=Kind.choices)
    agency = _choice(_("Cơ quan mời họp"), _("Chọn cơ quan"))
    chair = _choice(_("Chủ trì"), _("Chọn người chủ trì"))
    secretary = _choice(_("Thư ký"), _("Chọn thư ký"))
    day = forms.DateField(
        label=_("Ngày họp"),
        widget=forms.DateInput(attrs={"type": "date", "class": "form-control dc-num"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        error_messages={"required": _("Chưa chọn ngày họp."), "invalid": _("Ghi ngày như 27/11/2026.")},
    )
    starts = _clock(_("Từ"))
    ends = _clock(_("Đến"))
    every = forms.IntegerField(
        label=_("Mấy tuần một lần"),
        required=False,
        initial=1,
        min_value=1,
        max_value=52,
        widget=forms.NumberInput(attrs={"class": "form-control dc-num"}),
        error_messages={
            "invalid": _("Ghi số tuần từ 1 đến 52."),
            "min_value": _("Ghi số tuần từ 1 đến 52."),
            "max_value": _("Ghi số tuần từ 1 đến 52."),
        },
    )
    weekdays = forms.TypedMultipleChoiceField(
        label=_("Vào các ngày"), coerce=int, required=False, choices=list(enumerate(WEEKDAYS))
    )
    until = forms.DateField(
        label=_("Lặp đến hết ngày"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date", "class": "form-control dc-num"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        error_messages={"invalid": _("Ghi ngày như 27/11/2026.")},
    )
    skip_holidays = forms.BooleanField(label=_("Bỏ qua ngày nghỉ lễ"), required=False)
    centre = _choice(_("Điểm cầu trung tâm"), _("Không có"), required=False)
    contact = NameField(label=_("Đầu mối liên hệ"), longest=200, required=False)
    persons = _several(_("Cá nhân"))
    sites = _several(_("Điểm cầu"))

    def __init__(self, *args: Any, directory: Directory, now: datetime, **options: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **options)
        self.now = now
        for name in ("title", "contact"):
            self.fields[name].widget.attrs["class"] = "form-control"
        self.fields["kind"].widget.attrs["class"] = "form-select"
        persons = [(str(person.pk), _named(person)) for person in directory.persons]
        self._offer("agency", _pairs(directory.agencies))
        self._offer("centre", _pairs(directory.sites))
        for name in ("chair", "secretary", "persons"):
            self._offer(name, persons)
        self._offer("sites", _pairs(directory.sites))

    def _offer(self, name: str, pairs: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for the type; all four kinds of choice are
        empty = [] if isinstance(field, forms.TypedMultipleChoiceField) else list(field.choices)[:1]  # type: ignore[arg-type] # a list by now
        field.choices = [*empty, *pairs]

    def not_offered(self, name: str, ids: Iterable[UUID | None]) -> list[UUID]:
        """Those that this field could not show, because they are no longer in the directory."""
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for the type
        offered = {str(value) for value, _words in field.choices}  # type: ignore[misc, union-attr] # a list by now
        return [one for one in ids if one is not None and str(one) not in offered]

    def clean_day(self) -> date:
        day: date = self.cleaned_data["day"]
        if not FIRST_DAY <= day < LAST_DAY:
            raise forms.ValidationError(_("Năm họp không đúng."), code="year")
        return day

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if {"day", "starts", "ends"} <= cleaned.keys():
            cleaned["starts_at"] = datetime.combine(cleaned["day"], cleaned["starts"], HOME)
            cleaned["ends_at"] = datetime.combine(cleaned["day"], cleaned["ends"], HOME)
            if cleaned["ends_at"] <= self.now and cleaned["ends_at"] > cleaned["starts_at"]:
                self.add_error("day", forms.ValidationError(_("Giờ họp này đã qua."), code="past"))
        repeats = cleaned.get("weekdays") or (cleaned.get("every") or 1) > 1
        if repeats and not cleaned.get("until") and "until" not in self.errors:
            self.add_error("until", _("Họp lặp lại thì ghi ngày cuối của chuỗi họp."))
        return cleaned

    def rhythm(self) -> Rhythm | None:
        """How the meeting repeats; nothing where it is held once, or where that cannot be read."""
        said = self.cleaned_data
        day, until = said.get("day"), said.get("until")
        if not day or not until:
            return None
        weekdays = frozenset(said.get("weekdays") or ()) or frozenset({day.weekday()})
        return Rhythm(weekdays, day, until, said.get("every") or 1, said["skip_holidays"])

    def plan(self, items: Sequence[PlannedItem]) -> Plan:
        """What was planned; call on a valid form."""
        said = self.cleaned_data
        return Plan(
            title=said["title"],
            kind=said["kind"],
            agency_id=said["agency"],
            chair_id=said["chair"],
            secretary_id=said["secretary"],
            starts_at=said["starts_at"],
            ends_at=said["ends_at"],
            centre_id=said["centre"],
            contact=said["contact"],
            person_ids=said["persons"],
            site_ids=said["sites"],
            items=items,
            rhythm=self.rhythm(),
        )

    def add_faults(self, faults: Iterable[Fault | Offbeat]) -> None:
        """Put what the rules found beside the fields it belongs to."""
        for fault in faults:
            field, words = FAULTS[fault]
            self.add_error(field, words)


class ItemForm(forms.Form):
    """One row of the agenda; a row without words is no item."""

    title = NameField(label=_("Nội dung"), longest=300, required=False)
    presenter = NameField(label=_("Người trình bày"), required=False)
    minutes = forms.IntegerField(
        label=_("Phút"),
        required=False,
        min_value=1,
        max_value=MINUTES_MAX,
        error_messages={
            "invalid": _("Số phút là một số."),
            "min_value": _("Ít nhất một phút."),
            "max_value": _("Không quá 1440 phút."),
        },
    )

    def __init__(self, *args: Any, **options: Any) -> None:  # noqa: ANN401 - Django's own options
        super().__init__(*args, **options)
        for field in self.fields.values():
            field.widget.attrs["class"] = "form-control"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("presenter") and cleaned.get("title") == "":
            self.add_error("title", _("Ghi nội dung của mục này."))
        return cleaned

    def item(self) -> PlannedItem | None:
        """The planned item, or nothing for a blank row."""
        said = self.cleaned_data
        if not said.get("title"):
            return None
        return PlannedItem(said["title"], said.get("minutes") or 15, said.get("presenter") or "")


class _Items(forms.BaseFormSet):  # type: ignore[type-arg] # not subscriptable at run time
    default_error_messages = {
        "missing_management_form": _("Chương trình gửi thiếu; hãy tải lại trang rồi gửi lại."),
        "too_many_forms": _("Chương trình dài quá: tối đa 100 mục."),
    }


# absolute_max: one row more is read, so that the refusal is seen; a forged count costs no more than that.
ItemFormSet = forms.formset_factory(
    ItemForm, formset=_Items, extra=BLANK_ROWS, max_num=AGENDA_MAX, absolute_max=AGENDA_MAX + 1, validate_max=True
)


def items_of(rows: "forms.BaseFormSet[ItemForm]") -> list[PlannedItem]:
    """The items of a valid formset, blank rows left out."""
    return [item for item in (row.item() for row in rows) if item is not None]


def initial_of(meeting: Meeting) -> dict[str, object]:
    """A draft as the form shows it."""
    seats = list(meeting.seats.all())
    starts, ends = at_home(meeting.starts_at), at_home(meeting.ends_at)
    return {
        **_initial_rhythm(meeting),
        "title": meeting.title,
        "kind": meeting.kind,
        "agency": str(meeting.agency_id),
        "centre": str(meeting.centre_id or ""),
        "contact": meeting.contact,
        "day": starts.date(),
        "starts": starts.time(),
        "ends": ends.time(),
        "chair": next((str(seat.person_id) for seat in seats if seat.role == Hat.CHAIR), ""),
        "secretary": next((str(seat.person_id) for seat in seats if seat.role == Hat.SECRETARY), ""),
        "persons": [str(seat.person_id) for seat in seats if seat.role in {Hat.DELEGATE, Hat.GUEST}],
        "sites": [str(seat.site_id) for seat in seats if seat.role == Hat.SITE],
    }


def _initial_rhythm(meeting: Meeting) -> dict[str, object]:
    series = meeting.series
    if series is None:
        return {"skip_holidays": True}
    return {
        "every": series.interval,
        "weekdays": [str(weekday) for weekday in series.weekdays],
        "until": series.last_day,
        "skip_holidays": series.skip_holidays,
    }


def initial_items(meeting: Meeting) -> list[dict[str, object]]:
    """The agenda of a draft as the formset shows it."""
    rows = meeting.items.all()
    return [{"title": row.title, "presenter": row.presenter, "minutes": row.minutes} for row in rows]
