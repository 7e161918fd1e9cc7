"""Request, Turn, Mute, Stage and Share."""

import uuid

from django.db import models
from django.db.models import F, Q

from rooms.speakers.rules import Mode


class Request(models.Model):
    """A seat's wish to speak. At most one is open per seat; the database refuses a second (K2)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    seat = models.ForeignKey("meetings.Seat", models.CASCADE, related_name="requests")
    raised_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["seat"], condition=Q(ended_at__isnull=True), name="one_open_request"),
        ]
        ordering = ["raised_at", "seat__number"]

    def __str__(self) -> str:
        return f"{self.seat_id} since {self.raised_at}"


class Turn(models.Model):
    """One speech with its clock. At most one is open in a meeting; the database refuses a second."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    meeting = models.ForeignKey("meetings.Meeting", models.CASCADE, related_name="turns")
    seat = models.ForeignKey("meetings.Seat", models.CASCADE, related_name="turns")
    opened_at = models.DateTimeField()
    allowed_s = models.PositiveIntegerField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting"], condition=Q(ended_at__isnull=True), name="one_open_turn"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("opened_at")), name="turn_ends_after_it_opens"
            ),
        ]
        ordering = ["opened_at"]

    def __str__(self) -> str:
        return f"{self.seat_id} from {self.opened_at}"


class Mute(models.Model):
    """A shut microphone: the row is there while it is shut."""

    seat = models.OneToOneField("meetings.Seat", models.CASCADE, related_name="mute", primary_key=True)
    by_chair = models.BooleanField()  # what the chair shut, the seat cannot open
    muted_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.seat_id} muted"


class Stage(models.Model):
    """What the chair has set for everybody: how the floor is shared, and who stands in the main picture."""

    meeting = models.OneToOneField("meetings.Meeting", models.CASCADE, related_name="stage", primary_key=True)
    mode = models.CharField(max_length=10, choices=[(mode.value, mode.name) for mode in Mode], default=Mode.QUEUE)
    pinned = models.ForeignKey("meetings.Seat", models.SET_NULL, null=True, related_name="+")

    def __str__(self) -> str:
        return f"{self.meeting_id}: {self.mode}"


class Share(models.Model):
    """A shared screen: the row is there while it is shared."""

    seat = models.OneToOneField("meetings.Seat", models.CASCADE, related_name="share", primary_key=True)
    shared_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.seat_id} shares"
