"""Series, Meeting, AgendaItem and Seat; what a hall says beforehand; and the table of public holidays."""

import secrets
import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from rooms.meetings.name_list import POSITION_MAX, Named
from rooms.meetings.rules import Hat, State
from rooms.people.rules import NAME_MAX


def new_slug() -> str:
    """128 random bits: the meeting's public address says nothing and cannot be guessed (M1)."""
    return secrets.token_urlsafe(16)


class Kind(models.TextChoices):
    """Kinds of meeting (Quyết định 45/2018/QĐ-TTg, Điều 3)."""

    BRIEFING = "giao_ban", _("Họp giao ban")
    THEMATIC = "chuyen_de", _("Họp chuyên đề")
    REVIEW = "so_ket", _("Họp sơ kết, tổng kết")
    TRAINING = "tap_huan", _("Họp tập huấn, triển khai")
    CONFERENCE = "hoi_nghi", _("Hội nghị")
    OTHER = "khac", _("Họp khác")


STATE_WORDS = {
    State.DRAFT: _("Dự thảo"),
    State.ANNOUNCED: _("Đã mời"),
    State.OPEN: _("Đang họp"),
    State.CLOSED: _("Đã kết thúc"),
    State.SIGNED: _("Đã ký"),
    State.CANCELLED: _("Đã hủy"),
}


class Holiday(models.Model):
    """A day on which offices are closed, or a Saturday on which they are open instead.

    The administrator keeps the table; working days are counted by it. A row without `source` is not confirmed.
    """

    day = models.DateField(
        _("Ngày nghỉ"),
        unique=True,
        help_text=_(
            "Hằng năm phải đối chiếu với văn bản về nghỉ lễ, Tết mà Nhà nước công bố, thêm ngày nghỉ bù, ngày hoán đổi "
            "rồi mới coi là đúng."
        ),
    )
    name = models.CharField(_("Tên ngày nghỉ"), max_length=120)
    made_up = models.BooleanField(
        _("Ngày làm bù"), default=False, help_text=_("Thứ Bảy, Chủ nhật đi làm bù: tính là ngày làm việc.")
    )
    source = models.CharField(
        _("Căn cứ"), max_length=200, blank=True, help_text=_("Văn bản công bố; để trống nếu chưa đối chiếu.")
    )

    class Meta:
        ordering = ["day"]
        verbose_name = _("ngày nghỉ lễ")
        verbose_name_plural = _("ngày nghỉ lễ")

    def __str__(self) -> str:
        return f"{self.day:%d/%m/%Y} {self.name}"


class Series(models.Model):
    """A repeated meeting: the rhythm that was planned. Each occurrence is a Meeting of its own."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    starts = models.TimeField(_("Từ"))  # on the Vietnamese clock, as are `ends` and the days
    ends = models.TimeField(_("Đến"))
    weekdays = models.JSONField(_("Vào"))  # [0, 3]: Monday and Thursday
    interval = models.PositiveSmallIntegerField(_("Cách mấy tuần"), default=1)
    first_day = models.DateField(_("Ngày đầu"))
    last_day = models.DateField(_("Đến ngày"))
    skip_holidays = models.BooleanField(_("Bỏ qua ngày nghỉ lễ"), default=True)
    created_at = models.DateTimeField(editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="series_ends_after_it_starts"),
            models.CheckConstraint(condition=Q(interval__gte=1), name="series_has_an_interval"),
        ]
        verbose_name_plural = "series"

    def __str__(self) -> str:
        return f"{self.first_day} - {self.last_day}"


class Meeting(models.Model):
    """One sitting with agenda and seats. `occurrence` is the start that its series planned (RECURRENCE-ID)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    slug = models.CharField(max_length=32, unique=True, default=new_slug, editable=False)
    title = models.CharField(_("Tên cuộc họp"), max_length=200)
    folded = models.CharField(max_length=200, editable=False, db_index=True)
    kind = models.CharField(_("Loại"), max_length=16, choices=Kind, default=Kind.BRIEFING)
    agency = models.ForeignKey("directory.Agency", models.PROTECT, related_name="meetings")
    centre = models.ForeignKey("directory.Site", models.PROTECT, null=True, blank=True, related_name="+")
    starts_at = models.DateTimeField(_("Bắt đầu"))
    ends_at = models.DateTimeField(_("Kết thúc"))
    contact = models.CharField(_("Đầu mối liên hệ"), max_length=200, blank=True)
    state = models.CharField(max_length=16, choices=[(s.value, STATE_WORDS[s]) for s in State], default=State.DRAFT)
    opened_at = models.DateTimeField(null=True, editable=False)
    closed_at = models.DateTimeField(null=True, editable=False)
    cancelled_reason = models.CharField(max_length=500, blank=True, editable=False)
    urgent_reason = models.CharField(_("Lý do họp gấp"), max_length=500, blank=True, editable=False)
    series = models.ForeignKey(Series, models.PROTECT, null=True, editable=False, related_name="meetings")
    occurrence = models.DateTimeField(null=True, editable=False)
    excepted = models.BooleanField(default=False, editable=False)  # decided alone, apart from its series
    created_at = models.DateTimeField(editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="meeting_ends_after_it_starts"),
            models.CheckConstraint(condition=Q(state__in=[s.value for s in State]), name="meeting_state_known"),
            models.UniqueConstraint(fields=["series", "occurrence"], name="occurrence_once_in_a_series"),
            models.CheckConstraint(
                condition=Q(series__isnull=True, occurrence__isnull=True)
                | Q(series__isnull=False, occurrence__isnull=False),
                name="occurrence_belongs_to_a_series",
            ),
        ]
        ordering = ["starts_at"]

    def __str__(self) -> str:
        return self.title


