"""Reads of the directory: who and what was valid on a day, and where to find it."""

from datetime import date
from itertools import groupby

from django.db.models import Q, QuerySet

from rooms.directory.models import Agency, Site
from rooms.people.rules import fold


def _valid(day: date) -> Q:
    return Q(valid_from__lte=day) & (Q(valid_to__isnull=True) | Q(valid_to__gt=day))


def sites_on(day: date) -> QuerySet[Site]:
    """The sites of a day, area by area."""
    return Site.objects.filter(_valid(day)).select_related("agency").order_by("area", "name")


def agencies_on(day: date) -> QuerySet[Agency]:
    """The agencies of a day."""
    return Agency.objects.filter(_valid(day)).order_by("name")


def by_area(sites: QuerySet[Site]) -> list[tuple[str, list[Site]]]:
    """Sites under the name of their area; those without one first."""
    return [(area, list(those)) for area, those in groupby(sites, lambda site: site.area)]


def search(day: date, words: str) -> QuerySet[Site]:
    """The sites of a day whose name or area holds these words, accents and tones aside."""
    key = fold(words)
    found = sites_on(day).prefetch_related("technicians")
    if not key:
        return found
    areas = [area for area in found.values_list("area", flat=True).distinct() if key in fold(area)]
    return found.filter(Q(folded__contains=key) | Q(area__in=areas))
