"""From what a letter says to its bytes: made once, by whoever leased it, and committed before anything leaves.

A worker that dies before the commit leaves nothing behind, and the letter is written anew: nobody has seen it. After
the commit the bytes never change. Papers stand in a table of their own and are joined to each letter as it leaves.
"""

from collections.abc import Sequence
from functools import lru_cache

import msgspec
from django.db import transaction

from rooms.invitations.letters import Attachment, enclose, part_of
from rooms.invitations.models import Delivery, Enclosure, Stage
from rooms.invitations.writing import Contents
from rooms.invitations.writing import write_down as bytes_of
from rooms.rehearsal import crash_point

_PAPERS_IN_MEMORY = 16  # a meeting's letters carry the same one or two


def write_down(batch: Sequence[Delivery], owner: str) -> list[Delivery]:
    """Make and commit the bytes of the letters that have none; answers those that are still this owner's."""
    raws = {one.pk: bytes_of(msgspec.convert(one.contents, Contents)) for one in batch if not one.raw}
    crash_point("outbox.after_compose")
    with transaction.atomic():
        mine = Delivery.objects.select_for_update().filter(pk__in=list(raws), stage=Stage.LEASED, lease_owner=owner)
        written = [_with(one, raws[one.pk]) for one in mine]
        Delivery.objects.bulk_update(written, ["raw", "contents"], batch_size=25)
    crash_point("outbox.after_written")
    fresh = {one.pk: one for one in written}
    return [fresh.get(one.pk, one) for one in batch if one.raw or one.pk in fresh]


def _with(delivery: Delivery, raw: bytes) -> Delivery:
    delivery.raw, delivery.contents = raw, {}
    return delivery


def whole(delivery: Delivery) -> bytes:
    """The letter as it leaves, with its papers; the same bytes each time."""
    papers = delivery.enclosures.order_by("pk").values_list("pk", flat=True)
    return enclose(bytes(delivery.raw), [_part(pk) for pk in papers])


@lru_cache(maxsize=_PAPERS_IN_MEMORY)
def _part(enclosure_id: int) -> bytes:
    paper = Enclosure.objects.get(pk=enclosure_id)
    return part_of(Attachment(paper.filename, paper.content_type, bytes(paper.content)))
