"""The demo province: agencies and sites as values. Unit names are real, everything else about them is made up.

Vĩnh Phúc with its nine districts to 30 June 2025; from 1 July 2025 its ground is 36 communes and wards of Phú Thọ,
gathered here under nine areas that carry the names of the former districts. Coordinates are rounded to 0.01 degree,
about a kilometre: enough for a dot on a map of the province.
"""

from dataclasses import dataclass
from datetime import date

FIRST_DAY = date(2008, 6, 4)
MERGER = date(2025, 7, 1)


@dataclass(frozen=True, slots=True)
class DemoAgency:
    """A body and the days it is valid for; `to` is the first day without it."""

    name: str
    letterhead: str
    symbol: str
    place_name: str
    since: date
    to: date | None = None
    parent: str = ""
    parent_letterhead: str = ""


@dataclass(frozen=True, slots=True)
class DemoSite:
    """A hall: its unit, its area, where it is."""

    unit: str
    area: str
    latitude: float
    longitude: float
    capacity: int = 40


PROVINCE = "UBND tỉnh Phú Thọ"
FORMER_PROVINCE = "UBND tỉnh Vĩnh Phúc"
OFFICE = "Văn phòng UBND tỉnh Phú Thọ"

AGENCIES = [
    DemoAgency(FORMER_PROVINCE, "ỦY BAN NHÂN DÂN|TỈNH VĨNH PHÚC", "UBND", "Vĩnh Phúc", FIRST_DAY, MERGER),
    DemoAgency(PROVINCE, "ỦY BAN NHÂN DÂN|TỈNH PHÚ THỌ", "UBND", "Phú Thọ", MERGER),
    DemoAgency(OFFICE, "VĂN PHÒNG", "VP", "Phú Thọ", MERGER, None, PROVINCE, "ỦY BAN NHÂN DÂN|TỈNH PHÚ THỌ"),
]

CENTRE = DemoSite("Hội trường A, UBND tỉnh", "", 21.32, 105.40, 120)

_AREAS = """
Vĩnh Yên: Phường Vĩnh Yên 21.30 105.57, Phường Vĩnh Phúc 21.32 105.60
Phúc Yên: Phường Phúc Yên 21.25 105.71, Phường Xuân Hoà 21.34 105.74
Lập Thạch: Xã Lập Thạch 21.43 105.47, Xã Hợp Lý 21.49 105.46, Xã Thái Hoà 21.46 105.51, Xã Liên Hoà 21.42 105.51,
  Xã Tiên Lữ 21.37 105.48, Xã Sơn Đông 21.33 105.47
Sông Lô: Xã Sông Lô 21.38 105.42, Xã Tam Sơn 21.44 105.42, Xã Hải Lựu 21.46 105.36, Xã Yên Lãng 21.49 105.39
Tam Dương: Xã Tam Dương 21.37 105.58, Xã Tam Dương Bắc 21.44 105.59, Xã Hoàng An 21.36 105.52, Xã Hội Thịnh 21.32 105.55
Tam Đảo: Xã Tam Đảo 21.40 105.64, Xã Đạo Trù 21.52 105.55, Xã Đại Đình 21.47 105.57
Bình Xuyên: Xã Bình Xuyên 21.34 105.65, Xã Bình Nguyên 21.28 105.66, Xã Bình Tuyền 21.36 105.69,
  Xã Xuân Lãng 21.25 105.64
Yên Lạc: Xã Yên Lạc 21.26 105.59, Xã Tề Lỗ 21.26 105.55, Xã Tam Hồng 21.22 105.57, Xã Nguyệt Đức 21.20 105.61,
  Xã Liên Châu 21.18 105.56
Vĩnh Tường: Xã Vĩnh Tường 21.23 105.52, Xã Vĩnh An 21.31 105.52, Xã Vĩnh Hưng 21.28 105.49, Xã Vĩnh Thành 21.26 105.47,
  Xã Thổ Tang 21.23 105.48, Xã Vĩnh Phú 21.19 105.50
"""

# Before the merger: one hall for each district, where it stood.
FORMER_SITES = [
    DemoSite("Thành phố Vĩnh Yên", "Vĩnh Yên", 21.31, 105.60, 60),
    DemoSite("Thành phố Phúc Yên", "Phúc Yên", 21.24, 105.70, 60),
    DemoSite("Huyện Lập Thạch", "Lập Thạch", 21.42, 105.46, 60),
    DemoSite("Huyện Sông Lô", "Sông Lô", 21.44, 105.41, 60),
    DemoSite("Huyện Tam Dương", "Tam Dương", 21.37, 105.55, 60),
    DemoSite("Huyện Tam Đảo", "Tam Đảo", 21.41, 105.62, 60),
    DemoSite("Huyện Bình Xuyên", "Bình Xuyên", 21.31, 105.66, 60),
    DemoSite("Huyện Yên Lạc", "Yên Lạc", 21.24, 105.58, 60),
    DemoSite("Huyện Vĩnh Tường", "Vĩnh Tường", 21.22, 105.50, 60),
]


def _site(text: str, area: str) -> DemoSite:
    *unit, latitude, longitude = text.split()
    return DemoSite(" ".join(unit), area, float(latitude), float(longitude))


def _sites() -> list[DemoSite]:
    lines = _AREAS.strip().replace(",\n  ", ", ").splitlines()
    areas = [line.split(": ", 1) for line in lines]
    return [_site(text, area) for area, units in areas for text in units.split(", ")]


SITES = _sites()
