"""ReplyAddress, Invitation, Delivery (a mail on its way), Received (one that came) and what it said, WayIn."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from rooms.invitations.rules import Funnel, mark_of
from rooms.people.rules import NAME_MAX

FUNNEL_WORDS = {
    Funnel.QUEUED: _("Chờ gửi"),
    Funnel.SENT: _("Đã gửi"),
    Funnel.DELAYED: _("Gửi chậm"),
    Funnel.BOUNCED: _("Thư trả lại"),
    Funnel.OPENED: _("Đã mở"),
    Funnel.ACCEPTED: _("Tham dự"),
    Funnel.TENTATIVE: _("Chưa chắc"),
    Funnel.DECLINED: _("Vắng"),
    Funnel.SUBSTITUTE_PROPOSED: _("Dự thay"),
}


class ReplyAddress(models.Model):
    """The token under which one person or site answers, the same over all meetings (ORGANIZER must not change).

    Only the hash is kept; the token is derived again when a letter is written. A larger `turn` makes a new one.
    """

    holder = models.CharField(max_length=48, unique=True)  # "person:<uuid>" or "site:<uuid>"
    turn = models.PositiveIntegerField(default=0)
    token_hash = models.CharField(max_length=64, unique=True)

    def __str__(self) -> str:
        return self.holder


class Invitation(models.Model):
    """What one seat was told and what it answered."""

    seat = models.OneToOneField("meetings.Seat", models.CASCADE, related_name="invitation")
    reply_address = models.ForeignKey(ReplyAddress, models.PROTECT, related_name="invitations")
    uid = models.CharField(max_length=320, db_index=True)  # stable for ever, also when MAIL_DOMAIN changes
    recurrence = models.CharField(max_length=32, blank=True)  # RECURRENCE-ID in UTC, 20261127T013000Z; "": no series
    sequence = models.PositiveIntegerField(default=0)
    dtstamp = models.DateTimeField()
    state = models.CharField(max_length=20, choices=[(s.value, FUNNEL_WORDS[s]) for s in Funnel], default=Funnel.QUEUED)
    state_at = models.DateTimeField()
    told = models.JSONField(default=dict)  # time and place as last told; decides whether SEQUENCE rises
    told_before = models.JSONField(default=dict, blank=True)  # the same before its hour was changed last
    answer_sequence = models.PositiveIntegerField(null=True)
    answer_dtstamp = models.DateTimeField(null=True)
    answer_sent_at = models.DateTimeField(null=True)  # the Date of its mail, where DTSTAMPs are equal
    answer_particular = models.BooleanField(default=False)  # it was given to this instance, not to the whole series
    comment = models.CharField(max_length=1000, blank=True)
    substitute_name = models.CharField(max_length=NAME_MAX, blank=True)
    substitute_position = models.CharField(max_length=NAME_MAX, blank=True)
    substitute_email = models.EmailField(blank=True)
    fault = models.CharField(max_length=300, blank=True)  # why a letter did not arrive, in the server's words
    first_message_id = models.CharField(max_length=255, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(state__in=[s.value for s in Funnel]), name="funnel_state_known")
        ]

    def __str__(self) -> str:
        return f"{self.uid} {self.state}"

    @property
    def proposal_mark(self) -> str:
        """What an approval names, so that it never falls on another proposal than the one that was read."""
        return mark_of(self.substitute_name, self.substitute_position, self.substitute_email)


class Stage(models.TextChoices):
    """Where a mail on its way stands (the outbox law, RELIABILITY.md 4.8)."""

    QUEUED = "queued", _("chờ gửi")
    HELD = "held", _("đã dừng")  # the desk stopped it before it left
    WITHDRAWN = "withdrawn", _("không gửi nữa")  # it was held, and a newer letter takes its place
    LEASED = "leased", _("đang gửi")
    DATA_SENT = "data_sent", _("đã chuyển nội dung")
    SENT = "sent", _("đã gửi")
    UNKNOWN = "unknown", _("chưa rõ")
    FAILED = "failed", _("không gửi được")


class About(models.TextChoices):
    """What a mail is about, in the desk's words."""

    INVITE = "invite", _("Giấy mời")
    CHANGE = "change", _("Thay đổi giấy mời")
    REMINDER = "reminder", _("Nhắc trả lời")
    AGAIN = "again", _("Gửi lại giấy mời")
    ASKED_ANEW = "asked_anew", _("Hỏi lại, chưa duyệt dự thay")
    CANCEL = "cancel", _("Báo hủy họp")
    WITHDRAWAL = "withdrawal", _("Rút giấy mời")
    TIME_KEPT = "time_kept", _("Giữ nguyên giờ họp")


