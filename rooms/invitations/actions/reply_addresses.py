"""Reply addresses: which token belongs to whom. The token is derived again each time; the database keeps its hash."""

from collections.abc import Iterable

from django.conf import settings

from rooms.invitations.itip.addresses import hash_of, token_of
from rooms.invitations.models import ReplyAddress
from rooms.meetings.models import Seat


def holder_of(seat: Seat) -> str:
    """Whose letters these are: the person's or the site's, the same over all meetings."""
    return f"person:{seat.person_id}" if seat.person_id else f"site:{seat.site_id}"


def reply_address_of(seat: Seat) -> tuple[ReplyAddress, str]:
    """The row and the token of whoever sits here; made at the first letter."""
    return reply_addresses_of([seat])[holder_of(seat)]


def reply_addresses_of(seats: Iterable[Seat]) -> dict[str, tuple[ReplyAddress, str]]:
    """Row and token of each holder of these seats; those that have none yet get one.

    Two meetings may invite the same newcomers at the same moment: the second waits for the rows of the first, and both
    make theirs in one order.
    """
    holders = {holder_of(seat) for seat in seats}
    rows = ReplyAddress.objects.filter(holder__in=holders)
    missing = holders - {row.holder for row in rows}
    if missing:
        tokens = {holder: token_of(_secrets()[0], holder, 0) for holder in sorted(missing)}
        made = [ReplyAddress(holder=holder, token_hash=hash_of(token)) for holder, token in tokens.items()]
        ReplyAddress.objects.bulk_create(made, ignore_conflicts=True)
        rows = rows.all()
    return {row.holder: (row, _token(row)) for row in rows}


def _token(row: ReplyAddress) -> str:
    for secret in _secrets():
        token = token_of(secret, row.holder, row.turn)
        if hash_of(token) == row.token_hash:
            return token
    # The secret that made it is gone for good: answers to old letters are lost, new letters get a new address.
    return rotate(row)


def rotate(row: ReplyAddress) -> str:
    """Give this holder a new token; answers to the old one are refused from now on."""
    row.turn += 1
    token = token_of(_secrets()[0], row.holder, row.turn)
    row.token_hash = hash_of(token)
    row.save(update_fields=["turn", "token_hash"])
    return token


def _secrets() -> list[bytes]:
    return [secret.encode() for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]
