"""IssuedPaper: a paper that was numbered and went out."""

import uuid
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from rooms.papers.convening import KIND_SYMBOL, Urgency
from rooms.papers.rules import NUMBER_MAX
from rooms.people.rules import NAME_MAX


class Profile(models.TextChoices):
    """The two pairs of sizes of Appendix I; never mixed."""

    P12 = "P12", _("12/13")
    P13 = "P13", _("13/14")


URGENCIES = [
    (Urgency.NONE.value, _("Thường")),
    (Urgency.URGENT.value, _("Khẩn")),
    (Urgency.VERY_URGENT.value, _("Thượng khẩn")),
    (Urgency.EXPRESS.value, _("Hỏa tốc")),
]


class IssuedPaper(models.Model):
    """A Giấy mời as it went out, with the very files that were made of it.

    Never changed, never deleted: when title, time or place change, the next one takes its place. Numbers restart each
    year and are given by the clerk; the database refuses the same number of one agency twice.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    meeting = models.ForeignKey("meetings.Meeting", models.PROTECT, related_name="issued_papers")
    agency = models.ForeignKey("directory.Agency", models.PROTECT, related_name="issued_papers")
    kind = models.CharField(max_length=4, default=KIND_SYMBOL)
    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    symbol = models.CharField(max_length=30)  # the agency's, as it was then
    dated = models.DateField()
    revision = models.PositiveIntegerField(default=1)  # within the meeting
    whole_series = models.BooleanField(default=False)  # it tells all sittings of the meeting's series
    replaces = models.OneToOneField("self", models.PROTECT, null=True, related_name="replaced_by")
    profile = models.CharField(max_length=3, choices=Profile, default=Profile.P13)
    urgency = models.CharField(max_length=16, choices=URGENCIES, blank=True)
    authority = models.CharField(max_length=300, blank=True)  # one line each
    signer_position = models.CharField(max_length=NAME_MAX)
    signer_name = models.CharField(max_length=NAME_MAX)
    told: Any = models.JSONField()  # title, time, place and chair as told; decides whether it is still true
    said: Any = models.JSONField()  # the whole paper, as layouts.paper.plain_of writes it
    pdf = models.BinaryField()
    pdf_digest = models.CharField(max_length=64)  # SHA-256, in hexadecimal
    docx = models.BinaryField()
    docx_digest = models.CharField(max_length=64)
    issued_at = models.DateTimeField()
    issued_by = models.CharField(max_length=64)  # as the journal writes it

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agency", "kind", "year", "number"], name="paper_number_once_a_year"),
            models.UniqueConstraint(fields=["meeting", "kind", "revision"], name="one_paper_per_revision"),
            models.CheckConstraint(
                condition=Q(number__gte=1, number__lte=NUMBER_MAX), name="paper_number_has_two_to_six_digits"
            ),
        ]
        ordering = ["meeting", "revision"]

    def __str__(self) -> str:
        return self.number_words

    @property
    def number_words(self) -> str:
        """`12/GM-UBND`."""
        return f"{self.number:02d}/{self.kind}-{self.symbol}"

    @property
    def file_name(self) -> str:
        """`giay-moi-12-GM-UBND`: what the file is called when it is kept."""
        symbol = "".join(sign if sign.isascii() and sign.isalnum() else "-" for sign in self.symbol)
        return f"giay-moi-{self.number:02d}-{self.kind}-{symbol}"
