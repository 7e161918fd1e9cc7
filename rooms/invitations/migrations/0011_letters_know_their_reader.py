"""Each letter keeps to whom and about which event it was written, as its invitation says today."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import OuterRef, Subquery


def take_from_invitations(apps, _schema_editor):
    deliveries, invitations = (apps.get_model("invitations", name) for name in ("Delivery", "Invitation"))
    of = invitations.objects.filter(pk=OuterRef("invitation_id"))
    deliveries.objects.update(
        reply_address_id=Subquery(of.values("reply_address_id")), uid=Subquery(of.values("uid"))
    )


class Migration(migrations.Migration):
    dependencies = [("invitations", "0010_ways_in")]

    operations = [
        migrations.AddField(
            model_name="delivery",
            name="reply_address",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="deliveries",
                to="invitations.replyaddress",
            ),
        ),
        migrations.AddField(model_name="delivery", name="uid", field=models.CharField(default="", max_length=320)),
        migrations.RunPython(take_from_invitations, migrations.RunPython.noop, elidable=True),
    ]
