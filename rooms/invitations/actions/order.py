"""The order of locks of this room: which rows a deed holds, and which of them it takes first.

    a received mail -> meetings by key -> invitations by key -> letters -> the journal's heads

Whoever records anything in a meeting's journal holds the meeting before any invitation: so an answer and a change of
the meeting come one after the other. Whoever changes several invitations takes their meetings at once, then them at
once, and reads only then what it changes. So nobody waits for another in a ring, and nobody writes back what was read
before another wrote. `queries.lock` does it for one seat, here is the rest. SQLite has one writer at a time and needs
none of it; `tests/rooms/invitations/test_races.py` holds any two deeds against it on PostgreSQL.
"""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import QuerySet

from rooms.invitations.models import Delivery, Invitation, ReplyAddress
from rooms.meetings import queries as meetings


def hold_series(meeting_id: UUID) -> None:
    """Hold a meeting with all of its series, and all that anybody was invited to under their names. Raises NotFound."""
    series = meetings.lock_series(meeting_id).series_id
    of_series = {"seat__meeting__series": series} if series else {"seat__meeting": meeting_id}
    names = Invitation.objects.filter(**of_series).order_by().values("uid").distinct()
    _hold_rows(Invitation.objects.filter(uid__in=names))


def hold_part(invitation_id: int) -> None:
    """Hold all that the recipient of this invitation was invited to under the same name."""
    for one in Invitation.objects.filter(pk=invitation_id).select_related("reply_address"):
        hold_answered(one.reply_address, [one.uid])


def hold_answered(holder: ReplyAddress, uids: Iterable[str]) -> None:
    """Hold all that this holder was invited to under these names."""
    found = dict(_part(holder.pk, *uids).values_list("pk", "seat__meeting_id"))
    meetings.lock_all(set(found.values()))
    _hold_rows(Invitation.objects.filter(pk__in=list(found)))


def hold_letter(delivery_id: int) -> Delivery:
    """Hold a letter, and before it the meeting on which it hangs and every invitation that it speaks of."""
    rows = Delivery.objects.select_related("invitation__seat").defer("raw", "contents")
    letter = rows.get(pk=delivery_id)
    meetings.lock_all([letter.invitation.seat.meeting_id])
    own = Invitation.objects.filter(pk=letter.invitation_id)
    _hold_rows(_part(letter.reply_address_id, letter.uid) if letter.covers_series else own)
    return rows.select_for_update(of=("self",)).get(pk=delivery_id)


def _part(address_id: int, *uids: str) -> QuerySet[Invitation]:
    return Invitation.objects.filter(reply_address=address_id, uid__in=set(uids))


def _hold_rows(invitations: QuerySet[Invitation]) -> None:
    list(invitations.select_for_update().order_by("pk").values_list("pk"))
