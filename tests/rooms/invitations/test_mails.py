"""The queue for a person, its deeds, and who may see what of a mail."""

import email
from datetime import timedelta

import pytest
from django.urls import reverse

from rooms.invitations.actions import outbox
from rooms.invitations.actions.answer import Said, answer_on_web
from rooms.invitations.itip.reading import read_calendar
from rooms.invitations.itip.reply import Answer
from rooms.invitations.models import Delivery, Invitation, Proposal, Received
from rooms.invitations.rules import Funnel
from rooms.invitations.views import mails, nobodys
from rooms.journal import queries as journal
from rooms.meetings.models import Meeting, Seat
from rooms.people.models import Person, Role
from tests.factories.invitations import (
    CLOCK,
    DOMAIN,
    a_calendar_reply,
    an_invited_meeting,
    answer_address,
    invitation_of,
)
from tests.factories.itip import SOON, answer, fresh, receive
from tests.factories.meetings import doer
from tests.factories.people import a_person, an_official
from tests.rooms.invitations.test_hear import counter

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _hour(monkeypatch):
    for view in (mails, nobodys):
        monkeypatch.setattr(view.clock, "now", lambda: SOON)


@pytest.fixture
def site():
    meeting = an_invited_meeting()
    outbox.work(CLOCK)
    return invitation_of(meeting, "site")


@pytest.fixture
def desk(client, site):
    client.force_login(site.seat.meeting.seats.get(role="secretary").person)
    return client


def address(site, name, *args):
    return reverse(name, args=[site.seat.meeting.slug, *args])


def a_crasher(site, **changes):
    line = 'ATTENDEE;CN="Lý Thị Mai";PARTSTAT=ACCEPTED:mailto:mai@phutho.example'
    return answer(site, a_calendar_reply(site, ATTENDEE=line, **changes))


def in_words(site, text="Tôi bận, <b>xin</b> vắng.", **headers):
    letter = Delivery.objects.filter(invitation=site).first()
    head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    raw = f"{head}In-Reply-To: {letter.message_id}\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{text}"
    return receive(raw.encode(), answer_address(site))


def test_a_mail_that_waits_is_shown_with_its_reason_and_its_words_escaped(desk, site):
    received = in_words(site)
    queue = desk.get(address(site, "invitation_mails")).content.decode()
    assert "Trả lời bằng lời trong thư" in queue
    page = desk.get(address(site, "invitation_mail", received.pk)).content.decode()
    assert "Tôi bận, &lt;b&gt;xin&lt;/b&gt; vắng." in page
    assert "<b>xin</b>" not in page
    assert "thư cần người xem" in desk.get(address(site, "invitations_page")).content.decode()


@pytest.mark.parametrize(
    ("deed", "state"), [("tham-du", Funnel.ACCEPTED), ("chua-chac", Funnel.TENTATIVE), ("vang", Funnel.DECLINED)]
)
def test_a_person_applies_what_was_said_in_words(desk, site, deed, state):
    received = in_words(site)
    desk.post(address(site, "invitation_mail_deed", received.pk, deed))
    received.refresh_from_db()
    assert (received.filed, fresh(site).state, received.replies.get().via) == ("applied", state, "desk")
    assert received.decided_by.startswith("person:") or received.decided_by.startswith("seat:")
    assert desk.post(address(site, "invitation_mail_deed", received.pk, deed)).status_code == 409


def test_an_answer_that_comes_after_the_desks_still_counts(desk, site):
    received = in_words(site)
    desk.post(address(site, "invitation_mail_deed", received.pk, "tham-du"))
    answer_on_web(site.pk, Said(Answer.DECLINED), now=SOON)
    assert fresh(site).state == Funnel.DECLINED


def test_a_mail_is_read_again_with_todays_code_and_put_away(desk, site):
    received = answer(site, a_calendar_reply(site, UID="UID:sai@x"))
    Received.objects.filter(pk=received.pk).update(meeting=site.seat.meeting)
    Invitation.objects.filter(pk=site.pk).update(uid="sai@x")  # as if the reader had been mended
    for _time in range(2):
        desk.post(address(site, "invitation_mail_deed", received.pk, "doc-lai"))
    received.refresh_from_db()
    assert (received.filed, fresh(site).state, received.replies.count()) == ("applied", Funnel.ACCEPTED, 1)
    other = in_words(site)
    desk.post(address(site, "invitation_mail_deed", other.pk, "gac-lai"))
    other.refresh_from_db()
    assert other.filed == "put_away"
    assert "Trả lời bằng lời" not in desk.get(address(site, "invitation_mails")).content.decode()
    assert "Trả lời bằng lời" in desk.get(address(site, "invitation_mails") + "?xem=den").content.decode()


