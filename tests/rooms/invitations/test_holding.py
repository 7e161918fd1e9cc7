"""Stopping what has not left; late workers, old addresses and a limit a minute."""

from datetime import timedelta

import pytest
from django.core import mail

from rooms.invitations.actions import composing, holding, invite, leases, outbox, settling
from rooms.invitations.carrier import Never, NotNow, Taken
from rooms.invitations.models import Delivery, Invitation, Stage
from rooms.invitations.rules import LEASE, Funnel, News
from rooms.journal import queries as journal
from rooms.meetings.refusals import NotTheSecretary
from tests.factories.invitations import CLOCK, an_invited_meeting, invitation_of
from tests.factories.meetings import NOW, doer

pytestmark = pytest.mark.django_db
LATE = NOW + LEASE + timedelta(seconds=1)


def stages():
    return list(Delivery.objects.order_by("pk").values_list("stage", flat=True))


def test_the_desk_stops_what_has_not_left_and_lets_it_go_on():
    meeting = an_invited_meeting()
    secretary = doer(meeting, "secretary")
    assert outbox.work(CLOCK, most=1) == 1
    assert holding.stop(meeting.pk, by=secretary, now=NOW) == 3
    assert outbox.work(CLOCK) == 0
    assert holding.resume(meeting.pk, by=secretary, now=NOW) == 3
    assert outbox.work(CLOCK) == 3
    kinds = [entry.kind for entry in journal.entries_after(meeting.pk, 1)]
    assert [kind for kind in kinds if "sending" in kind] == [
        "invitation.sending_stopped",
        "invitation.sending_resumed",
    ]


def test_only_the_desk_may_stop():
    meeting = an_invited_meeting()
    with pytest.raises(NotTheSecretary):
        holding.stop(meeting.pk, by=doer(meeting, "site"), now=NOW)


def test_a_letter_stopped_in_its_workers_hands_does_not_leave():
    meeting = an_invited_meeting()
    (leased,) = leases.lease("w", NOW, 1)
    holding.stop(meeting.pk, by=doer(meeting, "secretary"), now=NOW)
    assert not leases.mark_data_sent(leased.pk, "w", NOW)
    settling.settle(leased.pk, NotNow("lease lost"), NOW, owner="w")
    assert set(stages()) == {Stage.HELD}


def test_a_newer_letter_takes_the_place_of_a_stopped_one():
    meeting = an_invited_meeting()
    secretary = doer(meeting, "secretary")
    holding.stop(meeting.pk, by=secretary, now=NOW)
    invite.send_again(invitation_of(meeting, "site").pk, by=secretary, now=NOW)
    assert outbox.work(CLOCK) == 1
    assert sorted(stages()) == [Stage.HELD, Stage.HELD, Stage.HELD, Stage.SENT, Stage.WITHDRAWN]


def test_nobody_is_told_of_the_end_of_a_meeting_that_they_never_heard_of():
    meeting = an_invited_meeting()
    secretary = doer(meeting, "secretary")
    outbox.work(CLOCK, most=1)
    holding.stop(meeting.pk, by=secretary, now=NOW)
    invite.cancel_and_tell(meeting.pk, "Bão số 12", by=secretary, now=NOW)
    assert outbox.work(CLOCK) == 1
    assert len(mail.outbox) == 2
    assert len({tuple(message.to) for message in mail.outbox}) == 1


def test_a_late_worker_does_not_put_back_what_another_is_sending():
    an_invited_meeting()
    (slow,) = leases.lease("slow", NOW, 1)
    leases.recover(LATE)
    (again,) = [one for one in leases.lease("quick", LATE, 9) if one.pk == slow.pk]
    assert leases.mark_data_sent(again.pk, "quick", LATE)
    settling.settle(slow.pk, NotNow("lease lost"), LATE, owner="slow")
    settling.settle(slow.pk, Never("550 who"), LATE, owner="slow")
    assert Delivery.objects.get(pk=slow.pk).stage == Stage.DATA_SENT
    settling.settle(slow.pk, Taken(), LATE, owner="slow")  # the server has it, whoever heard of that first
    assert Delivery.objects.get(pk=slow.pk).stage == Stage.SENT
    assert not leases.mark_data_sent(again.pk, "quick", LATE)


def test_a_letter_that_cannot_be_written_stops_no_other_and_shows():
    meeting = an_invited_meeting()
    site = invitation_of(meeting, "site")
    Delivery.objects.filter(invitation=site).update(contents={"from": "another version"})
    assert outbox.work(CLOCK) == 3
    site.refresh_from_db()
    assert (site.state, bool(site.fault)) == (Funnel.BOUNCED, True)


def test_a_bounce_from_the_old_address_does_not_undo_the_new_one():
    meeting = an_invited_meeting()
    site = invitation_of(meeting, "site")
    outbox.work(CLOCK)
    old = Delivery.objects.get(invitation=site)
    site.seat.site.email = "moi@phutho.example"
    site.seat.site.save()
    invite.send_again(site.pk, by=doer(meeting, "secretary"), now=NOW)
    outbox.work(CLOCK)
    settling.report(old, News.BOUNCED, "550 gone", NOW)
    assert Delivery.objects.get(pk=old.pk).stage == Stage.FAILED
    assert invitation_of(meeting, "site").state == Funnel.SENT


def test_a_letter_for_a_series_moves_all_that_its_recipient_has_there():
    meeting = an_invited_meeting()
    first, other, *_rest = Invitation.objects.order_by("pk")
    Invitation.objects.filter(pk=other.pk).update(
        reply_address=first.reply_address, uid=first.uid, recurrence="20261204T013000Z"
    )
    Delivery.objects.exclude(invitation=first).delete()
    Delivery.objects.update(covers_series=True)
    outbox.work(CLOCK)
    assert list(Invitation.objects.order_by("pk").values_list("state", flat=True)[:3]) == ["sent", "sent", "queued"]
    delivery = Delivery.objects.get()
    settling.report(delivery, News.BOUNCED, "550 gone", NOW)
    assert Invitation.objects.filter(state=Funnel.BOUNCED).count() == 2
    assert meeting.seats.count() == 4


def test_no_more_letters_leave_in_a_minute_than_the_mail_server_bears(settings):
    settings.LETTERS_PER_MINUTE = 3
    an_invited_meeting()
    assert outbox.work(CLOCK) == 3
    assert leases.wait_for_room(NOW + timedelta(seconds=20)) == timedelta(seconds=40)
    assert outbox.work(lambda: NOW + timedelta(seconds=59)) == 0
    assert leases.wait_for_room(NOW + timedelta(seconds=61)) is None
    assert outbox.work(lambda: NOW + timedelta(seconds=61)) == 1


def test_the_bytes_are_committed_before_the_server_hears_of_the_letter():
    an_invited_meeting()
    (leased,) = leases.lease("w", NOW, 1)
    composing.write_down([leased], "w", CLOCK)
    kept = Delivery.objects.get(pk=leased.pk)
    assert kept.raw
    assert kept.handed_at is None
