"""Several workers at once on one outbox, each a process of its own: every letter leaves once, in its order."""

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from tests.servers import ROOT, clean_environment

SEATS = 60
PREPARE = """
import django; django.setup()
from datetime import timedelta
from django.core.management import call_command
call_command("migrate", verbosity=0)
from rooms import clock
from rooms.invitations.actions import invite
from rooms.invitations.models import Invitation
from rooms.meetings import actions as meetings
from rooms.meetings.queries import doer_in_seat
from tests.factories.directory import the_committee
from tests.factories.meetings import a_plan
from tests.factories.people import the_chair, the_secretary
from rooms.people.models import Person
agency, chair, secretary = the_committee(), the_chair(), the_secretary()
people = Person.objects.bulk_create(
    Person(email=f"dai.bieu.{n}@phutho.example", full_name=f"Đại biểu {n}", folded=f"dai bieu {n}")
    for n in range(SEATS)
)
now = clock.now()
start = now + timedelta(days=40)  # three working days ahead also before Tết
plan = a_plan(agency, chair, secretary, person_ids=[one.pk for one in people],
              starts_at=start, ends_at=start + timedelta(hours=2))
meeting = meetings.plan_meeting(plan, by=secretary, now=now)
desk = doer_in_seat(meeting.seats.get(role="secretary"))
invite.announce_and_invite(meeting.pk, by=desk, now=now)
first = Invitation.objects.order_by("pk").first()
invite.send_again(first.pk, by=desk, now=now)  # two letters of one seat: they must leave in this order
"""
WORK = """
import django; django.setup()
import sys
from rooms import clock
from rooms.invitations.actions import outbox
print("ready", flush=True)
sys.stdin.readline()
print(outbox.work(clock.now))
"""
LOOK = """
import django; django.setup()
import json
from rooms.invitations.models import Delivery, Invitation
from rooms.journal.models import Entry
print(json.dumps({
    "stages": sorted(set(Delivery.objects.values_list("stage", flat=True))),
    "attempts": max(Delivery.objects.values_list("attempts", flat=True)),
    "states": sorted(set(Invitation.objects.values_list("state", flat=True))),
    "told": Entry.objects.filter(kind="invitation.sent").count(),
}))
"""


def environment(database_url, port):
    return {
        **clean_environment(),
        "DJANGO_SETTINGS_MODULE": "conferencing.settings",
        "DATABASE_URL": database_url,
        "SECRET_KEY": "of-the-tests-" + "x" * 50,
        "EMAIL_URL": f"smtp://127.0.0.1:{port}",
        "LOG_LEVEL": "ERROR",
    }


def run(script, variables) -> str:
    command = [sys.executable, "-c", script.replace("SEATS", str(SEATS))]
    return subprocess.run(command, cwd=ROOT, env=variables, check=True, capture_output=True, text=True).stdout


def work_at_once(variables, workers) -> list[int]:
    """Start them, let them go together; how many letters each one sent."""
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    started = [
        subprocess.Popen([sys.executable, "-c", WORK], cwd=ROOT, env=variables, **pipes) for _worker in range(workers)
    ]
    for one in started:
        assert one.stdout.readline() == "ready\n"
    for one in started:
        one.stdin.write("go\n")
        one.stdin.flush()
    counts = []
    for one in started:
        said, _errors = one.communicate(timeout=100)
        assert one.returncode == 0
        counts.append(int(said))
    return counts


def each_letter_leaves_once(database_url, smtp_sink, workers):
    variables = environment(database_url, smtp_sink.port)
    run(PREPARE, variables)
    counts = work_at_once(variables, workers)
    letters = SEATS + 2 + 1
    assert sum(counts) + sum(work_at_once(variables, 1)) == letters  # a worker ends where others hold what is left
    assert Counter(message["Message-ID"] for message in smtp_sink.messages).most_common(1)[0][1] == 1
    assert len(smtp_sink.messages) == letters
    twice = [one for one in smtp_sink.messages if one["References"]]
    (again,) = twice
    order = [one["Message-ID"] for one in smtp_sink.messages]
    assert order.index(again["References"]) < order.index(again["Message-ID"])
    assert json.loads(run(LOOK, variables)) == {"stages": ["sent"], "attempts": 1, "states": ["sent"], "told": letters}


@pytest.mark.grown
def test_three_workers_on_postgresql_send_each_letter_once(postgres, smtp_sink):
    each_letter_leaves_once(postgres.database(), smtp_sink, 3)


@pytest.mark.grown
def test_two_workers_on_sqlite_send_each_letter_once(tmp_path: Path, smtp_sink):
    each_letter_leaves_once(f"sqlite:///{tmp_path / 'house.sqlite3'}", smtp_sink, 2)
