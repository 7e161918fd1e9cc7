"""A series as its recipients hear of it: what their calendars show is what was planned, whatever was changed."""

from datetime import timedelta

import pytest
from django.core import mail

from rooms.invitations.actions import change, holding, invite, outbox, settling
from rooms.invitations.actions.answer import Said, answer_on_web
from rooms.invitations.carrier import Taken
from rooms.invitations.itip.reply import Answer
from rooms.invitations.models import Delivery, Invitation
from rooms.invitations.rules import Funnel, News
from rooms.meetings import queries
from tests.factories.meetings import NOW, doer
from tests.factories.people import an_official
from tests.factories.series import a_draft_series, an_invited_series
from tests.rooms.invitations.series_told import again, calendars_show_the_truth, changed, letters, moved

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
TAM_DUONG = "tamduong@phutho.example"


@pytest.mark.django_db
class TestSeries:
    def test_one_letter_a_recipient_announces_all_meetings(self):
        rows = an_invited_series()
        assert Delivery.objects.filter(covers_series=True).count() == Delivery.objects.count() == 3
        invitations = Invitation.objects.filter(seat__meeting__in=rows)
        assert invitations.count() == 18
        assert {one.uid.split("@")[0] for one in invitations} == {str(rows[0].series_id)}
        first = invitations.order_by("recurrence").first()
        assert first.recurrence == "20261127T013000Z"
        calendars_show_the_truth()

    def test_the_letter_says_the_rhythm_and_the_day_left_out(self):
        an_invited_series()
        _to, text, mail = next(letters())
        words = mail.get_body(("plain",)).get_content()
        assert "08 giờ 30 phút đến 10 giờ 30 phút, thứ Sáu hằng tuần, từ 27/11/2026 đến hết 08/01/2027" in words
        assert "trừ 01/01/2027" in words
        assert b"EXDATE;TZID=Asia/Ho_Chi_Minh:20270101T083000" in text
        assert "thứ Sáu hằng tuần" in mail["Subject"]
        assert b"/hop/chuoi/" in text.replace(b"\r\n ", b"")

    def test_one_meeting_moves_and_only_its_answers_are_asked_anew(self):
        rows = an_invited_series()
        site = {one.recurrence: one for one in Invitation.objects.filter(seat__role="site")}
        for one in site.values():
            answer_on_web(one.pk, Said(Answer.ACCEPTED), now=NOW)
        moved(rows[2], 3 * HOUR)
        states = Invitation.objects.filter(seat__role="site").order_by("recurrence").values_list("state", flat=True)
        assert list(states) == [Funnel.ACCEPTED] * 2 + [Funnel.QUEUED] + [Funnel.ACCEPTED] * 3
        calendars_show_the_truth()

    def test_the_whole_series_moves_with_its_exception(self):
        rows = an_invited_series()
        moved(rows[2], 3 * HOUR)
        moved(rows[0], HOUR, from_here_on=True)
        assert Invitation.objects.order_by("recurrence").first().recurrence == "20261127T023000Z"
        calendars_show_the_truth()

    def test_from_here_on_is_another_series_with_another_name(self):
        rows = an_invited_series()
        moved(rows[2], -HOUR, from_here_on=True)
        names = Invitation.objects.filter(seat__role="site").order_by("recurrence").values_list("uid", flat=True)
        assert (len(set(names)), len(set(names[:2])), len(set(names[2:]))) == (2, 1, 1)
        calendars_show_the_truth()

    def test_another_agenda_asks_nobody_anew(self):
        rows = an_invited_series()
        site = Invitation.objects.filter(seat__role="site", seat__meeting=rows[1]).get()
        answer_on_web(site.pk, Said(Answer.ACCEPTED), now=NOW)
        changed(rows[1], items=())
        site.refresh_from_db()
        assert (site.state, site.sequence) == (Funnel.ACCEPTED, 0)
        texts = [text for to, text, _mail in letters() if to == TAM_DUONG]
        assert b"PARTSTAT=ACCEPTED" in texts[-1].replace(b"\r\n ", b"")

    def test_one_meeting_is_cancelled_for_all_and_the_rest_stands(self):
        rows = an_invited_series()
        invite.cancel_and_tell(rows[1].pk, "Bão số 12", by=doer(rows[1], "secretary"), now=NOW)
        texts = [text for to, text, _mail in letters() if to == TAM_DUONG]
        assert b"STATUS:CANCELLED" in texts[-1]
        assert b"RECURRENCE-ID;TZID=Asia/Ho_Chi_Minh:20261204T083000" in texts[-1]
        calendars_show_the_truth()

    def test_from_here_on_is_cancelled_by_a_shorter_series_and_from_the_first_by_one_cancel(self):
        rows = an_invited_series()
        change.cancel_and_tell_from_here_on(rows[4].pk, "Hết năm", by=doer(rows[4], "secretary"), now=NOW)
        calendars_show_the_truth()
        change.cancel_and_tell_from_here_on(rows[0].pk, "Thôi", by=doer(rows[0], "secretary"), now=NOW)
        calendars_show_the_truth()
        texts = [text for to, text, _mail in letters() if to == TAM_DUONG]
        assert b"STATUS:CANCELLED" in texts[-1]
        assert b"RECURRENCE-ID" not in texts[-1]

    def test_a_new_seat_gets_the_series_with_what_was_decided_alone(self):
        rows = an_invited_series()
        moved(rows[2], 3 * HOUR)
        invite.cancel_and_tell(rows[3].pk, "Bão số 12", by=doer(rows[3], "secretary"), now=NOW)
        before = Delivery.objects.count()
        changed(rows[1], from_here_on=True, person_ids=[an_official().pk])
        assert Delivery.objects.count() == before + 2
        calendars_show_the_truth()

    def test_a_new_seat_in_one_meeting_gets_that_one_alone(self):
        rows = an_invited_series()
        changed(rows[1], person_ids=[an_official().pk])
        _to, text, _mail = list(letters())[-1]
        assert b"RECURRENCE-ID" in text
        assert b"RRULE" not in text
        calendars_show_the_truth()

    def test_who_lost_one_meeting_to_another_series_and_gets_an_earlier_one_hears_a_newer_letter(self):
        rows, guest = an_invited_series(), an_official()
        changed(rows[1], person_ids=[guest.pk])
        moved(rows[1], HOUR, from_here_on=True)
        changed(rows[0], person_ids=[guest.pk])
        calendars_show_the_truth()

    def test_who_was_withdrawn_one_by_one_and_comes_back_hears_a_newer_letter(self):
        rows = an_invited_series()
        sites = queries.plan_of(rows[0]).site_ids
        changed(rows[3], site_ids=[])
        for hours in range(1, 4):
            moved(rows[0], HOUR, from_here_on=True, now=NOW + hours * HOUR)
        changed(rows[0], from_here_on=True, site_ids=[], now=NOW + 5 * HOUR)
        changed(rows[3], site_ids=sites, now=NOW + 6 * HOUR)
        calendars_show_the_truth()

    def test_one_seat_is_withdrawn_from_one_meeting_then_from_all_and_comes_back(self):
        rows = an_invited_series()
        sites = queries.plan_of(rows[0]).site_ids
        changed(rows[1], site_ids=[])
        texts = [text for to, text, _mail in letters() if to == TAM_DUONG]
        assert b"METHOD:CANCEL" in texts[-1]
        assert b"STATUS" not in texts[-1]
        calendars_show_the_truth()
        changed(rows[3], from_here_on=True, site_ids=[])
        calendars_show_the_truth()
        changed(rows[0], from_here_on=True, site_ids=[])
        calendars_show_the_truth()
        changed(rows[2], from_here_on=True, site_ids=sites)
        calendars_show_the_truth()

    def test_the_home_page_asks_once_for_a_series(self, client):
        rows = an_invited_series()
        client.force_login(rows[0].seats.get(role="chair").person)
        page = client.get("/").content.decode()
        assert page.count("/tra-loi/") == 1

    def test_the_draft_series_waits_once(self, client):
        rows = a_draft_series()
        client.force_login(rows[0].seats.get(role="secretary").person)
        assert client.get("/").content.decode().count("Bản nháp chưa gửi giấy mời") == 1


