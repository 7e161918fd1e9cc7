"""What the processes that fetch and take mail say of themselves; a lamp, a figure and administrators read it."""

from datetime import datetime

from django.db import transaction

from rooms.invitations.models import WayIn
from rooms.invitations.rules import Way


@transaction.atomic
def tell_well(way: Way, now: datetime) -> None:
    """It was looked into, or stands open, now."""
    fine = {"tried_at": now, "well_at": now, "failing_since": None, "fault": ""}
    WayIn.objects.update_or_create(name=way, defaults=fine)


@transaction.atomic
def tell_failing(way: Way, fault: str, now: datetime) -> None:
    """It could not be used now; the first of several failures is remembered."""
    row, _new = WayIn.objects.select_for_update().get_or_create(name=way, defaults={"tried_at": now})
    row.tried_at, row.failing_since, row.fault = now, row.failing_since or now, fault[:300]
    row.save()
