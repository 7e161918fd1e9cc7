"""Reads of letters on their way (Delivery): what each reader was told, and how far the sending is."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Max, Min, Q, QuerySet

from rooms.invitations.models import Delivery, Invitation, Stage
from rooms.refusals import NotFound

MOST_ROWS = 300  # of one page


def told_of_whole(uids: Iterable[str]) -> set[tuple[int, str]]:
    """Which recipients (reply address, uid) have had a letter for their whole part of a series."""
    covering = Delivery.objects.filter(covers_series=True, uid__in=set(uids))
    return set(covering.values_list("reply_address_id", "uid"))


def heard(uids: Iterable[str]) -> dict[tuple[int, str], int]:
    """The highest SEQUENCE that each recipient (reply address, uid) was ever told, of whichever instance."""
    told = Delivery.objects.filter(uid__in=set(uids)).order_by().values_list("reply_address_id", "uid")
    return {(address, uid): newest for address, uid, newest in told.annotate(newest=Max("sequence"))}


def returned_to(token: str) -> Delivery | None:
    """The mail whose envelope sender carried this token."""
    return Delivery.objects.select_related("invitation__seat").filter(return_token=token).first()


def is_ours(message_id: str) -> bool:
    """Whether a letter of this house carries this Message-ID."""
    return bool(message_id) and Delivery.objects.filter(message_id=message_id).exists()


def asked_at(invitation: Invitation) -> datetime | None:
    """When the present SEQUENCE was first put on its way to this seat."""
    told = Delivery.objects.filter(reply_address=invitation.reply_address_id, uid=invitation.uid)
    rows = told.filter(sequence=invitation.sequence)  # one letter may tell of a whole series
    return rows.order_by("queued_at").values_list("queued_at", flat=True).first()


def oldest_queued() -> datetime | None:
    """Since when the letter that has waited longest waits to be sent."""
    waiting = Delivery.objects.filter(stage=Stage.QUEUED, next_at__isnull=False)
    return waiting.order_by("queued_at").values_list("queued_at", flat=True).first()


def deliveries_of(meeting_id: UUID) -> list[Delivery]:
    """Every mail of the meeting, oldest first, without what is in it."""
    rows = Delivery.objects.filter(invitation__seat__meeting_id=meeting_id)
    return list(rows.defer("raw", "contents").order_by("pk"))


def letters_about(meeting_id: UUID) -> QuerySet[Delivery]:
    """Every letter that tells of this meeting: its own, and those of the series to which it belongs."""
    names = Invitation.objects.filter(seat__meeting_id=meeting_id).values("uid")
    return Delivery.objects.filter(Q(invitation__seat__meeting_id=meeting_id) | Q(uid__in=names))


@dataclass(frozen=True, slots=True)
class Sending:
    """How far the letters of a meeting are that were queued together; `held` were stopped by the desk."""

    done: int
    total: int
    held: int
    fault: str  # what the mail server's absence was called, as long as nothing leaves

    @property
    def under_way(self) -> bool:
        return self.done < self.total


def sending(meeting_id: UUID, now: datetime) -> Sending:
    """Letters that wait to be tried again later are not under way: the funnel shows them as delayed."""
    rows = letters_about(meeting_id)
    first_try = Q(stage=Stage.QUEUED, attempts=0) | Q(stage=Stage.QUEUED, next_at__lte=now)
    waiting = rows.filter(Q(stage__in=[Stage.LEASED, Stage.DATA_SENT]) | first_try)
    begun = waiting.aggregate(Min("queued_at"))["queued_at__min"]
    together = rows.exclude(stage__in=[Stage.HELD, Stage.WITHDRAWN])
    if begun is not None:
        together = together.filter(queued_at__gte=begun)
    total = together.count()
    away = waiting.filter(stage=Stage.QUEUED, attempts=0).exclude(fault="").values_list("fault", flat=True).first()
    return Sending(total - waiting.count(), total, rows.filter(stage=Stage.HELD).count(), away or "")


def posted_of(meeting_id: UUID) -> list[Delivery]:
    """The newest letters of this meeting, without their bytes."""
    rows = Delivery.objects.filter(invitation__seat__meeting_id=meeting_id).defer("raw", "contents")
    return list(rows.select_related("invitation__seat__person", "invitation__seat__site").order_by("-pk")[:MOST_ROWS])


def posted(meeting_id: UUID, delivery_id: int) -> Delivery:
    """One letter of this meeting. Raises NotFound."""
    rows = Delivery.objects.filter(invitation__seat__meeting_id=meeting_id, pk=delivery_id)
    found = rows.select_related("invitation__seat__person", "invitation__seat__site").first()
    if found is None:
        raise NotFound
    return found