def test_a_proposed_time_is_declined_in_one_tap_and_its_seat_is_told(desk, site):
    answer(site, counter(site))
    assert "Giữ nguyên giờ họp" in desk.get(address(site, "invitation_mails")).content.decode()
    proposal = Proposal.objects.get()
    desk.post(address(site, "invitation_proposal", proposal.pk, "giu-gio"))
    outbox.work(lambda: SOON)
    letter = Delivery.objects.get(method="DECLINECOUNTER")
    shown = desk.get(address(site, "invitation_posted", letter.pk)).content.decode()
    assert "METHOD:DECLINECOUNTER" in shown
    assert "14 giờ 00 phút" in shown
    assert letter.recipient == site.seat.address
    proposal.refresh_from_db()
    assert (proposal.state, proposal.received.filed) == ("declined", "applied")
    assert desk.post(address(site, "invitation_proposal", proposal.pk, "giu-gio")).status_code == 409


def test_a_proposed_time_is_accepted_in_one_tap_and_everybody_is_asked_anew(desk, site):
    answer(
        site, counter(site, DTSTART=None).replace("20261127T07", "20261128T07").replace("20261127T08", "20261128T08")
    )
    assert "đề nghị dời giờ họp" in desk.get(address(site, "invitations_page")).content.decode()
    assert "Đồng ý dời giờ họp" in desk.get(address(site, "invitation_mails")).content.decode()
    desk.post(address(site, "invitation_proposal", Proposal.objects.get().pk, "dong-y"))
    meeting = Meeting.objects.get(pk=site.seat.meeting_id)
    assert (f"{meeting.starts_at:%d %H%M}", f"{meeting.ends_at:%H%M}") == ("28 0700", "0800")
    assert (fresh(site).sequence, fresh(site).state) == (1, Funnel.QUEUED)
    assert Delivery.objects.filter(method="REQUEST", sequence=1).count() == 4
    assert (Proposal.objects.get().state, Received.objects.get().filed) == ("accepted", "applied")


def test_a_proposed_time_that_is_over_moves_nothing(desk, site):
    answer(site, counter(site).replace("20261127T07", "20261121T07").replace("20261127T08", "20261121T08"))
    pk = Proposal.objects.get().pk
    assert desk.post(address(site, "invitation_proposal", pk, "dong-y")).status_code == 409
    assert Proposal.objects.get().state == "waiting"


def test_a_proposed_time_may_be_moved_by_hand(desk, site):
    answer(site, counter(site))
    desk.post(address(site, "invitation_proposal", Proposal.objects.get().pk, "tu-doi"))
    assert Proposal.objects.get().state == "by_hand"
    assert not Delivery.objects.filter(method="DECLINECOUNTER").exists()


def test_a_party_crasher_is_let_in_with_a_seat_and_a_letter_of_their_own(desk, site):
    received = a_crasher(site)
    assert "Lý Thị Mai" in desk.get(address(site, "invitation_mail", received.pk)).content.decode()
    desk.post(address(site, "invitation_mail_deed", received.pk, "them"))
    seat = Seat.objects.get(meeting=site.seat.meeting, person__email="mai@phutho.example")
    assert (seat.name, seat.role, fresh(site).state) == ("Lý Thị Mai", "guest", Funnel.SENT)
    letter = Delivery.objects.get(invitation=seat.invitation)
    assert (letter.method, letter.recipient) == ("REQUEST", "mai@phutho.example")
    assert "seat.added" in [entry.kind for entry in journal.entries_after(seat.meeting_id, 0)]
    assert desk.post(address(site, "invitation_mail_deed", received.pk, "them")).status_code == 409


def test_a_party_crasher_is_let_in_while_the_meeting_sits_even_beyond_its_hour(desk, site, monkeypatch):
    received = a_crasher(site)
    meeting = site.seat.meeting
    Meeting.objects.filter(pk=meeting.pk).update(state="open", opened_at=meeting.starts_at)
    monkeypatch.setattr(mails.clock, "now", lambda: meeting.ends_at + timedelta(minutes=20))
    assert "Thêm làm khách mời" in desk.get(address(site, "invitation_mail", received.pk)).content.decode()
    desk.post(address(site, "invitation_mail_deed", received.pk, "them"))
    seat = Seat.objects.get(meeting=meeting, person__email="mai@phutho.example")
    assert Delivery.objects.get(invitation=seat.invitation).method == "REQUEST"


@pytest.mark.parametrize("state", ["cancelled", "closed", "signed"])
def test_nobody_is_let_into_a_meeting_that_does_not_stand(desk, site, state):
    received = a_crasher(site)
    Meeting.objects.filter(pk=site.seat.meeting_id).update(state=state)
    assert desk.post(address(site, "invitation_mail_deed", received.pk, "them")).status_code == 409
    assert not Person.objects.filter(email="mai@phutho.example").exists()


EVIL = [
    'Mai"\r\nBcc: x@y.example',
    "Mai<script>alert(1)</script>",
    "Mai; DROP",
    "ă" * 300,
    "\u202eiaM",
    "=HYPERLINK(1)",
]