class AgendaItem(models.Model):
    """A numbered point with minutes and presenter. At most one is open in a meeting; the database refuses a second."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="items")
    number = models.PositiveIntegerField()
    title = models.CharField(_("Nội dung"), max_length=300)
    minutes = models.PositiveIntegerField(_("Số phút"), default=15)
    presenter = models.CharField(_("Người trình bày"), max_length=NAME_MAX, blank=True)
    opened_at = models.DateTimeField(null=True, editable=False)
    closed_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting", "number"], name="item_number_once"),
            models.UniqueConstraint(
                fields=["meeting"], condition=Q(opened_at__isnull=False, closed_at__isnull=True), name="one_open_item"
            ),
        ]
        ordering = ["meeting", "number"]

    def __str__(self) -> str:
        return f"{self.number}. {self.title}"


SEAT_ROLES = [
    (Hat.CHAIR.value, _("Chủ trì")),
    (Hat.SECRETARY.value, _("Thư ký")),
    (Hat.DELEGATE.value, _("Đại biểu")),
    (Hat.GUEST.value, _("Khách mời")),
    (Hat.SITE.value, _("Điểm cầu")),
]


class PresentSeats(models.Manager["Seat"]):
    """The seats that stand; one withdrawn is kept for its letters alone, and `Seat.everywhere` finds it."""

    def get_queryset(self) -> "models.QuerySet[Seat]":
        return super().get_queryset().filter(withdrawn_at__isnull=True)


class Seat(models.Model):
    """Who is expected: a person or a site, never both. `epoch` grows when the seat changes hands (M4).

    A seat that was taken from an announced meeting stays as a row, because its CANCEL is still on its way.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="seats")
    person = models.ForeignKey("people.Person", models.PROTECT, null=True, blank=True, related_name="seats")
    site = models.ForeignKey("directory.Site", models.PROTECT, null=True, blank=True, related_name="seats")
    role = models.CharField(max_length=16, choices=SEAT_ROLES)
    number = models.PositiveIntegerField()
    epoch = models.PositiveIntegerField(default=0)
    stands_in_for = models.CharField(max_length=NAME_MAX, blank=True)  # who was invited first, if a substitute sits
    withdrawn_at = models.DateTimeField(null=True, editable=False)

    objects = PresentSeats()
    everywhere: ClassVar[models.Manager["Seat"]] = models.Manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=False, site__isnull=True) | Q(person__isnull=True, site__isnull=False),
                name="seat_is_person_or_site",
            ),
            models.UniqueConstraint(
                fields=["meeting", "person"], condition=Q(withdrawn_at__isnull=True), name="person_sits_once"
            ),
            models.UniqueConstraint(
                fields=["meeting", "site"], condition=Q(withdrawn_at__isnull=True), name="site_sits_once"
            ),
            models.UniqueConstraint(fields=["meeting"], condition=Q(role="chair"), name="one_chair"),
            models.UniqueConstraint(fields=["meeting"], condition=Q(role="secretary"), name="one_secretary"),
        ]
        ordering = ["meeting", "number"]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """What the name plate says."""
        if self.person is not None:
            return self.person.full_name
        if self.site is None:
            raise ValueError("the database lets no seat be without person and site")
        return self.site.name

    @property
    def detail(self) -> str:
        """Under the name: the person's position, or the hall's agency."""
        if self.person is not None:
            return self.person.position
        return self.site.agency.name if self.site is not None else ""

    @property
    def address(self) -> str:
        """Where letters to this seat go; empty if nobody knows."""
        if self.person is not None:
            return self.person.email
        return self.site.email if self.site is not None else ""

    @property
    def listed(self) -> "HallList | None":
        """What the hall said beforehand, if anything."""
        return getattr(self, "hall_list", None)

    @property
    def is_overfull(self) -> bool:
        """Whether a hall expects more people than it seats, as far as the directory knows."""
        capacity = self.site.capacity if self.site is not None else 0
        return bool(capacity and self.listed and self.listed.headcount > capacity)


class HallList(models.Model):
    """How many people a hall expects, told beforehand; who they are stands in its ListedPersons."""

    seat = models.OneToOneField(Seat, models.CASCADE, related_name="hall_list")
    headcount = models.PositiveIntegerField()
    sent_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.seat_id}: {self.headcount}"

    @property
    def named(self) -> tuple[Named, ...]:
        """The people, as a list says them."""
        return tuple(Named(one.name, one.position) for one in self.people.all())


class ListedPerson(models.Model):
    """A person expected in a hall; known by name alone."""

    hall_list = models.ForeignKey(HallList, models.CASCADE, related_name="people")
    number = models.PositiveIntegerField()
    name = models.CharField(max_length=NAME_MAX)
    position = models.CharField(max_length=POSITION_MAX, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["hall_list", "number"], name="listed_person_number_once")]
        ordering = ["hall_list", "number"]

    def __str__(self) -> str:
        return self.name
