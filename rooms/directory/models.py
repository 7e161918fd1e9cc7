"""Agency, Site (điểm cầu) and Membership."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from rooms.people.rules import NAME_MAX


class Dated(models.Model):
    """Valid from a day on, to a day (not included) if any."""

    valid_from = models.DateField(_("Hiệu lực từ ngày"))
    valid_to = models.DateField(_("đến trước ngày"), null=True, blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")), name="%(class)s_dates_in_order"
            )
        ]


class Agency(Dated):
    """A body with parent, symbol and place name, as its papers print them (Nghị định 30/2020, boxes 2 to 4)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    name = models.CharField(_("Tên"), max_length=NAME_MAX)
    folded = models.CharField(max_length=NAME_MAX, editable=False, db_index=True)
    letterhead = models.CharField(_("Tên trên văn bản"), max_length=200, help_text=_("Viết hoa; xuống dòng bằng dấu |"))
    parent_letterhead = models.CharField(_("Cơ quan chủ quản trên văn bản"), max_length=200, blank=True)
    symbol = models.CharField(_("Ký hiệu"), max_length=30)
    place_name = models.CharField(_("Địa danh"), max_length=60)

    class Meta(Dated.Meta):
        verbose_name = _("cơ quan")
        verbose_name_plural = _("cơ quan")

    def __str__(self) -> str:
        return self.name


class Site(Dated):
    """A hall that joins as one: one camera, many people (điểm cầu)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="sites")
    name = models.CharField(_("Tên điểm cầu"), max_length=NAME_MAX)
    folded = models.CharField(max_length=NAME_MAX, editable=False, db_index=True)
    area = models.CharField(_("Khu vực"), max_length=60, blank=True)
    email = models.EmailField(_("Thư điện tử"), blank=True)
    hall = models.CharField(_("Hội trường"), max_length=200, blank=True)
    capacity = models.PositiveIntegerField(_("Sức chứa"), default=0)
    latitude = models.FloatField(_("Vĩ độ"), null=True, blank=True)
    longitude = models.FloatField(_("Kinh độ"), null=True, blank=True)
    technicians = models.ManyToManyField("people.Person", related_name="sites", blank=True)

    class Meta(Dated.Meta):
        verbose_name = _("điểm cầu")
        verbose_name_plural = _("điểm cầu")

    def __str__(self) -> str:
        return self.name


class Membership(Dated):
    """A person's place in an agency, while it lasts."""

    person = models.ForeignKey("people.Person", models.PROTECT, related_name="memberships")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="memberships")
    position = models.CharField(_("Chức vụ"), max_length=NAME_MAX)

    class Meta(Dated.Meta):
        verbose_name = _("nơi công tác")
        verbose_name_plural = _("nơi công tác")

    def __str__(self) -> str:
        return f"{self.person}, {self.position}"