@pytest.mark.parametrize("evil", EVIL)
def test_no_name_or_comment_of_a_stranger_breaks_out_of_page_or_letter(desk, site, evil):
    quoted = evil.replace('"', "'").replace("\r\n", "\\n")
    line = f'ATTENDEE;CN="{quoted}";PARTSTAT=ACCEPTED:mailto:mai@phutho.example'
    received = answer(site, a_calendar_reply(site, ATTENDEE=line, extra=f"COMMENT:{quoted}"))
    page = desk.get(address(site, "invitation_mail", received.pk)).content.decode()
    assert "<script>alert" not in page
    desk.post(address(site, "invitation_mail_deed", received.pk, "them"))
    outbox.work(lambda: SOON)
    for letter in Delivery.objects.exclude(raw=b""):
        head = bytes(letter.raw).partition(b"\r\n\r\n")[0]
        assert b"\nBcc" not in head
    assert "<script>alert" not in desk.get(address(site, "invitations_page")).content.decode()


def test_what_went_out_hides_the_link_and_the_address_that_are_anothers_keys(desk, site):
    letter = Delivery.objects.get(invitation=site)
    page = desk.get(address(site, "invitation_posted", letter.pk)).content.decode()
    token = answer_address(site).partition("@")[0].partition("+")[2]
    assert "/tra-loi/***" in page
    assert "hop+***@" in page
    assert token not in page
    assert not [word for word in page.split() if "/tra-loi/" in word and "***" not in word]


def test_a_downloaded_mail_holds_no_key_and_is_opened_by_no_browser(desk, site):
    letter = Delivery.objects.get(invitation=site)
    quoted = bytes(letter.raw)  # a client that sends the whole letter back
    raw = b"To: " + answer_address(site).encode() + b"\r\nMessage-ID: <q@x>\r\n"
    raw += quoted.partition(b"\r\n")[2].replace(letter.message_id.encode(), b"<other@x>")
    (pk,) = [receive(raw, answer_address(site)).pk]
    Received.objects.filter(pk=pk).update(meeting=site.seat.meeting)
    response = desk.get(address(site, "invitation_mail_file", pk))
    token = answer_address(site).partition("@")[0].partition("+")[2]
    assert token.encode() not in response.content
    for part in email.message_from_bytes(response.content).walk():
        content = part.get_payload(decode=True) or b""
        assert token.encode() not in content
        assert b"/tra-loi/***" in content or b"/tra-loi/" not in content
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Disposition"].startswith("attachment")
    assert token.encode() in bytes(Received.objects.get(pk=pk).raw)  # kept as it came


def test_only_this_meetings_chair_and_secretary_see_its_mails(client, site):
    received = in_words(site)
    letter = Delivery.objects.get(invitation=site)
    answer(site, counter(site), message_id="<c@x>")
    proposal = Proposal.objects.get()
    for person in (an_official(), a_person("Lưu Công Sơn", "son@vinhphuc.example", Role.ADMINISTRATOR)):
        client.force_login(person)
        for name, pk in (("mail", received.pk), ("mail_file", received.pk), ("posted", letter.pk)):
            assert client.get(address(site, f"invitation_{name}", pk)).status_code == 404
        assert client.post(address(site, "invitation_mail_deed", received.pk, "tham-du")).status_code == 404
        assert client.post(address(site, "invitation_proposal", proposal.pk, "giu-gio")).status_code == 404
    assert fresh(site).state == Funnel.TENTATIVE
    client.force_login(site.seat.meeting.seats.get(role="chair").person)
    assert client.get(address(site, "invitation_mail", received.pk)).status_code == 200


def test_a_mail_about_no_meeting_is_the_administrators(client, site):
    received = answer(site, a_calendar_reply(site, UID=f"UID:la@{DOMAIN}"))
    client.force_login(a_person("Lưu Công Sơn", "son@vinhphuc.example", Role.ADMINISTRATOR))
    assert "mã mà thư nêu" in client.get(reverse("nobodys_mails")).content.decode()
    assert "1 thư chưa rõ cuộc họp nào" in client.get("/").content.decode()
    assert client.get(reverse("nobodys_mail", args=[received.pk])).status_code == 200
    assert client.get(reverse("nobodys_mail_file", args=[received.pk])).status_code == 200
    client.post(reverse("nobodys_mail_deed", args=[received.pk, "doc-lai"]))
    client.post(reverse("nobodys_mail_deed", args=[received.pk, "gac-lai"]))
    received.refresh_from_db()
    assert received.filed == "put_away"
    assert client.post(reverse("nobodys_mail_deed", args=[received.pk, "xoa"])).status_code == 404
    client.force_login(site.seat.meeting.seats.get(role="secretary").person)
    assert client.get(reverse("nobodys_mail", args=[received.pk])).status_code == 404


def test_the_letter_that_keeps_the_time_passes_its_own_reader(site):
    answer(site, counter(site))
    mails.deciding.keep_time(Proposal.objects.get().pk, by=doer(site.seat.meeting, "chair"), now=SOON)
    outbox.work(lambda: SOON)
    mail = email.message_from_bytes(bytes(Delivery.objects.get(method="DECLINECOUNTER").raw))
    (part,) = [part for part in mail.walk() if part.get_content_type() == "text/calendar"]
    (heard,) = read_calendar(part.get_payload(decode=True))
    assert (heard.method, heard.uid) == ("DECLINECOUNTER", site.uid)
