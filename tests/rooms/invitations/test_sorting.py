"""What a person does with a mail: an answer for one sitting or the rest of a series; a mail of no meeting finds one."""

from datetime import timedelta

import pytest
from django.urls import reverse

from rooms.invitations.actions import outbox, referring, sorting
from rooms.invitations.itip.reply import Answer
from rooms.invitations.models import Delivery, Invitation, Reply
from rooms.invitations.refusals import AlreadySorted, MeetingIsCancelled, SeatIsWithdrawn, TooLate
from rooms.invitations.rules import Funnel
from rooms.invitations.views import mails, nobodys
from rooms.journal import queries as journal
from rooms.meetings.models import Meeting, Seat
from rooms.meetings.refusals import NotTheSecretary
from rooms.people.models import Role
from rooms.refusals import NotAllowed
from tests.factories.invitations import CLOCK, a_calendar_reply, an_invited_meeting, answer_address, invitation_of
from tests.factories.itip import SOON, answer, fresh, receive
from tests.factories.meetings import doer
from tests.factories.people import a_person, an_official
from tests.factories.series import an_invited_series

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _hour(monkeypatch):
    for view in (mails, nobodys):
        monkeypatch.setattr(view.clock, "now", lambda: SOON)


@pytest.fixture
def series():
    meetings = an_invited_series()
    outbox.work(CLOCK)
    return meetings


@pytest.fixture
def administrator():
    return a_person("Lưu Công Sơn", "son@vinhphuc.example", Role.ADMINISTRATOR)


def in_words(invitation, about=None, text="Cả tháng tôi bận."):
    letter = Delivery.objects.filter(invitation=about or invitation).first()
    head = f"In-Reply-To: {letter.message_id}\r\n" if letter else ""
    raw = f"{head}Content-Type: text/plain; charset=utf-8\r\n\r\n{text}"
    return receive(raw.encode(), answer_address(invitation))


def of_the_site(meetings):
    return [invitation_of(meeting, "site") for meeting in meetings]


def states(invitations):
    return [fresh(one).state for one in invitations]


def sign_in(client, meeting, role="secretary"):
    client.force_login(meeting.seats.get(role=role).person)
    return client


def test_an_answer_in_words_is_recorded_for_one_sitting_or_for_the_rest_of_the_series(client, series):
    sites = of_the_site(series)
    received = in_words(sites[0])
    sign_in(client, series[0])
    page = client.get(reverse("invitation_mail", args=[series[0].slug, received.pk])).content.decode()
    assert "cả 6 phiên còn lại" in page
    client.post(reverse("invitation_mail_deed", args=[series[0].slug, received.pk, "vang"]))
    assert states(sites) == [Funnel.DECLINED, *[Funnel.SENT] * 5]
    other = in_words(sites[0], text="À không, cả tháng.")
    client.post(reverse("invitation_mail_deed", args=[series[0].slug, other.pk, "vang"]), {"all": "1"})
    assert states(sites) == [Funnel.DECLINED] * 6
    assert Reply.objects.filter(received=other, via="desk").count() == 6
    kinds = [[entry.kind for entry in journal.entries_after(one.pk, 0)] for one in series]
    assert [told.count("invitation.answered") for told in kinds] == [2, 1, 1, 1, 1, 1]
    last = journal.entries_after(series[0].pk, 0)[-1]  # who recorded it, not whose answer it is
    assert last.actor == f"person:{series[0].seats.get(role='secretary').person_id}"


def test_a_single_meeting_offers_no_series(client):
    meeting = an_invited_meeting()
    outbox.work(CLOCK)
    site = invitation_of(meeting, "site")
    received = in_words(site)
    page = sign_in(client, meeting).get(reverse("invitation_mail", args=[meeting.slug, received.pk])).content.decode()
    assert "phiên còn lại" not in page
    client.post(reverse("invitation_mail_deed", args=[meeting.slug, received.pk, "tham-du"]), {"all": "1"})
    assert fresh(site).state == Funnel.ACCEPTED


