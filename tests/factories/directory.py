"""The province of the tests: its committee and two sites."""

from datetime import date

from rooms.directory.models import Agency, Site
from rooms.people.rules import fold

SINCE = date(2025, 7, 1)


def the_committee() -> Agency:
    return Agency.objects.create(
        name="UBND tỉnh Phú Thọ",
        folded=fold("UBND tỉnh Phú Thọ"),
        letterhead="ỦY BAN NHÂN DÂN|TỈNH PHÚ THỌ",
        symbol="UBND",
        place_name="Phú Thọ",
        valid_from=SINCE,
    )


def a_site(agency: Agency, name="Điểm cầu Tam Dương", email="tamduong@phutho.example", technician=None) -> Site:
    site = Site.objects.create(agency=agency, name=name, folded=fold(name), email=email, valid_from=SINCE)
    if technician is not None:
        site.technicians.add(technician)
    return site
