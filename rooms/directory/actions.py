"""Deeds on the directory: keep an agency or a site under its name and its days."""

from datetime import date

from rooms.directory.models import Agency, Site
from rooms.people.rules import clean_name, fold


def keep_agency(name: str, *, since: date, to: date | None, **fields: object) -> Agency:
    """The agency of this name from this day on; made if it is not there. Raises rules.BadName."""
    cleaned = clean_name(name)
    agency, _ = Agency.objects.get_or_create(
        name=cleaned, valid_from=since, defaults={"folded": fold(cleaned), "valid_to": to, **fields}
    )
    return agency


def keep_site(agency: Agency, name: str, *, since: date, to: date | None, **fields: object) -> Site:
    """The site of this name and agency from this day on; made if it is not there. Raises rules.BadName."""
    cleaned = clean_name(name)
    site, _ = Site.objects.get_or_create(
        agency=agency, name=cleaned, valid_from=since, defaults={"folded": fold(cleaned), "valid_to": to, **fields}
    )
    return site
