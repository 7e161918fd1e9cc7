"""CPU of advice for a plan of 300 seats over three crowded months, and of the reading of a person's feed."""

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
from datetime import timedelta
from django.core.management import call_command
from django.db import connection, reset_queries
call_command("migrate", verbosity=0)
from django.conf import settings
settings.DEBUG = True
from rooms import clock
from rooms.calendars import actions, writing
from rooms.directory.models import Site
from rooms.meetings import advising
from rooms.meetings.intervals import Interval
from rooms.meetings.models import Meeting, Seat
from rooms.people.models import Person
from tests.factories.directory import SINCE, the_committee
from tests.factories.people import the_chair, the_secretary
agency, chair, secretary = the_committee(), the_chair(), the_secretary()
people = Person.objects.bulk_create(
    Person(email=f"dai.bieu.{n}@phutho.example", full_name=f"Đại biểu {n}", folded=f"dai bieu {n}") for n in range(150)
)
sites = Site.objects.bulk_create(
    Site(agency=agency, name=f"Điểm cầu {n}", folded=f"diem cau {n}", valid_from=SINCE) for n in range(148)
)
now = clock.now()
meetings = Meeting.objects.bulk_create(
    Meeting(title=f"Họp {n}", folded=f"hop {n}", agency=agency, state="announced", created_at=now,
            starts_at=now + timedelta(hours=3.5 * n), ends_at=now + timedelta(hours=3.5 * n + 2))
    for n in range(600)
)
seats = []
for n, meeting in enumerate(meetings):
    seats += [Seat(meeting=meeting, person=people[(7 * n + k) % 150], role="delegate", number=k + 1) for k in range(12)]
    seats += [Seat(meeting=meeting, site=sites[(5 * n + k) % 148], role="site", number=k + 20) for k in range(12)]
    if n % 5 == 0:
        seats.append(Seat(meeting=meeting, person=chair, role="chair", number=40))
Seat.objects.bulk_create(seats)
def timed(work):
    work(); reset_queries(); times = []
    for _ in range(5):
        began = time.process_time(); answer = work(); times.append(time.process_time() - began)
    return round(1000 * sorted(times)[2], 1), len(connection.queries) // 5, answer
day = now + timedelta(days=3)
wish = advising.Wish([Interval(day, day + timedelta(hours=2))], [chair.pk, secretary.pk],
                     [one.pk for one in people], [one.pk for one in sites])
weekly = [Interval(day + timedelta(days=7 * n), day + timedelta(days=7 * n, hours=2)) for n in range(12)]
series = advising.Wish(weekly, wish.required, wish.persons, wish.sites)
address = actions.open_address(chair, "own", chair.pk, now=now)
suggest_ms, suggest_queries, slots = timed(lambda: advising.suggestions(wish, now))
series_ms, series_queries, said = timed(lambda: advising.warnings(series, secretary))
feed_ms, feed_queries, text = timed(lambda: writing.content(address, now))
print(json.dumps({"seats": 300, "busy_seats": len(seats), "suggest_ms": suggest_ms, "suggest_queries": suggest_queries,
                  "slots": len(slots), "series_ms": series_ms, "series_queries": series_queries,
                  "feed_ms": feed_ms, "feed_queries": feed_queries, "feed_events": text.count(b"BEGIN:VEVENT")}))
"""


def run() -> Iterator[dict[str, object]]:
    """A process of its own, on a fresh SQLite database."""
    with tempfile.TemporaryDirectory() as folder:
        variables = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "conferencing.settings",
            "VAR_DIR": folder,
            "LOG_LEVEL": "ERROR",
        }
        done = subprocess.run([sys.executable, "-c", PLAY], cwd=ROOT, env=variables, capture_output=True, check=True)
        yield {"what": "advice and feeds", **json.loads(done.stdout.splitlines()[-1])}
