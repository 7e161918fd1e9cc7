"""A meeting of the tests that was held and closed, with minutes that somebody wrote."""

from datetime import datetime, timedelta

from django.db import transaction
from pycrdt import XmlElement, XmlText

from rooms.attendance.events import SeatArrived
from rooms.journal import actions as journal
from rooms.meetings import actions as meetings
from rooms.meetings.models import Meeting
from rooms.minutes import actions as minutes
from rooms.minutes import queries
from rooms.minutes.actions import Edit
from rooms.minutes.document import Document
from tests.factories.meetings import START, an_open_meeting, doer
from tests.factories.minutes import Editor

END = START + timedelta(hours=2, minutes=45)
STATEMENT = "Đề nghị Sở Nội vụ cho phép luân chuyển công chức giữa các xã liền kề."


def arrives(meeting: Meeting, role: str, at: datetime = START) -> None:
    seat = meeting.seats.filter(role=role).first()
    with transaction.atomic():
        journal.record(meeting.pk, SeatArrived(seat.pk), by=f"seat:{seat.pk}", at=at)


def writes(meeting: Meeting, *elements, section: int = 1, at: datetime = START) -> None:
    """The secretary puts these into a section of the minutes."""
    minutes.write_facts(meeting.pk, now=at)
    loaded = queries.load(meeting.pk)
    editor = Editor(Document(loaded.updates).state(), client_id=1000 + loaded.seq)
    author = doer(meeting, "secretary").actor
    edits = [Edit(editor.puts(element, section), author) for element in elements]
    minutes.append(meeting.pk, edits, known=loaded.seq, now=at)


def says(text: str, name: str = "Điểm cầu Tam Dương") -> XmlElement:
    return XmlElement("statement", {"name": name}, [XmlElement("paragraph", {}, [XmlText(text)])])


def concludes(text: str) -> XmlElement:
    return XmlElement("conclusion", {}, [XmlElement("paragraph", {}, [XmlText(text)])])


def a_closed_meeting() -> Meeting:
    """Chair, secretary and Tam Dương came, Lập Thạch did not; one statement, one conclusion."""
    meeting = an_open_meeting()
    for role in ("chair", "secretary", "site"):
        arrives(meeting, role)
    writes(meeting, says(STATEMENT), concludes("Giao Sở Nội vụ ban hành hướng dẫn."))
    return meetings.close_meeting(meeting.pk, by=doer(meeting, "chair"), now=END)
