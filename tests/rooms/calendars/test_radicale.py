"""Radicale, a real CalDAV server, takes every event of a feed and gives it back with the same meaning."""

import base64
import sys
import urllib.request
from datetime import timedelta
from importlib.util import find_spec
from urllib.parse import quote
from xml.etree import ElementTree as ET

import pytest
from icalendar import Calendar

from rooms.invitations.actions import invite
from rooms.invitations.actions.answer import move
from rooms.invitations.rules import Funnel
from rooms.meetings import actions
from rooms.meetings.models import Meeting
from tests.factories.calendars import an_address, read
from tests.factories.invitations import a_change, an_invited_meeting, invitation_of
from tests.factories.meetings import NOW, START, a_plan, doer
from tests.servers import Program, clean_environment, free_port, port_open

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(find_spec("radicale") is None, reason="Radicale is not installed"),
]
DAV, CAL = "{DAV:}", "{urn:ietf:params:xml:ns:caldav}"
WEEK = timedelta(days=7)
QUERY = """<?xml version="1.0" encoding="utf-8"?>
<c:calendar-query xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav">
  <d:prop><c:calendar-data/></d:prop>
  <c:filter><c:comp-filter name="VCALENDAR"><c:comp-filter name="VEVENT">
    <c:time-range start="{start:%Y%m%dT%H%M%SZ}" end="{end:%Y%m%dT%H%M%SZ}"/>
  </c:comp-filter></c:comp-filter></c:filter>
</c:calendar-query>"""
BUSY = """<?xml version="1.0" encoding="utf-8"?>
<c:free-busy-query xmlns:c="urn:ietf:params:xml:ns:caldav">
  <c:time-range start="{start:%Y%m%dT%H%M%SZ}" end="{end:%Y%m%dT%H%M%SZ}"/>
</c:free-busy-query>"""


class Server:
    """Speaks CalDAV to a Radicale of the test's own."""

    def __init__(self, port):
        self.base = f"http://127.0.0.1:{port}/minh/hop/"
        user = base64.b64encode(b"minh:x").decode()
        self.headers = {"Authorization": f"Basic {user}", "Content-Type": "text/calendar; charset=utf-8"}

    def ask(self, method, path="", body=b"", **headers):
        request = urllib.request.Request(
            self.base + path, data=body or None, method=method, headers={**self.headers, **headers}
        )
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, answer.read()

    def report(self, body, start, end):
        return self.ask("REPORT", body=body.format(start=start, end=end).encode(), Depth="1")[1]

    def events(self, start, end):
        """What the calendar holds between two moments, by UID."""
        tree = ET.fromstring(self.report(QUERY, start, end))
        texts = [part.text for part in tree.iter(f"{CAL}calendar-data")]
        parts = [event for text in texts for event in Calendar.from_ical(text).walk("VEVENT")]
        return {str(event["UID"]): event for event in parts}


@pytest.fixture
def radicale(tmp_path):
    port = free_port()
    command = [
        sys.executable, "-m", "radicale", "--config", "", f"--server-hosts=127.0.0.1:{port}", "--auth-type=none",
        f"--storage-filesystem-folder={tmp_path / 'collections'}",
    ]  # fmt: skip
    with Program("radicale", command, clean_environment(), tmp_path, ready=lambda: port_open(port)):
        server = Server(port)
        server.ask("MKCALENDAR")
        yield server


def a_full_calendar():
    """The chair's: one meeting accepted, one moved, one declined, one cancelled."""
    first = an_invited_meeting()
    chair = first.seats.get(role="chair").person
    secretary = first.seats.get(role="secretary").person
    for number, title in enumerate(["Họp chuyên đề; dời giờ", "Họp không dự", 'Hội nghị "đã hủy", vì bão'], start=1):
        plan = a_plan(
            first.agency, chair, secretary, title=title,
            starts_at=START + number * WEEK, ends_at=START + number * WEEK + timedelta(hours=1),
        )  # fmt: skip
        meeting = actions.plan_meeting(plan, by=secretary, now=NOW)
        invite.announce_and_invite(meeting.pk, by=doer(meeting, "secretary"), now=NOW)
    _first, moved, declined, cancelled = Meeting.objects.order_by("starts_at")
    a_change(moved, ends_at=moved.ends_at + timedelta(hours=1))
    for meeting, answer in ((first, Funnel.ACCEPTED), (declined, Funnel.DECLINED)):
        invitation = invitation_of(meeting, "chair")
        move(invitation, answer, NOW)
        invitation.save()
    invite.cancel_and_tell(cancelled.pk, "Bão số 9", by=doer(cancelled, "secretary"), now=NOW)
    return chair


def items_of(content):
    """Each event as a resource of its own; RFC 4791 4.1: without METHOD."""
    feed = Calendar.from_ical(content)
    for event in feed.walk("VEVENT"):
        item = Calendar()
        item.add("prodid", feed["PRODID"])
        item.add("version", "2.0")
        item.add_component(event)
        yield event, item.to_ical()


def meaning(component):
    """Everything that an event says, whatever the order and the folding."""
    said = sorted(
        (name, str(value.to_ical()), sorted(value.params.items()))
        for name, value in component.property_items()
        if name not in {"BEGIN", "END"} and hasattr(value, "params")
    )
    return said, [meaning(part) for part in component.subcomponents]


def test_every_event_of_a_feed_comes_back_as_it_was(client, radicale, monkeypatch):
    monkeypatch.setattr("rooms.clock.now", lambda: NOW)
    chair = a_full_calendar()
    sent = {}
    for event, item in items_of(read(client, an_address(chair)).content):
        status, _body = radicale.ask("PUT", f"{quote(event['UID'])}.ics", item)
        assert status == 201
        sent[str(event["UID"])] = event
    assert len(sent) == 4
    kept = radicale.events(NOW, START + 10 * WEEK)
    assert {uid: meaning(event) for uid, event in kept.items()} == {uid: meaning(event) for uid, event in sent.items()}
    assert len(radicale.events(NOW, START + WEEK)) == 1


def test_radicale_reckons_the_same_busy_hours_from_the_feed_as_we_publish(client, radicale, monkeypatch):
    monkeypatch.setattr("rooms.clock.now", lambda: NOW)
    chair = a_full_calendar()
    for event, item in items_of(read(client, an_address(chair)).content):
        radicale.ask("PUT", f"{quote(event['UID'])}.ics", item)
    theirs = Calendar.from_ical(radicale.report(BUSY, NOW, START + 10 * WEEK))
    ours = Calendar.from_ical(read(client, an_address(chair, "busy"), "ifb").content)
    assert hours(theirs) == hours(ours)
    assert len(hours(ours)) == 2  # accepted and moved; neither declined nor cancelled


def hours(calendar):
    """The busy hours of a VFREEBUSY, whether one property or several hold them."""
    (part,) = calendar.walk("VFREEBUSY")
    periods = part.get("FREEBUSY", [])
    every = periods if isinstance(periods, list) else [periods]
    return sorted((one.start, one.end) for one in every if one.params.get("FBTYPE", "BUSY") == "BUSY")
