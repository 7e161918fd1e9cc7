"""Whether answers can come in: told by the processes that see to it, read by lamp, figures and administrators."""

from datetime import timedelta

import pytest
from django.urls import reverse
from prometheus_client import CollectorRegistry, generate_latest

from conferencing import views as lamps
from conferencing.serving import figures
from rooms.invitations import polling
from rooms.invitations.actions import ways_in
from rooms.invitations.place import Place
from rooms.invitations.queries import incoming
from rooms.invitations.rules import Way, WayState
from rooms.invitations.views import nobodys
from rooms.meetings import views as home
from rooms.people.models import Role
from tests.factories.meetings import NOW
from tests.factories.people import a_person, an_official
from tests.servers import free_port

pytestmark = pytest.mark.django_db(transaction=True)  # a scrape closes its connection
MINUTE = timedelta(minutes=1)
NOON = NOW + timedelta(hours=4)


@pytest.fixture(autouse=True)
def _noon(monkeypatch):
    for reader in (lamps, figures, nobodys, home):
        monkeypatch.setattr(reader.clock, "now", lambda: NOON)


@pytest.fixture
def administrator(client):
    client.force_login(a_person("Lưu Công Sơn", "son@vinhphuc.example", Role.ADMINISTRATOR))
    return client


def figure(name, way):
    registry = CollectorRegistry()
    registry.register(figures.Post())
    lines = generate_latest(registry).decode().splitlines()
    return next(
        (float(line.split()[1]) for line in lines if line.startswith(f'diemcau_mail_in_{name}{{way="{way}"}}')), None
    )


def test_a_way_that_is_well_is_seen_to_be(administrator):
    ways_in.tell_well(Way.MAILBOX, NOON - MINUTE)
    assert administrator.get("/ready").json()["mail_in"] == {"mailbox": "up"}
    assert (figure("well_seconds", "mailbox"), figure("failing_seconds", "mailbox")) == (60, 0)
    assert "Thông, lần gần nhất" in administrator.get(reverse("nobodys_mails")).content.decode()
    assert "không vào được" not in administrator.get("/").content.decode()


def test_a_way_that_fails_is_seen_since_when_and_why(administrator):
    ways_in.tell_well(Way.MAILBOX, NOON - 30 * MINUTE)
    ways_in.tell_failing(Way.MAILBOX, "Connection refused <b>", NOON - 29 * MINUTE)
    ways_in.tell_failing(Way.MAILBOX, "timed out <b>", NOON - 14 * MINUTE)
    answer = administrator.get("/ready")
    assert (answer.status_code, answer.json()["mail_in"]) == (200, {"mailbox": "failing"})
    assert (figure("well_seconds", "mailbox"), figure("failing_seconds", "mailbox")) == (1800, 1740)
    page = administrator.get(reverse("nobodys_mails")).content.decode()
    assert "timed out &lt;b&gt;" in page
    assert "Không vào được từ 22/11/2026, 11:31" in page
    assert "Thư trả lời không vào được qua Hộp thư từ 22/11/2026, 11:30" in administrator.get("/").content.decode()
    ways_in.tell_well(Way.MAILBOX, NOON)
    assert administrator.get("/ready").json()["mail_in"] == {"mailbox": "up"}


def test_a_way_that_was_never_well_is_seen_as_failing(administrator):
    ways_in.tell_failing(Way.MAILBOX, "no such host", NOON)
    assert (figure("well_seconds", "mailbox"), figure("failing_seconds", "mailbox")) == (None, 0)
    assert "Không vào được từ" in administrator.get(reverse("nobodys_mails")).content.decode()
    assert "Thư trả lời không vào được qua Hộp thư" in administrator.get("/").content.decode()


@pytest.mark.parametrize(
    ("silent", "state"),
    [(15 * MINUTE, WayState.UP), (21 * MINUTE, WayState.LATE), (timedelta(days=9), WayState.LATE)],
)
def test_a_process_that_says_nothing_is_late(administrator, silent, state):
    ways_in.tell_well(Way.LMTP, NOON - silent)
    assert administrator.get("/ready").json()["mail_in"] == {"lmtp": state}
    assert ("im lặng" in administrator.get(reverse("nobodys_mails")).content.decode()) is (state is WayState.LATE)


def test_a_way_that_nobody_tends_any_more_is_no_alarm(administrator):
    ways_in.tell_well(Way.LMTP, NOON - timedelta(days=31))
    assert administrator.get("/ready").json()["mail_in"] == {}
    assert figure("well_seconds", "lmtp") is None


def test_only_administrators_are_told_of_it(client):
    ways_in.tell_failing(Way.MAILBOX, "timed out", NOON)
    client.force_login(an_official())
    assert "không vào được" not in client.get("/").content.decode()
    assert "timed out" not in client.get("/ready").content.decode()


def test_the_poller_tells_that_nobody_answers_and_never_the_password():
    place = Place(host="127.0.0.1", port=free_port(), at_once=True, user="hop", password="refused")
    assert polling.look_and_tell(place, lambda: NOON, 0)[0] == 1
    ((row, state),) = incoming.ways_in(NOON)
    assert (row.name, state, row.failing_since) == ("mailbox", WayState.FAILING, NOON)
    assert row.fault
    assert "refused" not in row.fault
