"""Connection (evidence of one browser's stay), Presence (what the journal last said of a seat), a hall's roll."""

import uuid

from django.db import models
from django.db.models import F, Q


class Connection(models.Model):
    """One browser's stay in a meeting, by the server's clock. Rows are closed, never changed afterwards.

    `browser` is the id that the page chose and keeps over drops of its line; a return after this row was closed is
    another row. `process` and `boot` say who held it: a new boot of a process closes what the old one left open.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    browser = models.UUIDField()
    meeting = models.ForeignKey("meetings.Meeting", models.CASCADE, related_name="connections")
    seat = models.ForeignKey("meetings.Seat", models.CASCADE, related_name="connections")
    device = models.CharField(max_length=200, blank=True)
    process = models.CharField(max_length=120)
    boot = models.UUIDField()
    opened_at = models.DateTimeField()
    last_seen = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=16, blank=True)  # a rules.Reason once it is closed

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["seat", "browser"], condition=Q(closed_at__isnull=True), name="one_open_stay_per_browser"
            ),
            models.CheckConstraint(condition=Q(last_seen__gte=F("opened_at")), name="seen_after_it_opened"),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | Q(closed_at__gte=F("opened_at")), name="closed_after_it_opened"
            ),
        ]
        indexes = [models.Index(fields=["last_seen"], condition=Q(closed_at__isnull=True), name="open_by_last_seen")]
        ordering = ["opened_at"]

    def __str__(self) -> str:
        return f"{self.seat_id} from {self.opened_at}"


class Presence(models.Model):
    """Whether the journal's last word on a seat was "arrived"; its row is the lock that makes the words alternate.

    `epoch` is the seat's when somebody arrived: a substitute arrives anew, though the seat was never empty.
    """

    seat = models.OneToOneField("meetings.Seat", models.CASCADE, related_name="presence", primary_key=True)
    here = models.BooleanField(default=False)
    epoch = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.seat_id} {'here' if self.here else 'away'}"


class HallCount(models.Model):
    """How many people sit in a hall: counted there by hand, or else by the names that were ticked."""

    seat = models.OneToOneField("meetings.Seat", models.CASCADE, related_name="+", primary_key=True)
    by_hand = models.PositiveIntegerField(null=True)
    counted_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.seat_id}: {self.by_hand}"


class Ticked(models.Model):
    """Somebody on a hall's list who is there; a list that is sent anew begins without ticks."""

    person = models.OneToOneField("meetings.ListedPerson", models.CASCADE, related_name="+", primary_key=True)

    def __str__(self) -> str:
        return str(self.person_id)
