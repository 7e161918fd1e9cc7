"""Minutes (one per meeting, its row is the lock), Update (one committed edit), Snapshot (the edits up to one, merged).

Rows are kept until sign-off: they tell who wrote what and when. A snapshot only shortens loading.
"""

from django.db import models


class Minutes(models.Model):
    """How far the text of one meeting has come; whoever appends to it holds this row's lock."""

    meeting = models.OneToOneField("meetings.Meeting", models.PROTECT, primary_key=True, related_name="minutes")
    seq = models.PositiveBigIntegerField(default=0)  # the newest Update; gapless, given out under the lock
    last_fact_seq = models.PositiveBigIntegerField(default=0)  # the journal is written in as facts up to this entry
    frozen_at = models.DateTimeField(null=True)  # sign-off; nobody writes any more

    class Meta:
        verbose_name_plural = "minutes"

    def __str__(self) -> str:
        return f"{self.pk} at {self.seq}"


class Update(models.Model):
    """One committed Yjs update; the log of them is the truth."""

    minutes = models.ForeignKey(Minutes, models.PROTECT, related_name="updates")
    seq = models.PositiveBigIntegerField()
    data = models.BinaryField()
    author = models.CharField(max_length=64)  # "seat:<uuid>", or "system" for sections and facts
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["minutes", "seq"], name="one_update_per_number")]
        ordering = ["minutes", "seq"]

    def __str__(self) -> str:
        return f"{self.minutes_id} {self.seq} by {self.author}"


class Snapshot(models.Model):
    """The document as it is after update `upto`; a shortcut, rebuilt at will."""

    minutes = models.OneToOneField(Minutes, models.PROTECT, primary_key=True, related_name="snapshot")
    upto = models.PositiveBigIntegerField()
    state = models.BinaryField()

    def __str__(self) -> str:
        return f"{self.pk} up to {self.upto}"


class SignedRecord(models.Model):
    """A signed version of the record, with the very bytes that were hashed and the files that were made of them.

    Never changed, never deleted: a correction is the next version. The files lie in the row, so that they stand or
    fall with it and travel with every backup; each is about 100 kB.
    """

    meeting = models.ForeignKey("meetings.Meeting", models.PROTECT, related_name="signed_records")
    version = models.PositiveIntegerField(default=1)
    canonical = models.BinaryField()
    digest = models.CharField(max_length=64)  # SHA-256 of canonical, in hexadecimal
    journal_seq = models.PositiveBigIntegerField()
    minutes_seq = models.PositiveBigIntegerField()
    signed_at = models.DateTimeField()
    signed_by = models.CharField(max_length=64)  # "seat:<uuid>" or "person:<uuid>", as the journal says it
    docx = models.BinaryField()
    docx_digest = models.CharField(max_length=64)
    pdf = models.BinaryField()
    pdf_digest = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["meeting", "version"], name="one_record_per_version")]
        ordering = ["meeting", "version"]

    def __str__(self) -> str:
        return f"{self.meeting_id} version {self.version}"