class Enclosure(models.Model):
    """A paper that goes with letters: kept once, however many letters carry it, and joined to each as it leaves."""

    filename = models.CharField(max_length=255)
    content_type = models.CharField(max_length=100)
    digest = models.CharField(max_length=64)  # SHA-256 of the content
    content = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["digest", "filename", "content_type"], name="enclosure_kept_once")
        ]

    def __str__(self) -> str:
        return self.filename


class Delivery(models.Model):
    """One mail. What it says and its Message-ID are fixed when it is queued, its bytes when a worker first takes it.

    `raw` is committed before the first byte leaves, so that a repeat is the same mail; then `contents` is empty.
    """

    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    invitation = models.ForeignKey(Invitation, models.CASCADE, related_name="deliveries")
    # To whom and about which event it was written; the invitation may get another holder or another name later.
    reply_address = models.ForeignKey(ReplyAddress, models.PROTECT, related_name="deliveries", db_index=False)
    uid = models.CharField(max_length=320)
    method = models.CharField(max_length=16)
    about = models.CharField(max_length=12, choices=About, blank=True)
    sequence = models.PositiveIntegerField()
    recurrence = models.CharField(max_length=32, blank=True)
    revision = models.PositiveIntegerField(default=0)
    covers_series = models.BooleanField(default=False)  # one letter for all of this recipient's instances
    stage = models.CharField(max_length=10, choices=Stage, default=Stage.QUEUED)
    recipient = models.EmailField()
    return_token = models.CharField(max_length=26, unique=True)  # in the envelope sender: bounce+<token>@
    message_id = models.CharField(max_length=255, unique=True)
    contents = models.JSONField(default=dict)  # writing.Contents
    raw = models.BinaryField(default=bytes)  # without the enclosures
    enclosures = models.ManyToManyField(Enclosure, related_name="deliveries")
    queued_at = models.DateTimeField()
    handed_at = models.DateTimeField(null=True, db_index=True)  # when its content last began to leave
    next_at = models.DateTimeField(null=True)  # null: nothing more will be tried
    lease_owner = models.CharField(max_length=32, blank=True)
    lease_until = models.DateTimeField(null=True)
    attempts = models.PositiveIntegerField(default=0)
    repeats = models.PositiveIntegerField(default=0)
    settled_at = models.DateTimeField(null=True)
    fault = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["invitation", "method", "sequence", "recurrence", "revision"], name="one_mail_per_telling"
            )
        ]
        indexes = [
            models.Index(fields=["stage", "next_at"], name="outbox_due"),
            models.Index(fields=["uid", "reply_address"], name="delivery_told"),
        ]
        verbose_name_plural = "deliveries"

    def __str__(self) -> str:
        return f"{self.message_id} {self.stage}"


class Reminder(models.Model):
    """A day on which the seats that have not answered are reminded: so many working days before the meeting, once."""

    meeting = models.ForeignKey("meetings.Meeting", models.CASCADE, related_name="reminders")
    days_before = models.PositiveSmallIntegerField()
    done_at = models.DateTimeField(null=True)
    letters = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["meeting", "days_before"], name="reminded_once_a_day")]

    def __str__(self) -> str:
        return f"{self.meeting_id} -{self.days_before}"


