"""What the form offers before the clerk has written anything: never a number."""

from datetime import date

from rooms.meetings.models import Meeting
from rooms.meetings.queries import seats_of
from rooms.meetings.rules import Hat
from rooms.papers import queries
from rooms.papers.convening import KIND_SYMBOL, Given, Signer, Urgency
from rooms.papers.models import IssuedPaper, Profile
from rooms.papers.rules import suggest
from rooms.papers.wording import bare_name, line_of

REQUIREMENT = "đại biểu vào phòng họp trước 15 phút; điểm cầu kiểm tra kỹ thuật trước 60 phút"
DOCUMENTS = "đăng trên trang cuộc họp"
RECIPIENTS = "Như trên"


def offered(meeting: Meeting, today: date) -> dict[str, object]:
    """The form's first values. The signer is the meeting's last one, else the chair, else the agency's last one."""
    last = queries.newest(meeting.pk)
    signer = _signer(meeting, last)
    return {
        "number": None,
        "dated": today,
        "authority": "\n".join(signer.authority),
        "position": signer.position,
        "name": signer.name,
        "urgency": last.urgency if last else Urgency.URGENT if meeting.urgent_reason else Urgency.NONE,
        "profile": last.profile if last else Profile.P13,
        "requirement": REQUIREMENT,
        "documents": DOCUMENTS,
        "recipients": RECIPIENTS,
        "whole_series": last.whole_series if last else meeting.series_id is not None,
    }


def given_of(said: dict[str, object]) -> Given:
    """The first values as the paper takes them."""
    authority = tuple(str(said["authority"]).splitlines())
    dated = said["dated"]
    if not isinstance(dated, date):
        raise TypeError(dated)
    return Given(
        number=None,
        dated=dated,
        signer=Signer(authority, str(said["position"]), str(said["name"])),
        urgency=Urgency(str(said["urgency"])),
        requirement=str(said["requirement"]),
        documents=str(said["documents"]),
        recipients=(RECIPIENTS,),
    )


def _signer(meeting: Meeting, last: IssuedPaper | None) -> Signer:
    if last is not None:
        return _signer_of(last)
    chair = next((seat for seat in seats_of(meeting.pk) if seat.role == Hat.CHAIR), None)
    position = line_of(chair.person.position) if chair and chair.person else ""
    offer = suggest(queries.unit_of(meeting.agency).lines, position)
    if offer.position and chair:
        return Signer(offer.authority, offer.position, bare_name(line_of(chair.name)))
    before = queries.last_of_agency(meeting.agency_id, KIND_SYMBOL)
    return _signer_of(before) if before else Signer((), "", "")


def _signer_of(paper: IssuedPaper) -> Signer:
    return Signer(tuple(paper.authority.splitlines()), paper.signer_position, paper.signer_name)
