"""kill -9 at every named crash point of outbox and inbox: nothing forgotten, no second different mail (R-5)."""

import os
import smtplib
import subprocess
import sys
from collections import defaultdict
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection

from rooms.invitations.actions import inbox, outbox
from rooms.invitations.models import Delivery, Invitation, Received, Stage
from rooms.invitations.rules import DOUBT, LEASE, Funnel
from tests.factories.invitations import (
    LATER,
    a_calendar_reply,
    a_reply_mail,
    an_invited_meeting,
    answer_address,
    invitation_of,
)
from tests.factories.meetings import NOW

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "sqlite", reason="the worker's process opens the test's database file"),
]
WORKER = """
import django; django.setup()
from datetime import datetime, UTC
from rooms.invitations.actions import outbox
outbox.work(lambda: datetime.fromisoformat({now!r}))
"""


def a_process(command, crash, port=0):
    return subprocess.Popen(
        command,
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "conferencing.settings",
            "DATABASE_URL": f"sqlite:///{connection.settings_dict['NAME']}",
            "SECRET_KEY": settings.SECRET_KEY,
            "PUBLIC_URL": settings.PUBLIC_URL,
            "MAIL_DOMAIN": settings.MAIL_DOMAIN,
            "EMAIL_URL": f"smtp://127.0.0.1:{port}",
            "REHEARSE_CRASH": crash,
        },
        stdout=subprocess.PIPE,
        text=True,
    )


@pytest.mark.parametrize(
    ("crash", "copies"),
    [
        ("outbox.after_lease", {1}),
        ("outbox.after_rcpt:2", {1}),
        ("outbox.after_data:2", {1, 2}),
        ("outbox.after_250_before_commit:3", {1, 2}),
    ],
)
def test_a_worker_killed_anywhere_forgets_no_letter_and_sends_no_second_one(crash, copies, smtp_sink, settings):
    an_invited_meeting()
    with a_process([sys.executable, "-c", WORKER.format(now=NOW.isoformat())], crash, smtp_sink.port) as worker:
        assert worker.wait(timeout=100) == 137
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", smtp_sink.port
    after_lease = NOW + LEASE + timedelta(seconds=1)
    outbox.work(lambda: after_lease)
    outbox.work(lambda: after_lease + DOUBT)
    seen = defaultdict(list)
    for message in smtp_sink.messages:
        seen[message["X-Rcpt-To"]].append(message.as_bytes())
    assert len(seen) == 4
    assert {len(set(mails)) for mails in seen.values()} == {1}
    assert {len(mails) for mails in seen.values()} <= copies
    assert set(Delivery.objects.values_list("stage", flat=True)) == {Stage.SENT}
    assert set(Invitation.objects.values_list("state", flat=True)) == {Funnel.SENT}


def test_a_mail_kept_before_the_door_died_is_handed_over_again_and_counted_once():
    meeting = an_invited_meeting()
    site = invitation_of(meeting, "site")
    raw = a_reply_mail(site, a_calendar_reply(site))
    command = [sys.executable, "manage.py", "receive_mail", "--port", "0"]
    with a_process(command, "inbox.after_raw_before_250") as door:
        port = int(door.stdout.readline().rsplit(maxsplit=1)[-1])
        with pytest.raises((smtplib.SMTPException, OSError)), smtplib.LMTP("127.0.0.1", port, timeout=30) as lmtp:
            lmtp.sendmail("", [answer_address(site)], raw)
        assert door.wait(timeout=100) == 137
    inbox.keep(raw, "", [answer_address(site)], LATER)
    inbox.work(lambda: LATER)
    assert Received.objects.count() == 1
    assert invitation_of(meeting, "site").state == Funnel.ACCEPTED


@pytest.mark.parametrize(("answer", "state"), [("550 5.7.1 no", Funnel.BOUNCED), ("451 4.3.0 later", Funnel.DELAYED)])
def test_a_real_server_that_refuses_is_believed(answer, state, smtp_sink, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", smtp_sink.port
    smtp_sink.refuse = answer
    an_invited_meeting()
    assert outbox.work(lambda: NOW) == 0
    assert set(Invitation.objects.values_list("state", "fault")) == {(state, answer)}


def test_a_server_that_is_away_costs_a_minute_and_no_letter(smtp_sink, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9  # discard: nobody listens
    an_invited_meeting()
    assert outbox.work(lambda: NOW) == 0
    settings.EMAIL_PORT = smtp_sink.port
    assert outbox.work(lambda: NOW) == 0
    assert outbox.work(lambda: NOW + timedelta(minutes=1)) == 4
    assert len(smtp_sink.messages) == 4