def test_what_is_over_cancelled_or_at_another_desk_keeps_its_answer(series):
    sites = of_the_site(series)
    Meeting.objects.filter(pk=series[1].pk).update(state="cancelled")
    Meeting.objects.filter(pk=series[2].pk).update(ends_at=SOON, starts_at=SOON - timedelta(hours=1))
    Seat.objects.filter(meeting=series[3], role="secretary").update(person=an_official())
    Seat.objects.filter(pk=sites[4].seat_id).update(withdrawn_at=SOON)
    received = in_words(sites[0])
    by = doer(series[0], "secretary")
    sorting.apply_as(received.pk, Answer.ACCEPTED, by=by, now=SOON, whole=True)
    accepted, sent = Funnel.ACCEPTED, Funnel.SENT
    assert states(sites) == [accepted, sent, sent, sent, sent, accepted]


def test_the_rest_of_a_series_is_still_answered_when_the_sitting_of_the_mail_is_over(client, series):
    sites = of_the_site(series)
    received = in_words(sites[0])
    Meeting.objects.filter(pk=series[0].pk).update(ends_at=SOON, starts_at=SOON - timedelta(hours=1), state="closed")
    sign_in(client, series[0])
    page = client.get(reverse("invitation_mail", args=[series[0].slug, received.pk])).content.decode()
    assert "Ghi cho cả 5 phiên còn lại" in page
    client.post(reverse("invitation_mail_deed", args=[series[0].slug, received.pk, "vang"]), {"all": "1"})
    assert states(sites) == [Funnel.SENT, *[Funnel.DECLINED] * 5]


def test_nothing_is_recorded_for_a_sitting_that_is_over_or_a_seat_that_was_withdrawn():
    meeting = an_invited_meeting()
    outbox.work(CLOCK)
    site = invitation_of(meeting, "site")
    received, by = in_words(site), doer(meeting, "secretary")
    with pytest.raises(TooLate):
        sorting.apply_as(received.pk, Answer.ACCEPTED, by=by, now=meeting.ends_at)
    Seat.objects.filter(pk=site.seat_id).update(withdrawn_at=SOON)
    with pytest.raises(SeatIsWithdrawn):
        sorting.apply_as(received.pk, Answer.ACCEPTED, by=by, now=SOON)
    with pytest.raises(NotTheSecretary):
        sorting.apply_as(received.pk, Answer.ACCEPTED, by=doer(meeting, "site"), now=SOON, whole=True)
    assert fresh(site).state == Funnel.SENT


def lost(site):
    """A mail that names no meeting of ours."""
    return answer(site, a_calendar_reply(site, UID="UID:la@client.example", extra="COMMENT:Tôi đến muộn"))


@pytest.fixture
def site():
    meeting = an_invited_meeting()
    outbox.work(CLOCK)
    return invitation_of(meeting, "site")


