"""kill -9 at every named crash point of outbox and inbox: nothing forgotten, no second different mail (R-5)."""

import contextlib
import os
import re
import smtplib
import subprocess
import sys
from collections import defaultdict
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest
from django.conf import settings
from django.db import connection

from rooms.invitations.actions import inbox, invite, outbox
from rooms.invitations.models import Delivery, Filed, Invitation, Received, Stage
from rooms.invitations.rules import DOUBT, LEASE, Funnel
from tests.factories.invitations import (
    DOMAIN,
    LATER,
    a_calendar_reply,
    a_reply_mail,
    a_report,
    an_invited_meeting,
    answer_address,
    invitation_of,
)
from tests.factories.meetings import NOW, a_draft, doer

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


DEED = """
import django; django.setup()
from datetime import datetime
from uuid import UUID
from rooms.invitations.actions import invite
from rooms.meetings.models import Seat
from rooms.meetings.queries import doer_in_seat
seat = Seat.objects.get(meeting={meeting!r}, role="secretary")
invite.announce_and_invite(UUID({meeting!r}), by=doer_in_seat(seat), now=datetime.fromisoformat({now!r}))
"""
SOURCES = [path.read_text() for path in Path(settings.BASE_DIR, "rooms", "invitations").rglob("*.py")]
POINTS = {name for source in SOURCES for name in re.findall(r'crash_point\("([\w.]+)"\)', source)}
OF_DEED = {"outbox.in_deed": 0, "outbox.before_wake": 4}  # how many letters are queued then
# How many copies of a letter may come: two only where the server may have taken the first; the same mail then.
COPIES = {
    "outbox.in_lease": {1},
    "outbox.after_lease": {1},
    "outbox.after_compose": {1},
    "outbox.after_written": {1},
    "outbox.after_rcpt": {1},
    "outbox.before_data": {1},
    "outbox.after_data": {1, 2},
    "outbox.after_250_before_commit": {1, 2},
    "outbox.in_settle": {1, 2},
}
OF_BATCH = {"outbox.in_lease", "outbox.after_lease", "outbox.after_compose", "outbox.after_written"}


def test_every_crash_point_has_its_rehearsal():
    assert {*COPIES, *OF_DEED} == {point for point in POINTS if point.startswith("outbox.")}
    tests = "".join(path.read_text() for path in Path(settings.BASE_DIR, "tests").rglob("test_*.py"))
    assert {point for point in POINTS if f'"{point}' not in tests} == set()


def all_is_seen_once(smtp_sink, copies):
    """No letter is forgotten, none comes as a second, different mail; the tables say the same."""
    seen = defaultdict(list)
    for message in smtp_sink.messages:
        seen[message["X-Rcpt-To"]].append(message.as_bytes())
    assert len(seen) == 4
    assert {len(set(mails)) for mails in seen.values()} == {1}
    assert {len(mails) for mails in seen.values()} == copies
    assert set(Delivery.objects.values_list("stage", flat=True)) == {Stage.SENT}
    assert set(Invitation.objects.values_list("state", flat=True)) == {Funnel.SENT}


def post_through(smtp_sink, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", smtp_sink.port
    after_lease = NOW + LEASE + timedelta(seconds=1)
    outbox.work(lambda: after_lease)
    outbox.work(lambda: after_lease + DOUBT)


@pytest.mark.parametrize("point", sorted(COPIES))
def test_a_worker_killed_anywhere_forgets_no_letter_and_sends_no_second_one(point, smtp_sink, settings):
    an_invited_meeting()
    crash = point if point in OF_BATCH else f"{point}:2"
    with a_process([sys.executable, "-c", WORKER.format(now=NOW.isoformat())], crash, smtp_sink.port) as worker:
        assert worker.wait(timeout=100) == 137
    post_through(smtp_sink, settings)
    all_is_seen_once(smtp_sink, COPIES[point])


@pytest.mark.parametrize("point", sorted(OF_DEED))
def test_a_deed_killed_before_its_commit_never_was_and_after_it_is_done(point, smtp_sink, settings):
    meeting = a_draft()
    deed = DEED.format(meeting=str(meeting.pk), now=NOW.isoformat())
    with a_process([sys.executable, "-c", deed], point) as web:
        assert web.wait(timeout=100) == 137
    meeting.refresh_from_db()
    assert Delivery.objects.count() == OF_DEED[point]
    assert meeting.state == ("announced" if OF_DEED[point] else "draft")
    if not OF_DEED[point]:
        invite.announce_and_invite(meeting.pk, by=doer(meeting, "secretary"), now=NOW)
    post_through(smtp_sink, settings)
    all_is_seen_once(smtp_sink, {1})


@pytest.mark.grown
def test_workers_killed_at_any_moment_forget_no_letter(smtp_sink, settings):
    """kill -9 from outside, at moments that nobody chose, until a worker lives to the end."""
    an_invited_meeting()
    chance = Random(20261123)
    moment = NOW
    for _kill in range(12):
        command = [sys.executable, "-c", WORKER.format(now=moment.isoformat())]
        with a_process(command, "", smtp_sink.port) as worker:
            with contextlib.suppress(subprocess.TimeoutExpired):
                worker.wait(timeout=chance.uniform(0.5, 4))
            worker.kill()
        moment += LEASE + DOUBT + timedelta(seconds=1)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", smtp_sink.port
    outbox.work(lambda: moment)
    outbox.work(lambda: moment + DOUBT)
    mails = defaultdict(set)
    for message in smtp_sink.messages:
        mails[message["X-Rcpt-To"]].add(message.as_bytes())
    assert {address: len(different) for address, different in mails.items()} == dict.fromkeys(mails, 1)
    # A letter that was twice between DATA and its answer waits for a person; all others have come.
    missing = Delivery.objects.exclude(recipient__in=mails)
    assert {(one.stage, one.repeats, one.next_at) for one in missing} <= {(Stage.UNKNOWN, 1, None)}


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


READER = """
import django; django.setup()
from datetime import datetime
from rooms.invitations.actions import inbox
inbox.work(lambda: datetime.fromisoformat({now!r}))
"""


def test_a_report_whose_reader_died_is_read_again_and_counted_once():
    meeting = an_invited_meeting()
    outbox.work(lambda: NOW)
    delivery = Delivery.objects.get(invitation=invitation_of(meeting, "site"))
    inbox.keep(a_report(delivery, "failed", "5.1.1"), "", [f"bounce+{delivery.return_token}@{DOMAIN}"], LATER)
    with a_process([sys.executable, "-c", READER.format(now=LATER.isoformat())], "inbox.in_dsn") as reader:
        assert reader.wait(timeout=100) == 137
    assert Received.objects.get().filed == Filed.NEW
    assert inbox.work(lambda: LATER) == 1
    assert invitation_of(meeting, "site").state == Funnel.BOUNCED
