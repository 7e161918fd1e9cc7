"""A weekly series of half a year with 302 seats a sitting: what its secretary waits for at each of the great deeds."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
PLAY = """
import django; django.setup()
import json, time
from datetime import date, timedelta
from django.core.management import call_command
call_command("migrate", verbosity=0)
from django.urls import reverse
from rooms.invitations.actions import change
from rooms.meetings.rhythm import Rhythm
from rooms.people.models import Person
from tests.factories.meetings import NOW, doer
from tests.factories.series import a_draft_series
from tests.rooms.invitations.series_told import changed, moved
from rooms.invitations.actions import invite
reverse("home")  # a web process has read its addresses long ago
people = Person.objects.bulk_create(
    Person(email=f"dai.bieu.{n}@phutho.example", full_name=f"Đại biểu {n}", folded=f"dai bieu {n}") for n in range(299)
)
half_a_year = Rhythm(frozenset({4}), date(2026, 11, 27), date(2027, 5, 28))
sittings = a_draft_series(rhythm=half_a_year, person_ids=[one.pk for one in people])
HOUR = timedelta(hours=1)
figures = {"sittings": len(sittings)}
def timed(name, deed):
    began = time.perf_counter()
    deed()
    figures[name] = round(time.perf_counter() - began, 2)
desk = doer(sittings[0], "secretary")
timed("announce_s", lambda: invite.announce_and_invite(sittings[0].pk, by=desk, now=NOW))
timed("move_one_s", lambda: moved(sittings[1], HOUR))
timed("move_all_later_s", lambda: moved(sittings[3], HOUR, from_here_on=True))
desk = doer(sittings[18], "secretary")
timed("cancel_all_later_s",
      lambda: change.cancel_and_tell_from_here_on(sittings[18].pk, "Bão số 12", by=desk, now=NOW))
timed("uninvite_299_from_all_later_s", lambda: changed(sittings[8], person_ids=[], from_here_on=True))
print(json.dumps(figures))
"""


def run() -> Iterator[dict[str, object]]:
    """The deeds one after another on one series; SQLite with synchronous=FULL."""
    with tempfile.TemporaryDirectory() as folder:
        variables = {**os.environ, "PYTHONPATH": str(ROOT), "VAR_DIR": folder, "LOG_LEVEL": "ERROR"}
        variables["DJANGO_SETTINGS_MODULE"] = "conferencing.settings"
        done = subprocess.run([sys.executable, "-c", PLAY], cwd=ROOT, env=variables, stdout=subprocess.PIPE, check=True)
        yield {"what": "a weekly series of 302 seats a sitting", **json.loads(done.stdout.splitlines()[-1])}
