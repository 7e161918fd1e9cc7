"""Whom a substitute stands in for is a fact of the seat: the room, the roll and the minutes ask for it there."""

from django.db import migrations


def _move(apps, schema_editor):
    for invitation in apps.get_model("invitations", "Invitation").objects.exclude(stands_in_for=""):
        seats = apps.get_model("meetings", "Seat").objects.filter(pk=invitation.seat_id)
        seats.update(stands_in_for=invitation.stands_in_for)


class Migration(migrations.Migration):
    dependencies = [
        ("invitations", "0003_deferred_letters"),
        ("meetings", "0004_seat_stands_in_for"),
    ]

    operations = [
        migrations.RunPython(_move, migrations.RunPython.noop, elidable=True),
        migrations.RemoveField(model_name="invitation", name="stands_in_for"),
    ]
