"""The holidays of 2026 and 2027 as they were published, each row with what it rests on.

The papers themselves were not reachable when this was written; number, day and content were read in several public
texts that agree with each other (23 November 2026):
- Văn bản 9859/VPCP-KGVX of 13/10/2025 and Thông báo 9441/TB-BNV of 16/10/2025: Tết and Quốc khánh 2026, with Monday
  31/8 off for Saturday 22/8 (kienthuc.net.vn post 1576857; en.baochinhphu.vn 111251014090102864).
- Văn bản 12729/VPCP-KGVX of 25/12/2025: Friday 2/1/2026 off for Saturday 10/1 (baochinhphu.vn 102251225111845247).
- Nghị quyết 28/2026/QH16 of 24/4/2026, from 1/7/2026 on: Ngày Văn hóa Việt Nam, 24/11 (xaydungchinhsach.chinhphu.vn
  119260506165532877).
- Văn bản 10065/VPCP-KGVX of 2/10/2026: 24/11/2026 alone, without Monday 23/11; Tết 2027 from 4 to 10/2; Quốc khánh
  2027 on 2 and 3/9 (xaydungchinhsach.chinhphu.vn 11926080513033257).
- Bộ luật Lao động 2019, Điều 111 khoản 3: a holiday that falls on a weekend is had on the next working day (27/4/2026,
  thanhnien.vn 185260223083506397; 3/5/2027 follows from the law, no notice of it was found).
Not confirmed by anything: whether days around the other holidays of 2027 will be swapped.

What an administrator wrote is left as it is; a day taken from the table does not come back.
"""

from datetime import date

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

_LABOUR_CODE = "Bộ luật Lao động 2019, Điều 112"
_IN_LIEU = "Bộ luật Lao động 2019, Điều 111 khoản 3"
_NEW_YEAR_2026 = "Văn bản 12729/VPCP-KGVX ngày 25/12/2025"
_YEAR_2026 = "Văn bản 9859/VPCP-KGVX ngày 13/10/2025; Thông báo 9441/TB-BNV ngày 16/10/2025"
_CULTURE = "Nghị quyết 28/2026/QH16 ngày 24/4/2026"
_YEAR_2027 = "Văn bản 10065/VPCP-KGVX ngày 02/10/2026"

SOURCES = {
    date(2026, 1, 1): _LABOUR_CODE,
    **{date(2026, 2, day): _YEAR_2026 for day in range(16, 21)},
    date(2026, 4, 26): _LABOUR_CODE,
    date(2026, 4, 30): _LABOUR_CODE,
    date(2026, 5, 1): _LABOUR_CODE,
    date(2026, 9, 1): _YEAR_2026,
    date(2026, 9, 2): _YEAR_2026,
    date(2027, 1, 1): _LABOUR_CODE,
    **{date(2027, 2, day): _YEAR_2027 for day in range(5, 10)},
    date(2027, 4, 16): _LABOUR_CODE,
    date(2027, 4, 30): _LABOUR_CODE,
    date(2027, 5, 1): _LABOUR_CODE,
    date(2027, 9, 2): _YEAR_2027,
    date(2027, 9, 3): _YEAR_2027,
}
MORE_CLOSED = [
    (date(2026, 1, 2), "Nghỉ hoán đổi Tết Dương lịch", _NEW_YEAR_2026),
    (date(2026, 4, 27), "Nghỉ bù Giỗ Tổ Hùng Vương", _IN_LIEU),
    (date(2026, 8, 31), "Nghỉ hoán đổi Quốc khánh", _YEAR_2026),
    (date(2026, 11, 24), "Ngày Văn hóa Việt Nam", f"{_CULTURE}; {_YEAR_2027}"),
    (date(2027, 2, 4), "Tết Âm lịch", _YEAR_2027),
    (date(2027, 2, 10), "Tết Âm lịch", _YEAR_2027),
    (date(2027, 5, 3), "Nghỉ bù Ngày Quốc tế lao động 1/5", _IN_LIEU),
    (date(2027, 11, 24), "Ngày Văn hóa Việt Nam", _CULTURE),
]
MADE_UP = [
    (date(2026, 1, 10), "Làm bù ngày 02/01", _NEW_YEAR_2026),
    (date(2026, 8, 22), "Làm bù ngày 31/8", _YEAR_2026),
]


def write_sources(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    holidays = apps.get_model("meetings", "Holiday")
    for day, source in SOURCES.items():
        holidays.objects.filter(day=day, source="").update(source=source)
    rows = [(row, False) for row in MORE_CLOSED] + [(row, True) for row in MADE_UP]
    for (day, name, source), made_up in rows:
        holidays.objects.get_or_create(day=day, defaults={"name": name, "source": source, "made_up": made_up})


class Migration(migrations.Migration):
    dependencies = [("meetings", "0006_holidays_have_sources")]

    operations = [migrations.RunPython(write_sources, migrations.RunPython.noop)]
