"""Recording."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from rooms.recordings.rules import State

STATE_WORDS = {
    State.RECORDING: _("Đang ghi"),
    State.STOPPED: _("Chờ dựng"),
    State.COMPOSING: _("Đang dựng"),
    State.HELD: _("Đã dừng dựng"),
    State.READY: _("Xem được"),
    State.FAILED: _("Không dựng được"),
    State.DELETED: _("Đã xóa"),
}


class Recording(models.Model):
    """One recording of a meeting, from the chair's wish to its deletion. The row outlives its files."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    meeting = models.ForeignKey("meetings.Meeting", models.PROTECT, related_name="recordings")
    state = models.CharField(max_length=16, choices=[(s.value, STATE_WORDS[s]) for s in State], default=State.RECORDING)
    started_at = models.DateTimeField()
    started_by = models.CharField(max_length=64)  # as the journal writes it
    stopped_at = models.DateTimeField(null=True)
    keep_until = models.DateTimeField(null=True)
    filed = models.BooleanField(default=False)  # on file: it has no date of deletion
    released = models.BooleanField(default=False)  # the seats may have it
    file = models.CharField(max_length=100, blank=True)  # its name inside the recording's folder
    bytes = models.PositiveBigIntegerField(default=0)
    seconds = models.PositiveIntegerField(default=0)
    digest = models.CharField(max_length=64, blank=True)
    composed_at = models.DateTimeField(null=True)
    claim = models.UUIDField(null=True)  # the composer that holds it
    beaten_at = models.DateTimeField(null=True)  # its last sign of life
    percent = models.PositiveSmallIntegerField(default=0)
    tries = models.PositiveSmallIntegerField(default=0)
    fault = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting"], condition=Q(state="recording"), name="one_running_recording"),
            models.CheckConstraint(condition=Q(state__in=[s.value for s in State]), name="recording_state_known"),
        ]
        ordering = ["started_at"]

    def __str__(self) -> str:
        return f"{self.pk} {self.state}"