def test_who_was_told_of_a_whole_series_is_told_of_it_again(db):
    weeks = an_invited_series()
    Invitation.objects.filter(seat__site__email=TAM_DUONG).update(state=Funnel.BOUNCED)
    third = Invitation.objects.get(seat__meeting=weeks[2], seat__site__email=TAM_DUONG)
    before = Delivery.objects.count()
    invite.send_again(third.pk, by=doer(weeks[2], "secretary"), now=NOW + HOUR)
    (letter,) = list(Delivery.objects.order_by("pk"))[before:]
    assert (letter.recipient, letter.covers_series, letter.method) == (TAM_DUONG, True, "REQUEST")
    assert set(Invitation.objects.filter(seat__site__email=TAM_DUONG).values_list("state", flat=True)) == {"queued"}
    calendars_show_the_truth()


def test_a_letter_sent_again_to_a_series_with_a_moved_instance_says_both(db):
    weeks = an_invited_series()
    changed(weeks[1], starts_at=again(weeks[1]).starts_at + DAY, ends_at=again(weeks[1]).ends_at + DAY)
    of_site = Invitation.objects.get(seat__meeting=weeks[0], seat__site__email=TAM_DUONG)
    before = Delivery.objects.count()
    invite.send_again(of_site.pk, by=doer(weeks[0], "secretary"), now=NOW + HOUR)
    assert [one.covers_series for one in list(Delivery.objects.order_by("pk"))[before:]] == [True, False]
    calendars_show_the_truth()


