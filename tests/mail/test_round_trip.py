"""Out and back through real Postfix and Dovecot: our worker, an attendee's mailbox, the answer, our door."""

import email
import email.policy
import smtplib

import pytest

from rooms.invitations.actions import inbox
from rooms.invitations.models import Delivery, Invitation, Received, Stage
from rooms.invitations.rules import Funnel
from tests.mail.client import calendar_of, reply_to, send
from tests.mail.conftest import a_meeting_ahead, invite_all, sites_of
from tests.mail.postoffice import HOUSE, POLLED, SLOW
from tests.servers import until

pytestmark = [pytest.mark.grown, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def meeting(office, house):
    """Announced; four letters wait, and everybody has a mailbox."""
    meeting = invite_all(a_meeting_ahead())
    office.add_mailbox(*(one.recipient.partition("@")[0] for one in Delivery.objects.all()))
    return meeting


def the_letter(office, invitation) -> bytes:
    """The letter to this seat, out of its mailbox."""
    name = invitation.seat.address.partition("@")[0]
    ours = invitation.deliveries.latest("pk").message_id.encode()
    return until(lambda: next((one for one in office.letters(name) if ours in one), None), f"the letter to {name}")


def test_a_letter_goes_out_encrypted_and_its_answer_moves_the_funnel(office, house, meeting):
    site, other = sites_of(meeting)
    house.post()
    assert set(Delivery.objects.values_list("stage", flat=True)) == {Stage.SENT}
    letter = the_letter(office, site)
    assert letter.splitlines() in [one.splitlines() for one in office.read("tamduong")]
    mail = email.message_from_bytes(letter, policy=email.policy.default)
    token = site.deliveries.get().return_token
    assert mail["Return-Path"] == f"<bounce+{token}@{HOUSE}>"
    assert "ESMTPSA" in "".join(mail.get_all("Received"))  # TLS and a login
    assert mail["To"].addresses[0].addr_spec == site.seat.address
    assert site.uid in calendar_of(letter)
    send(office, reply_to(letter))
    house.wait_until(site, Funnel.ACCEPTED)
    send(office, reply_to(the_letter(office, other), "DECLINED"))
    house.wait_until(other, Funnel.DECLINED)
    assert Received.objects.count() == 2


def test_an_answer_waits_in_the_mail_server_while_our_door_is_shut(office, house_of):
    house = house_of()
    meeting = invite_all(a_meeting_ahead())
    (site, _other) = sites_of(meeting)
    office.add_mailbox(site.seat.address.partition("@")[0])
    house.post()
    send(office, reply_to(the_letter(office, site), "TENTATIVE"))
    shut = f"[127.0.0.1]:{office.answers}: Connection refused"
    until(lambda: shut in (office.folder / "postfix.log").read_text(), "Postfix to find the door shut")
    assert not Received.objects.exists()
    house.open_door()
    house.wait_until(site, Funnel.TENTATIVE)


def test_a_letter_to_nobody_comes_back_with_the_servers_words(office, house):
    meeting = a_meeting_ahead()
    site = meeting.seats.filter(role="site").first().site
    site.email = "khong-co-ai@tamduong.example"
    site.save()
    invite_all(meeting)
    house.post()
    invitation = house.wait_until(next(one for one in sites_of(meeting) if one.seat.site_id == site.pk), Funnel.BOUNCED)
    assert invitation.fault.startswith("5.1.1 550 5.1.1 <khong-co-ai@tamduong.example> User doesn't exist")
    assert Received.objects.get(recipient__startswith="bounce+", invitation=invitation).envelope_from == ""


def test_a_letter_that_waits_at_the_mail_server_is_shown_as_delayed(office, house):
    meeting = a_meeting_ahead()
    site = meeting.seats.filter(role="site").first().site
    site.email = f"vanphong@{SLOW}"
    site.save()
    invite_all(meeting)
    house.post()
    invitation = house.wait_until(next(one for one in sites_of(meeting) if one.seat.site_id == site.pk), Funnel.DELAYED)
    assert invitation.fault.startswith("4.4.1 ")
    assert "Connection refused" in invitation.fault
    office.forget_queue()


def test_what_our_mail_server_found_out_by_dmarc_is_believed_and_nobody_elses_word(office, house, meeting):
    site, other = sites_of(meeting)
    house.post()
    send(office, reply_to(the_letter(office, site), X_Test_Forged="1"))  # our server says fail
    held = until(lambda: Received.objects.filter(invitation=site).exclude(filed="new").first(), "the forged answer")
    assert (held.filed, held.reason) == ("needs_person", "dmarc_failed")
    forged = reply_to(the_letter(office, other), Authentication_Results="localhost; dmarc=fail")
    forged["Authentication-Results"] = "mx.evil.example; dmarc=fail"
    send(office, forged)
    house.wait_until(other, Funnel.ACCEPTED)
    assert Invitation.objects.get(pk=site.pk).state == Funnel.SENT


def test_an_answer_to_a_token_that_nobody_holds_goes_back_to_its_sender(office, house, meeting):
    site, _other = sites_of(meeting)
    house.post()
    answer = reply_to(the_letter(office, site))
    answer.replace_header("To", f"hop+{'a' * 26}@{HOUSE}")
    send(office, answer)
    name = site.seat.address.partition("@")[0]
    until(lambda: any(b"no such address" in one for one in office.letters(name)), "the answer to come back")
    assert not Received.objects.exists()


def test_a_mail_server_that_asks_us_first_takes_no_mail_for_a_strangers_token(office, house, meeting):
    site, _other = sites_of(meeting)
    house.post()
    answer = reply_to(the_letter(office, site))
    with smtplib.SMTP("localhost", office.asking, timeout=100) as line:
        with pytest.raises(smtplib.SMTPRecipientsRefused, match="no such address"):
            line.sendmail("an@x.example", f"hop+{'a' * 26}@{HOUSE}", answer.as_bytes())
        line.send_message(answer)
    house.wait_until(site, Funnel.ACCEPTED)


def test_a_flood_to_one_address_waits_at_the_mail_server(office, house, meeting):
    site, _other = sites_of(meeting)
    house.post()
    letter = the_letter(office, site)
    for _each in range(inbox.MAILS_AN_HOUR + 3):
        send(office, reply_to(letter))
    put_off = "452 4.7.1 too many mails for this address"
    until(lambda: put_off in (office.folder / "postfix.log").read_text(), "Postfix to be told to wait")
    until(lambda: Received.objects.count() >= inbox.MAILS_AN_HOUR, "what is allowed to be kept")
    assert Received.objects.count() < inbox.MAILS_AN_HOUR + 3  # Postfix talks over two lines: one may slip in
    house.wait_until(site, Funnel.ACCEPTED)
    office.forget_queue()


def test_where_there_is_no_lmtp_the_mailbox_is_looked_into(office, house_of):
    house = house_of(POLLED)
    meeting = invite_all(a_meeting_ahead())
    site, other = sites_of(meeting)
    office.add_mailbox(*(one.seat.address.partition("@")[0] for one in (site, other)))
    house.post()
    send(office, reply_to(the_letter(office, site)))
    send(office, reply_to(the_letter(office, other), "DECLINED"))
    office.wait_for_letters("hop", 2)
    done = house.poll()
    assert done.returncode == 0, done.stderr
    house.wait_until(site, Funnel.ACCEPTED)
    house.wait_until(other, Funnel.DECLINED)
    assert office.letters("hop") == []
    assert len(office.letters("hop", "Da-nhan")) == 2
    assert office.password not in done.stderr + done.stdout
    kept = Received.objects.get(invitation=site)
    assert kept.envelope_from == site.seat.address


def test_a_report_is_found_in_the_mailbox_too(office, house_of):
    house = house_of(POLLED)
    meeting = a_meeting_ahead()
    site = meeting.seats.filter(role="site").first().site
    site.email = "khong-co-ai@tamduong.example"
    site.save()
    invite_all(meeting)
    house.post()
    (invitation,) = [one for one in sites_of(meeting) if one.seat.site_id == site.pk]
    to = f"bounce+{invitation.deliveries.get().return_token}@{POLLED}".encode()
    until(lambda: any(to in one for one in office.letters("hop")), "the report to lie in the mailbox")
    assert house.poll().returncode == 0
    bounced = house.wait_until(invitation, Funnel.BOUNCED)
    assert "User doesn't exist" in bounced.fault
