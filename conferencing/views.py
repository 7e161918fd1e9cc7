"""The two lamps of the process: is it alive, may it be given work."""

import shutil

from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError, OperationalError, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe
from redis.exceptions import RedisError

from rooms import clock, leaving
from rooms.invitations.queries import incoming
from rooms.media import door

DISK_FREE_MIN = 0.1


@require_safe
def health(_request: HttpRequest) -> JsonResponse:
    """The process answers."""
    return JsonResponse({"health": "ok"})


@require_safe
def ready(_request: HttpRequest) -> JsonResponse:
    """The process can do its work, and means to stay. 503 otherwise, with the lamps that are not green.

    A media node that is away is told but turns nobody off: the room goes on without pictures. So are the ways by which
    answers come in: they wait where they are.
    """
    lamps = {"database": _database(), "layer": _layer(), "disk": _disk(), "staying": not leaving.told()}
    status = 200 if all(lamps.values()) else 503
    yellow = {"media": door.lamp(), "mail_in": _mail_in() if lamps["database"] else {}}
    return JsonResponse({"ready": status == 200, **lamps, **yellow}, status=status)  # noqa: PLR2004 - HTTP's own number


def _mail_in() -> dict[str, str]:
    try:
        return {row.name: state for row, state in incoming.ways_in(clock.now())}
    except DatabaseError:  # before the first migration
        return {}


def _database() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except OperationalError:
        return False
    return True


def _layer() -> bool:
    """Redis, where there is one, answers. The cache lives on the same server, and its client knows time-outs."""
    if not settings.REDIS_URL:
        return True
    try:
        cache.get("ready")
    except (OSError, RedisError):
        return False
    return True


def _disk() -> bool:
    """At least a tenth of the disk is free where our files lie."""
    used = shutil.disk_usage(settings.VAR_DIR)
    return used.free / used.total > DISK_FREE_MIN
