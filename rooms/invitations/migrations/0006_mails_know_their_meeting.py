from django.db import migrations


def know_the_meeting(apps, _schema_editor):
    """Mails that came before belong to the meeting of their invitation."""
    Received = apps.get_model("invitations", "Received")
    for received in Received.objects.filter(invitation__isnull=False).select_related("invitation__seat").defer("raw"):
        received.meeting_id = received.invitation.seat.meeting_id
        received.save(update_fields=["meeting"])


class Migration(migrations.Migration):

    dependencies = [("invitations", "0005_proposals_and_the_desk_of_mails")]

    operations = [migrations.RunPython(know_the_meeting, migrations.RunPython.noop)]
