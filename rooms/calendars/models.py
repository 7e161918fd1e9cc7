"""FeedAddress: the secret address at which one person's calendar programs read one thing."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """What is read there."""

    OWN = "own", _("Lịch họp của tôi")
    AGENCY = "agency", _("Lịch họp của cơ quan")
    BUSY = "busy", _("Giờ bận của tôi")
    SITE = "site", _("Giờ bận của điểm cầu")


class FeedAddress(models.Model):
    """One address. `subject_id` is the person, the agency or the site it is about; a larger `turn` is a new token.

    Only the token's hash is kept; null is an address taken back. `digest` and `changed_at` say since when the text is
    as it is now, which programs without ETag ask.
    """

    person = models.ForeignKey("people.Person", models.CASCADE, related_name="feed_addresses")
    kind = models.CharField(max_length=8, choices=Kind)
    subject_id = models.UUIDField()
    turn = models.PositiveIntegerField(default=0)
    token_hash = models.CharField(max_length=64, unique=True, null=True)  # noqa: DJ001 - unique, so none is null, not ""
    since = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    digest = models.CharField(max_length=64, blank=True)
    changed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "kind", "subject_id"], name="one_feed_address_per_subject")
        ]
        verbose_name_plural = "feed addresses"

    def __str__(self) -> str:
        return f"{self.kind} of {self.person_id}"
