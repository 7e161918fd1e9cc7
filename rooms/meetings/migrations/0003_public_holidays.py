"""The public holidays of 2026 and 2027 (Bộ luật Lao động 2019, Điều 112), a first list for the administrator.

Tết 2026 as published (16 to 20 February); 10/3 âm lịch is 26 April 2026 and 16 April 2027. For 2027 nothing is published
yet: one day before Tết and four after, and the day after Quốc khánh, are guesses that the administrator confirms. Days off
in lieu are not in the list.
"""

from datetime import date

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

_NEW_YEAR, _TET, _KINGS = "Tết Dương lịch", "Tết Âm lịch", "Giỗ Tổ Hùng Vương"
_VICTORY, _LABOUR, _NATIONAL = "Ngày Chiến thắng 30/4", "Ngày Quốc tế lao động 1/5", "Quốc khánh"

HOLIDAYS = [
    (date(2026, 1, 1), _NEW_YEAR),
    *((date(2026, 2, day), _TET) for day in range(16, 21)),
    (date(2026, 4, 26), _KINGS),
    (date(2026, 4, 30), _VICTORY),
    (date(2026, 5, 1), _LABOUR),
    (date(2026, 9, 1), _NATIONAL),
    (date(2026, 9, 2), _NATIONAL),
    (date(2027, 1, 1), _NEW_YEAR),
    *((date(2027, 2, day), _TET) for day in range(5, 10)),
    (date(2027, 4, 16), _KINGS),
    (date(2027, 4, 30), _VICTORY),
    (date(2027, 5, 1), _LABOUR),
    (date(2027, 9, 2), _NATIONAL),
    (date(2027, 9, 3), _NATIONAL),
]


def write_holidays(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    holidays = apps.get_model("meetings", "Holiday")
    for day, name in HOLIDAYS:
        holidays.objects.get_or_create(day=day, defaults={"name": name})


class Migration(migrations.Migration):
    dependencies = [("meetings", "0002_series_and_holidays")]

    operations = [migrations.RunPython(write_holidays, migrations.RunPython.noop)]
