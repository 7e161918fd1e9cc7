"""From what a letter says to its bytes: made once, by whoever leased it, and committed before anything leaves.

A worker that dies before the commit leaves nothing behind, and the letter is written anew: nobody has seen it. After
the commit the bytes never change. Papers stand in a table of their own and are joined to each letter as it leaves.
"""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import lru_cache

import msgspec
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from rooms.invitations.actions import settling
from rooms.invitations.carrier import Never
from rooms.invitations.letters import Attachment, enclose, part_of
from rooms.invitations.models import Delivery, Enclosure, Stage
from rooms.invitations.writing import Contents
from rooms.invitations.writing import write_down as bytes_of
from rooms.rehearsal import crash_point

log = logging.getLogger(__name__)

Now = Callable[[], datetime]
_UNWRITABLE = _("Không soạn được thư; đã ghi vào nhật ký máy chủ")
_PAPERS_IN_MEMORY = 16  # a meeting's letters carry the same one or two


def write_down(batch: Sequence[Delivery], owner: str, now: Now) -> list[Delivery]:
    """Make and commit the bytes of the letters that have none; answers those that are still this owner's."""
    raws = {one.pk: _bytes_of(one) for one in batch if not one.raw}
    crash_point("outbox.after_compose")
    written = _commit({pk: raw for pk, raw in raws.items() if raw}, owner)
    crash_point("outbox.after_written")
    for pk, raw in raws.items():
        if not raw:
            settling.settle(pk, Never(str(_UNWRITABLE)), now(), owner=owner)
    return [written.get(one.pk, one) for one in batch if one.raw or one.pk in written]


def _bytes_of(delivery: Delivery) -> bytes:
    """Empty where it cannot be written: one such letter must not stop all others (R-20)."""
    try:
        return bytes_of(msgspec.convert(delivery.contents, Contents))
    except Exception:
        log.exception("a letter could not be written", extra={"delivery": delivery.pk})
        return b""


@transaction.atomic
def _commit(raws: dict[int, bytes], owner: str) -> dict[int, Delivery]:
    mine = Delivery.objects.select_for_update().filter(pk__in=list(raws), stage=Stage.LEASED, lease_owner=owner)
    written = list(mine)
    for delivery in written:
        delivery.raw, delivery.contents = raws[delivery.pk], {}
    Delivery.objects.bulk_update(written, ["raw", "contents"], batch_size=25)
    return {delivery.pk: delivery for delivery in written}


def whole(delivery: Delivery) -> bytes:
    """The letter as it leaves, with its papers; the same bytes each time."""
    papers = delivery.enclosures.order_by("pk").values_list("pk", "digest")
    return enclose(bytes(delivery.raw), [_part(pk, digest) for pk, digest in papers])


@lru_cache(maxsize=_PAPERS_IN_MEMORY)
def _part(enclosure_id: int, _digest: str) -> bytes:
    # The digest is part of the key: in a database put back from a backup the same number may be another paper.
    paper = Enclosure.objects.get(pk=enclosure_id)
    return part_of(Attachment(paper.filename, paper.content_type, bytes(paper.content)))
