import re

import pytest
from django.core import mail

from rooms.demo import mailbox
from rooms.invitations.actions import outbox
from tests.factories.invitations import CLOCK, an_invited_meeting

pytestmark = pytest.mark.django_db


@pytest.fixture
def _demo(settings, tmp_path):
    settings.DEMO = True
    settings.MAILDIR = tmp_path / "mailbox"
    settings.EMAIL_BACKEND = "rooms.demo.mailbox.MaildirBackend"


@pytest.mark.usefixtures("_demo")
def test_letters_land_in_the_mailbox_and_their_link_opens(client):
    an_invited_meeting()
    assert outbox.work(CLOCK) == 4
    listed = client.get("/hop-thu/").content.decode()
    assert "Điểm cầu Tam Dương" in listed
    (letter, *_others) = [one for one in mailbox.letters() if one.recipient == "Điểm cầu Tam Dương"]
    assert letter.subject.startswith("Giấy mời: Giao ban công tác tháng 11 năm 2026 (08:30, 27/11/2026)")
    assert client.get(f"/hop-thu/{letter.key}/").status_code == 200
    body = client.get(f"/hop-thu/{letter.key}/noi-dung/")
    address = re.search(r"https?://[^/]+(/tra-loi/[^\"]+)", body.content.decode())[1]
    assert client.get(address).status_code in {200, 410}
    assert len(mail.outbox) == 0


@pytest.mark.usefixtures("_demo")
def test_a_letter_may_do_nothing_but_be_read(client):
    mailbox.MaildirBackend().send_messages(
        [mail.EmailMessage("X", "<script>alert(1)</script> http://a.example", to=["a@b.c"])]
    )
    (letter,) = mailbox.letters()
    body = client.get(f"/hop-thu/{letter.key}/noi-dung/")
    policy = body["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "sandbox allow-popups" in policy
    assert "script-src" not in policy
    assert b"<script>" not in body.content
    assert body["X-Frame-Options"] == "SAMEORIGIN"


@pytest.mark.usefixtures("_demo")
@pytest.mark.parametrize("key", ["x", "..", "%2e%2e%2fetc"])
def test_a_letter_that_is_not_there_is_not_found(client, key):
    assert client.get(f"/hop-thu/{key}/").status_code == 404


def test_a_real_house_has_no_such_pages(client, settings):
    settings.DEMO = False
    assert client.get("/hop-thu/").status_code == 404
