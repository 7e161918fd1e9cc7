"""A thousand invitations: queued in one deed, then written and posted to an SMTP server on the loopback by one worker.

The deed and the worker are processes of their own, on a fresh SQLite database with synchronous=FULL; the sink is a
third, so that it takes no time of theirs. Once without papers, once with a Giấy mời of 200 kB in each letter.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from uuid import UUID

from rooms.invitations.letters import Attachment
from tests.servers import free_port, port_open, until

SEATS = 998  # with chair and secretary a thousand
ROOT = Path(__file__).parents[2]
SETTINGS = """
from conferencing.settings import *
LETTER_ATTACHMENTS = "tests.bench.invitations.paper_of" if os.environ["PAPER"] else ""
"""
DEED = """
import django; django.setup()
import json, resource, time
from datetime import timedelta
from django.core.management import call_command
call_command("migrate", verbosity=0)
from django.urls import reverse
from rooms import clock
from rooms.invitations.actions import invite
from rooms.meetings import actions as meetings
from rooms.meetings.queries import doer_in_seat
from tests.factories.directory import the_committee
from tests.factories.meetings import a_plan
from tests.factories.people import the_chair, the_secretary
from rooms.people.models import Person
reverse("home")  # a web process has read its addresses long ago
agency, chair, secretary = the_committee(), the_chair(), the_secretary()
people = Person.objects.bulk_create(
    Person(email=f"dai.bieu.{n}@phutho.example", full_name=f"Đại biểu {n}", folded=f"dai bieu {n}")
    for n in range(SEATS)
)
def announced(count):
    now = clock.now()
    start = now + timedelta(days=9)
    plan = a_plan(agency, chair, secretary, person_ids=[one.pk for one in people[:count]],
                  starts_at=start, ends_at=start + timedelta(hours=2))
    meeting = meetings.plan_meeting(plan, by=secretary, now=now)
    desk = doer_in_seat(meeting.seats.get(role="secretary"))
    began = time.perf_counter()
    invite.announce_and_invite(meeting.pk, by=desk, now=now)
    return round(time.perf_counter() - began, 2), meeting
of_300, meeting = announced(298)
meeting.seats.all().delete()
of_1000, _ = announced(SEATS)
print(json.dumps({"announce_300_s": of_300, "announce_1000_s": of_1000}))
"""
WORK = """
import django; django.setup()
import json, resource, time
from rooms import clock
from rooms.invitations.actions import outbox
before = resource.getrusage(resource.RUSAGE_SELF)
began = time.perf_counter()
taken = outbox.work(clock.now)
took = time.perf_counter() - began
after = resource.getrusage(resource.RUSAGE_SELF)
cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
print(json.dumps({
    "letters": taken,
    "posted_per_s": round(taken / took),
    "cpu_ms_a_letter": round(1000 * cpu / taken, 1),
    "memory_before_mb": before.ru_maxrss // 1024,
    "peak_memory_mb": after.ru_maxrss // 1024,
}))
"""
SINK = """
import asyncio, sys
from aiosmtpd.smtp import SMTP
class Taken:
    async def handle_DATA(self, _server, _session, _envelope):
        return "250 taken"
async def serve():
    loop = asyncio.get_running_loop()
    await (await loop.create_server(lambda: SMTP(Taken()), "127.0.0.1", int(sys.argv[1]))).serve_forever()
asyncio.run(serve())
"""


def paper_of(_meeting_id: UUID) -> Sequence[Attachment]:
    """A Giấy mời of 200 kB."""
    return [Attachment("Giấy mời số 45.pdf", "application/pdf", os.urandom(1000) * 200)]


def run() -> Iterator[dict[str, object]]:
    """Without papers, and with one."""
    for paper in ("", "200 kB"):
        yield {"what": "1,000 invitations to a local SMTP server", "paper": paper or "none", **_figures(paper)}


def _figures(paper: str) -> dict[str, object]:
    port = free_port()
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "bench_settings.py").write_text(SETTINGS)
        variables = {
            **os.environ,
            "PYTHONPATH": f"{ROOT}:{folder}",
            "DJANGO_SETTINGS_MODULE": "bench_settings",
            "PAPER": paper,
            "VAR_DIR": folder,
            "EMAIL_URL": f"smtp://127.0.0.1:{port}",
            "LOG_LEVEL": "ERROR",
        }
        with subprocess.Popen([sys.executable, "-c", SINK, str(port)], cwd=ROOT, env=variables) as sink:
            try:
                until(lambda: port_open(port), "the SMTP sink")
                return {**_said(DEED, variables), **_said(WORK, variables)}
            finally:
                sink.kill()


def _said(play: str, variables: dict[str, str]) -> dict[str, object]:
    command = [sys.executable, "-c", play.replace("SEATS", str(SEATS))]
    done = subprocess.run(command, cwd=ROOT, env=variables, stdout=subprocess.PIPE, check=True)
    return json.loads(done.stdout.splitlines()[-1])