def sent():
    """To the site: what left, in order, each by what it is about."""
    of_site = [message.message() for message in mail.outbox if message.to == [TAM_DUONG]]
    texts = [part.get_content() for one in of_site for part in one.walk() if part.get_content_type() == "text/calendar"]
    return ["cancel" if "METHOD:CANCEL" in one else "whole" if "RRULE" in one else "one" for one in texts]


@pytest.mark.django_db
class TestOrder:
    """What one reader is told of a series leaves in the order in which it was decided."""

    def test_no_exception_leaves_before_its_series(self):
        rows = an_invited_series()
        first = Delivery.objects.filter(recipient=TAM_DUONG)
        first.update(next_at=NOW + HOUR, attempts=1)  # the site's mail server was away at the first try
        moved(rows[2], 3 * HOUR)
        outbox.work(lambda: NOW)
        assert sent() == []
        outbox.work(lambda: NOW + HOUR)
        assert sent() == ["whole", "one"]

    def test_the_letters_of_a_series_are_stopped_together_and_go_on_in_order(self):
        rows = an_invited_series()
        secretary = doer(rows[0], "secretary")
        stopped = holding.stop(rows[3].pk, by=doer(rows[3], "secretary"), now=NOW)
        assert stopped == Delivery.objects.filter(covers_series=True).count()
        moved(rows[2], 3 * HOUR)
        invite.cancel_and_tell(rows[1].pk, "Bão", by=doer(rows[1], "secretary"), now=NOW)
        assert outbox.work(lambda: NOW) == 0
        holding.resume(rows[0].pk, by=secretary, now=NOW)
        outbox.work(lambda: NOW)
        assert sent() == ["whole", "one", "cancel"]

    def test_a_newer_letter_about_all_takes_the_place_of_all_that_were_stopped(self):
        rows = an_invited_series()
        secretary = doer(rows[0], "secretary")
        holding.stop(rows[0].pk, by=secretary, now=NOW)
        invite.cancel_and_tell(rows[1].pk, "Bão", by=doer(rows[1], "secretary"), now=NOW)
        holding.stop(rows[0].pk, by=secretary, now=NOW)
        changed(rows[0], title="Giao ban mới", from_here_on=True)
        outbox.work(lambda: NOW)
        assert sent() == ["whole"]
        holding.resume(rows[0].pk, by=secretary, now=NOW)
        assert outbox.work(lambda: NOW) == 0

    def test_a_letter_under_the_former_name_moves_nothing_under_the_new_one(self):
        rows, guest = an_invited_series(), an_official()
        changed(rows[2], from_here_on=True, person_ids=[guest.pk])
        moved(rows[2], HOUR, from_here_on=True)
        cancel = Delivery.objects.get(recipient=guest.email, method="CANCEL")
        settling.settle(cancel.pk, Taken(), NOW)
        states = Invitation.objects.filter(seat__person=guest)
        assert set(states.values_list("state", flat=True)) == {Funnel.QUEUED}
        outbox.work(lambda: NOW)
        settling.report(cancel, News.BOUNCED, "550 gone", NOW)
        assert set(states.values_list("state", flat=True)) == {Funnel.SENT}
