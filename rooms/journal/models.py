"""Head (how far a meeting's journal has come), Entry (one thing that happened), Deed (a wish that was answered)."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models


class Head(models.Model):
    """The last number given out in a meeting; its row is the lock that keeps the numbers gapless."""

    meeting_id = models.UUIDField(primary_key=True)
    seq = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.meeting_id} at {self.seq}"


class Entry(models.Model):
    """One thing that happened in a meeting. Never changed, never deleted."""

    meeting_id = models.UUIDField()
    seq = models.PositiveBigIntegerField()
    at = models.DateTimeField()
    actor = models.CharField(max_length=64)  # "seat:<uuid>", "person:<uuid>" or "system"
    kind = models.CharField(max_length=64)
    payload = models.JSONField(encoder=DjangoJSONEncoder)
    audience = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["meeting_id", "seq"], name="one_entry_per_number")]
        ordering = ["meeting_id", "seq"]

    def __str__(self) -> str:
        return f"{self.meeting_id} {self.seq} {self.kind}"


class Deed(models.Model):
    """The answer to one wish of a browser, so that the same wish sent twice is done once (RELIABILITY.md 4.7).

    It stands beside the entries because it is kept in the same transaction; like them it names nobody's tables.
    """

    actor = models.CharField(max_length=64)
    key = models.UUIDField()
    at = models.DateTimeField(db_index=True)
    answer = models.JSONField(null=True, encoder=DjangoJSONEncoder)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["actor", "key"], name="one_answer_per_wish")]

    def __str__(self) -> str:
        return f"{self.actor} {self.key}"
