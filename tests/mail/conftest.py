"""A post office for the whole run, and a house that sends and receives through it."""

import os
import subprocess
import sys
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.db import connection

from rooms import clock
from rooms.invitations.actions import invite
from rooms.invitations.models import Invitation
from rooms.meetings.models import Meeting
from tests.factories.meetings import a_draft, doer
from tests.mail.postoffice import HOUSE, PostOffice, post_office
from tests.servers import ROOT, Program, a_folder, clean_environment, manage, port_open, until

WORKER = """
import django; django.setup()
from rooms import clock
from rooms.invitations.actions import outbox
outbox.work(clock.now)
"""


@pytest.fixture(scope="package")
def office():
    """Postfix and Dovecot, for the tests of this folder."""
    if os.geteuid() != 0:
        pytest.skip("Postfix must be started by root")
    with post_office() as running:
        yield running


@dataclass
class House:
    """Our processes on the test's own database; the test looks into it by the ORM."""

    folder: Path
    office: PostOffice
    domain: str
    door: Program | None = None
    env: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.env = {
            "DJANGO_SETTINGS_MODULE": "conferencing.settings",
            "DATABASE_URL": f"sqlite:///{connection.settings_dict['NAME']}",
            "SECRET_KEY": django_settings.SECRET_KEY,
            "PUBLIC_URL": django_settings.PUBLIC_URL,
            "VAR_DIR": str(self.folder / "var"),
            "MAIL_DOMAIN": self.domain,
            "MAIL_AUTHSERV": "localhost",
            "MAIL_AUTHORITIES": str(self.office.authority),
            "EMAIL_URL": f"smtp+tls://hop@localhost:{self.office.submission}",
            "EMAIL_PASSWORD": self.office.password,
            "LMTP_PORT": str(self.office.answers),
            "IMAP_URL": f"imaps://hop@localhost:{self.office.imaps}/INBOX",
            "IMAP_PASSWORD": self.office.password,
        }

    def run(self, *command: str, **env: str) -> subprocess.CompletedProcess[str]:
        """One of our programs to its end."""
        environment = {**clean_environment(), **self.env, **env}
        return subprocess.run(
            command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=110, check=False
        )

    def post(self, **env: str) -> str:
        """Our worker sends what is due; what it logged."""
        done = self.run(sys.executable, "-c", WORKER, **env)
        assert done.returncode == 0, done.stderr
        return done.stderr

    def poll(self, **env: str) -> subprocess.CompletedProcess[str]:
        """Our poller looks once."""
        return self.run(*manage("poll_mail", "--once"), **env)

    def open_door(self) -> None:
        """receive_mail, where Postfix hands over."""
        port = self.office.answers
        self.door = Program(
            "receive_mail", manage("receive_mail"), self.env, self.folder, lambda: port_open(port)
        ).start()

    def close(self) -> None:
        if self.door is not None:
            self.door.kill()

    def wait_until(self, invitation: Invitation, state: str) -> Invitation:
        """Until the funnel stands there."""
        log = self.door.log if self.door else str
        try:
            return until(lambda: Invitation.objects.filter(pk=invitation.pk, state=state).first(), state)
        except AssertionError as late:
            now = Invitation.objects.get(pk=invitation.pk)
            raise AssertionError(f"{late}: it is {now.state} {now.fault}\n{log()}") from None


@pytest.fixture
def house_of(office, settings, transactional_db):
    """Makes a house for a domain."""
    if connection.vendor != "sqlite":
        pytest.skip("our processes open the test's database file")
    houses = []
    with a_folder() as folder:

        def make(domain: str = HOUSE) -> House:
            settings.MAIL_DOMAIN, settings.MAIL_AUTHSERV = domain, "localhost"
            settings.MAIL_AUTHORITIES = str(office.authority)
            houses.append(House(folder, office, domain))
            return houses[-1]

        yield make
        for house in houses:
            house.close()


@pytest.fixture
def house(house_of):
    """A house whose answers come by LMTP."""
    made = house_of()
    made.open_door()
    return made


def a_meeting_ahead() -> Meeting:
    """A draft in 40 days by the clock on the wall: our own processes read it."""
    meeting = a_draft()
    starts_at = (clock.now() + timedelta(days=40)).replace(hour=1, minute=30, second=0, microsecond=0)
    Meeting.objects.filter(pk=meeting.pk).update(starts_at=starts_at, ends_at=starts_at + timedelta(hours=2))
    return Meeting.objects.get(pk=meeting.pk)


def invite_all(meeting: Meeting) -> Meeting:
    """Announce it; its letters are queued."""
    return invite.announce_and_invite(meeting.pk, by=doer(meeting, "secretary"), now=clock.now())


def sites_of(meeting: Meeting) -> list[Invitation]:
    """Tam Dương, Lập Thạch."""
    rows = Invitation.objects.filter(seat__meeting=meeting, seat__role="site").order_by("seat__number")
    return list(rows.select_related("seat__site", "seat__person", "seat__meeting"))