def test_a_mail_of_no_meeting_is_given_to_one_found_by_title_or_day(client, site, administrator):
    received = lost(site)
    client.force_login(administrator)
    page = reverse("nobodys_mail", args=[received.pk])
    assert "Giao ban công tác" in client.get(page).content.decode()
    assert "Giao ban công tác" in client.get(page, {"q": "giao BAN cong tac"}).content.decode()
    assert "Giao ban công tác" in client.get(page, {"ngay": "2026-11-27"}).content.decode()
    for nothing in ({"q": "hội nghị khác"}, {"ngay": "2026-11-28"}, {"ngay": "27/13/2026"}):
        found = client.get(page, nothing)
        assert (found.status_code, "Không tìm thấy" in found.content.decode()) == (200, True)
    client.post(reverse("nobodys_mail_deed", args=[received.pk, "giao"]), {"meeting": site.seat.meeting.slug})
    received.refresh_from_db()
    assert (received.filed, received.meeting_id, received.invitation) == ("needs_person", site.seat.meeting_id, site)
    assert (received.decided_by, received.decided_at) == ("", None)
    told = [(e.kind, e.actor, e.audience) for e in journal.entries_after(site.seat.meeting_id, 0)][-1]
    assert told == ("invitation.mail_referred", f"person:{administrator.pk}", "desk")
    sign_in(client, site.seat.meeting)
    assert (
        "Tôi đến muộn"
        in client.get(reverse("invitation_mail", args=[site.seat.meeting.slug, received.pk])).content.decode()
    )
    client.post(reverse("invitation_mail_deed", args=[site.seat.meeting.slug, received.pk, "tham-du"]))
    assert (fresh(site).state, fresh(site).comment) == (Funnel.ACCEPTED, "Tôi đến muộn")
    desk = client.get(reverse("invitations_page", args=[site.seat.meeting.slug])).content.decode()
    assert "Trả lời do thư ký ghi từ thư: Tham dự" in desk
    client.force_login(administrator)
    assert client.get(page).status_code == 404


def test_a_mail_that_was_put_away_may_still_be_given(client, site, administrator):
    received = lost(site)
    client.force_login(administrator)
    client.post(reverse("nobodys_mail_deed", args=[received.pk, "gac-lai"]))
    client.post(reverse("nobodys_mail_deed", args=[received.pk, "giao"]), {"meeting": site.seat.meeting.slug})
    received.refresh_from_db()
    assert (received.filed, received.decided_by) == ("needs_person", "")


def test_only_an_administrator_gives_a_mail_and_only_to_a_meeting_that_stands(client, site, administrator):
    received, meeting = lost(site), site.seat.meeting
    give = reverse("nobodys_mail_deed", args=[received.pk, "giao"])
    for person in (an_official(), meeting.seats.get(role="secretary").person, meeting.seats.get(role="chair").person):
        client.force_login(person)
        assert client.post(give, {"meeting": meeting.slug}).status_code == 404
        with pytest.raises(NotAllowed):
            referring.refer(received.pk, meeting.pk, by=person, now=SOON)
    client.force_login(administrator)
    assert client.post(give, {"meeting": "khong-co"}).status_code == 404
    assert client.post(give).status_code == 404
    for state in ("draft", "cancelled", "closed", "signed"):
        Meeting.objects.filter(pk=meeting.pk).update(state=state)
        assert client.post(give, {"meeting": meeting.slug}).status_code == 409
        assert meeting.title not in client.get(reverse("nobodys_mail", args=[received.pk])).content.decode()
    Meeting.objects.filter(pk=meeting.pk).update(state="announced", ends_at=SOON, starts_at=SOON - timedelta(hours=1))
    assert client.post(give, {"meeting": meeting.slug}).status_code == 409
    received.refresh_from_db()
    assert received.meeting is None


def test_a_mail_that_has_its_meeting_is_not_given_to_another(site, administrator):
    received = in_words(site)
    with pytest.raises(AlreadySorted):
        referring.refer(received.pk, site.seat.meeting_id, by=administrator, now=SOON)


def test_a_mail_of_somebody_without_a_seat_there_waits_at_the_desk_without_a_seat(site, administrator):
    received = lost(site)
    Invitation.objects.filter(pk=site.pk).delete()
    referring.refer(received.pk, site.seat.meeting_id, by=administrator, now=SOON)
    received.refresh_from_db()
    assert (received.filed, received.invitation) == ("needs_person", None)


def test_what_the_desk_records_for_a_cancelled_meeting_is_refused(site):
    received = in_words(site)
    Meeting.objects.filter(pk=site.seat.meeting_id).update(state="cancelled")
    with pytest.raises(MeetingIsCancelled):
        sorting.apply_as(received.pk, Answer.ACCEPTED, by=doer(site.seat.meeting, "secretary"), now=SOON)
