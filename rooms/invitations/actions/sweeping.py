"""The nightly sweep: papers that no letter carries, whose letters were never queued or whose meeting is gone."""

import logging

from django.db import transaction
from django.db.models import Exists, OuterRef

from rooms.invitations.models import Delivery, Enclosure

log = logging.getLogger(__name__)


@transaction.atomic
def sweep() -> int:
    """Delete the papers that no letter carries; answers how many.

    One that a deed takes for its letters at this moment is held by it and left alone (actions/issuing.py). Those held
    here are looked at once more: a letter may have been committed between the first look and the lock. Whoever wants
    one that goes waits, finds it gone, and keeps it anew.
    """
    carried = Exists(Delivery.enclosures.through.objects.filter(enclosure=OuterRef("pk")))
    idle = Enclosure.objects.filter(~carried).order_by("pk").select_for_update(skip_locked=True)
    held = list(idle.values_list("pk", flat=True))
    swept, _by_table = Enclosure.objects.filter(~carried, pk__in=held).delete()
    if swept:
        log.info("papers swept", extra={"papers": swept})
    return swept
