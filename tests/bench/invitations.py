"""Invitations per second: queued in one deed, then posted to an SMTP server on the loopback, one worker."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.servers import SmtpSink

SEATS = 300
ROOT = Path(__file__).parents[2]
PLAY = """
import django; django.setup()
import json, time
from datetime import timedelta
from django.core.management import call_command
call_command("migrate", verbosity=0)
from rooms import clock
from rooms.invitations.actions import invite, outbox
from rooms.meetings import actions as meetings
from rooms.meetings.queries import doer_in_seat
from tests.factories.directory import the_committee
from tests.factories.meetings import a_plan
from tests.factories.people import a_person, the_chair, the_secretary
from rooms.people.models import Person
agency, chair, secretary = the_committee(), the_chair(), the_secretary()
people = Person.objects.bulk_create(
    Person(email=f"dai.bieu.{n}@phutho.example", full_name=f"Đại biểu {n}", folded=f"dai bieu {n}")
    for n in range(SEATS)
)
now = clock.now()
start = now + timedelta(days=20)
plan = a_plan(agency, chair, secretary, person_ids=[one.pk for one in people],
              starts_at=start, ends_at=start + timedelta(hours=2))
meeting = meetings.plan_meeting(plan, by=secretary, now=now)
desk = doer_in_seat(meeting.seats.get(role="secretary"))
began = time.perf_counter()
invite.announce_and_invite(meeting.pk, by=desk, now=now)
queued = time.perf_counter()
taken = outbox.work(clock.now)
posted = time.perf_counter()
print(json.dumps({"letters": taken, "queued_per_s": round(taken / (queued - began)),
                  "posted_per_s": round(taken / (posted - queued))}))
"""


def run() -> Iterator[dict[str, object]]:
    """A process of its own, on a fresh SQLite database with synchronous=FULL, against aiosmtpd."""
    with SmtpSink() as sink, tempfile.TemporaryDirectory() as folder:
        variables = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "conferencing.settings",
            "VAR_DIR": folder,
            "EMAIL_URL": f"smtp://127.0.0.1:{sink.port}",
            "LOG_LEVEL": "ERROR",
        }
        play = PLAY.replace("SEATS", str(SEATS))
        done = subprocess.run([sys.executable, "-c", play], cwd=ROOT, env=variables, capture_output=True, check=True)
        yield {"what": "invitations to a local SMTP sink", **json.loads(done.stdout.splitlines()[-1])}