class Filed(models.TextChoices):
    """What became of a mail that came."""

    NEW = "new", _("chưa đọc")
    APPLIED = "applied", _("đã ghi nhận")
    IGNORED = "ignored", _("không ảnh hưởng")
    NEEDS_PERSON = "needs_person", _("cần người xem")
    SET_ASIDE = "set_aside", _("không đọc được")
    PUT_AWAY = "put_away", _("đã gác lại")


class Received(models.Model):
    """A mail that came, kept whole, so that one we did not understand can be read again later."""

    recipient = models.CharField(max_length=320)
    envelope_from = models.CharField(max_length=320, blank=True)
    message_id = models.CharField(max_length=255, blank=True)
    digest = models.CharField(max_length=64)  # SHA-256 of the body: relays change headers on the way
    raw = models.BinaryField()
    received_at = models.DateTimeField(db_index=True)
    filed = models.CharField(max_length=12, choices=Filed, default=Filed.NEW, db_index=True)
    reason = models.CharField(max_length=32, blank=True)
    detail = models.CharField(max_length=300, blank=True)
    tries = models.PositiveIntegerField(default=0)
    invitation = models.ForeignKey(Invitation, models.SET_NULL, null=True, related_name="received")
    # The meeting it is about, also where no invitation is; null: nobody knows, and administrators look at it.
    meeting = models.ForeignKey("meetings.Meeting", models.SET_NULL, null=True, related_name="received")
    decided_by = models.CharField(max_length=64, blank=True)  # who applied it or put it away, as the journal names them
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["recipient", "message_id", "digest"], name="mail_kept_once")]
        verbose_name_plural = "received"

    def __str__(self) -> str:
        return f"{self.message_id} {self.filed}"


class Reply(models.Model):
    """One answer that held when it came; the last one stands in the invitation."""

    invitation = models.ForeignKey(Invitation, models.CASCADE, related_name="replies")
    received = models.ForeignKey(Received, models.SET_NULL, null=True, related_name="replies")
    via = models.CharField(max_length=4)  # "mail", "web", or "desk" for what a person read out of a mail
    answer = models.CharField(max_length=20)
    sequence = models.PositiveIntegerField()
    dtstamp = models.DateTimeField()
    comment = models.CharField(max_length=1000, blank=True)
    at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "replies"

    def __str__(self) -> str:
        return f"{self.answer} via {self.via}"


class Proposed(models.TextChoices):
    """What became of a proposed time."""

    WAITING = "waiting", _("chờ quyết định")
    ACCEPTED = "accepted", _("đã đồng ý dời")
    DECLINED = "declined", _("đã giữ giờ cũ")
    BY_HAND = "by_hand", _("sẽ tự dời")
    OUTDONE = "outdone", _("đã có câu trả lời mới hơn")


class Proposal(models.Model):
    """Another time that a seat proposed (COUNTER, RFC 5546 3.2.7), and what the desk decided."""

    invitation = models.ForeignKey(Invitation, models.CASCADE, related_name="proposals")
    received = models.ForeignKey(Received, models.SET_NULL, null=True, related_name="proposals")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    comment = models.CharField(max_length=1000, blank=True)
    sequence = models.PositiveIntegerField()
    dtstamp = models.DateTimeField()
    sent_at = models.DateTimeField()
    particular = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=Proposed, default=Proposed.WAITING)
    decided_by = models.CharField(max_length=64, blank=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["invitation"], condition=models.Q(state="waiting"), name="one_proposal_waits_per_seat"
            ),
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")), name="proposal_ends_after_start"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.starts_at} {self.state}"


class WayIn(models.Model):
    """A way by which mails come in, as the process that tends it wrote last: pages and figures read it here."""

    name = models.CharField(max_length=10, primary_key=True, choices=[("mailbox", _("Hộp thư")), ("lmtp", "LMTP")])
    tried_at = models.DateTimeField()  # its last sign of life, well or not
    well_at = models.DateTimeField(null=True)
    failing_since = models.DateTimeField(null=True)
    fault = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name_plural = "ways in"

    def __str__(self) -> str:
        return self.name
